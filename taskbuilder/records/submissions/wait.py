"""Waiting for a submission to finish, by reading its row."""

import time
from threading import BoundedSemaphore
from uuid import UUID

from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.states import SETTLED

FIRST_PAUSE = 0.02
LONGEST_PAUSE = 0.5
GROWTH = 1.3
MOST_WAITING = 24
"""Fewer than a process of the site has threads (serving.py), so that pages are served whatever waits."""
places = BoundedSemaphore(MOST_WAITING)


def wait_in_line(submission_id: UUID, *, seconds: float) -> None:
    """As `wait_until_settled`, on a thread that the site's pages need too: not at all where too many wait."""
    if places.acquire(blocking=False):
        try:
            wait_until_settled(submission_id, seconds=seconds)
        finally:
            places.release()


def wait_until_settled(submission_id: UUID, *, seconds: float) -> None:
    """At most so many seconds. Looks rarer the longer it takes; holds no transaction."""
    deadline = time.monotonic() + seconds
    pause = FIRST_PAUSE
    settled = Submission.objects.filter(pk=submission_id, state__in=SETTLED)
    while not settled.exists() and (remaining := deadline - time.monotonic()) > 0:
        time.sleep(min(pause, remaining))
        pause = min(pause * GROWTH, LONGEST_PAUSE)
