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
from taskbuilder.records import pacing
from taskbuilder.records.accounts import account_of
from taskbuilder.records.checkpoints import Point, passing
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Attempt, CreatedTask, Project, Result, Submission
from taskbuilder.records.outcomes import (
    UNREADABLE_WAIT,
    Outcome,
    choose_next,
    outcome_of_answer,
    outcome_of_error,
)
from taskbuilder.records.states import ALLOWED, DUE, SETTLED, UNREADABLE, State, check_change

DIED = "The relay stopped between sending and the answer."
UNBEGUN = "The database went away before anything was sent."
# What a database that is away or busy raises: nothing was written, and the same call may work later.
DATABASE_AWAY = (OperationalError, InterfaceError)
logger = logging.getLogger(__name__)
chance = SystemRandom()


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """An attempt that is written down, its `number` of its submission's, and all that sending it takes."""

    submission_id: UUID
    project_id: int
    attempt_id: int
    number: int
    started_at: datetime
    client: CloudClient = field(repr=False)
    service_id: str
    body: bytes = field(repr=False)


def lock(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """The rows that nobody else is busy with, locked; SQLite has one writer at a time anyway."""
    return rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)


def change(
    submission: Submission, new: State, *, now: datetime, is_decided: bool = False, **columns: Any
) -> None:
    """Moves a locked row to its next state, with the columns of that state; raises ForbiddenChange."""
    check_change(State(submission.state), new, is_decided=is_decided)
    kept = {
        "due_at": None,
        "lease_until": None,
        "leased_by": "",
        "settled_at": now if new in SETTLED else None,
    }
    Submission.objects.filter(pk=submission.pk).update(state=new, **{**kept, **columns})


def claim_due(
    *, worker: str, limit: int, lease: timedelta, now: datetime, overdue: timedelta = timedelta(0)
) -> list[UUID]:
    """Takes up to `limit` due submissions for this worker, shared out among the projects that may be sent to.

    Of a project the longest due come first. No other claimer gets them. With `overdue` only what has been due
    for so long. One query where nothing is due.
    """
    claimed: list[UUID] = []
    due_by = now - overdue
    projects = list(pacing.list_open_projects(now, due_by=due_by))
    for number, project in enumerate(projects):
        share = pacing.share_out(limit - len(claimed), len(projects) - number)
        due = Submission.objects.filter(project=project, due_at__lte=due_by).order_by("due_at")
        claimed += claim(due, project, worker=worker, limit=share, lease=lease, now=now)
    return claimed


def claim_one(submission_id: UUID, *, worker: str, lease: timedelta, now: datetime) -> bool:
    """Whether this worker now holds that submission: due, not taken, and its project may be sent to."""
    project = pacing.project_of(submission_id)
    if project is None:
        return False
    due = Submission.objects.filter(pk=submission_id, due_at__lte=now)
    return bool(claim(due, project, worker=worker, limit=1, lease=lease, now=now))


def claim(
    due: QuerySet[Submission],
    project: Project,
    *,
    worker: str,
    limit: int,
    lease: timedelta,
    now: datetime,
) -> list[UUID]:
    """Takes of these rows of one project as many as its pace allows: of several claimers one gets a row."""
    if not limit:
        return []
    with transaction.atomic():
        pace = pacing.lock_pace(project.pk)
        limit = min(limit, pacing.count_allowed(pace, project, now=now))
        ids = list(lock(due.filter(state__in=DUE)).values_list("pk", flat=True)[:limit]) if limit else []
        if ids:
            held = {"state": State.SENDING, "due_at": None, "lease_until": now + lease, "leased_by": worker}
            Submission.objects.filter(pk__in=ids).update(**held)
            pacing.spend(pace, project, len(ids), now=now)
        passing(Point.CLAIMING)
    passing(Point.CLAIMED)
    return ids


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
        if submission.attempt_count:
            drop_unbegun(submission, now=now)
        attempt = submission.attempts.create(
            number=submission.attempt_count + 1, started_at=now, worker=worker
        )
        passing(Point.OPENING)
    passing(Point.OPENED)
    return Parcel(
        submission_id=submission_id,
        project_id=submission.project_id,
        attempt_id=attempt.pk,
        number=attempt.number,
        started_at=now,
        client=client,
        service_id=submission.service.service_id,
        body=body,
    )


def drop_unbegun(submission: Submission, *, now: datetime) -> None:
    """Ends an attempt that this worker wrote down when the database went away, and so never sent."""
    outcome = Outcome(result=Result.NOT_SENT, message=UNBEGUN)
    submission.attempts.filter(result=Result.OPEN).update(ended_at=now, **outcome.as_columns())


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
    passing(Point.SENT)
    try:
        write_outcome(parcel, outcome, now=now)
    except DATABASE_AWAY:
        raise
    except Exception as error:  # noqa: BLE001 - an answer that cannot be stored must not stop the others
        logger.error("The answer to submission %s: %s", parcel.submission_id, type(error).__name__)
        unstorable = Outcome(result=Result.UNKNOWN, message="The cloud's answer could not be stored.")
        write_outcome(parcel, unstorable, now=now)
    passing(Point.CLOSED)


@transaction.atomic
def write_outcome(parcel: Parcel, outcome: Outcome, *, now: datetime) -> None:
    rows = Submission.objects.select_for_update().defer("request", "secrets", "confirmations")
    submission = rows.get(pk=parcel.submission_id)
    Attempt.objects.filter(pk=parcel.attempt_id).update(ended_at=now, **outcome.as_columns())
    closed_until = pacing.note_outcome(
        parcel.project_id, outcome, started_at=parcel.started_at, now=now, luck=chance.random()
    )
    state, due_at = choose_next(outcome, created_at=submission.created_at, closed_until=closed_until)
    if is_current(submission, parcel) or is_welcome(submission, state):
        change(submission, state, now=now, due_at=due_at, outcome=outcome.as_json())
        keep_tasks(submission, outcome.task_ids)
    else:
        keep_tasks(
            submission, outcome.task_ids, known=list(submission.tasks.values_list("task_id", flat=True))
        )
    passing(Point.CLOSING)


def is_current(submission: Submission, parcel: Parcel) -> bool:
    """Whether the submission still waits for this very attempt."""
    return submission.state == State.SENDING and submission.attempt_count == parcel.number


def is_welcome(submission: Submission, state: State) -> bool:
    """Whether a sender that had been taken for dead knows better: what it created is never sent again."""
    certain = {State.CREATED, State.REFUSED} if submission.state == State.UNKNOWN else {State.CREATED}
    old = State(submission.state)
    return old is not State.SENDING and state in certain and state in ALLOWED[old]


def keep_tasks(submission: Submission, task_ids: Collection[str], *, known: Collection[str] = ()) -> None:
    """Stores the ids as they came, behind those that are known already."""
    new = [task_id for task_id in task_ids if task_id not in known]
    CreatedTask.objects.bulk_create(
        CreatedTask(submission=submission, position=position, task_id=storable_text(task_id, limit=200))
        for position, task_id in enumerate(new, start=len(known))
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
