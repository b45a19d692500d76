"""Taking back what a run has queued and no sender has claimed, unless it goes on meanwhile."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User

from taskbuilder.records.models import PlanRun, RunStep
from taskbuilder.records.plans.states import RunState, StepState
from taskbuilder.records.submissions.cancellation import TooLate, cancel_waiting
from taskbuilder.records.submissions.states import CANCELLABLE
from taskbuilder.records.submissions.transitions import deciding
from taskbuilder.records.task_actions.asking import cancelled, list_queued
from taskbuilder.records.task_actions.states import ActionState, Finding


def cancel_queued(run: PlanRun, *, by: User, now: datetime) -> None:
    """Each on its own: who dies among them leaves the others to a relay. Two queries where none is left."""
    steps = RunStep.objects.filter(run=run.pk, state=StepState.OPEN)
    queued = steps.filter(batch=None, submission__state__in=CANCELLABLE)
    for submission_id in list(queued.values_list("submission_id", flat=True)):
        if submission_id is not None and not cancel_one(run, submission_id, by=by, now=now):
            return
    deleting = steps.filter(batch__actions__state=ActionState.QUEUED)
    batches = set(deleting.values_list("batch_id", flat=True))
    if batches:
        with deciding():
            if is_over(run):
                actions = list_queued(run.plan.project).order_by().filter(batch__in=batches)
                actions.update(**cancelled(Finding.BY_PERSON, now=now))


def cancel_one(run: PlanRun, submission_id: UUID, *, by: User, now: datetime) -> bool:
    """False where the run goes on again."""
    with deciding():
        if not is_over(run):
            return False
        with suppress(TooLate):
            cancel_waiting(submission_id, by=by, now=now)
    return True


def is_over(run: PlanRun) -> bool:
    """Locks the run: a person who resumes it does so before a row is cancelled, or after."""
    over = PlanRun.objects.filter(pk=run.pk, state__in=(RunState.STOPPED, RunState.CANCELLED))
    return over.select_for_update().first() is not None
