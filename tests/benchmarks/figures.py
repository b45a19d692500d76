"""A measured figure beside its limit, and how two things are timed against each other."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured, in which unit, and the most that it may be."""

    name: str
    value: float
    limit: float
    unit: str

    @property
    def is_within(self) -> bool:
        return self.value <= self.limit

    def __str__(self) -> str:
        verdict = "" if self.is_within else "   OVER ITS LIMIT"
        return f"{self.name:<66} {self.value:>8.2f} {self.unit:<7} at most {self.limit:g}{verdict}"


def time_ratio(slower: Callable[[], object], base: Callable[[], object], *, rounds: int, calls: int) -> float:
    """How many times as long the first takes as the second: the median over rounds that take turns.

    In turns, so that a machine whose speed drifts slows both alike.
    """
    return median(_seconds(slower, calls) / _seconds(base, calls) for _round in range(rounds))


def _seconds(work: Callable[[], object], calls: int) -> float:
    begin = time.perf_counter()
    for _call in range(calls):
        work()
    return time.perf_counter() - begin
