"""Which row or part of the request a message speaks of: what distinguishes it from its neighbours."""

from collections.abc import Iterator, Mapping
from typing import Any

from taskbuilder.taskspec.messages import one_line
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.names import request_names

Place = tuple[str, Mapping[str, Any]]
"""A template such as "Input %(number)d", and its parameters."""


def places_of(where: str) -> Iterator[Place]:
    """ "Input 3", "Period 2", "Tag set 1", "Header “X”": the rows that a pointer leads through, in order.

    A header without a name is left to its message, which numbers it: a pointer cannot.
    """
    names, row = request_names(), ""
    for token in pointer.split(where):
        if token in names.members:
            names = names.members[token]
            row = names.row
        elif row and token.isdecimal() and "%(number)d" in row:
            yield row, {"number": int(token) + 1}
            row = ""
        else:
            if token and "%(name)s" in row:
                yield row, {"name": one_line(token)}
            return
