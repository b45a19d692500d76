"""A death at each commit point of an action: nothing is lost, done twice, or done to anything else."""

import pytest

from taskbuilder.records.models import ActionAttempt, ActionBatch, TaskAction
from taskbuilder.records.outbox.fault_points import Point
from taskbuilder.records.task_actions.states import ActionKind
from taskbuilder.simulator.server import Simulator
from tests.records.task_actions.conftest import ask_for, finish, in_cloud, run, take_turns
from tests.support.clock import Clock
from tests.support.crashes import crashing_at

pytestmark = pytest.mark.django_db(transaction=True)
IN_TURN = [ActionKind.STOP, ActionKind.START, ActionKind.DELETE]
ENDS = {ActionKind.STOP: ["STOPPED"] * 2, ActionKind.START: ["RUNNING"] * 2, ActionKind.DELETE: []}
SENDING = [
    Point.CLAIMING,
    Point.CLAIMED,
    Point.OPENING,
    Point.OPENED,
    Point.SENT,
    Point.CLOSING,
    Point.CLOSED,
]
CHECKED = {Point.OPENED, Point.SENT, Point.CLOSING}
"""Nobody knows whether the call went out: the task is looked at."""


@pytest.mark.parametrize("point", SENDING)
def test_a_sender_that_dies(cloud: Simulator, clock: Clock, point: Point) -> None:
    submission, other = run(clock, urls=2), run(clock, name="fence")
    for kind in IN_TURN:
        cloud.calls.clear()
        ask_for(kind, submission)
        with crashing_at(point):
            take_turns()
        finish()
        clock.pass_by(60)
        assert in_cloud(cloud, submission) == ENDS[kind]
        assert cloud.calls[kind] == 2
        assert cloud.calls["show"] == (2 if point in CHECKED else 0)
    assert set(TaskAction.objects.values_list("state", flat=True)) == {"done"}
    assert not ActionAttempt.objects.filter(result="open").exists()
    assert in_cloud(cloud, other) == ["RUNNING"]


@pytest.mark.parametrize("point", [Point.CLAIMING, Point.CLAIMED, Point.OPENING, Point.CLOSING])
def test_a_look_that_dies(cloud: Simulator, clock: Clock, point: Point) -> None:
    """The call's answer was lost with its sender, and so was the first look."""
    submission = run(clock, urls=2)
    ask_for(ActionKind.DELETE, submission)
    with crashing_at(Point.SENT):
        take_turns()
    with crashing_at(point):
        take_turns(minutes=10)
    clock.pass_by(60)
    finish()
    assert {row.state for row in TaskAction.objects.all()} == {"done"}
    assert cloud.calls["delete"] == 2


@pytest.mark.parametrize(("point", "stored"), [(Point.DECIDING, 0), (Point.DECIDED, 3)])
def test_asking_is_whole_or_not_at_all(cloud: Simulator, clock: Clock, point: Point, stored: int) -> None:
    submission = run(clock, urls=3)
    with crashing_at(point):
        ask_for(ActionKind.STOP, submission)
    assert (TaskAction.objects.count(), ActionBatch.objects.count()) == (stored, bool(stored))
    finish()
    assert cloud.calls["stop"] == stored
