"""Starting, stopping and deleting: what each answer of the cloud leads to."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from taskbuilder.records.boards.now import find_oldest
from taskbuilder.records.models import (
    ActionAttempt,
    CloudTask,
    Member,
    Notification,
    Pace,
    Project,
    ProjectEvent,
    Role,
    TaskAction,
    TaskReading,
)
from taskbuilder.records.notifications.events import handle_events
from taskbuilder.records.notifications.sentences import find_path, write_sentence
from taskbuilder.records.task_actions import results
from taskbuilder.records.task_actions.asking import Reason, ask, cancel_queued
from taskbuilder.records.task_actions.states import ActionKind
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import changes_of, delete_elsewhere, read, states_of
from tests.records.task_actions.conftest import ask_for, finish, run, take_turns, tasks_of
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
START, STOP, DELETE = ActionKind


def ends() -> list[tuple[str, str]]:
    return [(row.state, row.finding) for row in TaskAction.objects.order_by("pk")]


def tries() -> list[tuple[bool, str]]:
    return list(ActionAttempt.objects.order_by("pk").values_list("is_check", "result"))


def test_one_is_stopped_started_and_deleted(cloud: Simulator, clock: Clock) -> None:
    submission = run(clock)
    seen = []
    for kind in (STOP, START, DELETE):
        ask_for(kind, submission)
        assert take_turns() == 1
        seen += states_of(submission)
        clock.pass_by(60)
        read(submission)
        seen += states_of(submission)
    assert seen == ["STOPPING", "STOPPED", "STARTING", "RUNNING", "DELETING", "GONE"]
    assert ends() == [("done", "accepted")] * 3
    assert tries() == [(False, "accepted")] * 3
    assert changes_of(submission)[-2:] == [("RUNNING", "DELETING"), ("DELETING", "GONE")]
    assert (cloud.calls["stop"], cloud.calls["start"], cloud.calls["delete"]) == (1, 1, 1)


def test_the_service_is_read_soon_after(cloud: Simulator, clock: Clock) -> None:
    submission = run(clock)
    TaskReading.objects.update(due_at=timezone.now() + timedelta(minutes=15))
    ask_for(STOP, submission)
    take_turns()
    due_at = TaskReading.objects.get(pk=submission.service_id).due_at
    assert due_at is not None
    assert due_at < timezone.now() + results.READ_SOON


def test_its_new_state_counts_from_the_action(cloud: Simulator, clock: Clock) -> None:
    """Not from the change before it, which may be long ago, until the task is read again."""
    submission = run(clock)
    long_ago = timezone.now() - timedelta(hours=5)
    CloudTask.objects.update(cloud_updated_at=long_ago)
    ask_for(DELETE, submission)
    begun = timezone.now()
    take_turns()
    oldest = find_oldest(submission.project)
    assert (list(oldest), begun <= oldest["DELETING"].since <= timezone.now()) == (["DELETING"], True)


@pytest.mark.parametrize("kind", [START, STOP])
def test_a_task_on_modelarts_edge_is_only_deleted(cloud: Simulator, clock: Clock, kind: ActionKind) -> None:
    submission = run(clock, platform="modelarts-edge")
    asked = ask_for(kind, submission)
    assert (asked.batch, list(asked.left_out)) == (None, [Reason.PLATFORM])
    ask_for(DELETE, submission)
    take_turns()
    assert ends() == [("done", "accepted")]


def test_a_task_has_one_action_at_a_time(cloud: Simulator, clock: Clock) -> None:
    submission = run(clock, urls=2)
    first = ask_for(STOP, submission)
    second = ask_for(DELETE, submission)
    assert (len(first.actions), second.batch, len(second.left_out[Reason.UNDER_WAY])) == (2, None, 2)
    assert cancel_queued(submission.project, now=timezone.now()) == 2
    assert len(ask_for(DELETE, submission).actions) == 2


def test_what_is_gone(cloud: Simulator, clock: Clock) -> None:
    """Deleted is what was wanted; started or stopped it cannot be. Known to be gone, it is not asked for."""
    submissions = [run(clock, name=f"gate-{kind}") for kind in ActionKind]
    for kind, submission in zip(ActionKind, submissions, strict=True):
        delete_elsewhere(submission, tasks_of(submission)[0].task_id)
        clock.pass_by(60)
        ask_for(kind, submission)
    take_turns()
    assert ends() == [("refused", "gone"), ("refused", "gone"), ("done", "gone")]
    assert [states_of(each) for each in submissions] == [["GONE"]] * 3
    assert list(ask_for(DELETE, submissions[0]).left_out) == [Reason.GONE]


LOST, NEVER = Fault.losing_the_answer, Fault.hanging_up


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        (LOST, [(False, "unknown"), (True, "shown")]),
        (NEVER, [(False, "unknown"), (True, "shown"), (False, "accepted")]),
    ],
)
@pytest.mark.parametrize("kind", list(ActionKind))
def test_a_lost_answer_is_followed_by_a_look(
    cloud: Simulator, clock: Clock, kind: ActionKind, fault: type[Fault], seen: list[tuple[bool, str]]
) -> None:
    """What was done is not done again, and what was not is repeated."""
    submission = run(clock)
    if kind is START:
        ask_for(STOP, submission)
        take_turns()
        clock.pass_by(60)
        TaskAction.objects.all().delete()
    cloud.faults.add(kind, fault())
    ask_for(kind, submission)
    take_turns()
    assert ends() == [("checking", "lost")]
    finish()
    assert ends() == [("done", "confirmed" if fault is LOST else "accepted")]
    assert tries() == seen


def test_a_task_that_moves_slowly_is_not_refused(cloud: Simulator, clock: Clock) -> None:
    """The answer was lost, the task still shows its old state, and the call that is repeated is refused."""
    submission = run(clock)
    (running,) = cloud.tasks
    cloud.faults.add("stop", LOST())
    cloud.faults.add("show", Fault.answering(200, json.dumps(running).encode()))
    ask_for(STOP, submission)
    finish()
    assert ends() == [("done", "confirmed")]
    assert tries() == [
        (False, "unknown"),
        (True, "shown"),
        (False, "refused"),
        (True, "shown"),
    ]


def test_a_refusal_is_told(cloud: Simulator, clock: Clock) -> None:
    submission = run(clock)
    ask_for(START, submission)
    take_turns()
    (action,) = TaskAction.objects.all()
    assert (action.state, action.code) == ("refused", "ModelArts.3503")
    assert action.message == "A task in the state RUNNING cannot be started."
    assert (states_of(submission), cloud.calls["start"]) == (["RUNNING"], 1)


def test_a_cloud_that_asks_to_wait(cloud: Simulator, clock: Clock) -> None:
    submission = run(clock)
    cloud.faults.add("delete", Fault.answering(429, b"{}", {"Retry-After": "600"}))
    ask_for(DELETE, submission)
    assert (take_turns(), take_turns(), ends()) == (1, 0, [("queued", "")])
    (pace,) = Pace.objects.filter(project=submission.project)
    assert (pace.failures, bool(pace.paused_until)) == (1, True)
    assert take_turns(minutes=11) == 1
    assert ends() == [("done", "accepted")]


def test_a_cloud_that_is_away_for_a_day(cloud: Simulator, clock: Clock) -> None:
    submission = run(clock, urls=2)
    cloud.faults.add("stop", LOST(), *[Fault.answering(429, b"{}")] * 60)
    cloud.faults.add("show", *[Fault.answering(503)] * 60)
    ask_for(STOP, submission)
    for hours in range(26):
        take_turns(minutes=60 * hours)
    assert sorted(ends()) == [("given_up", "uncertain"), ("given_up", "unreachable")]


def test_credentials_that_cannot_be_read(cloud: Simulator, clock: Clock) -> None:
    submission = run(clock)
    ask_for(STOP, submission)
    Project.objects.filter(pk=submission.project_id).update(password=models.Value("broken"))
    assert (take_turns(), ends()) == (0, [("queued", "unreadable")])


def test_the_projects_limits_hold(cloud: Simulator, clock: Clock) -> None:
    submission = run(clock, urls=5)
    Project.objects.update(most_a_second=0.1)
    Pace.objects.update(free_at=None)
    ask_for(DELETE, submission)
    assert [take_turns(minutes=minutes) for minutes in (0, 0, 1, 1, 2)] == [1, 0, 1, 0, 1]


def test_many_are_deleted(cloud: Simulator, clock: Clock) -> None:
    submission = run(clock, urls=20)
    asked = ask_for(DELETE, submission)
    assert asked.batch is not None
    assert asked.batch.by == User.objects.get(username="operator")
    assert take_turns() == 20
    clock.pass_by(60)
    assert cloud.tasks == []
    assert set(ends()) == {("done", "accepted")}


def test_an_action_that_fails_is_an_event_once(cloud: Simulator, clock: Clock) -> None:
    """However many of its tasks it fails for; the person who asked is notified."""
    submission = run(clock, urls=2)
    other = User.objects.create_user("other")
    Member.objects.create(person=other, project=submission.project, role=Role.OPERATOR)
    asked = ask(START, tasks_of(submission), project=submission.project, by=other, now=timezone.now())
    ProjectEvent.objects.all().delete()
    take_turns()
    (event,) = ProjectEvent.objects.all()
    assert (event.kind, event.batch, event.by, event.submission) == (
        "action_failed",
        asked.batch,
        "other",
        submission,
    )
    handle_events(now=timezone.now())
    (found,) = Notification.objects.all()
    assert (found.person, write_sentence(found, found.person)) == (
        other,
        "Starting, stopping or deleting a task of “gate” failed.",
    )
    assert find_path(found.event, found.project).endswith(f"/actions/{event.batch_id}/")


def test_an_action_that_is_done_is_none(cloud: Simulator, clock: Clock) -> None:
    submission = run(clock)
    ProjectEvent.objects.all().delete()
    ask_for(STOP, submission)
    take_turns()
    assert not ProjectEvent.objects.exists()
