"""Waiting for a submission, or an action on a task, to finish, by reading its row."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from uuid import UUID

from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import Submission, TaskAction
from taskbuilder.records.prepared import Parameter, Prepared
from taskbuilder.records.submissions.states import SETTLED
from taskbuilder.records.task_actions.states import ENDED

FIRST_PAUSE = 0.02
LONGEST_PAUSE = 0.5
GROWTH = 1.3
MOST_WAITING = 24
"""Fewer than a process of the site has threads (serving.py), so that pages are served whatever waits."""
places = BoundedSemaphore(MOST_WAITING)


SETTLED_ONES = Prepared(
    lambda: (
        Submission.objects.filter(pk=Parameter("pk", fields_of(Submission)["id"]), state__in=SETTLED)
        .order_by()
        .values_list("pk", flat=True)
    )
)
ENDED_ONES = Prepared(
    lambda: (
        TaskAction.objects.filter(pk=Parameter("pk", fields_of(TaskAction)["id"]), state__in=ENDED)
        .order_by()
        .values_list("pk", flat=True)
    )
)
HasFinished = Callable[[], bool]


def until_settled(submission_id: UUID) -> HasFinished:
    """Whether the submission is settled; one query each time."""
    return lambda: bool(SETTLED_ONES.ask(pk=submission_id))


def until_ended(action: TaskAction) -> HasFinished:
    """Whether the action has ended; one query each time."""
    return lambda: bool(ENDED_ONES.ask(pk=action.pk))


def wait_in_line(has_finished: HasFinished, *, seconds: float) -> None:
    """As `wait_until_settled`, on a thread that the site's pages need too: not at all where too many wait."""
    with take_place() as is_free:
        if is_free:
            wait_until_settled(has_finished, seconds=seconds)


@contextmanager
def take_place() -> Iterator[bool]:
    """One of those that may wait; False where too many do."""
    is_free = places.acquire(blocking=False)
    try:
        yield is_free
    finally:
        if is_free:
            places.release()


def wait_until_settled(has_finished: HasFinished, *, seconds: float) -> None:
    """Until it has, or so many seconds have passed. Holds no transaction."""
    deadline = time.monotonic() + seconds
    pause = FIRST_PAUSE
    while not has_finished() and (remaining := deadline - time.monotonic()) > 0:
        time.sleep(min(pause, remaining))
        pause = min(pause * GROWTH, LONGEST_PAUSE)
