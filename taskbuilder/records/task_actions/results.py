"""What came of tries: the action's next state, the project's pace, and the followed task's state."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from django.db import transaction

from taskbuilder.cloud import TaskDetails
from taskbuilder.records.cloud_tasks.changes import find_seen, write_tasks
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import (
    ActionAttempt,
    ActionResult,
    CreatedTask,
    Result,
    Service,
    TaskAction,
    TaskReading,
)
from taskbuilder.records.outbox import rate_limit
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.outbox.outcomes import PATIENCE, Outcome
from taskbuilder.records.task_actions.attempts import OpenTry
from taskbuilder.records.task_actions.claims import hold
from taskbuilder.records.task_actions.failures import note_failures
from taskbuilder.records.task_actions.sending import Answer
from taskbuilder.records.task_actions.states import (
    MOVING_TO,
    OPEN,
    WAITING,
    ActionKind,
    ActionState,
    Finding,
    judge,
    judge_gone,
)

LONGEST_WAIT = timedelta(minutes=5)
READ_SOON = timedelta(seconds=3)
"""How long after an action the service is read: the cloud does it in a while."""
MOST_CALLS = 5
"""How often a call is repeated that the cloud refuses because of the task's state."""
chance = SystemRandom()
End = tuple[OpenTry, Answer]


@dataclass(frozen=True, kw_only=True)
class Next:
    """Where an action goes from here."""

    state: ActionState
    finding: Finding
    must_check: bool = False


def close_tries(ends: Sequence[End], *, worker: str, now: datetime) -> None:
    """Writes what came of tries, together. Raises where the database is away: they are then checked."""
    fault_point(Point.SENT)
    with transaction.atomic():
        paused = rate_limit.record_outcomes(
            [(each.action.project_id, each.started_at, weigh(answer)) for each, answer in ends],
            now=now,
            jitter=chance.random,
        )
        held = {
            row.pk: row for row in hold([each.action.pk for each, _answer in ends], worker=worker, now=now)
        }
        for (each, answer), paused_until in zip(ends, paused, strict=True):
            close_attempt(each, answer, now=now)
            row = held.get(each.action.pk)
            # Another decides about what was taken for dead: it checks the task.
            if row is not None and row.attempt_count == each.number:
                settle(row, each, answer, paused_until=paused_until, now=now)
        note_failures(held.values(), now=now)
        note_tasks(ends, now=now)
        fault_point(Point.CLOSING)
    fault_point(Point.CLOSED)


def weigh(answer: Answer) -> Outcome:
    """What an answer says of the cloud's health, in the words of creating: a clear yes or no is none."""
    failures = {
        ActionResult.NOT_SENT: Result.NOT_SENT,
        ActionResult.THROTTLED: Result.THROTTLED,
        ActionResult.UNKNOWN: Result.UNKNOWN,
    }
    return Outcome(
        result=failures.get(answer.result, Result.CREATED),
        http_status=answer.http_status,
        retry_after=answer.retry_after,
    )


def close_attempt(each: OpenTry, answer: Answer, *, now: datetime) -> None:
    ActionAttempt.objects.filter(pk=each.attempt_id).update(
        ended_at=now,
        result=answer.result,
        http_status=answer.http_status,
        code=storable_text(answer.code, limit=100),
        message=storable_text(answer.message, limit=2000),
        request_id=storable_text(answer.request_id, limit=200),
    )


def settle(
    row: TaskAction, each: OpenTry, answer: Answer, *, paused_until: datetime | None, now: datetime
) -> None:
    """Moves a locked row to its next state."""
    found = find_next(row, each, answer)
    is_waiting = found.state in WAITING
    due_at = find_due(row, answer, paused_until=paused_until, now=now) if is_waiting else None
    if due_at is not None and due_at - row.asked_at >= PATIENCE:
        finding = Finding.UNCERTAIN if found.must_check else Finding.UNREACHABLE
        found, due_at = Next(state=ActionState.GIVEN_UP, finding=finding), None
    row.state, row.finding, row.must_check = found.state, found.finding, found.must_check
    row.due_at, row.lease_until, row.leased_by = due_at, None, ""
    row.changed_at, row.settled_at = now, None if found.state in OPEN else now
    if answer.message:
        row.message = storable_text(answer.message, limit=2000)
        row.code = storable_text(answer.code, limit=100)
    row.save()


def find_next(row: TaskAction, each: OpenTry, answer: Answer) -> Next:
    """By what the answer allows. An unknown one is followed by a look at the task, before anything else."""
    if answer.result is ActionResult.ACCEPTED:
        return Next(state=ActionState.DONE, finding=Finding.ACCEPTED)
    if answer.result is ActionResult.SHOWN:
        state, finding = judge(each.kind, answer.shown.state if answer.shown else "")
        return Next(state=state, finding=finding)
    if answer.result is ActionResult.GONE:
        state, finding = judge_gone(each.kind)
        return Next(state=state, finding=finding)
    if answer.result is ActionResult.UNKNOWN:
        return Next(state=ActionState.CHECKING, finding=Finding.LOST, must_check=True)
    if each.is_check:
        return Next(state=ActionState.CHECKING, finding=Finding.LOST, must_check=True)
    if answer.result is ActionResult.REFUSED:
        # A call that is repeated may be refused because the one before was done: the task says so by and by.
        if answer.http_status == 409 and may_have_arrived(row):
            return Next(state=ActionState.CHECKING, finding=Finding.LOST, must_check=True)
        return Next(state=ActionState.REFUSED, finding=Finding.NONE)
    return Next(state=ActionState.QUEUED, finding=Finding.NONE)


def may_have_arrived(row: TaskAction) -> bool:
    """Whether an earlier call may have been done, and few enough were made."""
    calls = ActionAttempt.objects.filter(action=row, is_check=False).values_list("result", flat=True)
    return ActionResult.UNKNOWN in calls and len(calls) < MOST_CALLS


def find_due(row: TaskAction, answer: Answer, *, paused_until: datetime | None, now: datetime) -> datetime:
    """When it is tried again: at once where the task shows that nothing was done, else later each time."""
    if answer.result is ActionResult.SHOWN:
        return now
    wait = rate_limit.next_wait(
        failures=row.attempt_count,
        retry_after=answer.retry_after,
        jitter=chance.random(),
        longest=LONGEST_WAIT,
    )
    return max(now + wait, paused_until or now)


def note_tasks(ends: Sequence[End], *, now: datetime) -> None:
    """Has pages show what is known now of the tasks, and the services read soon."""
    shown: defaultdict[Service, list[TaskDetails]] = defaultdict(list)
    gone: defaultdict[Service, list[str]] = defaultdict(list)
    moving = {
        each.action.created_id: each.kind for each, answer in ends if answer.result is ActionResult.ACCEPTED
    }
    before = CreatedTask.objects.select_related("seen").in_bulk([pk for pk in moving if pk is not None])
    for each, answer in ends:
        service = each.action.service
        # A service that was given to another project finds none of its tasks there.
        if service.project_id != each.action.project_id:
            continue
        if answer.shown is not None:
            shown[service].append(answer.shown)
        elif answer.result is ActionResult.GONE:
            gone[service].append(each.action.task_id)
        elif (created := before.get(each.action.created_id or 0)) is not None:
            shown[service].append(describe_moving(created, each.kind, now=now))
    for service in {*shown, *gone}:
        write_tasks(service, shown[service], absent=gone[service], asked_at=now)
    hasten({service.pk for service in shown}, now=now)


def describe_moving(created: CreatedTask, kind: ActionKind, *, now: datetime) -> TaskDetails:
    """The task as it was seen last, in the state that an accepted action brings it to, since now."""
    seen = find_seen(created)
    return TaskDetails(
        id=created.task_id,
        name="",
        state=MOVING_TO[kind],
        created_at=seen.cloud_created_at if seen else None,
        updated_at=now,
        schedule_status=seen.schedule_status if seen else "",
    )


def hasten(services: Collection[int], *, now: datetime) -> None:
    """Has services read soon that would be read later."""
    if services:
        later = TaskReading.objects.filter(pk__in=services, due_at__gt=now + READ_SOON)
        later.update(due_at=now + READ_SOON)
