"""A request as the rules read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeGuard

from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problem import Path

MISSING = (None, "")
"""What counts as missing where a member is required: nothing, null, and the empty text."""


@dataclass(slots=True)
class ParsedRequest:
    """A request as it came, and what is known of its service; `broken` are the pointers already reported."""

    request: JsonObject
    platform: Platform | None
    service: Service | None = None
    now: datetime | None = None
    broken: frozenset[str] = frozenset()

    @property
    def is_scheduled(self) -> bool:
        """Whether the task has a schedule, be it an unfinished one."""
        return isinstance(self.request.get("schedule"), dict)

    def is_sound(self, *path: str | int) -> bool:
        """Whether nothing was reported at that path yet."""
        return not self.broken or pointer.join(path) not in self.broken


def read_object(holder: JsonObject, name: str) -> JsonObject:
    """A member that should be an object; empty where it is not."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def list_rows(value: JsonValue, *path: str) -> list[tuple[Path, JsonObject]]:
    """The objects of what should be a list, each with its path."""
    rows = enumerate(value) if isinstance(value, list) else ()
    return [((*path, position), row) for position, row in rows if isinstance(row, dict)]


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a JSON value is an integer; true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)
