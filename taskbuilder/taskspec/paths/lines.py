"""The line of each value in a JSON text."""

import json
import re
from collections.abc import Mapping

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.pointer import Token

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]|[^\s",:\[\]{}]+', re.DOTALL)
_COLON = re.compile(r"\s*:")


def find_lines(text: str) -> dict[str, int]:
    """The line, from 1, of each value of a readable JSON document (reading.read_json), by its pointer.

    The line of a member is that of its name.
    """
    lines: dict[str, int] = {}
    path: list[Token] = []
    line, seen = 1, 0
    for token in _TOKENS.finditer(text):
        word = token[0]
        line += text.count("\n", seen, token.start())
        seen = token.start()
        if word in "]}":
            path.pop()
        elif path and word.startswith('"') and isinstance(path[-1], str) and _COLON.match(text, token.end()):
            path[-1] = json.loads(word)
            lines[pointer.join(path)] = line
        else:
            if path and isinstance(path[-1], int):
                path[-1] += 1
            lines.setdefault(pointer.join(path), line)
            if word in "[{":
                path.append(-1 if word == "[" else "")
    return lines


def line_of(lines: Mapping[str, int], where: str) -> int:
    """The line of a value, or of what it is missing in."""
    while where not in lines and where:
        where = where.rpartition("/")[0]
    return lines.get(where, 1)


def find_values(text: str) -> dict[str, tuple[int, int]]:
    """Where each value of a readable JSON document begins and ends in its text, by its pointer."""
    places: dict[str, tuple[int, int]] = {}
    path: list[Token] = []
    opened: list[int] = []
    for token in _TOKENS.finditer(text):
        word = token[0]
        if word in "]}":
            path.pop()
            places[pointer.join(path)] = opened.pop(), token.end()
        elif path and word.startswith('"') and isinstance(path[-1], str) and _COLON.match(text, token.end()):
            path[-1] = json.loads(word)
        else:
            if path and isinstance(path[-1], int):
                path[-1] += 1
            if word in "[{":
                opened.append(token.start())
                path.append(-1 if word == "[" else "")
            else:
                places[pointer.join(path)] = token.span()
    return places


def replace_values(text: str, values: Mapping[str, JsonValue]) -> str:
    """A readable JSON document with other values at these pointers, none in another; the rest as it is."""
    if not values:
        return text
    places = find_values(text)
    parts, position = [], 0
    for (start, end), value in sorted((places[where], value) for where, value in values.items()):
        parts += [text[position:start], json.dumps(value, ensure_ascii=False)]
        position = end
    return "".join([*parts, text[position:]])
