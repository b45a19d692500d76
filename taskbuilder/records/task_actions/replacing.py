"""Replacing tasks: once all of the new ones run, the old ones are deleted. Whatever fails, those stay."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from taskbuilder.records.cloud_tasks.refresh import Refreshed, refresh
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import (
    CloudTask,
    CreatedTask,
    Replacement,
    ReplacementState,
    Submission,
    TaskAction,
    Verdict,
)
from taskbuilder.records.models.submissions import Remark
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.submissions.listing import PAYLOADS
from taskbuilder.records.submissions.states import NOTHING_CREATED, State
from taskbuilder.records.task_actions.asking import Choice, Reason, cancelled, choose, load_tasks, write
from taskbuilder.records.task_actions.failures import note_cancelled_replacement, note_failed_replacement
from taskbuilder.records.task_actions.replacements import settled
from taskbuilder.records.task_actions.states import FAILING, OPEN, RUNNING, ActionKind, ActionState, Finding
from taskbuilder.records.turns import one_turn

PAUSE_SECONDS = 2.0
LEASE = timedelta(minutes=2)
SOONEST, LATEST = timedelta(seconds=3), timedelta(minutes=1)
PATIENCE = timedelta(days=14)
"""How long the new tasks may take to run: a schedule may begin late."""
NOT_CREATED = _("The new task was not created.")
CANCELLED = _("The new task was cancelled before it was sent.")
FAILED = _("The new task failed.")
NEVER_RAN = _("The new task did not run within 14 days.")
NOT_DELETED = _("The old task could not be deleted.")
logger = logging.getLogger(__name__)


def replace_until(stop: Event) -> None:
    """Takes replacements further, on a thread of its own, until `stop` is set."""
    while not stop.wait(PAUSE_SECONDS):
        with one_turn(logger, later="Replacing later.", failed="Replacing failed. Trying again."):
            advance_due(now=timezone.now())


def advance_due(*, now: datetime) -> int:
    """Takes every replacement a step further whose time has come; answers how many.

    No transaction may be open: it waits for the cloud. One query where none is due.
    """
    due = Replacement.objects.filter(due_at__lte=now).order_by("due_at")
    count = 0
    for row in due.select_related("new__service", "new__project", "old__project", "by").defer(
        *(f"{side}__{name}" for side in ("new", "old") for name in PAYLOADS)
    ):
        mine = Replacement.objects.filter(pk=row.pk, due_at=row.due_at)
        if mine.update(due_at=now + LEASE):  # of several relays one
            advance(row, now=now)
            count += 1
    return count


def advance(row: Replacement, *, now: datetime) -> None:
    if row.state == ReplacementState.DELETING:
        follow_deletion(row, now=now)
    elif row.new.state == State.CANCELLED:
        end(row, ReplacementState.KEPT, CANCELLED, now=now)
    elif row.new.state in NOTHING_CREATED:
        end(row, ReplacementState.KEPT, NOT_CREATED, now=now)
    elif row.new.state != State.CREATED or not read_now(row.new, now=now):
        wait(row, now=now)
    else:
        decide(row, now=now)


def read_now(new: Submission, *, now: datetime) -> bool:
    """Whether the states of the new tasks were read just now."""
    try:
        outcome, _problem = refresh(new, now=now)
    except UnreadableSecret:
        return False
    return outcome is Refreshed.READ


def decide(row: Replacement, *, now: datetime) -> None:
    """By the states of the new tasks."""
    states = list_states(row.new)
    if any(state in FAILING for state in states):
        end(row, ReplacementState.KEPT, FAILED, now=now)
    elif do_run(states):
        delete_old(row, now=now)
    else:
        wait(row, now=now)


def list_states(new: Submission) -> list[str]:
    """Of each new task; empty where it was never read."""
    rows = CreatedTask.objects.filter(submission=new.pk).order_by().values_list("pk", flat=True)
    seen = CloudTask.objects.in_bulk(list(rows))
    return [seen[key].shown_state if key in seen else "" for key in rows]


def do_run(states: Sequence[str]) -> bool:
    return bool(states) and all(state in RUNNING for state in states)


def delete_old(row: Replacement, *, now: datetime) -> None:
    """Asks for the deletion, in one transaction with the note that it was asked for."""
    with transaction.atomic():
        waiting = Replacement.objects.select_for_update().filter(pk=row.pk, state=ReplacementState.WAITING)
        if not waiting.exists():
            return
        choice = choose(ActionKind.DELETE, load_old(row))
        if Reason.UNDER_WAY in choice.left_out:
            wait(row, now=now)
        elif not choice.fit:
            end(row, ReplacementState.DONE, "", now=now)
        else:
            ask_for_deletion(row, choice, now=now)
        fault_point(Point.REPLACING)
    fault_point(Point.REPLACED)


def load_old(row: Replacement) -> QuerySet[CreatedTask]:
    """The old tasks, without any whose id the cloud gave to a new one too: that one is to run."""
    new = CreatedTask.objects.filter(submission=row.new_id).order_by().values("task_id")
    old = CreatedTask.objects.filter(submission=row.old_id).exclude(task_id__in=new)
    return load_tasks(row.old.project, old)


def ask_for_deletion(row: Replacement, choice: Choice, *, now: datetime) -> None:
    asked = write(ActionKind.DELETE, choice, project=row.old.project, by=row.by, now=now)
    Replacement.objects.filter(pk=row.pk).update(
        state=ReplacementState.DELETING, deletion=asked.batch, looked_at=now, due_at=now + SOONEST
    )


def follow_deletion(row: Replacement, *, now: datetime) -> None:
    """Until it has ended; while something of it is queued, the new tasks are looked at again."""
    actions = TaskAction.objects.filter(batch=row.deletion_id)
    states = set(actions.values_list("state", flat=True))
    if states <= {ActionState.DONE}:
        end(row, ReplacementState.DONE, "", now=now)
    elif not states & set(OPEN):
        end(row, ReplacementState.KEPT, NOT_DELETED, now=now)
    else:
        if ActionState.QUEUED in states and read_now(row.new, now=now):
            if do_run(list_states(row.new)):
                Replacement.objects.filter(pk=row.pk).update(looked_at=now)
            else:
                cancel_deletion(row, now=now)
        wait(row, now=now)


def cancel_deletion(row: Replacement, *, now: datetime) -> None:
    """What is queued of it is not sent."""
    queued = TaskAction.objects.filter(batch=row.deletion_id, state=ActionState.QUEUED)
    queued.update(**cancelled(Finding.UNSAFE, now=now))


def wait(row: Replacement, *, now: datetime) -> None:
    """A tenth of the time that it has waited; in the end it is given up."""
    age = now - row.asked_at
    if age > PATIENCE and row.state == ReplacementState.WAITING:
        end(row, ReplacementState.KEPT, NEVER_RAN, now=now)
    else:
        pause = SOONEST if row.state == ReplacementState.DELETING else min(max(age / 10, SOONEST), LATEST)
        due_at = now + pause
        Replacement.objects.filter(pk=row.pk, due_at__isnull=False).update(due_at=due_at)


def end(row: Replacement, state: ReplacementState, problem: str, *, now: datetime) -> None:
    waiting = Replacement.objects.filter(pk=row.pk, due_at__isnull=False)
    with transaction.atomic():
        if waiting.update(**settled(state, problem, now=now)):
            note_end(row, state, problem, now=now)
    fields = {
        "submission": str(row.pk),
        "replaces": str(row.old_id),
        "state": state.value,
        "problem": problem,
    }
    logger.info("A replacement ended", extra=fields)


def note_end(row: Replacement, state: ReplacementState, problem: str, *, now: datetime) -> None:
    """Has lists show that the old tasks were replaced; or notes that it failed, or who cancelled it."""
    if state is ReplacementState.DONE:
        marked = Coalesce(F("remarks"), 0).bitor(Remark.REPLACED)
        Submission.objects.filter(pk=row.old_id).update(remarks=marked)
        return
    if problem != CANCELLED:
        note_failed_replacement(row, now=now)
        return
    decisions = row.new.decisions.filter(verdict=Verdict.CANCELLED).select_related("by")
    decision = decisions.last()
    by = decision.by.get_username() if decision and decision.by else ""
    note_cancelled_replacement(row.new, by=by, now=now)
