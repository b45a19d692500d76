"""What the boards read of the database, on either: what runs, the oldest of each state, capacities."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from taskbuilder.records.boards.handover import read_handover
from taskbuilder.records.boards.ledger import Target, read_capacities, save_capacity
from taskbuilder.records.boards.now import list_readings, read_now
from taskbuilder.records.boards.plans import read_ended, read_plans
from taskbuilder.records.models import CloudTask, CreatedTask, Project, Service, Submission
from taskbuilder.records.submissions.queries import find_progress, get_submission, read_progress

RUNS = [
    ("RUNNING", "", True),
    ("PENDING", "ACTIVATED", True),
    ("STOPPED", "ACTIVATED", True),
    ("STOPPED", "", False),
    ("PENDING", "INACTIVATED", False),
    ("FAILED", "", False),
    ("DANCING", "", True),
]


@pytest.fixture
def tasks(submission: Submission) -> list[CloudTask]:
    """One in each of these states, the last of them changed first."""
    now = timezone.now()
    made = []
    for number, (state, schedule_status, _runs) in enumerate(RUNS):
        created = CreatedTask.objects.create(submission=submission, position=number, task_id=f"{number:032x}")
        made.append(
            CloudTask.objects.create(
                created=created,
                service=submission.service,
                state=state,
                schedule_status=schedule_status,
                cloud_updated_at=now - timedelta(hours=number),
                read_at=now,
            )
        )
    return made


def test_which_tasks_run_or_will_run(
    project: Project, submission: Submission, tasks: list[CloudTask]
) -> None:
    (plan,) = read_plans(project).plans
    assert plan.tasks == sum(runs for _state, _status, runs in RUNS)
    assert (plan.submission, plan.has_request) == (submission.pk, True)
    CloudTask.objects.exclude(state="PENDING").update(missing_since=timezone.now())
    assert [plan.tasks for plan in read_plans(project).plans] == [1]
    CloudTask.objects.update(missing_since=timezone.now())
    assert read_plans(project).plans == []
    Submission.objects.update(state="created", due_at=None, settled_at=timezone.now(), task_state="GONE")
    assert [plan.tasks for plan in read_ended(project, but=())] == [0]
    assert read_ended(project, but={submission.pk}) == []


def test_the_oldest_of_each_state(project: Project, elsewhere: Project, tasks: list[CloudTask]) -> None:
    board = read_now(project, list_readings(project))
    assert [(each.state, each.count) for each in board.states] == [
        ("FAILED", 1),
        ("DANCING", 1),
        ("PENDING", 2),
        ("RUNNING", 1),
        ("STOPPED", 2),
    ]
    since = {each.state: each.oldest.since for each in board.states if each.oldest}
    assert since["PENDING"] == tasks[4].cloud_updated_at
    assert since["STOPPED"] == tasks[3].cloud_updated_at
    assert read_now(elsewhere, list_readings(elsewhere)).states == []


def test_a_capacity_is_stated_anew_and_removed(
    project: Project, elsewhere: Project, service: Service
) -> None:
    for target in (Target(service=service.pk), Target(node="n")):
        for cpu in (1.0, 2.0):
            save_capacity(project, target, cpu=cpu, memory=None)
        assert read_capacities(project)[target].cpu == 2.0
    assert read_capacities(elsewhere) == {}
    save_capacity(project, Target(node="n"), cpu=None, memory=None)
    assert list(read_capacities(project)) == [Target(service=service.pk)]


def test_the_capacity_of_a_service_goes_with_it_to_another_project(
    project: Project, elsewhere: Project, service: Service
) -> None:
    target = Target(service=service.pk)
    save_capacity(project, target, cpu=1.0, memory=None)
    Service.objects.filter(pk=service.pk).update(project=elsewhere)
    assert read_capacities(project) == {}
    assert read_capacities(elsewhere)[target].cpu == 1.0
    save_capacity(elsewhere, target, cpu=2.0, memory=None)
    assert [read_capacities(each).get(target) is not None for each in (project, elsewhere)] == [False, True]
    assert read_capacities(elsewhere)[target].project_id == elsewhere.pk


def test_progress_is_the_same_read_either_way(
    project: Project, submission: Submission, operator: User
) -> None:
    now = timezone.now()
    for number in (1, 2):
        submission.attempts.create(
            number=number,
            started_at=now,
            ended_at=now + timedelta(seconds=number),
            result="throttled",
            worker="w",
        )
    submission.decisions.create(verdict="looked", by=operator, at=now, attempt_count=2)
    loaded = get_submission(project=project, submission_id=submission.pk)
    assert find_progress(loaded) == read_progress(project=project, submission_id=submission.pk)


def test_a_handover_of_what_was_created(project: Project, elsewhere: Project, submission: Submission) -> None:
    begin = submission.created_at
    end = begin + timedelta(seconds=1)
    handover = read_handover(project, since=begin, until=end)
    assert [(each.by, each.submissions) for each in handover.created] == [("operator", [submission])]
    assert (handover.waiting, handover.unknown, handover.people) == ([submission], [], ["operator"])
    assert read_handover(elsewhere, since=begin, until=end).created == []
    assert read_handover(project, since=begin, until=begin).created == []
