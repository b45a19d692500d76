"""Runs that go on later: compared again first, and only while somebody may create tasks."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from taskbuilder.records.models import Member, PlanRun, Project, Role, Submission
from taskbuilder.records.plans import runner
from taskbuilder.records.plans.applying import (
    NothingToDo,
    OtherTicks,
    cancel_run,
    resume,
    retry_refused,
    start_run,
)
from taskbuilder.records.plans.selection import Ticks
from taskbuilder.records.plans.states import Cause, RunState
from taskbuilder.records.plans.store import PlanMoved
from taskbuilder.records.plans.taking_back import cancel_queued
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import clock, cloud
from tests.records.plans.conftest import make_row, take
from tests.records.plans.site import (
    ALL,
    apply,
    check_sound,
    compare,
    count_steps,
    finish,
    list_names,
    make_plan,
    make_rows,
    person,
    start,
    work,
)
from tests.records.plans.test_applying import REFUSAL, names
from tests.support.clock import Clock

__all__ = ["clock", "cloud"]
pytestmark = pytest.mark.django_db(transaction=True)
FIRST_ALONE = Ticks(is_canary=True)


def add_manager() -> User:
    """Another person of the plans' project."""
    someone = User.objects.create_user("lin")
    Member.objects.create(project=Project.objects.get(slug="harbour"), person=someone, role=Role.MANAGER)
    return someone


@pytest.fixture
def refused(cloud: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> PlanRun:
    """A run that has ended, and whose first row of two was refused."""
    monkeypatch.setattr(runner, "count_ahead", lambda plan: 1)
    cloud.faults.add("create", Fault.answering(400, REFUSAL))
    run = apply(make_plan(make_rows(2)), clock)
    assert (run.state, list_names(cloud)) == (RunState.DONE, names(2))
    return run


def test_a_row_that_was_created_meanwhile_is_not_replaced_by_a_retry(
    cloud: Simulator, clock: Clock, refused: PlanRun
) -> None:
    apply(refused.plan, clock)
    take(refused.plan, [make_row(1, cpu="2"), make_row(2)])
    assert compare(refused.plan) == {"camera-1": "changed", "camera-2": "unchanged"}
    with pytest.raises(NothingToDo):
        retry_refused(refused, by=person(), now=timezone.now())


def test_a_row_that_was_fixed_meanwhile_is_sent_as_it_is_now(
    cloud: Simulator, clock: Clock, refused: PlanRun
) -> None:
    take(refused.plan, [make_row(1, cpu="2"), make_row(2)])
    with pytest.raises(PlanMoved):
        retry_refused(refused, by=person(), now=timezone.now())
    compare(refused.plan)
    finish(retry_refused(refused, by=person(), now=timezone.now()), clock)
    assert list_names(cloud) == names(1, 2)
    assert cloud.requests[-1].body["source_usage_estimate"]["cpu"] == 2


@pytest.mark.parametrize("is_open", [True, False])
def test_a_name_that_another_task_has_by_now_is_not_sent_again(
    cloud: Simulator, clock: Clock, is_open: bool
) -> None:
    """Nobody has confirmed it, and the last comparison did not know of it."""
    plan = make_plan(make_rows(1 + is_open))
    cloud.faults.add("create", Fault.answering(400, REFUSAL))
    run = finish(start(plan, FIRST_ALONE if is_open else Ticks()), clock)
    assert (run.state, cloud.tasks) == (RunState.STOPPED if is_open else RunState.DONE, [])
    apply(make_plan(make_rows(1), name="Others"), clock)
    if is_open:
        assert retry_refused(run, by=person(), now=timezone.now()) == run
        finish(run, clock)
        assert (run.state, list_names(cloud)) == (RunState.DONE, names(1, 2))
    else:
        with pytest.raises(NothingToDo):
            retry_refused(run, by=person(), now=timezone.now())
    check_sound(cloud)


@pytest.mark.parametrize("way", ["role", "membership", "account"])
def test_a_run_pauses_once_its_person_may_no_longer_create(
    cloud: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(runner, "count_ahead", lambda plan: 2)
    plan = make_plan(make_rows(5))
    run = start(plan)
    work()
    member = Member.objects.filter(person=person(), project=plan.project)
    if way == "role":
        member.update(role=Role.VIEWER)
    elif way == "membership":
        member.delete()
    else:
        User.objects.filter(pk=person().pk).update(is_active=False)
    finish(run, clock)
    assert (run.state, run.cause, list_names(cloud)) == (RunState.PAUSED, Cause.ROLE, names(1, 2))
    manager = add_manager()
    assert resume(run, by=manager, now=timezone.now())
    finish(run, clock)
    assert (run.state, run.by, list_names(cloud)) == (RunState.DONE, manager, names(1, 2, 3, 4, 5))
    assert Submission.objects.filter(created_by=manager).count() == 3
    check_sound(cloud)


def test_who_resumes_the_run_of_another_does_it_in_their_name(cloud: Simulator, clock: Clock) -> None:
    run = finish(start(make_plan(make_rows(2)), FIRST_ALONE), clock)
    assert resume(run, by=add_manager(), now=timezone.now())
    finish(run, clock)
    assert (run.state, run.by, list_names(cloud)) == (RunState.DONE, person(), names(1, 2))


def stop_in_the_middle() -> PlanRun:
    """A run that five refusals have stopped: three rows that were queued are cancelled, and not noted yet."""
    run = start(make_plan(make_rows(8)))
    runner.apply_due()
    for submission in Submission.objects.filter(state="queued").order_by("created_at")[:5]:
        Submission.objects.filter(pk=submission.pk).update(
            state="refused", due_at=None, settled_at=timezone.now(), outcome={"code": "ModelArts.0101"}
        )
    PlanRun.objects.update(due_at=timezone.now())
    runner.apply_due()
    run.refresh_from_db()
    assert (run.state, count_steps(run)) == (RunState.STOPPED, {"refused": 5, "open": 3})
    return run


def test_what_was_cancelled_a_moment_ago_is_sent_by_the_run_that_is_resumed(
    cloud: Simulator, clock: Clock
) -> None:
    run = stop_in_the_middle()
    assert resume(run, by=person(), now=timezone.now())
    finish(run, clock)
    assert (run.state, list_names(cloud)) == (RunState.DONE, names(6, 7, 8))
    assert count_steps(run) == {"refused": 5, "done": 3}
    check_sound(cloud)


def test_a_relay_that_is_late_cancels_nothing_of_a_run_that_goes_on(cloud: Simulator, clock: Clock) -> None:
    run = stop_in_the_middle()
    assert resume(run, by=person(), now=timezone.now())
    runner.apply_due()
    assert Submission.objects.filter(state="queued").count() == 3
    cancel_queued(run, by=person(), now=timezone.now())
    assert Submission.objects.filter(state="queued").count() == 3
    finish(run, clock)
    assert list_names(cloud) == names(6, 7, 8)


def test_other_ticks_of_the_same_check_start_nothing(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(2))
    run = start(plan)
    with pytest.raises(OtherTicks) as refused:
        start_run(plan, judging=plan.judging, ticks=Ticks(), by=person(), now=timezone.now())
    assert refused.value.run == run
    assert cancel_run(run, by=person(), now=timezone.now())
    with pytest.raises(PlanMoved):
        start_run(plan, judging=plan.judging, ticks=Ticks(), by=person(), now=timezone.now())
    assert start_run(plan, judging=plan.judging, ticks=ALL, by=person(), now=timezone.now()) == run
    assert PlanRun.objects.count() == 1
