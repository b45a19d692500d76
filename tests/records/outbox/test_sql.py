"""Queries that are made once: they find and write what the ORM's own would."""

from threading import Thread
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Draft, Project, Service
from taskbuilder.records.outbox.sql import CompiledQuery, CompiledUpdate, param

DRAFTS = CompiledQuery(
    lambda: (
        Draft.objects.filter(title=param(Draft, "title"), owner=param(Draft, "owner"))
        .select_related("service", "project")
        .order_by("created_at", "pk")
    )
)
TITLES = CompiledQuery(lambda: Draft.objects.filter(pk=param(Draft, "id")).values_list("title", flat=True))
RETITLE = CompiledUpdate(
    lambda: (
        Draft.objects.filter(pk=param(Draft, "id"), title=param(Draft, "title", "before")),
        {
            "title": param(Draft, "title"),
            "service": param(Draft, "service"),
            "answers": param(Draft, "answers"),
        },
    )
)


def test_finds_rows_with_those_beside_them(
    draft: Draft, operator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    DRAFTS.run(title="", owner=0)  # made
    with django_assert_num_queries(1):
        (found,) = DRAFTS.run(title="Gate", owner=operator.pk)
        read = (found, found.service, found.project.name, found.answers)
    assert read == (draft, draft.service, "Gate", {"details": {"name": "Gate"}})
    assert found.created_at == draft.created_at


def test_every_asking_has_its_own_values(draft: Draft, operator: User) -> None:
    other = Draft.objects.create(
        project=draft.project,
        owner=operator,
        title="It's “2”",
        created_at=draft.created_at,
        updated_at=draft.created_at,
    )
    assert DRAFTS.run(title="It's “2”", owner=operator.pk) == [other]
    assert DRAFTS.run(title="Gate", owner=operator.pk) == [draft]
    assert DRAFTS.run(title="Gate", owner=operator.pk + 1) == []
    assert DRAFTS.find(title="", owner=operator.pk) is None
    assert other.service is None


def test_finds_values(draft: Draft) -> None:
    assert (TITLES.run(id=draft.pk), TITLES.run(id=uuid4())) == (["Gate"], [])


def test_writes_what_each_column_holds(draft: Draft, service: Service) -> None:
    answers = {"details": {"name": "\x00"}}
    changed = {"title": "Door", "service": service.pk, "answers": answers}
    assert RETITLE.run(id=draft.pk, before="Door", **changed) == 0
    assert RETITLE.run(id=draft.pk, before="Gate", **changed) == 1
    draft.refresh_from_db()
    assert (draft.title, draft.service, draft.answers) == ("Door", service, answers)
    assert RETITLE.run(id=draft.pk, before="Door", title="", service=None, answers={}) == 1
    draft.refresh_from_db()
    assert (draft.title, draft.service, draft.answers) == ("", None, {})


@pytest.mark.django_db(transaction=True)
def test_is_made_once_for_all_threads(project: Project) -> None:
    names = CompiledQuery(
        lambda: Project.objects.filter(slug=param(Project, "slug")).values_list("name", flat=True)
    )
    assert names.run(slug="gate") == ["Gate"]
    found: list[list[str]] = []

    def ask() -> None:
        found.append(names.run(slug="gate"))
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [["Gate"]]
