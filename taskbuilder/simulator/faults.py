"""How the simulated cloud misbehaves on demand: one scripted fault per call of an operation."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from taskbuilder.simulator.exchange import Answer


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call.

    `answer` is given instead of doing what was asked; without it the call is done first, so that tasks exist,
    and what it came to is altered by `alter`. Then `wait_seconds` pass. Of the answer's bytes `cut_after` are
    sent before the connection is closed, all where that is None, with `drip_seconds` between each two bytes.
    With `forgets_tokens` every token is unknown first. `ending` is how the tasks of a create fail by and by.
    `name` is what a script calls it.
    """

    answer: Answer | None = None
    wait_seconds: float = 0
    cut_after: int | None = None
    drip_seconds: float = 0
    alter: Callable[[Answer], Answer] | None = None
    forgets_tokens: bool = False
    ending: str = ""
    name: str = ""

    @classmethod
    def answering(cls, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Self:
        """Does nothing and says this."""
        return cls(Answer(status, body, headers or {}))

    @classmethod
    def hanging_up(cls) -> Self:
        """Does nothing and closes the connection."""
        return cls(Answer(500), cut_after=0)

    @classmethod
    def losing_the_answer(cls) -> Self:
        """Does what was asked and closes the connection without a word."""
        return cls(cut_after=0)

    @classmethod
    def late(cls, seconds: float) -> Self:
        """Does what was asked and takes its time to say so."""
        return cls(wait_seconds=seconds)


class FaultScript:
    """The faults to come, by operation: those of cloud.OPERATIONS, and `connect`.

    Each is used once, in order. `connect` is every new connection, before anything is read of it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, operation: str, *faults: Fault) -> None:
        """The next calls of this operation meet these faults."""
        with self._lock:
            self._faults[operation].extend(faults)

    def take(self, operation: str) -> Fault:
        """The fault for this call: mostly one that changes nothing."""
        with self._lock:
            faults = self._faults[operation]
            return faults.popleft() if faults else Fault()

    def list_coming(self) -> list[tuple[str, str]]:
        """The operation and the name of each fault to come."""
        with self._lock:
            return [(operation, each.name) for operation, faults in self._faults.items() for each in faults]

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._faults.clear()
