"""Cancelling a submission before it is sent, safely against a sender that claims it at that moment."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User

from taskbuilder.records.models import Decision, Submission, Verdict
from taskbuilder.records.submissions.states import CANCELLABLE, State
from taskbuilder.records.submissions.transitions import columns_of, deciding


class TooLate(Exception):
    """A sender has claimed it, or it has ended: it is not cancelled."""


@deciding()
def cancel(submission_id: UUID, *, by: User, now: datetime) -> None:
    """It is never sent. Raises TooLate.

    One conditional UPDATE decides between this and a sender: a claim locks its rows and leases only what is
    still due, so that of the two one finds the row as it wants it.
    """
    waiting = Submission.objects.filter(pk=submission_id, state__in=CANCELLABLE)
    if not waiting.update(**columns_of(State.CANCELLED, now=now)):
        raise TooLate
    attempt_count = Submission.objects.values_list("attempt_count", flat=True).get(pk=submission_id)
    Decision.objects.create(
        submission_id=submission_id, verdict=Verdict.CANCELLED, by=by, at=now, attempt_count=attempt_count
    )
