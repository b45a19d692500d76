"""What a rule is asked to judge."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeGuard, TypeVar

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.report import Path
from taskbuilder.taskspec.sections.inputs import INPUTS
from taskbuilder.taskspec.sections.schedule import ExecutionMode, ScheduleType

Word = TypeVar("Word", ScheduleType, ExecutionMode)


@dataclass
class Case:
    """A request as it came, beside what is known of its service; `broken` are the pointers already reported.

    The readings below are tolerant: what is missing or of the wrong type reads as empty, so that a rule
    only ever judges what is there.
    """

    request: dict[str, Any]
    platform: Platform | None
    service: Service | None = None
    now: datetime | None = None
    broken: frozenset[str] = field(default=frozenset())

    def is_sound(self, *path: str | int) -> bool:
        """Whether nothing was reported at that path yet."""
        return not self.broken or pointer.join(path) not in self.broken

    @cached_property
    def input(self) -> dict[str, Any]:
        """The input section."""
        return read_object(self.request, "input")

    @cached_property
    def output(self) -> dict[str, Any]:
        """The output section."""
        return read_object(self.request, "output")

    @cached_property
    def schedule(self) -> dict[str, Any]:
        """The schedule section; empty for a task without one."""
        return read_object(self.request, "schedule")

    @cached_property
    def input_type(self) -> str | None:
        """The input type, None while it is missing or unknown."""
        kind = self.input.get("type")
        return kind if isinstance(kind, str) and kind in INPUTS else None

    @cached_property
    def entries(self) -> list[tuple[Path, dict[str, Any]]]:
        """The objects in the input's `data`, each with its path."""
        return list(read_rows(self.input.get("data"), "input", "data"))

    @property
    def is_scheduled(self) -> bool:
        """Whether the task has a schedule, be it an unfinished one."""
        return isinstance(self.request.get("schedule"), dict)

    @cached_property
    def schedule_type(self) -> ScheduleType | None:
        """The schedule's type in any letter case, None while it is missing or unknown."""
        return read_word(self.schedule.get("type"), ScheduleType)

    @cached_property
    def mode(self) -> ExecutionMode | None:
        """The execution mode in any letter case, None while it is missing or unknown."""
        return read_word(self.schedule.get("execution_mode"), ExecutionMode)


def read_object(holder: dict[str, Any], name: str) -> dict[str, Any]:
    """A member that should be an object; empty where it is not."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def read_rows(value: Any, *path: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The objects of what should be a list, each with its path."""
    if isinstance(value, list):
        for position, row in enumerate(value):
            if isinstance(row, dict):
                yield (*path, position), row


def read_word(value: Any, words: type[Word]) -> Word | None:
    """One of the schedule's words in any letter case (rule `schedule.type.value`)."""
    if isinstance(value, str) and value.lower() in words._value2member_map_:
        return words(value.lower())
    return None


def is_whole(value: Any) -> TypeGuard[int]:
    """Whether a JSON value is an integer; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)
