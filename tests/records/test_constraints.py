"""The database itself refuses rows that make no sense."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from taskbuilder.records.models import Attempt, CreatedTask, Member, Project, Role, Service, Submission
from tests.records.conftest import NOW


def refused_by(rows: "models.QuerySet[Any]", **columns: Any) -> bool:
    try:
        with transaction.atomic():
            rows.update(**columns)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("columns", "refused"),
    [
        ({"state": "lost"}, True),
        ({"due_at": None}, True),
        ({"attempt_count": -1}, True),
        ({"state": "sending"}, True),
        ({"state": "sending", "due_at": None}, True),
        ({"state": "sending", "due_at": None, "lease_until": NOW, "leased_by": "w"}, False),
        ({"lease_until": NOW}, True),
        ({"leased_by": "w"}, True),
        ({"state": "created", "due_at": None}, True),
        ({"state": "created", "settled_at": NOW}, True),
        ({"state": "created", "due_at": None, "settled_at": NOW}, False),
        ({"settled_at": NOW}, True),
    ],
)
def test_a_submissions_columns_fit_its_state(
    submission: Submission, columns: dict[str, Any], refused: bool
) -> None:
    assert refused_by(Submission.objects.all(), **columns) == refused


def test_an_attempt_is_open_until_it_has_ended(submission: Submission) -> None:
    attempts = Attempt.objects.filter(pk=submission.attempts.create(number=1, started_at=NOW, worker="w").pk)
    assert refused_by(attempts, ended_at=NOW)
    assert refused_by(attempts, result="created")
    assert refused_by(attempts, result="perhaps", ended_at=NOW)
    assert not refused_by(attempts, result="created", ended_at=NOW + timedelta(seconds=1))


def test_values_outside_the_choices_are_refused(project: Project, service: Service) -> None:
    assert refused_by(Project.objects.all(), sign_in="guess")
    assert refused_by(Service.objects.all(), platform="edge")


def test_what_is_unique_stays_so(submission: Submission, project: Project) -> None:
    attempt = submission.attempts.create(number=1, started_at=NOW, worker="w")
    task = CreatedTask.objects.create(submission=submission, position=0, task_id="a")
    member = Member.objects.get()
    copies: list[models.Model] = [attempt, task, member, Service.objects.get(), project]
    for row in copies:
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_a_role_is_one_of_three_and_includes_the_ones_before(submission: Submission) -> None:
    assert refused_by(Member.objects.all(), role="owner")
    held = [(role, other) for role in Role for other in Role if role.includes(other)]
    assert held == [
        (Role.VIEWER, Role.VIEWER),
        (Role.OPERATOR, Role.VIEWER),
        (Role.OPERATOR, Role.OPERATOR),
        (Role.MANAGER, Role.VIEWER),
        (Role.MANAGER, Role.OPERATOR),
        (Role.MANAGER, Role.MANAGER),
    ]


@pytest.mark.django_db
def test_no_index_is_the_beginning_of_another() -> None:
    """One that is makes every row larger and every write slower, and no question faster.

    One of some rows alone serves no question about the others, and takes little room.
    """
    needless = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("records").get_models():
            partial = {
                each.name
                for each in (*model._meta.indexes, *model._meta.constraints)
                if getattr(each, "condition", None) is not None
            }
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
            lists = {
                name: tuple(details["columns"])
                for name, details in found.items()
                if (details["index"] or details["unique"])
                and not name.endswith("_like")
                and name not in partial
            }
            needless += [
                name
                for name, columns in lists.items()
                for other, longer in lists.items()
                if name != other and columns == longer[: len(columns)]
            ]
    assert needless == []
