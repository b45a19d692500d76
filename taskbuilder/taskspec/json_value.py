"""The types of data that is read from JSON, and its text."""

import json
from collections.abc import Iterable
from json.encoder import encode_basestring as write_text
from typing import TypeGuard, TypeVar

from taskbuilder.taskspec.paths.pointer import Path

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
JsonObject = dict[str, JsonValue]
Json = TypeVar("Json")
"""JSON that comes back in the shape in which it was given."""
write_line = json.JSONEncoder(ensure_ascii=False).encode


def as_object(value: JsonValue) -> JsonObject:
    """The value itself where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: JsonValue) -> list[JsonValue]:
    """The value itself where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: JsonValue) -> str:
    """The value itself where it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def list_rows(value: JsonValue, *path: str) -> list[tuple[Path, JsonObject]]:
    """The objects of what should be a list, each with its path."""
    rows = enumerate(as_list(value))
    return [((*path, position), row) for position, row in rows if isinstance(row, dict)]


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a JSON value is an integer; true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def write_value(value: JsonValue) -> str:
    """A text as it is, anything else as JSON on one line."""
    return value if isinstance(value, str) else write_line(value)


def write_json(value: object, *, is_indented: bool = True, line: str = "\n") -> str:
    """A JSON value as text, in the letters that it was typed in; on one line, or indented by two blanks.

    As the json module writes it, which indents at a fifth of the speed. `line` is the indent of its own line.
    """
    if isinstance(value, str):
        return write_text(value)
    below = f"{line}  "
    if is_indented and isinstance(value, dict) and value:
        members = [f"{write_text(name)}: {write_json(member, line=below)}" for name, member in value.items()]
        return f"{{{below}{f',{below}'.join(members)}{line}}}"
    if is_indented and isinstance(value, list) and value:
        elements = [write_json(element, line=below) for element in value]
        return f"[{below}{f',{below}'.join(elements)}{line}]"
    return write_line(value)


def splice(text: str, pieces: Iterable[tuple[int, int, str]]) -> str:
    """A text with each piece, from left to right, in place of what is between its two positions."""
    parts, position = [], 0
    for start, end, piece in pieces:
        parts += [text[position:start], piece]
        position = end
    return "".join([*parts, text[position:]])
