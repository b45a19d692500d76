"""How often a result page asks again."""

from datetime import datetime

from taskbuilder.records.models import Submission
from taskbuilder.records.states import SETTLED

FASTEST, SLOWEST = 0.2, 15.0


def poll_seconds(submission: Submission, *, now: datetime) -> float:
    """Seconds until the page asks again: soon at first, later as it grows old; 0 once it has ended."""
    if submission.state in SETTLED:
        return 0
    age = (now - submission.created_at).total_seconds()
    return round(max(FASTEST, min(SLOWEST, age / 10)), 1)
