"""A made-up history is valid, complete, the same for the same seed, and for demonstrations alone."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from taskbuilder.records.models import Attempt, CreatedTask, InputFingerprint, Project, Submission
from taskbuilder.records.seeding.history import SPAN, seed_history
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.json_value import as_object
from taskbuilder.taskspec.validate import find_problems

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROWS = 1_500


def seed(*, seed: int = 1, rows: int = ROWS) -> None:
    seed_history(rows, seed=seed, now=NOW, progress=int)


def test_it_has_two_years_in_three_projects_with_every_kind_of_task() -> None:
    seed()
    rows = list(Submission.objects.order_by("created_at").select_related("service", "token"))
    assert len(rows) == ROWS
    assert (rows[0].created_at, rows[-1].created_at < NOW) == (NOW - SPAN, True)
    assert Counter(row.project_id for row in rows).keys() == set(Project.objects.values_list("pk", flat=True))
    assert {as_object(row.request["input"])["type"] for row in rows} >= {
        "url",
        "edgecamera",
        "restful",
        "vcn",
        "vis",
    }
    assert {State.CREATED, State.REFUSED, State.CANCELLED} <= {row.state for row in rows}
    assert 0.2 < sum(row.token is not None for row in rows) / ROWS < 0.3


def test_every_request_is_valid_and_can_be_sent() -> None:
    seed(rows=300)
    for row in Submission.objects.select_related("service"):
        problems = find_problems(row.full_request(), platform=row.service.spec.platform, now=NOW)
        assert [problem.rule for problem in problems if problem.severity.value == "error"] == []


def test_its_parts_are_as_its_states_say_and_nothing_is_due() -> None:
    seed()
    created = Submission.objects.filter(state=State.CREATED)
    assert CreatedTask.objects.values("submission").distinct().count() == created.count()
    assert (
        Attempt.objects.exclude(submission__state=State.CANCELLED).count() == Attempt.objects.count() > ROWS
    )
    assert InputFingerprint.objects.values("submission").distinct().count() == ROWS
    assert not Submission.objects.filter(due_at__isnull=False).exists()


def test_no_secret_is_stored_in_clear() -> None:
    seed(rows=300)
    rows = Submission.objects.values_list("request", "secrets", "name", "description")
    assert "seeded-" not in str([row[0] for row in rows])


def test_the_same_seed_makes_the_same() -> None:
    seed(rows=50)
    first = set(Submission.objects.values_list("pk", "name", "state"))
    Submission.objects.all().delete()
    seed(rows=50)
    assert set(Submission.objects.values_list("pk", "name", "state")) == first
    seed(seed=2, rows=50)
    assert Submission.objects.count() == 100


def test_it_is_for_demonstrations_alone(settings: Settings) -> None:
    settings.DEBUG = settings.DEMO = settings.EMBEDDED = False
    with pytest.raises(CommandError, match="own data"):
        call_command("seed_history", rows=1)
    settings.EMBEDDED = True
    with pytest.raises(CommandError, match="for a demo only"):
        call_command("seed_history", rows=1)
    assert not Submission.objects.exists()
    settings.DEMO = True
    call_command("seed_history", rows=3, verbosity=0)
    assert Submission.objects.count() == 3
    with pytest.raises(CommandError, match="--seed 2"):
        call_command("seed_history", rows=3, verbosity=0)
