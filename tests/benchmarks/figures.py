"""A measured figure beside its limit, and how two things are timed against each other."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

FRAMES_BETWEEN, DEPTHS = 7, 16


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured, in which unit, and the most that it may be; with `is_least`, the least."""

    name: str
    value: float
    limit: float
    unit: str
    is_least: bool = False

    @property
    def is_within(self) -> bool:
        return self.value >= self.limit if self.is_least else self.value <= self.limit

    def __str__(self) -> str:
        verdict = "" if self.is_within else "   BEYOND ITS LIMIT"
        bound = "at least" if self.is_least else "at most"
        return f"{self.name:<66} {self.value:>8.2f} {self.unit:<7} {bound} {self.limit:g}{verdict}"


def time_ratio(slower: Callable[[], object], base: Callable[[], object], *, rounds: int, calls: int) -> float:
    """How many times as long the first takes as the second: the median over rounds that take turns.

    In turns, and by the processor's time, so that a machine whose speed drifts slows both alike. Each round
    lies deeper in the stack than the one before: CPython keeps frames in chunks, and code that happens to
    straddle the end of one takes up to twice as long.
    """
    return median(
        _at_depth(depth, slower, calls) / _at_depth(depth, base, calls)
        for depth in (FRAMES_BETWEEN * (number % DEPTHS) for number in range(rounds))
    )


def _at_depth(depth: int, work: Callable[[], object], calls: int) -> float:
    if depth:
        return _at_depth(depth - 1, work, calls)
    begin = time.process_time()
    for _call in range(calls):
        work()
    return time.process_time() - begin
