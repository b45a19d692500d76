"""When tasks are read again: often where they may change, seldom where only people change them."""

from collections.abc import Collection
from datetime import timedelta

from taskbuilder.records.cloud_tasks.states import LASTING, MOVING

SOON, OFTEN, SELDOM = timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=15)
RECENT = timedelta(minutes=10)
"""For so long after a submission was created its service is read every SOON."""


def find_pause(states: Collection[str]) -> timedelta:
    """How long until a service whose tasks have these states is read again."""
    if any(state in MOVING for state in states):
        return SOON
    return OFTEN if any(state not in LASTING for state in states) else SELDOM


def find_retry(failures: int, retry_after: float | None) -> timedelta:
    """How long until a reading that failed so many times is tried again."""
    grown = min(SOON * (1 << min(failures, 8)), SELDOM)
    return max(grown, timedelta(seconds=retry_after or 0))
