"""Replacing a task: the old one goes once the new one runs, and stays where that fails."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import (
    Notification,
    ProjectEvent,
    Replacement,
    Submission,
    TaskAction,
    TaskReading,
)
from taskbuilder.records.models.submissions import Remark
from taskbuilder.records.notifications.events import handle_events
from taskbuilder.records.notifications.sentences import write_sentence
from taskbuilder.records.outbox.fault_points import Point
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.submissions.cancellation import cancel
from taskbuilder.records.submissions.creation import submit
from taskbuilder.records.task_actions.replacements import keep_old
from taskbuilder.records.task_actions.replacing import PATIENCE
from taskbuilder.records.task_actions.states import ActionKind
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import delete_elsewhere
from tests.records.conftest import REQUEST
from tests.records.resolution.conftest import LEASE
from tests.records.task_actions.conftest import ask_for, in_cloud, run, take_turns, tasks_of
from tests.support.clock import Clock
from tests.support.crashes import crashing_at

pytestmark = pytest.mark.django_db(transaction=True)


def replace(old: Submission, name: str = "gate-2") -> Submission:
    """As an operator does on the old one's page and the review."""
    by, now = User.objects.get(username="operator"), timezone.now()
    draft = start_draft(
        project=old.project, owner=by, service=old.service, made_from=old, is_replacement=True, now=now
    )
    request = REQUEST | {"name": name, "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/n"}]}}
    return submit(draft=draft, request=request, confirmations=[], by=by, now=now)


def relay(minutes: float = 0) -> None:
    """Creates what is due, and takes actions and replacements further."""
    TaskReading.objects.update(refreshed_at=None)
    Relay(threads=1, lease=LEASE).run_once()
    take_turns(minutes=minutes)


def state_of(new: Submission) -> tuple[str, str]:
    row = Replacement.objects.get(pk=new.pk)
    return row.state, row.problem


def test_the_old_one_goes_once_the_new_one_runs(cloud: Simulator, clock: Clock) -> None:
    old = run(clock, urls=2)
    new = replace(old)
    relay()
    assert (state_of(new), in_cloud(cloud, old)) == (("waiting", ""), ["RUNNING"] * 2)
    clock.pass_by(60)
    for minutes in (2, 4, 6):
        relay(minutes)
    clock.pass_by(60)
    assert (state_of(new), in_cloud(cloud, old), in_cloud(cloud, new)) == (("done", ""), [], ["RUNNING"])
    assert dict(Submission.objects.values_list("name", "remarks")) == {"gate": Remark.REPLACED, "gate-2": 0}
    row = Replacement.objects.get()
    assert (row.deletion and row.deletion.by, row.deletion and row.deletion.actions.count()) == (row.by, 2)


def refuse(cloud: Simulator, clock: Clock, new: Submission) -> None:
    cloud.faults.add("create", Fault.answering(400, b'{"error_code": "ModelArts.0101"}'))


def cancel_new(cloud: Simulator, clock: Clock, new: Submission) -> None:
    cancel(new.pk, by=new.created_by, now=timezone.now())


def fail(cloud: Simulator, clock: Clock, new: Submission) -> None:
    relay()
    cloud.fail([each for each in cloud.tasks if each["name"] == new.name], "START_FAILED")
    clock.pass_by(60)


def delete_new(cloud: Simulator, clock: Clock, new: Submission) -> None:
    relay()
    clock.pass_by(60)
    delete_elsewhere(new, new.tasks.get().task_id)
    clock.pass_by(60)


@pytest.mark.parametrize(
    ("trouble", "problem", "kind"),
    [
        (refuse, "The new task was not created.", "replacement_failed"),
        (cancel_new, "The new task was cancelled before it was sent.", "replace_cancelled"),
        (fail, "The new task failed.", "replacement_failed"),
        (delete_new, "The new task failed.", "replacement_failed"),
    ],
)
def test_a_failure_leaves_the_old_one(
    cloud: Simulator, clock: Clock, trouble: object, problem: str, kind: str
) -> None:
    old = run(clock)
    new = replace(old)
    assert callable(trouble)
    trouble(cloud, clock, new)
    for minutes in (2, 4, 6):
        relay(minutes)
    assert (state_of(new), in_cloud(cloud, old)) == (("kept", problem), ["RUNNING"])
    assert not TaskAction.objects.exists()
    event = ProjectEvent.objects.get(kind__contains="replace", submission=new)
    assert (event.kind, event.by) == (kind, "operator" if trouble is cancel_new else "")


def test_an_id_that_the_cloud_gives_to_both_is_not_deleted(cloud: Simulator, clock: Clock) -> None:
    old = run(clock)
    new = replace(old)
    relay()
    new.tasks.update(task_id=old.tasks.get().task_id)
    clock.pass_by(60)
    for minutes in (2, 4, 6):
        relay(minutes)
    assert (state_of(new), in_cloud(cloud, old)) == (("done", ""), ["RUNNING"])
    assert not TaskAction.objects.exists()


def test_one_that_never_runs(cloud: Simulator, clock: Clock) -> None:
    """Its answer was lost: it may exist, and nobody says so."""
    old = run(clock)
    cloud.faults.add("create", Fault.losing_the_answer())
    new = replace(old)
    relay()
    relay(minutes=10)
    assert state_of(new) == ("waiting", "")
    relay(minutes=PATIENCE / timedelta(minutes=1) + 1)
    assert state_of(new) == ("kept", "The new task did not run within 14 days.")
    assert in_cloud(cloud, old) == ["RUNNING"]


def test_a_person_keeps_the_old_one(cloud: Simulator, clock: Clock) -> None:
    old = run(clock)
    new = replace(old)
    manager = User.objects.get(username="admin")
    assert keep_old(new.pk, by=manager, now=timezone.now())
    clock.pass_by(60)
    relay(2)
    assert state_of(new) == ("kept", "Somebody chose to leave the old task in place.")
    assert in_cloud(cloud, old) == ["RUNNING"]
    assert not keep_old(new.pk, by=manager, now=timezone.now())
    handle_events(now=timezone.now())
    notifications = Notification.objects.filter(kind="replace_cancelled")
    sentences = [(each.person.username, write_sentence(each, each.person)) for each in notifications]
    assert sentences == [("operator", "admin cancelled the replacement by “gate-2”. The old task stays.")]


def test_nobody_is_notified_of_what_they_cancelled(cloud: Simulator, clock: Clock) -> None:
    new = replace(run(clock))
    cancel_new(cloud, clock, new)
    relay(2)
    handle_events(now=timezone.now())
    assert ProjectEvent.objects.filter(kind="replace_cancelled").count() == 1
    assert not Notification.objects.filter(kind__contains="replace").exists()


def test_one_that_stops_running_before_the_old_one_is_deleted(cloud: Simulator, clock: Clock) -> None:
    """The deletion was asked for, and waits: it is not done any more."""
    old = run(clock)
    new = replace(old)
    relay()
    clock.pass_by(60)
    with crashing_at(Point.REPLACED):
        relay(2)
    assert state_of(new) == ("deleting", "")
    cloud.fail([each for each in cloud.tasks if each["name"] == new.name], "ABNORMAL")
    clock.pass_by(60)
    for minutes in (4, 6, 8):
        relay(minutes)
    assert state_of(new) == ("kept", "The old task could not be deleted.")
    assert [(row.state, row.finding) for row in TaskAction.objects.all()] == [("cancelled", "unsafe")]
    assert in_cloud(cloud, old) == ["RUNNING"]


def test_another_action_on_the_old_one_ends_first(cloud: Simulator, clock: Clock) -> None:
    old = run(clock)
    new = replace(old)
    relay()
    clock.pass_by(60)
    ask_for(ActionKind.STOP, old)
    TaskAction.objects.update(due_at=timezone.now() + timedelta(minutes=5))
    take_turns(minutes=2)
    assert state_of(new) == ("waiting", "")
    for minutes in (6, 8, 10):
        relay(minutes)
    assert (state_of(new), tasks_of(old)[0].actions.get(kind="delete").state) == (("done", ""), "done")


BEFORE_SENDING = [
    Point.REPLACING,
    Point.REPLACED,
    Point.CLAIMING,
    Point.CLAIMED,
    Point.OPENING,
    Point.OPENED,
]


@pytest.mark.parametrize(
    ("point", "is_failing"),
    [
        *((point, True) for point in BEFORE_SENDING),
        *((point, False) for point in (*BEFORE_SENDING, Point.SENT, Point.CLOSING, Point.CLOSED)),
    ],
)
def test_a_relay_that_dies(cloud: Simulator, clock: Clock, point: Point, is_failing: bool) -> None:
    """At each commit point, and the new task fails right after: one of the two is always there."""
    old = run(clock)
    new = replace(old)
    relay()
    clock.pass_by(60)
    with crashing_at(point):
        relay(2)
    assert in_cloud(cloud, new) == ["RUNNING"]
    if is_failing:
        cloud.fail([each for each in cloud.tasks if each["name"] == new.name], "FAILED")
        clock.pass_by(60)
    for minutes in range(10, 60, 10):
        relay(minutes)
    clock.pass_by(60)
    is_kept = is_failing
    assert (state_of(new)[0], in_cloud(cloud, old)) == (("kept", ["RUNNING"]) if is_kept else ("done", []))
    assert cloud.calls["delete"] == (not is_kept)
