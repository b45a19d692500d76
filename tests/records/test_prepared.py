"""Prepared queries answer as the queries that they are declared by, and their SQL is written once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Concat
from django.db.models.sql.compiler import SQLCompiler, SQLInsertCompiler
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import Member, Project, Service
from taskbuilder.records.prepared import Parameter, Prepared, PreparedInsert, PreparedUpdate


def of_slug() -> QuerySet[Member]:
    members = Member.objects.filter(project__slug=Parameter("slug", fields_of(Project)["slug"]))
    return members.select_related("project").annotate(place=F("project__name")).order_by("-pk")


def test_it_answers_for_each_value_with_what_belongs_to_the_row(
    operator: User, project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    other = Project.objects.get(pk=project.pk)
    other.pk, other.slug, other.name = None, "other", "Other"
    other.save()
    theirs = Member.objects.create(project=other, person=operator, role="viewer")
    members = Prepared(of_slug)
    with django_assert_num_queries(3):
        (found,) = members.ask(slug="other")
        assert (found, found.project, vars(found)["place"]) == (theirs, other, "Other")
        assert [each.project for each in members.ask(slug="gate")] == [project]
        assert members.first(slug="nowhere") is None


def test_flat_values_in_the_order_of_the_query(service: Service) -> None:
    names = Prepared(
        lambda: (
            Service.objects.filter(project=Parameter("project", fields_of(Project)["id"]))
            .order_by("-name")
            .values_list("name", flat=True)[:2]
        )
    )
    for name in "abc":
        Service.objects.create(project=service.project, service_id=name, name=name, platform=service.platform)
    first, second = sorted([service.name, "a", "b", "c"], reverse=True)[:2]
    assert names.ask(project=service.project_id) == [first, second]


def test_tuples_as_their_columns_convert_them(operator: User, project: Project) -> None:
    members = Prepared(
        lambda: of_slug().values_list("project__name", "person__username", "person__date_joined")
    )
    assert members.ask(slug="gate") == [("Gate", "operator", operator.date_joined)]


def test_anything_else_is_refused(operator: User) -> None:
    with pytest.raises(TypeError, match="cannot be of ValuesIterable"):
        Prepared(lambda: of_slug().values("pk")).ask(slug="gate")


def test_an_update_writes_what_fits_and_says_how_many(project: Project) -> None:
    fields = fields_of(Project)
    update = PreparedUpdate(
        lambda: (
            Project.objects.filter(slug=Parameter("slug", fields["slug"])),
            {"name": Concat(Parameter("name", fields["name"]), F("slug"))},
        )
    )
    assert [update.write(slug=slug, name="New ") for slug in ("gate", "nowhere")] == [1, 0]
    project.refresh_from_db()
    assert project.name == "New gate"


def test_none_is_equal_to_nothing(operator: User, project: Project) -> None:
    assert Prepared(of_slug).ask(slug=None) == []


def test_its_sql_is_written_once(operator: User, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def count(original: Callable[..., object]) -> Callable[..., object]:
        def as_sql(self: SQLCompiler, *args: object, **kwargs: object) -> object:
            written.append(self)
            return original(self, *args, **kwargs)

        return as_sql

    monkeypatch.setattr(SQLCompiler, "as_sql", count(SQLCompiler.as_sql))
    members = Prepared(of_slug)
    for slug in ("gate", "other", "gate"):
        members.ask(slug=slug)
    assert len(written) == 1


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_by_its_own_connection(operator: User, project: Project) -> None:
    members = Prepared(of_slug)
    assert members.ask(slug="gate")

    def ask(_number: int) -> list[str]:
        try:
            return [member.project.slug for member in members.ask(slug="gate")]
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(ask, range(6))) == [["gate"]] * 6


def test_rows_are_stored_as_saving_stores_them(service: Service, operator: User) -> None:
    project = Project.objects.get(pk=service.project_id)
    members = PreparedInsert(Member)
    others = [User.objects.create_user(name) for name in "abc"]
    first, *more = [Member(project=project, person=person, role="viewer") for person in others]
    members.write()
    members.write(first)
    members.write(*more)
    saved = Member.objects.create(project=project, person=User.objects.create_user("d"), role="viewer")

    rows = [{**row, "id": 0, "person_id": 0} for row in Member.objects.filter(role="viewer").values()]
    assert (len(rows), rows) == (4, [rows[-1]] * 4)
    assert ([each._state.adding for each in (first, *more)], saved.pk is None) == ([False] * 3, False)


def test_what_the_database_refuses_is_an_error_of_the_transaction(operator: User, project: Project) -> None:
    twice = Member(project=project, person=operator, role="viewer")
    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedInsert(Member).write(twice)
    assert Member.objects.filter(person=operator).count() == 1


def test_a_row_is_inserted_by_sql_that_is_written_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    original = SQLInsertCompiler.as_sql

    def count(self: SQLInsertCompiler) -> object:
        written.append(self)
        return original(self)

    people = [User.objects.create_user(name) for name in "ab"]
    monkeypatch.setattr(SQLInsertCompiler, "as_sql", count)
    members = PreparedInsert(Member)
    for person in people:
        members.write(Member(project=project, person=person, role="viewer"))
    assert len(written) == 1
