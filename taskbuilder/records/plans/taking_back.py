"""Taking back what a run has queued and no sender has claimed."""

from datetime import datetime

from django.contrib.auth.models import User

from taskbuilder.records.models import PlanRun, RunStep
from taskbuilder.records.plans.states import StepState
from taskbuilder.records.submissions.cancellation import TooLate, cancel
from taskbuilder.records.submissions.states import CANCELLABLE
from taskbuilder.records.task_actions.asking import cancel_queued as cancel_actions
from taskbuilder.records.task_actions.states import ActionState


def cancel_queued(run: PlanRun, *, by: User, now: datetime) -> None:
    """Each on its own: who dies among them leaves the others to a relay. Two queries where none is left."""
    steps = RunStep.objects.filter(run=run.pk, state=StepState.OPEN)
    queued = steps.filter(batch=None, submission__state__in=CANCELLABLE)
    for submission_id in list(queued.values_list("submission_id", flat=True)):
        try:
            cancel(submission_id, by=by, now=now)
        except TooLate:
            continue
    deleting = steps.filter(batch__actions__state=ActionState.QUEUED)
    batches = set(deleting.values_list("batch_id", flat=True))
    if batches:
        cancel_actions(run.plan.project, now=now, batches=batches)
