"""A request as the rules read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeGuard, TypeVar, cast

from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.pointer import Token
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problem import Path
from taskbuilder.taskspec.schedule.kinds import ExecutionMode, ScheduleType

Word = TypeVar("Word", ScheduleType, ExecutionMode)
MISSING = (None, "")
"""What counts as missing where a member is required: nothing, null, and the empty text."""


@dataclass(slots=True)
class ParsedRequest:
    """A request as it came, beside what is known of its service; `broken` are the pointers already reported.

    The readings below are tolerant: what is missing or of the wrong type reads as empty, so that a rule
    only checks what is there.
    """

    request: dict[str, Any]
    platform: Platform | None
    service: Service | None = None
    now: datetime | None = None
    broken: frozenset[str] = frozenset()

    input: dict[str, Any] = field(init=False)
    entries: list[tuple[Path, dict[str, Any]]] = field(init=False)
    """The objects in the input's `data`, each with its path."""
    output: dict[str, Any] = field(init=False)
    is_scheduled: bool = field(init=False)
    """Whether the task has a schedule, be it an unfinished one."""
    schedule: dict[str, Any] = field(init=False)
    schedule_type: ScheduleType | None = field(init=False, default=None)
    """In any letter case, None while it is missing or unknown."""
    mode: ExecutionMode | None = field(init=False, default=None)
    """In any letter case, None while it is missing or unknown."""

    def __post_init__(self) -> None:
        self.input = read_object(self.request, "input")
        self.entries = list_rows(self.input.get("data"), "input", "data")
        self.output = read_object(self.request, "output")
        schedule = self.request.get("schedule")
        self.is_scheduled = isinstance(schedule, dict)
        self.schedule = schedule if isinstance(schedule, dict) else {}
        if self.schedule:
            self.schedule_type = read_word(self.schedule.get("type"), ScheduleType)
            self.mode = read_word(self.schedule.get("execution_mode"), ExecutionMode)

    def is_sound(self, *path: str | int) -> bool:
        """Whether nothing was reported at that path yet."""
        return not self.broken or pointer.join(path) not in self.broken


def read_object(holder: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A member that should be an object; empty where it is not."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def list_rows(value: object, *path: Token) -> list[tuple[Path, dict[str, Any]]]:
    """The objects of what should be a list, each with its path."""
    rows = enumerate(value) if isinstance(value, list) else ()
    return [((*path, position), row) for position, row in rows if isinstance(row, dict)]


def read_word(value: object, words: type[Word]) -> Word | None:
    """One of the schedule's words in any letter case (rule `schedule.type.value`)."""
    if not isinstance(value, str) or not value.isascii():  # "K" may also be the sign for Kelvin
        return None
    return cast("Word | None", words._value2member_map_.get(value.lower()))


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a JSON value is an integer; true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)
