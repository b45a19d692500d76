"""What a project no longer keeps is removed, and nothing else."""

from datetime import timedelta
from io import StringIO
from uuid import UUID

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from taskbuilder.records.models import (
    ActionBatch,
    Attempt,
    CreatedTask,
    Decision,
    Project,
    Service,
    Submission,
    TaskAction,
    Verdict,
)
from taskbuilder.records.models.projects import KEY_DAYS
from taskbuilder.records.search.entries import save_entry
from taskbuilder.records.search.matches import list_matches, read_words
from taskbuilder.records.submissions import retention
from taskbuilder.records.submissions.retention import (
    MonthOfRows,
    Removed,
    forecast,
    list_limited_projects,
    retain,
)
from taskbuilder.records.submissions.states import DUE, SETTLED, State
from taskbuilder.records.tidying import tidy
from tests.records.conftest import NOW, REQUEST

STRIP, DELETE = 30, 90


@pytest.fixture
def limited(project: Project) -> Project:
    project.strip_after_days, project.delete_after_days = STRIP, DELETE
    project.save()
    return project


@pytest.fixture(params=[1, 100])
def chunk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "CHUNK", request.param)


def make(service: Service, by: User, number: int, *, days: float, state: State = State.CREATED) -> Submission:
    """One of so many days ago, with everything that can belong to one."""
    moment = NOW - timedelta(days=days)
    made = Submission.objects.create(
        id=UUID(int=number),
        project=service.project,
        service=service,
        created_by=by,
        created_at=moment,
        name=f"gate-{number}",
        request=REQUEST,
        secrets={"/output/webhook/headers/X-Token": "canary-token"},
        state=state,
        due_at=moment if state in DUE else None,
        lease_until=moment if state == State.SENDING else None,
        settled_at=moment if state in SETTLED else None,
    )
    Attempt.objects.create(
        submission=made, number=1, started_at=moment, ended_at=moment, worker="w", result="created"
    )
    CreatedTask.objects.create(submission=made, position=0, task_id=f"{number:032x}")
    Decision.objects.create(
        submission=made, verdict=Verdict.SKIPPED, by=by, at=moment, note="…", attempt_count=1
    )
    return made


def left() -> dict[int, bool]:
    """The submissions that are there, and whether they have their request."""
    return {row.pk.int: row.has_request and bool(row.secrets) for row in Submission.objects.order_by("pk")}


@pytest.mark.usefixtures("chunk")
def test_requests_go_first_and_submissions_later(limited: Project, service: Service, operator: User) -> None:
    for number, days in enumerate([DELETE + 1, DELETE - 1, STRIP + 1, STRIP - 1, 0], start=1):
        make(service, operator, number, days=days)

    assert retain(limited, now=NOW) == Removed(requests=2, submissions=1)
    assert left() == {2: False, 3: False, 4: True, 5: True}
    for model in (Attempt, CreatedTask, Decision):
        assert model.objects.count() == 4

    limited.refresh_from_db()
    assert retain(limited, now=NOW) == Removed()
    assert retain(limited, now=NOW + timedelta(days=2)) == Removed(requests=1, submissions=1)
    assert left() == {3: False, 4: False, 5: True}


@pytest.mark.usefixtures("chunk")
@pytest.mark.parametrize("state", [state for state in State if state not in retention.ENDED])
def test_what_has_not_ended_stays_until_it_has(
    limited: Project, service: Service, operator: User, state: State
) -> None:
    make(service, operator, 1, days=DELETE + 2, state=state)
    make(service, operator, 2, days=STRIP + 2)
    retain(limited, now=NOW)
    assert left() == {1: True, 2: False}

    ended = {"state": State.CLOSED, "settled_at": NOW, "due_at": None, "lease_until": None}
    Submission.objects.filter(pk=UUID(int=1)).update(**ended)
    limited.refresh_from_db()
    retain(limited, now=NOW + timedelta(days=STRIP - 1))
    assert left() == {1: True, 2: False}
    limited.refresh_from_db()
    retain(limited, now=NOW + timedelta(days=STRIP + 1))
    assert left()[1] is False


def test_without_a_limit_everything_stays(project: Project, service: Service, operator: User) -> None:
    make(service, operator, 1, days=5_000)
    assert retain(project, now=NOW) == Removed()
    assert left() == {1: True}
    assert not list_limited_projects()


def test_another_project_keeps_its_own(limited: Project, service: Service, operator: User) -> None:
    other = Project.objects.get(pk=limited.pk)
    other.pk, other.slug = None, "other"
    other.strip_after_days = other.delete_after_days = None
    other.save()
    theirs = Service.objects.create(project=other, service_id="theirs", name="Theirs", platform="ief")
    make(theirs, operator, 1, days=DELETE + 1)
    make(service, operator, 2, days=DELETE + 1)
    assert tidy(now=NOW)["submissions"] == 1
    assert left() == {1: True}


@time_machine.travel(NOW, tick=False)
def test_the_command_shows_first_what_would_go(limited: Project, service: Service, operator: User) -> None:
    make(service, operator, 1, days=DELETE + 1)
    make(service, operator, 2, days=DELETE - 1)
    expected = [
        MonthOfRows(each.replace(day=1, hour=0, minute=0, second=0, microsecond=0), requests, submissions)
        for each, requests, submissions in [
            (NOW - timedelta(days=DELETE + 1), 0, 1),
            (NOW - timedelta(days=DELETE - 1), 1, 0),
        ]
    ]
    assert forecast(limited, now=timezone.now()) == merge(expected)

    shown = run()
    assert [line.split() for line in shown[2:]] == [
        [f"{each.month:%Y-%m}", str(each.requests), str(each.submissions)] for each in merge(expected)
    ]
    assert left() == {1: True, 2: True}
    assert run("--apply") == [f"{limited.slug}: 1 requests removed, 1 submissions deleted."]
    assert left() == {2: False}
    assert run("--project", limited.slug) == [f"{limited.slug}: nothing to remove."]


def merge(months: list[MonthOfRows]) -> list[MonthOfRows]:
    """Those of one month as one."""
    found: dict[object, MonthOfRows] = {}
    for each in months:
        last = found.get(each.month, MonthOfRows(each.month, 0, 0))
        found[each.month] = MonthOfRows(
            each.month, last.requests + each.requests, last.submissions + each.submissions
        )
    return list(found.values())


def run(*options: str) -> list[str]:
    out = StringIO()
    call_command("retain", *options, stdout=out)
    return out.getvalue().splitlines()


def test_the_command_names_a_project_without_a_limit(project: Project) -> None:
    assert run() == ["Every project keeps everything. Set limits in the administration."]
    with pytest.raises(
        CommandError, match=f"--project {project.slug}: no project with this slug has a limit"
    ):
        run("--project", project.slug)


@pytest.mark.parametrize(
    ("strip", "delete", "fields"),
    [
        (None, None, set()),
        (1, None, set()),
        (30, 90, set()),
        (0, None, {"strip_after_days"}),
        (None, KEY_DAYS, {"delete_after_days"}),
        (90, 90, {"strip_after_days"}),
    ],
)
def test_limits_that_make_no_sense_are_refused(
    project: Project, strip: int | None, delete: int | None, fields: set[str]
) -> None:
    project.strip_after_days, project.delete_after_days = strip, delete
    try:
        project.full_clean()
        refused = set()
    except ValidationError as error:
        refused = set(error.message_dict)
    assert refused == fields


def test_what_a_removed_request_said_is_found_no_more(
    limited: Project, service: Service, operator: User
) -> None:
    made = make(service, operator, 1, days=STRIP + 1)
    save_entry(made)
    retain(limited, now=NOW)
    assert list_matches(read_words("192.0.2.1"), project=None, limit=9) == []
    assert list_matches(read_words("gate-1"), project=None, limit=9) == [made.pk]


def test_actions_on_tasks_that_were_not_created_here_go_too(
    limited: Project, service: Service, operator: User
) -> None:
    """As long after their end; those on a submission's tasks go with it."""
    for number, days in enumerate([DELETE + 1, DELETE - 1, None]):
        at = NOW - timedelta(days=days or 0)
        batch = ActionBatch.objects.create(project=limited, kind="stop", by=operator, asked_at=at)
        TaskAction.objects.create(
            batch=batch,
            project=limited,
            service=service,
            task_id=str(number),
            kind="stop",
            state="queued" if days is None else "done",
            due_at=at if days is None else None,
            settled_at=None if days is None else at,
            asked_at=at,
            changed_at=at,
        )
    removed = tidy(now=NOW)
    assert (removed["other_actions"], removed["actions"]) == (1, 1)
    assert [*TaskAction.objects.order_by("task_id").values_list("task_id", flat=True)] == ["1", "2"]
    Project.objects.update(delete_after_days=None)
    assert retain(Project.objects.get(pk=limited.pk), now=NOW + timedelta(days=999)).actions == 0
