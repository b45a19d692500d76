"""JSON as people read and type it."""

import json
from typing import Any


def write_json(value: Any, *, indent: int | None = 2) -> str:
    """A JSON value as text, in the letters that it was typed in."""
    return json.dumps(value, indent=indent, ensure_ascii=False)
