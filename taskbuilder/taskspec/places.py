"""Which row or part of the request a message speaks of: whatever tells it from its neighbours."""

from collections.abc import Iterator, Mapping
from typing import Any

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.words import gettext_noop as _
from taskbuilder.taskspec.words import one_line

_ROWS = {
    ("input", "data"): _("Input %(number)d"),
    ("schedule", "periods"): _("Period %(number)d"),
}
_TAGS = _("Tag set %(number)d")
_HEADER = _("Header “%(name)s”")

Place = tuple[str, Mapping[str, Any]]
"""A template such as "Input %(number)d", and its parameters."""


def places_of(where: str) -> Iterator[Place]:
    """ "Input 3", "Period 2", "Tag set 1", "Header “X”": the rows that a pointer leads through, in order.

    A header without a name is left to its message, which numbers it: a pointer cannot.
    """
    path = pointer.split(where)
    row = _ROWS.get((path[0], path[1])) if len(path) > 2 else None
    if row and path[2].isdecimal():
        yield row, {"number": int(path[2]) + 1}
    if path[3:4] == ["tag"] and len(path) > 4 and path[4].isdecimal():
        yield _TAGS, {"number": int(path[4]) + 1}
    if len(path) > 2 and path[-2] == "headers" and path[-1] and path[0] != "config":
        yield _HEADER, {"name": one_line(path[-1])}
