"""Starting runs of plans, and what people do with them: pause, resume, cancel, retry, undo."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from taskbuilder.records.access.memberships import may_create
from taskbuilder.records.models import Plan, PlanRun, RunStep
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.plans.judging import renew_comparison
from taskbuilder.records.plans.selection import REPEATABLE, Ticks, read_ticks, select_all
from taskbuilder.records.plans.settling import list_ends, settle_steps
from taskbuilder.records.plans.states import OPEN, Cause, RunState, StepState
from taskbuilder.records.plans.store import PlanBusy, PlanMoved, lock_plan
from taskbuilder.records.plans.taking_back import cancel_queued
from taskbuilder.records.submissions.transitions import deciding

FRESH = timedelta(hours=1)
"""How old a comparison may be that is applied."""


class CompareAgain(Exception):
    """The plan was compared too long ago."""


class NothingToDo(Exception):
    """No row is ticked, or none is left."""


class OtherTicks(Exception):
    """`run`, of the same check, has not ended and does something else."""

    def __init__(self, run: PlanRun) -> None:
        super().__init__(str(run.pk))
        self.run = run


def start_run(plan: Plan, *, judging: int, ticks: Ticks, by: User, now: datetime) -> PlanRun:
    """Has a relay apply a plan as it was compared by its check `judging`, which somebody has seen.

    Of two who tick the same of one check one makes the run, and the other gets that one, even once it has
    ended. Another run that is paused or stopped ends. Raises OtherTicks where the run of this check was asked
    for something else and has not ended, PlanMoved where the plan was changed or compared anew, CompareAgain,
    NothingToDo, and PlanBusy while another run goes on.
    """
    with transaction.atomic():
        held = lock_plan(plan.pk)
        same = PlanRun.objects.filter(plan=held, judging=judging, undoes=None, retries=None).first()
        if same is not None and read_ticks(same) == ticks:
            return same
        if same is not None and same.is_open:
            raise OtherTicks(same)
        check_comparison(held, judging=judging, now=now)
        run = make_run(held, ticks, by=by, now=now)
        begin(run, now=now)
    fault_point(Point.RUN_STARTED)
    return run


def check_comparison(plan: Plan, *, judging: int, now: datetime) -> None:
    """Raises PlanMoved, CompareAgain."""
    if plan.judging != judging or not plan.is_judged or plan.judged_at is None:
        raise PlanMoved
    if plan.judged_at < now - FRESH:
        raise CompareAgain


def make_run(plan: Plan, ticks: Ticks, *, by: User, now: datetime) -> PlanRun:
    """Not stored yet."""
    return PlanRun(
        plan=plan,
        by=by,
        revision=plan.revision,
        judging=plan.judging,
        due_at=now,
        asked_at=now,
        **vars(ticks),
    )


def begin(run: PlanRun, *, now: datetime) -> None:
    """Stores a run of a locked plan; one that is paused or stopped ends. Raises PlanBusy, NothingToDo."""
    others = PlanRun.objects.filter(plan=run.plan_id, state__in=OPEN)
    if others.filter(state=RunState.RUNNING).exists():
        raise PlanBusy
    run.total = select_all(run).count()
    if not run.total:
        raise NothingToDo
    others.update(state=RunState.CANCELLED, cause=Cause.SUPERSEDED, finished_at=now, due_at=now)
    run.save(force_insert=True)
    fault_point(Point.RUN_STARTING)


def pause(run: PlanRun, *, now: datetime) -> bool:
    """No further row is begun; what is queued already is still sent. False where it does not run."""
    running = PlanRun.objects.filter(pk=run.pk, state=RunState.RUNNING)
    with deciding():
        return bool(running.update(state=RunState.PAUSED, cause=Cause.PERSON, due_at=now))


def resume(run: PlanRun, *, by: User, now: datetime) -> bool:
    """Goes on with the rows that are left, and with those that were cancelled. False where it is not paused.

    The plan is compared again first. It is `by`'s run from then on where its person may no longer create.
    Raises PlanMoved where the plan was changed meanwhile: then it is checked, and another run begins.
    """
    return go_on(run, (StepState.CANCELLED,), by=by, now=now)


def go_on(run: PlanRun, again: tuple[StepState, ...], *, by: User, now: datetime) -> bool:
    with deciding():
        plan = lock_plan(run.plan_id)
        held = PlanRun.objects.select_for_update().get(pk=run.pk)
        if held.state not in (RunState.PAUSED, RunState.STOPPED):
            return False
        if held.revision != plan.revision:
            raise PlanMoved
        settle_steps(held, plan, list_ends(held, now=now), now=now)  # what was cancelled a moment ago, too
        RunStep.objects.filter(run=held, state__in=again).delete()
        renew_comparison(plan, now=now)
        if not may_create(held.by_id, plan.project_id):
            held.by = by
        held.state, held.cause, held.reason, held.refusals = RunState.RUNNING, Cause.NONE, "", 0
        held.is_canary, held.due_at, held.turn = False, now, held.turn + 1
        held.save()
    return True


def cancel_run(run: PlanRun, *, by: User, now: datetime) -> bool:
    """Ends it for good, with what no sender has claimed; what was created stays. False where it has ended."""
    open_run = PlanRun.objects.filter(pk=run.pk, state__in=OPEN)
    with deciding():
        if not open_run.update(
            state=RunState.CANCELLED, cause=Cause.PERSON, finished_at=now, due_at=now, reason=""
        ):
            return False
        note_end(run)
    cancel_queued(run, by=by, now=now)
    return True


def note_end(run: PlanRun) -> None:
    """The rows are something else now: an older comparison no longer holds."""
    Plan.objects.filter(pk=run.plan_id).update(judging=F("judging") + 1)


def retry_refused(run: PlanRun, *, by: User, now: datetime) -> PlanRun:
    """Sends the refused rows again: by the run itself where it is paused or stopped, else by another.

    The plan is compared again first: of rows that are something else by now nothing is sent. Raises PlanMoved
    where the plan has to be checked first, PlanBusy, NothingToDo.
    """
    if go_on(run, REPEATABLE, by=by, now=now):
        run.refresh_from_db()
        return run
    with transaction.atomic():
        plan = lock_plan(run.plan_id)
        if not plan.is_judged:
            raise PlanMoved
        renew_comparison(plan, now=now)
        again = make_run(plan, read_ticks(run), by=by, now=now)
        again.retries, again.is_canary = run, False
        begin(again, now=now)
    fault_point(Point.RUN_STARTED)
    return again


def undo(run: PlanRun, *, by: User, now: datetime) -> PlanRun:
    """Deletes the tasks that a run has made. Raises PlanBusy while a run goes on, NothingToDo."""
    with transaction.atomic():
        plan = lock_plan(run.plan_id)
        undoing = make_run(plan, Ticks(creates=False, deletes=True), by=by, now=now)
        undoing.undoes = run
        begin(undoing, now=now)
    fault_point(Point.RUN_STARTED)
    return undoing
