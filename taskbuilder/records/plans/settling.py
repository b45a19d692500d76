"""Writes the results of a run's steps and compares their rows; several refusals in a row stop the run."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Plan, PlanRow, PlanRun, Replacement, RunStep, Submission, TaskAction
from taskbuilder.records.models.plans import REASON_LENGTH
from taskbuilder.records.outbox.sql import update_each
from taskbuilder.records.plans.comparing import compare_rows
from taskbuilder.records.plans.states import Cause, RunState, StepKind, StepState
from taskbuilder.records.submissions.listing import PAYLOADS
from taskbuilder.records.submissions.states import SETTLED, State
from taskbuilder.records.task_actions.states import OPEN, ActionState, Finding

MOST_REFUSALS = 5
"""In a row, of one cause: then a run stops."""
STATES = {
    State.CREATED: StepState.DONE,
    State.UNKNOWN: StepState.UNKNOWN,
    State.REFUSED: StepState.REFUSED,
    State.GIVEN_UP: StepState.REFUSED,
    State.CANCELLED: StepState.CANCELLED,
    State.CLOSED: StepState.CANCELLED,
}
BETWEEN = " · "
REMOVED = _("The submission was removed before the run recorded its result.")
UNKNOWN = _("It is not known whether the task was created.")


@dataclass(frozen=True, kw_only=True)
class End:
    """What a step came to. `cause` names why it was refused, so that equal ones are counted."""

    step: RunStep
    state: StepState
    at: datetime
    reason: str = ""
    cause: str = ""


def settle_steps(run: PlanRun, plan: Plan, ends: Sequence[End], *, now: datetime) -> None:
    """Writes what steps came to; in the caller's transaction, with the run locked. `run` is not stored."""
    held = {"state": StepState.OPEN}
    update_each(
        RunStep,
        [
            ({"id": each.step.pk, **held}, {"state": each.state, "settled_at": now, "reason": each.reason})
            for each in ends
        ],
    )
    take_over(
        each.step for each in ends if each.step.kind == StepKind.DELETE and each.state is StepState.DONE
    )
    compare_rows(plan, ids=[each.step.row_id for each in ends if each.step.row_id is not None])
    for each in sorted(ends, key=lambda end: end.at):
        count_refusals(run, each)


def take_over(deleted: Iterable[RunStep]) -> None:
    """After a deletion: nothing is there for the row, or what was before is there again."""
    for step in deleted:
        rows = PlanRow.objects.filter(pk=step.row_id or 0, standing=step.submission_id)
        rows.update(standing=step.before_id, standing_digest=step.before_digest)


def count_refusals(run: PlanRun, end: End) -> None:
    """Stops a run that is refused again and again, and pauses one whose first row was to come alone."""
    if end.state is StepState.DONE:
        run.refusals, run.reason = 0, ""
        if run.is_canary and run.state == RunState.RUNNING:
            run.state, run.cause = RunState.PAUSED, Cause.CANARY
    elif end.cause:
        run.refusals = run.refusals + 1 if is_alike(end.cause, run.reason) else 1
        run.reason = end.reason
        if run.state == RunState.RUNNING and (run.is_canary or run.refusals >= MOST_REFUSALS):
            run.state, run.cause = RunState.STOPPED, Cause.REFUSALS


def is_alike(cause: str, reason: str) -> bool:
    """Whether the cloud gave the same code, or, without one, the same words."""
    return cause.partition(BETWEEN)[0] == reason.partition(BETWEEN)[0]


def list_ends(run: PlanRun, *, now: datetime) -> list[End]:
    """The open steps of a run that have come to something. A query, and two where it deletes."""
    steps = RunStep.objects.filter(run=run.pk, state=StepState.OPEN).select_related("submission")
    found = list(steps.defer(*(f"submission__{name}" for name in PAYLOADS if name != "outcome")))
    deletions = [step for step in found if step.kind == StepKind.DELETE]
    creations = [step for step in found if step.kind != StepKind.DELETE]
    return [*list_created(creations, now), *list_deleted(deletions, now)]


def list_created(steps: Iterable[RunStep], now: datetime) -> Iterator[End]:
    for step in steps:
        submission = step.submission
        if submission is None:
            yield End(step=step, state=StepState.UNKNOWN, at=now, reason=REMOVED)
        elif submission.state in SETTLED:
            yield describe_end(step, submission)


def describe_end(step: RunStep, submission: Submission) -> End:
    state = STATES[State(submission.state)]
    at = submission.settled_at or step.asked_at
    if state is StepState.UNKNOWN:
        return End(step=step, state=state, at=at, reason=UNKNOWN, cause=UNKNOWN)
    if state is not StepState.REFUSED:
        return End(step=step, state=state, at=at)
    code, message = submission.outcome.get("code", ""), submission.outcome.get("message", "")
    words = BETWEEN.join(filter(None, (code, message))) or submission.outcome.get("reason", "") or "?"
    return End(
        step=step, state=state, at=at, reason=storable_text(words, limit=REASON_LENGTH), cause=code or words
    )


def list_deleted(steps: Sequence[RunStep], now: datetime) -> Iterator[End]:
    """By the actions of their batch on the tasks of the submission, and of what that was to replace."""
    if not steps:
        return
    actions: dict[int, list[TaskAction]] = {step.pk: [] for step in steps}
    owners = dict(list_owners(steps))
    for action in select_actions(steps):
        owner = owners.get((action.batch_id, action.created.submission_id)) if action.created else None
        if owner is not None:
            actions[owner].append(action)
    for step in steps:
        own = actions[step.pk]
        if all(action.state not in OPEN for action in own):
            yield describe_deletion(step, own, now)


def list_owners(steps: Sequence[RunStep]) -> Iterator[tuple[tuple[object, object], int]]:
    """The steps by their batch and each submission whose tasks they delete."""
    submissions = [step.submission_id for step in steps if step.submission_id is not None]
    replaced = dict(Replacement.objects.filter(pk__in=submissions).values_list("pk", "old_id"))
    for step in steps:
        yield (step.batch_id, step.submission_id), step.pk
        if step.before_id is None and step.submission_id in replaced:
            yield (step.batch_id, replaced[step.submission_id]), step.pk


def select_actions(steps: Sequence[RunStep]) -> "QuerySet[TaskAction]":
    batches = {step.batch_id for step in steps if step.batch_id is not None}
    return TaskAction.objects.filter(batch__in=batches).select_related("created")


def describe_deletion(step: RunStep, actions: Sequence[TaskAction], now: datetime) -> End:
    failed = next((each for each in actions if each.state != ActionState.DONE), None)
    if failed is None and not step.reason:
        return End(step=step, state=StepState.DONE, at=now)
    if failed is None:
        return End(step=step, state=StepState.REFUSED, at=now, reason=step.reason, cause=step.reason)
    if failed.state == ActionState.CANCELLED:
        return End(step=step, state=StepState.CANCELLED, at=now)
    words = BETWEEN.join(filter(None, (failed.code, failed.message))) or str(Finding(failed.finding).label)
    reason = storable_text(words or "?", limit=REASON_LENGTH)
    return End(step=step, state=StepState.REFUSED, at=failed.settled_at or now, reason=reason, cause=reason)


def settle_unknown(plan: Plan, *, now: datetime) -> None:
    """Notes what became of steps whose outcome was unknown, once somebody knows; in the transaction."""
    steps = RunStep.objects.filter(run__plan=plan, state=StepState.UNKNOWN)
    known = [state for state in SETTLED if state is not State.UNKNOWN]
    resolved = steps.filter(submission__state__in=known).select_related("submission")
    for step in resolved.defer(*(f"submission__{name}" for name in PAYLOADS)):
        if step.submission is not None:
            state = STATES[State(step.submission.state)]
            RunStep.objects.filter(pk=step.pk).update(state=state, settled_at=now)
