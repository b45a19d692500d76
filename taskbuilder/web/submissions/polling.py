"""How often a result page asks again."""

from collections.abc import Iterator
from datetime import datetime

from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.states import SETTLED

FASTEST, SLOWEST = 0.2, 15.0


def poll_seconds(submission: Submission, *, now: datetime) -> float:
    """Seconds until the page asks again: soon after a change, later when nothing happens; 0 at its end."""
    if submission.state in SETTLED:
        return 0
    still = (now - max(list_changes(submission))).total_seconds()
    return round(max(FASTEST, min(SLOWEST, still / 10)), 1)


def list_changes(submission: Submission) -> Iterator[datetime]:
    """When something happened to it; `submission` has its attempts and decisions."""
    yield submission.created_at
    for attempt in submission.attempts.all():
        yield attempt.ended_at or attempt.started_at
    for decision in submission.decisions.all():
        yield decision.at
