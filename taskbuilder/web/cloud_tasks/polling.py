"""How often a part of a page asks again for the state of tasks."""

from datetime import datetime

from taskbuilder.records.cloud_tasks.queries import FollowedTasks
from taskbuilder.records.cloud_tasks.states import GONE, LASTING, MOVING

FASTEST, SLOWEST = 3, 48


def poll_seconds(followed: FollowedTasks, *, now: datetime) -> int:
    """Seconds until it asks again: soon while something moves, later when nothing happens; 0 at the end.

    In doublings, so that a part which did not change is drawn anew only where it shall ask less often.
    """
    states = followed.states
    if followed.is_acting:
        return FASTEST
    if not followed.total or (states and all(state in LASTING or state == GONE for state in states)):
        return 0
    if not followed.changed_at or any(state in MOVING for state in states):
        return FASTEST
    still = (now - followed.changed_at).total_seconds()
    seconds = FASTEST
    while seconds < SLOWEST and seconds * 10 < still:
        seconds *= 2
    return seconds
