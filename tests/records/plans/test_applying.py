"""Applying plans to a cloud: what is there after it is what the table says, each row once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from taskbuilder.records.models import Plan, PlanRow, PlanRun, Replacement, RunStep, Submission
from taskbuilder.records.plans import runner
from taskbuilder.records.plans.applying import (
    CompareAgain,
    NothingToDo,
    cancel_run,
    pause,
    resume,
    retry_refused,
    start_run,
    undo,
)
from taskbuilder.records.plans.judging import ensure_judged, make_judge
from taskbuilder.records.plans.selection import Ticks
from taskbuilder.records.plans.states import Cause, RunState
from taskbuilder.records.plans.store import PlanBusy, PlanMoved, change_cells
from taskbuilder.records.submissions.retention import retain
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import clock, cloud, delete_elsewhere
from tests.records.plans.conftest import make_row, take
from tests.records.plans.site import (
    ALL,
    apply,
    check_sound,
    compare,
    count_changes,
    count_steps,
    find_task,
    finish,
    list_names,
    make_plan,
    make_rows,
    person,
    settle,
    start,
    work,
)
from tests.records.task_actions.conftest import take_turns
from tests.support.clock import Clock

__all__ = ["clock", "cloud"]
pytestmark = pytest.mark.django_db(transaction=True)
REFUSAL = b'{"error_code": "ModelArts.0101", "error_msg": "No quota is left."}'


def names(*numbers: int) -> list[str]:
    return sorted(f"gate-camera-{number}" for number in numbers)


def test_a_table_becomes_tasks_and_the_plan_is_empty(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(3))
    assert compare(plan) == {"camera-1": "new", "camera-2": "new", "camera-3": "new"}
    run = apply(plan, clock)
    assert (run.state, run.total, count_steps(run)) == (RunState.DONE, 3, {"done": 3})
    assert run.finished_at is not None
    assert list_names(cloud) == names(1, 2, 3)
    assert count_changes(plan) == {"unchanged": 3}
    with pytest.raises(NothingToDo):
        start(plan)
    check_sound(cloud)


def test_the_next_table_is_compared_and_applied(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(4))
    apply(plan, clock)
    old = find_task("camera-2").task_id
    take(plan, [make_row(1), make_row(2, cpu="2"), make_row(4), make_row(5)])
    assert compare(plan) == {
        "camera-1": "unchanged",
        "camera-2": "changed",
        "camera-4": "unchanged",
        "camera-5": "new",
        "camera-3": "gone",
    }
    run = apply(plan, clock)
    assert count_steps(run) == {"done": 3}
    assert list_names(cloud) == names(1, 2, 4, 5)
    assert find_task("camera-2").task_id != old
    assert old not in {task["id"] for task in cloud.tasks}
    assert count_changes(plan) == {"unchanged": 4}
    check_sound(cloud)


def test_only_what_is_ticked_is_done(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(2))
    apply(plan, clock)
    take(plan, [make_row(1, cpu="2"), make_row(3)])
    run = apply(plan, clock, Ticks())
    assert (run.total, list_names(cloud)) == (1, names(1, 2, 3))
    assert compare(plan) == {"camera-1": "changed", "camera-3": "unchanged", "camera-2": "gone"}
    with pytest.raises(NothingToDo):
        start(plan, Ticks())


def test_two_people_who_apply_the_same_check_get_one_run(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(2))
    run = start(plan)
    again = start_run(plan, judging=run.judging, ticks=ALL, by=person(), now=timezone.now())
    assert again == run
    finish(run, clock)
    late = start_run(plan, judging=run.judging, ticks=ALL, by=person(), now=timezone.now())
    assert (late, PlanRun.objects.count()) == (run, 1)


def test_only_what_was_compared_last_is_applied(cloud: Simulator) -> None:
    plan = make_plan(make_rows(2))
    ensure_judged(plan, now=timezone.now())
    seen = plan.judging
    with pytest.raises(PlanMoved):
        start_run(plan, judging=seen - 1, ticks=ALL, by=person(), now=timezone.now())
    with pytest.raises(CompareAgain):
        start_run(plan, judging=seen, ticks=ALL, by=person(), now=timezone.now() + timedelta(hours=2))
    ensure_judged(plan, now=timezone.now())
    assert plan.judging == seen  # nothing is otherwise
    row = PlanRow.objects.get(key="camera-1")
    change_cells(plan, [(row.pk, 2, "3")], revision=plan.revision, now=timezone.now())
    with pytest.raises(PlanMoved):
        start_run(plan, judging=seen, ticks=ALL, by=person(), now=timezone.now())
    assert not PlanRun.objects.exists()


def test_a_run_that_is_paused_begins_nothing_until_it_is_resumed(
    cloud: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "count_ahead", lambda plan: 2)
    plan = make_plan(make_rows(5))
    run = start(plan)
    work()
    assert pause(run, now=timezone.now())
    assert not pause(run, now=timezone.now())
    finish(run, clock)
    assert (run.state, list_names(cloud)) == (RunState.PAUSED, names(1, 2))
    assert resume(run, by=person(), now=timezone.now())
    finish(run, clock)
    assert (run.state, list_names(cloud)) == (RunState.DONE, names(1, 2, 3, 4, 5))
    check_sound(cloud)


def test_a_paused_run_of_a_plan_that_was_changed_is_not_resumed(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(3))
    run = start(plan)
    with pytest.raises(PlanBusy):
        take(plan, make_rows(1))
    pause(run, now=timezone.now())
    plan.refresh_from_db()
    take(plan, make_rows(2))
    with pytest.raises(PlanMoved):
        resume(run, by=person(), now=timezone.now())
    other = apply(plan, clock)
    run.refresh_from_db()
    assert (run.state, run.cause, other.state) == (RunState.CANCELLED, Cause.SUPERSEDED, RunState.DONE)
    assert list_names(cloud) == names(1, 2)


def test_cancelling_takes_back_what_is_queued(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(3))
    run = start(plan)
    runner.apply_due()
    assert Submission.objects.filter(state="queued").count() == 3
    assert cancel_run(run, by=person(), now=timezone.now())
    assert not cancel_run(run, by=person(), now=timezone.now())
    finish(run, clock)
    assert (run.state, count_steps(run), cloud.tasks) == (RunState.CANCELLED, {"cancelled": 3}, [])
    assert count_changes(plan) == {"new": 3}
    apply(plan, clock)
    assert list_names(cloud) == names(1, 2, 3)
    check_sound(cloud)


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "count_ahead", lambda plan: 1)


@pytest.mark.usefixtures("one_at_a_time")
def test_a_refused_row_is_sent_again(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(3))
    cloud.faults.add("create", Fault.answering(400, REFUSAL))
    run = apply(plan, clock)
    assert (run.state, count_steps(run), list_names(cloud)) == (
        RunState.DONE,
        {"done": 2, "refused": 1},
        names(2, 3),
    )
    step = RunStep.objects.get(state="refused")
    assert (step.key, step.reason) == ("camera-1", "ModelArts.0101 · No quota is left.")
    assert compare(plan) == {"camera-1": "new", "camera-2": "unchanged", "camera-3": "unchanged"}
    take(plan, [*make_rows(3), make_row(4)])
    compare(plan)
    again = retry_refused(run, by=person(), now=timezone.now())
    finish(again, clock)
    assert (again.total, list_names(cloud)) == (1, names(1, 2, 3))
    check_sound(cloud)


@pytest.mark.usefixtures("one_at_a_time")
def test_a_run_stops_after_refusals_of_one_cause_and_says_which(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(8))
    for _number in range(5):
        cloud.faults.add("create", Fault.answering(400, REFUSAL))
    run = finish(start(plan), clock)
    assert (run.state, run.cause, run.reason) == (
        RunState.STOPPED,
        Cause.REFUSALS,
        "ModelArts.0101 · No quota is left.",
    )
    assert (count_steps(run), cloud.tasks) == ({"refused": 5}, [])
    assert resume(run, by=person(), now=timezone.now())
    finish(run, clock)
    assert (run.state, list_names(cloud)) == (RunState.DONE, names(6, 7, 8))
    check_sound(cloud)


def test_what_is_queued_behind_refusals_is_taken_back(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(8))
    run = start(plan)
    runner.apply_due()
    queued = Submission.objects.filter(state="queued")
    for submission in queued.order_by("created_at")[:5]:
        Submission.objects.filter(pk=submission.pk).update(
            state="refused", due_at=None, settled_at=timezone.now(), outcome={"code": "ModelArts.0101"}
        )
    PlanRun.objects.update(due_at=timezone.now())
    runner.apply_due()
    assert {*Submission.objects.values_list("state", flat=True)} == {"refused", "cancelled"}
    finish(run, clock)
    assert (run.state, count_steps(run)) == (RunState.STOPPED, {"refused": 5, "cancelled": 3})
    assert retry_refused(run, by=person(), now=timezone.now()) == run
    finish(run, clock)
    assert (run.state, list_names(cloud)) == (RunState.DONE, names(*range(1, 9)))
    check_sound(cloud)


def test_the_first_row_alone(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(3))
    run = finish(start(plan, Ticks(is_canary=True)), clock)
    assert (run.state, run.cause, list_names(cloud)) == (RunState.PAUSED, Cause.CANARY, names(1))
    assert resume(run, by=person(), now=timezone.now())
    finish(run, clock)
    assert (run.state, list_names(cloud)) == (RunState.DONE, names(1, 2, 3))


def test_a_first_row_that_is_refused_stops_the_run(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(3))
    cloud.faults.add("create", Fault.answering(400, REFUSAL))
    run = finish(start(plan, Ticks(is_canary=True)), clock)
    assert (run.state, run.cause, cloud.tasks) == (RunState.STOPPED, Cause.REFUSALS, [])
    assert retry_refused(run, by=person(), now=timezone.now()) == run
    finish(run, clock)
    assert (run.state, list_names(cloud)) == (RunState.DONE, names(1, 2, 3))


def test_undoing_deletes_what_the_run_made(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(2))
    apply(plan, clock)
    take(plan, [make_row(1), make_row(3), make_row(4)])
    run = apply(plan, clock)
    assert list_names(cloud) == names(1, 3, 4)
    undoing = finish(undo(run, by=person(), now=timezone.now()), clock)
    settle(plan, clock)
    assert (undoing.state, undoing.total, count_steps(undoing)) == (RunState.DONE, 2, {"done": 2})
    assert list_names(cloud) == names(1)
    assert compare(plan) == {"camera-1": "unchanged", "camera-3": "new", "camera-4": "new"}
    with pytest.raises(NothingToDo):
        undo(run, by=person(), now=timezone.now())
    check_sound(cloud)


def test_undoing_a_replacement_before_it_ran_brings_the_old_one_back(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(1))
    apply(plan, clock)
    old = find_task("camera-1").task_id
    take(plan, [make_row(1, cpu="2")])
    run = start(plan)
    work()
    work()
    assert Replacement.objects.get().state == "waiting"
    finish_turn = finish(undo(run, by=person(), now=timezone.now()), clock)
    settle(plan, clock)
    assert (finish_turn.state, [task["id"] for task in cloud.tasks]) == (RunState.DONE, [old])
    assert compare(plan) == {"camera-1": "changed"}


def test_a_replacement_is_replaced_before_it_ran(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(1))
    apply(plan, clock)
    for cpu in ("2", "3"):
        take(plan, [make_row(1, cpu=cpu)])
        start(plan)
        work()
        work()
    settle(plan, clock)
    assert list_names(cloud) == names(1)
    assert find_task("camera-1").task_id == cloud.tasks[0]["id"]
    assert count_changes(plan) == {"unchanged": 1}
    assert Submission.objects.filter(state="created").count() == 3


def test_a_replacement_that_is_refused_leaves_the_old_one(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(1))
    apply(plan, clock)
    task = find_task("camera-1")
    take(plan, [make_row(1, cpu="2")])
    cloud.faults.add("create", Fault.answering(400, REFUSAL))
    apply(plan, clock)
    assert [each["id"] for each in cloud.tasks] == [task.task_id]
    assert compare(plan) == {"camera-1": "changed"}
    assert find_task("camera-1") == task
    apply(plan, clock)
    assert (list_names(cloud), count_changes(plan)) == (names(1), {"unchanged": 1})


def test_what_somebody_deleted_in_the_cloud_is_made_again(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(2))
    apply(plan, clock)
    task = find_task("camera-1")
    delete_elsewhere(task.submission, task.task_id)
    settle(plan, clock)
    assert compare(plan) == {"camera-1": "lost", "camera-2": "unchanged"}
    apply(plan, clock)
    assert (list_names(cloud), count_changes(plan)) == (names(1, 2), {"unchanged": 2})
    check_sound(cloud)


def test_an_unknown_outcome_is_not_sent_again(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(2))
    cloud.faults.add("create", Fault.losing_the_answer())
    run = finish(start(plan), clock)
    assert (run.state, count_steps(run)) == (RunState.DONE, {"unknown": 1, "done": 1})
    assert compare(plan) == {"camera-1": "unknown", "camera-2": "unchanged"}
    with pytest.raises(NothingToDo):
        start(plan)
    assert list_names(cloud) == names(1, 2)


def test_undoing_waits_for_what_is_still_on_its_way(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(2))
    run = start(plan)
    work()
    take_one_back(run)
    undoing = undo(run, by=person(), now=timezone.now())
    PlanRun.objects.filter(pk=undoing.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    PlanRun.objects.filter(pk=run.pk).update(due_at=timezone.now() + timedelta(days=1))
    for _turn in range(4):
        runner.apply_due()
        take_turns(minutes=10)
        PlanRun.objects.filter(pk=undoing.pk, due_at__isnull=False).update(
            due_at=timezone.now() - timedelta(seconds=1)
        )
    undoing.refresh_from_db()
    assert undoing.state == RunState.RUNNING
    PlanRun.objects.filter(pk=run.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    finish(undoing, clock)
    assert (undoing.state, count_steps(undoing), list_names(cloud)) == (RunState.DONE, {"done": 2}, [])


def take_one_back(run: PlanRun) -> None:
    """Nothing is noted of one of its rows, still."""
    pause(run, now=timezone.now())
    step = RunStep.objects.filter(run=run).order_by("pk").first()
    assert step is not None
    RunStep.objects.filter(pk=step.pk).update(state="open", settled_at=None)


def test_what_a_project_no_longer_keeps_is_not_created_again(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(2))
    apply(plan, clock)
    project = plan.project
    project.delete_after_days = 1
    project.save()
    removed = retain(project, now=timezone.now() + timedelta(days=40))
    assert (removed.requests, removed.submissions) == (2, 0)
    assert count_changes(plan) == {"unchanged": 2}
    assert list(Submission.objects.values_list("request", flat=True)) == [{}, {}]
    take(plan, make_rows(1))
    apply(plan, clock)
    assert list_names(cloud) == names(1)


def test_what_nobody_confirmed_is_not_sent(cloud: Simulator, clock: Clock) -> None:
    plan = make_plan(make_rows(1))
    run = start(plan, Ticks())
    base = plan.base | {"name": "闸口"}
    Plan.objects.filter(pk=plan.pk).update(base=base)
    plan.refresh_from_db()
    row = PlanRow.objects.get(plan=plan)
    digest = make_judge(plan, now=timezone.now()).judge(row.cells).digest
    PlanRow.objects.filter(pk=row.pk).update(digest=digest)
    finish(run, clock)
    assert (count_steps(run), cloud.tasks) == ({"skipped": 1}, [])
