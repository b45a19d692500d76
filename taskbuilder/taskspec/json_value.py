"""The types of data that is read from JSON."""

from typing import TypeVar

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
JsonObject = dict[str, JsonValue]
Json = TypeVar("Json")
"""JSON that comes back in the shape in which it was given."""
