"""A death at each commit point of checking, applying, pausing and undoing: every row is made once."""

import pytest
from django.utils import timezone

from taskbuilder.records.models import Plan, PlanRow, PlanRun, RunStep, Submission
from taskbuilder.records.outbox.fault_points import Point
from taskbuilder.records.plans import judging, runner
from taskbuilder.records.plans.applying import cancel_run, pause, resume, start_run, undo
from taskbuilder.records.plans.judging import ensure_judged
from taskbuilder.records.plans.states import RunState
from taskbuilder.records.plans.store import PlanMoved
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import clock, cloud
from tests.records.plans.conftest import make_row, take
from tests.records.plans.site import (
    ALL,
    apply,
    check_sound,
    count_changes,
    finish,
    list_names,
    make_plan,
    make_rows,
    person,
    settle,
    start,
    work,
)
from tests.support.clock import Clock
from tests.support.crashes import crashing_at, dying_at

__all__ = ["clock", "cloud"]
pytestmark = pytest.mark.django_db(transaction=True)
JUDGING = [Point.JUDGE_CLAIMED, Point.JUDGING, Point.JUDGED, Point.COMPARED]
APPLYING = [
    Point.RUN_CLAIMED,
    Point.SUBMITTING,
    Point.STEPPING,
    Point.STEPPED,
    Point.STEPS_SETTLING,
    Point.STEPS_SETTLED,
]
SENDING = [Point.CLAIMED, Point.OPENED, Point.CLOSING, Point.CLOSED]


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows in a transaction, and three on their way: each point is passed several times."""
    monkeypatch.setattr(runner, "CHUNK", 2)
    monkeypatch.setattr(runner, "count_ahead", lambda plan: 3)
    monkeypatch.setattr(judging, "CHUNK", 2)


def names(count: int) -> list[str]:
    return sorted(f"gate-camera-{number}" for number in range(1, count + 1))


def outlive(run: PlanRun, point: Point, clock: Clock) -> None:
    """Turns of relays that die at that point the first times that it is passed, then of one that lives."""
    deaths = 0
    for _turn in range(12):
        with dying_at(point) as died:
            work()
        deaths += bool(died)
        clock.pass_by(60)
    assert deaths > 0
    finish(run, clock)


@pytest.mark.parametrize("point", JUDGING)
def test_a_check_that_dies_is_begun_anew(cloud: Simulator, clock: Clock, point: Point) -> None:
    plan = make_plan(make_rows(5))
    with crashing_at(point):
        ensure_judged(plan, now=timezone.now())
    plan.refresh_from_db()
    assert plan.is_judged == (point is Point.COMPARED)
    if not plan.is_judged:
        with pytest.raises(PlanMoved):
            start_run(plan, judging=plan.judging, ticks=ALL, by=person(), now=timezone.now())
        Plan.objects.update(judge_due_at=timezone.now())
    work()
    assert count_changes(plan) == {"new": 5}
    apply(plan, clock)
    assert list_names(cloud) == names(5)


@pytest.mark.parametrize(("point", "count"), [(Point.RUN_STARTING, 0), (Point.RUN_STARTED, 1)])
def test_a_start_is_whole_or_not_at_all(cloud: Simulator, clock: Clock, point: Point, count: int) -> None:
    plan = make_plan(make_rows(3))
    with crashing_at(point):
        start(plan)
    assert PlanRun.objects.count() == count
    run = start_run(plan, judging=plan.judging, ticks=ALL, by=person(), now=timezone.now())
    finish(run, clock)
    assert (list_names(cloud), PlanRun.objects.count()) == (names(3), 1)


@pytest.mark.parametrize("point", APPLYING)
def test_a_relay_that_dies_while_it_applies(cloud: Simulator, clock: Clock, point: Point) -> None:
    plan = make_plan(make_rows(6))
    run = start(plan)
    outlive(run, point, clock)
    assert (run.state, list_names(cloud)) == (RunState.DONE, names(6))
    assert Submission.objects.count() == RunStep.objects.count() == 6
    assert count_changes(plan) == {"unchanged": 6}
    check_sound(cloud)


@pytest.mark.parametrize("point", APPLYING)
def test_a_relay_that_dies_as_it_replaces_and_deletes(cloud: Simulator, clock: Clock, point: Point) -> None:
    plan = make_plan(make_rows(6))
    apply(plan, clock)
    take(plan, [make_row(number, cpu="2") for number in range(1, 5)])
    run = start(plan)
    outlive(run, point, clock)
    settle(plan, clock)
    assert (run.state, list_names(cloud)) == (RunState.DONE, names(4))
    assert count_changes(plan) == {"unchanged": 4}
    assert Submission.objects.count() == 10
    check_sound(cloud)


@pytest.mark.parametrize("point", SENDING)
def test_a_sender_that_dies_makes_no_row_twice(cloud: Simulator, clock: Clock, point: Point) -> None:
    plan = make_plan(make_rows(4))
    run = start(plan)
    runner.apply_due()
    with crashing_at(point):
        work()
    Submission.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now())
    finish(run, clock)
    created = list_names(cloud)
    assert len(created) == len(set(created))
    unknown = PlanRow.objects.filter(change="unknown").count()
    assert Submission.objects.count() == 4
    assert len(created) + unknown >= 4


@pytest.mark.parametrize("point", [Point.DECIDING, Point.DECIDED])
def test_pausing_resuming_and_cancelling_are_whole(cloud: Simulator, clock: Clock, point: Point) -> None:
    plan = make_plan(make_rows(12))
    run = start(plan)
    work()
    with crashing_at(point):
        pause(run, now=timezone.now())
    run.refresh_from_db()
    assert run.state == (RunState.PAUSED if point is Point.DECIDED else RunState.RUNNING)
    pause(run, now=timezone.now())
    with crashing_at(point):
        resume(run, by=person(), now=timezone.now())
    run.refresh_from_db()
    assert run.state == (RunState.RUNNING if point is Point.DECIDED else RunState.PAUSED)
    resume(run, by=person(), now=timezone.now())
    work()
    with crashing_at(point):
        cancel_run(run, by=person(), now=timezone.now())
    cancel_run(run, by=person(), now=timezone.now())
    finish(run, clock)
    assert run.state == RunState.CANCELLED
    apply(plan, clock)
    assert list_names(cloud) == names(12)
    check_sound(cloud)


@pytest.mark.parametrize("point", [*APPLYING[:1], *APPLYING[2:]])
def test_a_relay_that_dies_while_it_undoes(cloud: Simulator, clock: Clock, point: Point) -> None:
    plan = make_plan(make_rows(5))
    run = apply(plan, clock)
    undoing = undo(run, by=person(), now=timezone.now())
    outlive(undoing, point, clock)
    settle(plan, clock)
    assert (undoing.state, cloud.tasks) == (RunState.DONE, [])
    assert count_changes(plan) == {"new": 5}
    apply(plan, clock)
    assert list_names(cloud) == names(5)


def test_two_relays_begin_each_row_once(cloud: Simulator, clock: Clock) -> None:
    """The second takes the run over in the middle of the first one's turn."""
    plan = make_plan(make_rows(6))
    run = start(plan)
    first = PlanRun.objects.select_related("plan__project", "plan__template", "by").get()
    assert runner.claim(first, now=timezone.now())
    PlanRun.objects.update(due_at=timezone.now())
    second = PlanRun.objects.select_related("plan__project", "plan__template", "by").get()
    assert runner.claim(second, now=timezone.now())
    runner.advance(second)
    runner.advance(first)
    assert RunStep.objects.count() == 3
    finish(run, clock)
    assert list_names(cloud) == names(6)
    check_sound(cloud)
