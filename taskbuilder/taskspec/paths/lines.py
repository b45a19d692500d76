"""Where each value is in a JSON text."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from taskbuilder.taskspec.json_reader import COLON, TOKENS
from taskbuilder.taskspec.json_value import JsonValue, splice, write_line
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.pointer import Token


class Span(NamedTuple):
    """Where a value begins and ends in a text; `named` is where its name begins, or it where it has none."""

    named: int
    start: int
    end: int


def find_values(text: str) -> dict[str, Span]:
    """The place of each value of a readable JSON document (json_reader.read_json), by its pointer."""
    spans: dict[str, Span] = {}
    path: list[Token] = []
    opened: list[tuple[int, int]] = []
    named = None
    for token in TOKENS.finditer(text):
        word, (start, end) = token[0], token.span()
        if word in "]}":
            path.pop()
            spans[pointer.join(path)] = Span(*opened.pop(), end)
        elif path and word.startswith('"') and isinstance(path[-1], str) and COLON.match(text, end):
            path[-1], named = json.loads(word), start
        else:
            if path and isinstance(path[-1], int):
                path[-1] += 1
            begin, named = start if named is None else named, None
            if word in "[{":
                opened.append((begin, start))
                path.append(-1 if word == "[" else "")
            else:
                spans[pointer.join(path)] = Span(begin, start, end)
    return spans


def find_lines(text: str) -> dict[str, int]:
    """The line, from 1, of each value of a readable JSON document, or of its name, by its pointer."""
    lines: dict[str, int] = {}
    line, seen = 1, 0
    for where, span in sorted(find_values(text).items(), key=lambda found: found[1].named):
        line += text.count("\n", seen, span.named)
        seen = span.named
        lines[where] = line
    return lines


def line_of(lines: Mapping[str, int], where: str) -> int:
    """The line of a value, or of what it is missing in."""
    while where not in lines and where:
        where = where.rpartition("/")[0]
    return lines.get(where, 1)


def replace_values(text: str, values: Mapping[str, JsonValue]) -> str:
    """A readable JSON document with other values at these pointers, none in another; the rest as it is."""
    if not values:
        return text
    spans = find_values(text)
    placed = sorted((spans[where], value) for where, value in values.items())
    return splice(text, ((span.start, span.end, write_line(value)) for span, value in placed))
