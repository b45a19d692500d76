"""What came of attempts: answers, answers that come late, and attempts whose sender died."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from random import SystemRandom
from uuid import UUID

from django.db import transaction

from taskbuilder.records.availability import DATABASE_AWAY
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Attempt, CreatedTask, Result, Submission
from taskbuilder.records.outbox import rate_limit
from taskbuilder.records.outbox.attempts import OpenAttempt, isolate_failures
from taskbuilder.records.outbox.claims import lock
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.outbox.outcomes import Outcome, choose_next
from taskbuilder.records.outbox.sql import insert_each, update_each
from taskbuilder.records.submissions.states import ALLOWED, State
from taskbuilder.records.submissions.transitions import change_state, state_columns

logger = logging.getLogger(__name__)

DIED = "The relay stopped between sending and the answer."
chance = SystemRandom()


def close_attempts(ends: Sequence[tuple[OpenAttempt, Outcome]], *, now: datetime) -> None:
    """Writes what came of attempts, together. Raises where the database is away: it can be called again."""
    for _end in ends:
        fault_point(Point.SENT)
    try:
        write_outcomes(ends, now=now)
    except DATABASE_AWAY:
        raise
    except Exception:  # noqa: BLE001 - an answer that cannot be stored must not stop the others
        for attempt, outcome in ends:
            with isolate_failures(attempt.submission_id):
                write_outcome(attempt, outcome, now=now)
    for _end in ends:
        fault_point(Point.CLOSED)


def write_outcome(attempt: OpenAttempt, outcome: Outcome, *, now: datetime) -> None:
    """What came of one attempt, or that this cannot be stored."""
    try:
        write_outcomes([(attempt, outcome)], now=now)
    except DATABASE_AWAY:
        raise
    except Exception as error:  # as above
        logger.exception(
            "The answer to submission %s cannot be stored: %s", attempt.submission_id, type(error).__name__
        )
        unstorable = Outcome(result=Result.UNKNOWN, message="The cloud's answer could not be stored.")
        write_outcomes([(attempt, unstorable)], now=now)


@transaction.atomic
def write_outcomes(ends: Sequence[tuple[OpenAttempt, Outcome]], *, now: datetime) -> None:
    closed = [
        ({"id": attempt.attempt_id}, {"ended_at": now, **outcome.as_columns()}) for attempt, outcome in ends
    ]
    paused = rate_limit.record_outcomes(
        [(attempt.submission.project_id, attempt.started_at, outcome) for attempt, outcome in ends],
        now=now,
        jitter=chance.random,
    )
    nexts = [
        choose_next(outcome, created_at=attempt.submission.created_at, paused_until=paused_until)
        for (attempt, outcome), paused_until in zip(ends, paused, strict=True)
    ]
    current = update_each(
        Submission,
        [
            (
                {"id": attempt.submission_id, "state": State.SENDING, "attempt_count": attempt.number},
                state_columns(State.SENDING, state, now=now, due_at=due_at, outcome=outcome.as_json()),
            )
            for (attempt, outcome), (state, due_at) in zip(ends, nexts, strict=True)
        ],
    )
    update_each(Attempt, closed)
    tasks: list[dict[str, object]] = []
    for (attempt, outcome), (state, _due_at) in zip(ends, nexts, strict=True):
        if attempt.submission_id in current:
            tasks += list_new_tasks(attempt.submission_id, outcome.task_ids)
        else:
            tasks += apply_late_result(attempt, outcome, state, now=now)
    insert_each(CreatedTask, tasks)
    fault_point(Point.CLOSING)


def apply_late_result(
    attempt: OpenAttempt, outcome: Outcome, state: State, *, now: datetime
) -> list[dict[str, object]]:
    """Applies an answer that came after the lease had ended: its state, and the tasks that are new."""
    rows = Submission.objects.select_for_update().defer("request", "secrets", "confirmations")
    submission = rows.get(pk=attempt.submission_id)
    if accepts_late_result(submission, state):
        change_state(submission, state, now=now, outcome=outcome.as_json())
    known = submission.tasks.values_list("task_id", flat=True)
    return list_new_tasks(submission.pk, outcome.task_ids, known=known)


def accepts_late_result(submission: Submission, state: State) -> bool:
    """Whether a late answer is more certain than what is known: what it created is never sent again."""
    certain = {State.CREATED, State.REFUSED} if submission.state == State.UNKNOWN else {State.CREATED}
    old = State(submission.state)
    return old is not State.SENDING and state in certain and state in ALLOWED[old]


def list_new_tasks(
    submission_id: UUID, task_ids: Collection[str], *, known: Collection[str] = ()
) -> list[dict[str, object]]:
    """The ids as they came, behind those that are known already: rows, not stored yet."""
    new = [task_id for task_id in task_ids if task_id not in known]
    return [
        {"submission": submission_id, "position": position, "task_id": storable_text(task_id, limit=200)}
        for position, task_id in enumerate(new, start=len(known))
    ]


def sweep_expired(*, now: datetime, limit: int = 100) -> int:
    """Finishes what a dead sender left: unknown where it was about to send, due again where it was not."""
    expired = Submission.objects.filter(lease_until__lte=now).order_by("lease_until")
    if not expired.exists():
        return 0
    with transaction.atomic():
        rows = list(lock(expired)[:limit])
        for submission in rows:
            sweep(submission, now=now)
    return len(rows)


def sweep(submission: Submission, *, now: datetime) -> None:
    outcome = Outcome(result=Result.UNKNOWN, message=DIED)
    opened = submission.attempts.filter(result=Result.OPEN)
    if opened.update(ended_at=now, **outcome.as_columns()):
        change_state(submission, State.UNKNOWN, now=now, outcome=outcome.as_json())
    else:
        change_state(submission, State.QUEUED, now=now, due_at=now)
