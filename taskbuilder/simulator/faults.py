"""How the simulated cloud misbehaves on demand: one scripted fault per call of an operation."""

import threading
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from taskbuilder.simulator.exchange import Answer


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call.

    `answer` is given instead of doing what was asked; without it the call is done first, so that tasks exist.
    Then `wait_seconds` pass. Of the answer's bytes `cut_after` are sent before the connection is closed,
    all where that is None, with `drip_seconds` between each two bytes.
    """

    answer: Answer | None = None
    wait_seconds: float = 0
    cut_after: int | None = None
    drip_seconds: float = 0

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
    """The faults to come, by operation: `create`, `list`, `show`, `token`. Each is used once, in order."""

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
