"""How often a page that follows something asks again."""

from datetime import datetime

from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.states import SETTLED

FASTEST, SLOWEST = 0.2, 15.0


def poll_seconds(submission: Submission, *, now: datetime) -> float:
    """Seconds until the page asks again: soon after a change, later when nothing happens; 0 at its end.

    `submission` has its attempts and decisions.
    """
    if submission.state in SETTLED:
        return 0
    attempts = [attempt.ended_at or attempt.started_at for attempt in submission.attempts.all()]
    decisions = [decision.at for decision in submission.decisions.all()]
    return back_off(max([submission.created_at, *attempts, *decisions]), now=now)


def back_off(changed_at: datetime, *, now: datetime) -> float:
    """Seconds until a page asks again about what changed last at that time."""
    still = (now - changed_at).total_seconds()
    return round(max(FASTEST, min(SLOWEST, still / 10)), 1)
