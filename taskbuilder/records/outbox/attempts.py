"""Opening an attempt: "about to send" is written and committed before anything is sent.

Guarantee: what may have created tasks is never sent again automatically. So a sender that died with its
attempt open leaves the outcome unknown.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from taskbuilder.cloud import CloudClient, CloudSession, encode_request
from taskbuilder.records.access.cloud_accounts import account_of
from taskbuilder.records.availability import DATABASE_AWAY
from taskbuilder.records.models import Attempt, Result, Service, Submission
from taskbuilder.records.outbox.claims import begin, hold
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.outbox.outcomes import UNREADABLE_WAIT, Outcome
from taskbuilder.records.outbox.sql import CompiledQuery, ids_of, insert_each
from taskbuilder.records.submissions.states import UNREADABLE, State
from taskbuilder.records.submissions.transitions import change_state

UNBEGUN = "The database went away before anything was sent."
logger = logging.getLogger(__name__)


@contextmanager
def isolate_failures(submission_id: UUID) -> Iterator[None]:
    """Logs what fails for one submission, so that the others go on; the sweep finishes this one in time."""
    try:
        yield
    except DATABASE_AWAY:
        raise
    except Exception as error:  # one row's trouble is not the others'
        logger.exception("Submission %s: %s", submission_id, type(error).__name__)


@dataclass(frozen=True, kw_only=True)
class PreparedSubmission:
    """A submission that has been read, and all that sending it takes."""

    submission: Submission
    client: CloudClient = field(repr=False)
    service_id: str
    body: bytes = field(repr=False)

    @property
    def submission_id(self) -> UUID:
        return self.submission.pk

    @property
    def number(self) -> int:
        """Of the attempt among its submission's."""
        return self.submission.attempt_count + 1


@dataclass(frozen=True, kw_only=True)
class OpenAttempt(PreparedSubmission):
    """An attempt that is written down."""

    attempt_id: int
    started_at: datetime


def open_attempts(
    submission_ids: Sequence[UUID], *, worker: str, session: CloudSession, lease: timedelta, now: datetime
) -> list[OpenAttempt]:
    """Writes and commits "about to send" for all of them together; answers what is to be sent, in that order.

    One that cannot be read is postponed, one that is no longer this worker's left alone.
    """
    prepared = list(prepare_submissions(submission_ids, worker=worker, session=session, now=now))
    try:
        attempt_ids = write_attempts(prepared, worker=worker, lease=lease, now=now)
    except DATABASE_AWAY:
        raise
    except Exception:  # noqa: BLE001 - one row's trouble is not the others'
        attempt_ids = {}
        for each in prepared:
            with isolate_failures(each.submission_id):
                attempt_ids |= write_attempts([each], worker=worker, lease=lease, now=now)
    for _id in attempt_ids:
        fault_point(Point.OPENED)
    return [
        OpenAttempt(**vars(each), attempt_id=attempt_ids[each.submission_id], started_at=now)
        for each in prepared
        if each.submission_id in attempt_ids
    ]


def prepare_submissions(
    submission_ids: Sequence[UUID], *, worker: str, session: CloudSession, now: datetime
) -> Iterator[PreparedSubmission]:
    """What can be read of them, in their order; two queries."""
    rows = {row.pk: row for row in SUBMISSIONS.run(ids=submission_ids)}
    wanted = {row.service_id for row in rows.values()}
    services = {service.pk: service for service in (SERVICES.run(ids=wanted) if wanted else ())}
    clients: dict[int, CloudClient] = {}
    for submission in (rows[submission_id] for submission_id in submission_ids if submission_id in rows):
        service = services[submission.service_id]
        try:
            if submission.project_id not in clients:
                # A service that was given to another project takes nothing there that it was not meant to.
                is_still_there = service.project_id == submission.project_id
                project = service.project if is_still_there else submission.project
                clients[submission.project_id] = CloudClient(account_of(project), session=session)
            body = encode_request(submission.full_request())
        except Exception as error:  # noqa: BLE001 - whatever keeps this one from being read must not stop the others
            postpone(submission, error, worker=worker, now=now)
            continue
        client = clients[submission.project_id]
        yield PreparedSubmission(
            submission=submission, client=client, service_id=service.service_id, body=body
        )


SUBMISSIONS = CompiledQuery(
    lambda: Submission.objects.defer("confirmations", "outcome", "description").filter(
        pk__among=ids_of(Submission)
    )
)
SERVICES = CompiledQuery(lambda: Service.objects.select_related("project").filter(pk__among=ids_of(Service)))


@transaction.atomic
def write_attempts(
    prepared: Collection[PreparedSubmission], *, worker: str, lease: timedelta, now: datetime
) -> dict[UUID, int]:
    """Opens an attempt for each submission that is still this worker's; their ids by the submissions'."""
    if not prepared:
        return {}
    by_id = {each.submission_id: each for each in prepared}
    held = begin(by_id.keys(), worker=worker, lease=lease, now=now)
    mine = [by_id[submission_id] for submission_id in held]
    if tried := [each.submission_id for each in mine if each.number > 1]:
        drop_unbegun(tried, now=now)
    common = {"started_at": now, "worker": worker, **Outcome(result=Result.OPEN).as_columns()}
    attempt_ids = insert_each(
        Attempt,
        [{"submission": each.submission_id, "number": each.number, **common} for each in mine],
    )
    fault_point(Point.OPENING)
    return attempt_ids


def drop_unbegun(submission_ids: Collection[UUID], *, now: datetime) -> None:
    """Ends attempts that this worker wrote down when the database went away, and so never sent."""
    outcome = Outcome(result=Result.NOT_SENT, message=UNBEGUN)
    unbegun = Attempt.objects.filter(submission__in=submission_ids, result=Result.OPEN)
    unbegun.update(ended_at=now, **outcome.as_columns())


@transaction.atomic
def postpone(submission: Submission, error: Exception, *, worker: str, now: datetime) -> None:
    """Postpones a submission that cannot be read, and says so; a key that comes back lets it go on."""
    logger.error("Submission %s cannot be read: %s", submission.pk, type(error).__name__, exc_info=error)
    row = hold(submission.pk, worker=worker, now=now)
    if row is not None:
        outcome = {"reason": UNREADABLE}
        change_state(row, State.WAITING, now=now, due_at=now + UNREADABLE_WAIT, outcome=outcome)
