"""A process that dies at a named point, without a process: what was not committed is rolled back.

Unlike SIGKILL it lets `finally` run, so what is tried must keep nothing there that matters.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from taskbuilder.records.outbox import fault_points
from taskbuilder.records.outbox.fault_points import Point


class Crash(BaseException):
    """Nothing that handles errors handles this."""


@contextmanager
def crashing_at(point: Point) -> Iterator[None]:
    """What is inside reaches that point, and ends there."""

    def watch(here: Point) -> None:
        if here is point:
            raise Crash

    fault_points.watchers.append(watch)
    try:
        with pytest.raises(Crash):
            yield
    finally:
        fault_points.watchers.remove(watch)


@contextmanager
def dying_at(point: Point) -> Iterator[list[Point]]:
    """What is inside ends where it reaches that point, if it does: then the list names it."""
    died: list[Point] = []

    def watch(here: Point) -> None:
        if here is point:
            died.append(here)
            raise Crash

    fault_points.watchers.append(watch)
    try:
        yield died
    except Crash:
        pass
    finally:
        fault_points.watchers.remove(watch)
