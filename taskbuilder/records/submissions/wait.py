"""Waiting for a submission, or an action on a task, to finish, by reading its row."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from uuid import UUID

from django.db.models import Model, QuerySet

from taskbuilder.records.models import Submission, TaskAction
from taskbuilder.records.submissions.states import SETTLED
from taskbuilder.records.task_actions.states import ENDED

FIRST_PAUSE = 0.02
LONGEST_PAUSE = 0.5
GROWTH = 1.3
MOST_WAITING = 24
"""Fewer than a process of the site has threads (serving.py), so that pages are served whatever waits."""
places = BoundedSemaphore(MOST_WAITING)


def select_settled(submission_id: UUID) -> QuerySet[Submission]:
    """The submission, once it is settled."""
    return Submission.objects.filter(pk=submission_id, state__in=SETTLED)


def select_ended(action: TaskAction) -> QuerySet[TaskAction]:
    """The action, once it has ended."""
    return TaskAction.objects.filter(pk=action.pk, state__in=ENDED)


def wait_in_line(settled: QuerySet[Model], *, seconds: float) -> None:
    """As `wait_until_settled`, on a thread that the site's pages need too: not at all where too many wait."""
    with take_place() as is_free:
        if is_free:
            wait_until_settled(settled, seconds=seconds)


@contextmanager
def take_place() -> Iterator[bool]:
    """One of those that may wait; False where too many do."""
    is_free = places.acquire(blocking=False)
    try:
        yield is_free
    finally:
        if is_free:
            places.release()


def wait_until_settled(settled: QuerySet[Model], *, seconds: float) -> None:
    """Until there is such a row, or so many seconds have passed. Holds no transaction."""
    deadline = time.monotonic() + seconds
    pause = FIRST_PAUSE
    while not settled.exists() and (remaining := deadline - time.monotonic()) > 0:
        time.sleep(min(pause, remaining))
        pause = min(pause * GROWTH, LONGEST_PAUSE)
