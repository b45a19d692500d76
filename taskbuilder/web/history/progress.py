"""How often a result page asks again."""

from datetime import datetime

from taskbuilder.records.models import Submission
from taskbuilder.records.states import SETTLED

SLOWEST = 15


def poll_seconds(submission: Submission, *, now: datetime) -> int:
    """Seconds until the page asks again: 1 at first, more as it grows old; 0 once it has ended."""
    if submission.state in SETTLED:
        return 0
    age = (now - submission.created_at).total_seconds()
    return max(1, min(SLOWEST, round(age / 10)))
