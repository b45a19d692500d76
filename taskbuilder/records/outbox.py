"""From a stored submission to a settled one: claim, write "about to send", send, write what came of it.

Guarantee: what may have created tasks is never sent again by itself. So an attempt is written before anything
is sent, and a sender that died with its attempt open leaves the outcome unknown.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from taskbuilder.cloud import CloudClient, CloudError, CloudSession, encode_request
from taskbuilder.records.accounts import account_of
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Attempt, CreatedTask, Result, Submission
from taskbuilder.records.outcomes import (
    UNREADABLE_WAIT,
    Outcome,
    choose_next,
    outcome_of_answer,
    outcome_of_error,
)
from taskbuilder.records.states import DUE, SETTLED, UNREADABLE, State, check_change

DIED = "The relay stopped between sending and the answer."
# What a database that is away or busy raises: nothing was written, and the same call may work later.
DATABASE_AWAY = (OperationalError, InterfaceError)
logger = logging.getLogger(__name__)
chance = SystemRandom()


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """An attempt that is written down, and all that sending it takes: no database."""

    submission_id: UUID
    attempt_id: int
    client: CloudClient = field(repr=False)
    service_id: str
    body: bytes = field(repr=False)


def lock(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """The rows that nobody else is busy with, locked; SQLite has one writer at a time anyway."""
    return rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)


def change(submission: Submission, new: State, *, now: datetime, **columns: Any) -> None:
    """Moves a locked row to its next state, with the columns of that state; raises ForbiddenChange."""
    check_change(State(submission.state), new)
    kept = {
        "due_at": None,
        "lease_until": None,
        "leased_by": "",
        "settled_at": now if new in SETTLED else None,
    }
    Submission.objects.filter(pk=submission.pk).update(state=new, **{**kept, **columns})


def claim_due(*, worker: str, limit: int, lease: timedelta, now: datetime) -> list[UUID]:
    """Takes up to `limit` due submissions for this worker, longest due first; no other claimer gets them.

    One cheap query where nothing is due.
    """
    due = Submission.objects.filter(due_at__lte=now).order_by("due_at")
    if not due.exists():
        return []
    with transaction.atomic():
        ids = list(lock(due).values_list("pk", flat=True)[:limit])
        return [pk for pk in ids if claim(pk, worker=worker, lease=lease, now=now)]


def claim(submission_id: UUID, *, worker: str, lease: timedelta, now: datetime) -> bool:
    """Whether this worker now holds it: of several claimers, the UPDATE of only one finds it due."""
    row = Submission.objects.filter(pk=submission_id, state__in=DUE, due_at__lte=now)
    return row.update(state=State.SENDING, due_at=None, lease_until=now + lease, leased_by=worker) == 1


def open_attempt(
    submission_id: UUID, *, worker: str, session: CloudSession, lease: timedelta, now: datetime
) -> Parcel | None:
    """Writes and commits "about to send"; None where it cannot be read or is no longer this worker's."""
    submission = Submission.objects.select_related("project", "service").get(pk=submission_id)
    try:
        body = encode_request(submission.full_request())
        client = CloudClient(account_of(submission.project), session=session)
    except Exception as error:  # noqa: BLE001 - whatever keeps this one from being read must not stop the others
        postpone(submission, error, worker=worker, now=now)
        return None
    with transaction.atomic():
        if not hold(submission_id, worker=worker, now=now).update(
            lease_until=now + lease, attempt_count=F("attempt_count") + 1
        ):
            return None
        attempt = submission.attempts.create(
            number=submission.attempt_count + 1, started_at=now, worker=worker
        )
    return Parcel(
        submission_id=submission_id,
        attempt_id=attempt.pk,
        client=client,
        service_id=submission.service.service_id,
        body=body,
    )


def hold(submission_id: UUID, *, worker: str, now: datetime) -> QuerySet[Submission]:
    """The row, as long as this worker's lease on it lasts."""
    return Submission.objects.filter(
        pk=submission_id, state=State.SENDING, leased_by=worker, lease_until__gt=now
    )


@transaction.atomic
def postpone(submission: Submission, error: Exception, *, worker: str, now: datetime) -> None:
    """Keeps a submission that cannot be read, and says so; a key that comes back lets it go on."""
    logger.error("Submission %s cannot be read: %s", submission.pk, type(error).__name__)
    row = hold(submission.pk, worker=worker, now=now).select_for_update().first()
    if row is not None:
        outcome = {"reason": UNREADABLE}
        change(row, State.WAITING, now=now, due_at=now + UNREADABLE_WAIT, outcome=outcome)


def send(parcel: Parcel) -> Outcome:
    """The HTTP exchange, safe in any thread: touches no database and never raises."""
    try:
        return outcome_of_answer(parcel.client.create_task(service_id=parcel.service_id, body=parcel.body))
    except CloudError as error:
        return outcome_of_error(error)
    except Exception as error:  # noqa: BLE001 - it may have been sent, so the only honest outcome is unknown
        logger.error("Sending submission %s failed: %s", parcel.submission_id, type(error).__name__)
        return Outcome(result=Result.UNKNOWN, message=f"Sending failed: {type(error).__name__}.")


def close_attempt(parcel: Parcel, outcome: Outcome, *, now: datetime) -> None:
    """Writes what came of an attempt. Raises where the database is away: then it can be called again."""
    try:
        write_outcome(parcel, outcome, now=now)
    except DATABASE_AWAY:
        raise
    except Exception as error:  # noqa: BLE001 - an answer that cannot be stored must not stop the others
        logger.error("The answer to submission %s: %s", parcel.submission_id, type(error).__name__)
        unstorable = Outcome(result=Result.UNKNOWN, message="The cloud's answer could not be stored.")
        write_outcome(parcel, unstorable, now=now)


@transaction.atomic
def write_outcome(parcel: Parcel, outcome: Outcome, *, now: datetime) -> None:
    submission = Submission.objects.select_for_update().get(pk=parcel.submission_id)
    Attempt.objects.filter(pk=parcel.attempt_id).update(ended_at=now, **outcome.as_columns())
    state, due_at = choose_next(
        outcome,
        attempts=submission.attempt_count,
        created_at=submission.created_at,
        now=now,
        luck=chance.random(),
    )
    if submission.state == State.UNKNOWN and state not in {State.CREATED, State.REFUSED}:
        return  # This sender had been taken for dead, and knows no better.
    change(submission, state, now=now, due_at=due_at, outcome=outcome.as_json())
    CreatedTask.objects.bulk_create(
        CreatedTask(submission=submission, position=position, task_id=storable_text(task_id, limit=200))
        for position, task_id in enumerate(outcome.task_ids)
    )


def renew_leases(submission_ids: Collection[UUID], *, worker: str, lease: timedelta, now: datetime) -> None:
    """Keeps what this worker is still sending its own."""
    held = Submission.objects.filter(pk__in=submission_ids, state=State.SENDING, leased_by=worker)
    held.update(lease_until=now + lease)


def sweep_expired(*, now: datetime, limit: int = 100) -> int:
    """Settles what a dead sender left: unknown where it was about to send, due again where it was not."""
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
        change(submission, State.UNKNOWN, now=now, outcome=outcome.as_json())
    else:
        change(submission, State.QUEUED, now=now, due_at=now)


def deliver(
    submission_id: UUID,
    *,
    worker: str,
    session: CloudSession,
    lease: timedelta,
    clock: Callable[[], datetime] = timezone.now,
) -> None:
    """Takes one submission that this worker has claimed all the way; the lease has to outlast the sending."""
    parcel = open_attempt(submission_id, worker=worker, session=session, lease=lease, now=clock())
    if parcel is not None:
        close_attempt(parcel, send(parcel), now=clock())
