"""The types of data that is read from JSON."""

from typing import TypeVar

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
JsonObject = dict[str, JsonValue]
Json = TypeVar("Json")
"""JSON that comes back in the shape in which it was given."""


def as_object(value: JsonValue) -> JsonObject:
    """The value itself where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: JsonValue) -> list[JsonValue]:
    """The value itself where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: JsonValue) -> str:
    """The value itself where it is a text, else an empty one."""
    return value if isinstance(value, str) else ""
