"""Applying plans: a relay takes a run under a lease and feeds the outbox, a window of rows at a time."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from threading import Event

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from taskbuilder.records.access.memberships import may_create
from taskbuilder.records.availability import DATABASE_AWAY
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import Plan, PlanRun, RunStep, Service
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.plans.applying import note_end
from taskbuilder.records.plans.judge import Judge
from taskbuilder.records.plans.judging import judge_due, make_judge
from taskbuilder.records.plans.selection import select_left
from taskbuilder.records.plans.settling import list_ends, settle_steps
from taskbuilder.records.plans.states import Cause, RunState, StepState
from taskbuilder.records.plans.steps import Stepping
from taskbuilder.records.plans.taking_back import cancel_queued
from taskbuilder.records.submissions.listing import PAYLOADS
from taskbuilder.records.turns import one_turn
from taskbuilder.records.write_lock import give_way

PAUSE_SECONDS = 0.5
LEASE = timedelta(minutes=1)
"""How long a relay may say nothing of a run before another goes on with it."""
PAUSE = timedelta(seconds=0.5)
MOST_AHEAD, FEWEST_AHEAD = 200, 20
"""Rows of a run that are queued or on their way: more would still be sent after a pause."""
SECONDS_AHEAD = 10
CHUNK = 20
"""Rows that one transaction begins: nobody waits for long to write."""
logger = logging.getLogger(__name__)


class LostLease(Exception):
    """Another relay goes on with the run."""


class Hindered(Exception):
    """The run cannot go on."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause


def apply_until(stop: Event) -> None:
    """Checks and applies plans, on a thread of its own, until `stop` is set."""
    while not stop.wait(PAUSE_SECONDS):
        with one_turn(logger, later="Applying plans later.", failed="Applying plans failed. Trying again."):
            apply_due(stop=stop)


def apply_due(*, stop: Event | None = None) -> int:
    """Checks the plans that are left to a relay, and takes each run further; answers how many.

    Two queries where nothing is due.
    """
    count = judge_due(now=timezone.now(), stop=stop)
    due = PlanRun.objects.filter(due_at__lte=timezone.now()).order_by("due_at")
    for run in due.select_related("plan__project", "plan__template", "by"):
        if stop is not None and stop.is_set():
            break
        if claim(run, now=timezone.now()):
            advance(run)
            count += 1
    return count


def claim(run: PlanRun, *, now: datetime) -> bool:
    """Of several relays one gets it."""
    mine = PlanRun.objects.filter(pk=run.pk, turn=run.turn, due_at=run.due_at)
    if not mine.update(turn=run.turn + 1, due_at=now + LEASE):
        return False
    run.turn += 1
    fault_point(Point.RUN_CLAIMED)
    return True


def advance(run: PlanRun) -> None:
    """One turn: whatever goes wrong stops the run, and says why."""
    fields = {"run": str(run.pk), "plan": str(run.plan_id)}
    turn = Turn(run)
    try:
        turn.take()
    except DATABASE_AWAY:
        raise
    except LostLease:
        logger.warning("Another relay goes on with this run.", extra=fields)
    except Hindered as error:
        turn.stop(error.cause)
    except UnreadableSecret:
        turn.stop(Cause.UNREADABLE)
    except Exception:
        logger.exception("Applying a plan failed.", extra=fields)
        turn.stop(Cause.ERROR)


def count_ahead(plan: Plan) -> int:
    """How many rows are queued ahead: what the project sends in some seconds."""
    rate = plan.project.most_a_second
    return max(FEWEST_AHEAD, min(MOST_AHEAD, round(rate * SECONDS_AHEAD))) if rate else MOST_AHEAD


@dataclass
class Turn:
    """What a relay does with a run that it has claimed. Each transaction begins with the run, locked."""

    run: PlanRun

    @property
    def plan(self) -> Plan:
        return self.run.plan

    def take(self) -> None:
        """Records results of steps, begins others, ends the run once nothing is left. Raises LostLease."""
        self.settle()
        is_over = self.feed()
        held = self.end(is_over=is_over)
        if held.state in (RunState.STOPPED, RunState.CANCELLED) and held.due_at is not None:
            cancel_queued(held, by=self.run.by, now=timezone.now())

    def hold(self) -> PlanRun:
        """The run as it is now; raises LostLease."""
        held = PlanRun.objects.select_for_update().filter(pk=self.run.pk, turn=self.run.turn).first()
        if held is None:
            raise LostLease
        return held

    def change(self, write: Callable[[PlanRun], None], *, before: Point, after: Point) -> PlanRun:
        """Has the locked run written in one transaction with all else that is."""
        with transaction.atomic():
            held = self.hold()
            write(held)
            held.save()
            fault_point(before)
        fault_point(after)
        return held

    def settle(self) -> None:
        """Records the results of the steps that have ended."""
        ends = list_ends(self.run, now=timezone.now())
        if ends:
            self.change(
                lambda held: settle_steps(held, self.plan, ends, now=timezone.now()),
                before=Point.STEPS_SETTLING,
                after=Point.STEPS_SETTLED,
            )

    def feed(self) -> bool:
        """Begins rows until enough are on their way; whether none is left."""
        while True:
            held = PlanRun.objects.get(pk=self.run.pk)
            if held.state != RunState.RUNNING:
                return False
            room = self.count_room(held)
            if not room:
                return False
            if not self.begin(min(room, CHUNK)):
                return True
            give_way()

    def count_room(self, held: PlanRun) -> int:
        open_steps = RunStep.objects.filter(run=held, state=StepState.OPEN).count()
        if held.is_canary:
            return 0 if open_steps else 1
        return max(0, count_ahead(self.plan) - open_steps)

    def begin(self, limit: int) -> int:
        """The steps of so many rows, each with its submission, in one transaction; answers of how many."""
        count = 0
        stepping = self.make_stepping()

        def write(held: PlanRun) -> None:
            nonlocal count
            if not may_create(held.by_id, self.plan.project_id):
                held.state, held.cause = RunState.PAUSED, Cause.ROLE
            if held.state == RunState.RUNNING:
                rows = select_left(held).select_related("standing")
                chunk = list(rows.defer(*(f"standing__{name}" for name in PAYLOADS))[:limit])
                stepping.take(chunk)
                count = len(chunk)
                held.due_at = timezone.now() + LEASE

        held = self.change(write, before=Point.STEPPING, after=Point.STEPPED)
        return count if held.state == RunState.RUNNING else limit

    def make_stepping(self) -> Stepping:
        """Raises Hindered, UnreadableSecret."""
        services = Service.objects.select_related("project").filter(project=self.plan.project)
        service = services.filter(pk=self.plan.service_id or 0).first()
        if service is None:
            raise Hindered(Cause.SERVICE)
        self.plan.service = service
        return Stepping(run=self.run, plan=self.plan, service=service, judge=self.judge, now=timezone.now())

    @cached_property
    def judge(self) -> Judge:
        """Of the plan as it is all through the turn: read and decrypted once, not for each chunk."""
        return make_judge(self.plan, now=timezone.now())

    def end(self, *, is_over: bool) -> PlanRun:
        """Leaves the run to the next turn, or ends it."""
        with transaction.atomic():
            held = self.hold()
            is_open = RunStep.objects.filter(run=held, state=StepState.OPEN).exists()
            held.due_at = timezone.now() + PAUSE
            is_over = is_over and not is_more_to_undo(held)
            if is_over and not is_open and held.state == RunState.RUNNING:
                held.state, held.finished_at = RunState.DONE, timezone.now()
                note_end(held)
            if not is_open and held.state != RunState.RUNNING:
                held.due_at = None
            held.save()
        return held

    def stop(self, cause: Cause) -> None:
        """Until somebody resumes."""
        running = PlanRun.objects.filter(pk=self.run.pk, turn=self.run.turn, state=RunState.RUNNING)
        running.update(state=RunState.STOPPED, cause=cause, due_at=timezone.now() + PAUSE, turn=F("turn") + 1)


def is_more_to_undo(run: PlanRun) -> bool:
    """Whether the run that it undoes still makes tasks, or has made some since it last looked."""
    if run.undoes_id is None:
        return False
    return (
        RunStep.objects.filter(run=run.undoes_id, state=StepState.OPEN).exists() or select_left(run).exists()
    )
