"""The types of data that is read from JSON, and its text."""

import json
from typing import TypeVar

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


def write_json(value: object, *, is_indented: bool = True) -> str:
    """A JSON value as text, in the letters that it was typed in; on one line, or indented by two blanks.

    As the json module writes it, which indents at a fifth of the speed.
    """
    return indent(value) if is_indented else write_line(value)


def write_value(value: JsonValue) -> str:
    """A text as it is, anything else as JSON on one line."""
    return value if isinstance(value, str) else write_line(value)


def indent(value: object, line: str = "\n") -> str:
    """A value that begins on a line which is indented so."""
    below = f"{line}  "
    if isinstance(value, dict) and value:
        members = [f"{write_line(name)}: {indent(member, below)}" for name, member in value.items()]
        return f"{{{below}{f',{below}'.join(members)}{line}}}"
    if isinstance(value, list) and value:
        return f"[{below}{f',{below}'.join([indent(element, below) for element in value])}{line}]"
    return write_line(value)
