"""From a claimed submission to a settled one: write "about to send", send, write what came of it.

Guarantee: what may have created tasks is never sent again by itself. So an attempt is written before anything
is sent, and a sender that died with its attempt open leaves the outcome unknown.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from taskbuilder.cloud import CloudClient, CloudError, CloudSession, encode_request
from taskbuilder.records import pacing
from taskbuilder.records.access.cloud_accounts import account_of
from taskbuilder.records.availability import DATABASE_AWAY
from taskbuilder.records.checkpoints import Point, passing
from taskbuilder.records.claiming import begin, hold, lock
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Attempt, CreatedTask, Result, Service, Submission
from taskbuilder.records.outcomes import (
    UNREADABLE_WAIT,
    Outcome,
    choose_next,
    outcome_of_answer,
    outcome_of_error,
)
from taskbuilder.records.prepared import Prepared, given_many
from taskbuilder.records.rows import insert_each, update_each
from taskbuilder.records.submissions.states import ALLOWED, SETTLED, UNREADABLE, State, check_change

DIED = "The relay stopped between sending and the answer."
UNBEGUN = "The database went away before anything was sent."
logger = logging.getLogger(__name__)
chance = SystemRandom()


@contextmanager
def going_on(submission_id: UUID) -> Iterator[None]:
    """Whatever happens to one submission, the others go on; the sweep settles this one in time."""
    try:
        yield
    except DATABASE_AWAY:
        raise
    except Exception as error:  # one row's trouble is not the others'
        logger.exception("Submission %s: %s", submission_id, type(error).__name__)


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """An attempt that is written down, its `number` of its submission's, and all that sending it takes."""

    submission_id: UUID
    created_at: datetime
    project_id: int
    attempt_id: int
    number: int
    started_at: datetime
    client: CloudClient = field(repr=False)
    service_id: str
    body: bytes = field(repr=False)


def change(
    submission: Submission, new: State, *, now: datetime, is_decided: bool = False, **columns: Any
) -> None:
    """Moves a locked row to its next state, with the columns of that state; raises ForbiddenChange."""
    changed = change_columns(State(submission.state), new, now=now, is_decided=is_decided, **columns)
    Submission.objects.filter(pk=submission.pk).update(**changed)


def change_columns(
    old: State, new: State, *, now: datetime, is_decided: bool = False, **columns: Any
) -> dict[str, Any]:
    """What moving a row to its next state writes; raises ForbiddenChange."""
    check_change(old, new, is_decided=is_decided)
    kept = {
        "state": new,
        "due_at": None,
        "lease_until": None,
        "leased_by": "",
        "settled_at": now if new in SETTLED else None,
    }
    return kept | columns


def open_attempt(
    submission_id: UUID, *, worker: str, session: CloudSession, lease: timedelta, now: datetime
) -> Parcel | None:
    """As `open_attempts`, of one: None where it cannot be read or is no longer this worker's."""
    parcels = open_attempts([submission_id], worker=worker, session=session, lease=lease, now=now)
    return parcels[0] if parcels else None


def open_attempts(
    submission_ids: Sequence[UUID], *, worker: str, session: CloudSession, lease: timedelta, now: datetime
) -> list[Parcel]:
    """Writes and commits "about to send" for all of them together; answers what is to be sent, in that order.

    One that cannot be read is postponed, one that is no longer this worker's left alone.
    """
    letters = list(read_letters(submission_ids, worker=worker, session=session, now=now))
    try:
        attempts = write_attempts(letters, worker=worker, lease=lease, now=now)
    except DATABASE_AWAY:
        raise
    except Exception:  # noqa: BLE001 - one row's trouble is not the others'
        attempts = {}
        for letter in letters:
            with going_on(letter.submission.pk):
                attempts |= write_attempts([letter], worker=worker, lease=lease, now=now)
    for _attempt in attempts:
        passing(Point.OPENED)
    return [
        Parcel(
            submission_id=letter.submission.pk,
            created_at=letter.submission.created_at,
            project_id=letter.submission.project_id,
            attempt_id=attempts[letter.submission.pk],
            number=letter.submission.attempt_count + 1,
            started_at=now,
            client=letter.client,
            service_id=letter.service_id,
            body=letter.body,
        )
        for letter in letters
        if letter.submission.pk in attempts
    ]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A submission that has been read, ready to be sent."""

    submission: Submission
    client: CloudClient = field(repr=False)
    service_id: str
    body: bytes = field(repr=False)


def read_letters(
    submission_ids: Sequence[UUID], *, worker: str, session: CloudSession, now: datetime
) -> Iterator[Letter]:
    """What can be read of them, in their order; two queries."""
    rows = {row.pk: row for row in LETTERS.ask(ids=submission_ids)}
    wanted = {row.service_id for row in rows.values()}
    services = {service.pk: service for service in (SERVICES.ask(ids=wanted) if wanted else ())}
    clients: dict[int, CloudClient] = {}
    for submission in (rows[submission_id] for submission_id in submission_ids if submission_id in rows):
        service = services[submission.service_id]
        try:
            if submission.project_id not in clients:
                # A service that was given to another project takes nothing there that it was not meant to.
                is_kept = service.project_id == submission.project_id
                project = service.project if is_kept else submission.project
                clients[submission.project_id] = CloudClient(account_of(project), session=session)
            body = encode_request(submission.full_request())
        except Exception as error:  # noqa: BLE001 - whatever keeps this one from being read must not stop the others
            postpone(submission, error, worker=worker, now=now)
            continue
        client = clients[submission.project_id]
        yield Letter(submission=submission, client=client, service_id=service.service_id, body=body)


LETTERS = Prepared(
    lambda: Submission.objects.defer("confirmations", "outcome", "description").filter(
        pk__among=given_many(Submission, "id", "ids")
    )
)
SERVICES = Prepared(
    lambda: Service.objects.select_related("project").filter(pk__among=given_many(Service, "id", "ids"))
)


@transaction.atomic
def write_attempts(
    letters: Collection[Letter], *, worker: str, lease: timedelta, now: datetime
) -> dict[UUID, int]:
    """Opens an attempt for each submission that is still this worker's; their ids by the submissions'."""
    if not letters:
        return {}
    submissions = {letter.submission.pk: letter.submission for letter in letters}
    held = begin(submissions.keys(), worker=worker, lease=lease, now=now)
    mine = [submissions[submission_id] for submission_id in held]
    if tried := [row.pk for row in mine if row.attempt_count]:
        drop_unbegun(tried, now=now)
    common = {"started_at": now, "worker": worker, **Outcome(result=Result.OPEN).as_columns()}
    attempts = insert_each(
        Attempt,
        [{"submission": row.pk, "number": row.attempt_count + 1, **common} for row in mine],
        answer="submission",
    )
    passing(Point.OPENING)
    return attempts


def drop_unbegun(submission_ids: Collection[UUID], *, now: datetime) -> None:
    """Ends attempts that this worker wrote down when the database went away, and so never sent."""
    outcome = Outcome(result=Result.NOT_SENT, message=UNBEGUN)
    unbegun = Attempt.objects.filter(submission__in=submission_ids, result=Result.OPEN)
    unbegun.update(ended_at=now, **outcome.as_columns())


@transaction.atomic
def postpone(submission: Submission, error: Exception, *, worker: str, now: datetime) -> None:
    """Keeps a submission that cannot be read, and says so; a key that comes back lets it go on."""
    logger.error("Submission %s cannot be read: %s", submission.pk, type(error).__name__, exc_info=error)
    row = hold(submission.pk, worker=worker, now=now)
    if row is not None:
        outcome = {"reason": UNREADABLE}
        change(row, State.WAITING, now=now, due_at=now + UNREADABLE_WAIT, outcome=outcome)


def send(parcel: Parcel) -> Outcome:
    """The HTTP exchange, safe in any thread: touches no database and never raises."""
    try:
        return outcome_of_answer(parcel.client.create_task(service_id=parcel.service_id, body=parcel.body))
    except CloudError as error:
        return outcome_of_error(error)
    except Exception as error:  # it may have been sent, so the only honest outcome is unknown
        logger.exception("Sending submission %s failed: %s", parcel.submission_id, type(error).__name__)
        return Outcome(result=Result.UNKNOWN, message=f"Sending failed: {type(error).__name__}.")


def close_attempt(parcel: Parcel, outcome: Outcome, *, now: datetime) -> None:
    """As `close_attempts`, of one."""
    close_attempts([(parcel, outcome)], now=now)


def close_attempts(ends: Sequence[tuple[Parcel, Outcome]], *, now: datetime) -> None:
    """Writes what came of attempts, together. Raises where the database is away: it can be called again."""
    for _end in ends:
        passing(Point.SENT)
    try:
        write_outcomes(ends, now=now)
    except DATABASE_AWAY:
        raise
    except Exception:  # noqa: BLE001 - an answer that cannot be stored must not stop the others
        for parcel, outcome in ends:
            with going_on(parcel.submission_id):
                write_outcome(parcel, outcome, now=now)
    for _end in ends:
        passing(Point.CLOSED)


def write_outcome(parcel: Parcel, outcome: Outcome, *, now: datetime) -> None:
    """What came of one attempt, or that this cannot be stored."""
    try:
        write_outcomes([(parcel, outcome)], now=now)
    except DATABASE_AWAY:
        raise
    except Exception as error:  # as above
        logger.exception(
            "The answer to submission %s cannot be stored: %s", parcel.submission_id, type(error).__name__
        )
        unstorable = Outcome(result=Result.UNKNOWN, message="The cloud's answer could not be stored.")
        write_outcomes([(parcel, unstorable)], now=now)


@transaction.atomic
def write_outcomes(ends: Sequence[tuple[Parcel, Outcome]], *, now: datetime) -> None:
    attempts = [({"id": parcel.attempt_id}, {"ended_at": now, **told.as_columns()}) for parcel, told in ends]
    closed = pacing.note_outcomes(
        [(parcel.project_id, parcel.started_at, outcome) for parcel, outcome in ends],
        now=now,
        luck=chance.random,
    )
    nexts = [
        choose_next(outcome, created_at=parcel.created_at, closed_until=closed_until)
        for (parcel, outcome), closed_until in zip(ends, closed, strict=True)
    ]
    current = update_each(
        Submission,
        [
            (
                {"id": parcel.submission_id, "state": State.SENDING, "attempt_count": parcel.number},
                change_columns(State.SENDING, state, now=now, due_at=due_at, outcome=outcome.as_json()),
            )
            for (parcel, outcome), (state, due_at) in zip(ends, nexts, strict=True)
        ],
    )
    update_each(Attempt, attempts)
    tasks: list[dict[str, Any]] = []
    for (parcel, outcome), (state, _due_at) in zip(ends, nexts, strict=True):
        if parcel.submission_id in current:
            tasks += list_new_tasks(parcel.submission_id, outcome.task_ids)
        else:
            tasks += welcome(parcel, outcome, state, now=now)
    insert_each(CreatedTask, tasks)
    passing(Point.CLOSING)


def welcome(parcel: Parcel, outcome: Outcome, state: State, *, now: datetime) -> list[dict[str, Any]]:
    """What a sender that had been taken for dead tells: the state that follows, and tasks not known yet."""
    rows = Submission.objects.select_for_update().defer("request", "secrets", "confirmations")
    submission = rows.get(pk=parcel.submission_id)
    if is_welcome(submission, state):
        change(submission, state, now=now, outcome=outcome.as_json())
    known = submission.tasks.values_list("task_id", flat=True)
    return list_new_tasks(submission.pk, outcome.task_ids, known=known)


def is_welcome(submission: Submission, state: State) -> bool:
    """Whether a sender that had been taken for dead knows better: what it created is never sent again."""
    certain = {State.CREATED, State.REFUSED} if submission.state == State.UNKNOWN else {State.CREATED}
    old = State(submission.state)
    return old is not State.SENDING and state in certain and state in ALLOWED[old]


def list_new_tasks(
    submission_id: UUID, task_ids: Collection[str], *, known: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The ids as they came, behind those that are known already: rows, not stored yet."""
    new = [task_id for task_id in task_ids if task_id not in known]
    return [
        {"submission": submission_id, "position": position, "task_id": storable_text(task_id, limit=200)}
        for position, task_id in enumerate(new, start=len(known))
    ]


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
