"""Cancelling a submission before it is sent, safely against a sender that claims it at that moment."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import QuerySet

from taskbuilder.records.models import Decision, Project, Submission, Verdict
from taskbuilder.records.submissions.states import CANCELLABLE, State
from taskbuilder.records.submissions.transitions import columns_of, deciding
from taskbuilder.records.write_lock import take_chunks

CHUNK = 100
"""Submissions that one statement cancels, so that nobody waits long for a lock."""


class TooLate(Exception):
    """A sender has claimed it, or it has ended: it is not cancelled."""


@deciding()
def cancel(submission_id: UUID, *, by: User, now: datetime) -> None:
    """It is never sent. Raises TooLate.

    One conditional UPDATE decides between this and a sender: a claim locks its rows and leases only what is
    still due, so that of the two one finds the row as it wants it.
    """
    cancel_waiting(submission_id, by=by, now=now)


def cancel_waiting(submission_id: UUID, *, by: User, now: datetime) -> None:
    """As `cancel`, in the caller's transaction."""
    waiting = Submission.objects.filter(pk=submission_id, state__in=CANCELLABLE)
    if not waiting.update(**columns_of(State.CANCELLED, now=now)):
        raise TooLate
    attempt_count = Submission.objects.values_list("attempt_count", flat=True).get(pk=submission_id)
    Decision.objects.create(
        submission_id=submission_id, verdict=Verdict.CANCELLED, by=by, at=now, attempt_count=attempt_count
    )


def list_cancellable(project: Project, *, until: datetime) -> QuerySet[Submission]:
    """A project's, made by then, the oldest first."""
    rows = Submission.objects.filter(project=project, state__in=CANCELLABLE, created_at__lte=until)
    return rows.only("name", "created_at").order_by("created_at", "pk")


def cancel_all(project: Project, *, until: datetime, by: User, now: datetime) -> int:
    """Cancels all of them that no sender claims meanwhile; answers how many."""
    rows = list_cancellable(project, until=until)
    return sum(cancel_chunk(found, by=by, now=now) for found in take_chunks(rows, chunk=CHUNK))


def cancel_chunk(rows: QuerySet[Submission], *, by: User, now: datetime) -> int:
    with deciding():
        held = dict(rows.order_by("pk").select_for_update().values_list("pk", "attempt_count"))
        Submission.objects.filter(pk__in=held).update(**columns_of(State.CANCELLED, now=now))
        Decision.objects.bulk_create(
            Decision(submission_id=key, verdict=Verdict.CANCELLED, by=by, at=now, attempt_count=count)
            for key, count in held.items()
        )
    return len(held)
