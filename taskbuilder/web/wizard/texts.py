"""Texts as people read and type them: JSON, and what a service calls its own things."""

import json
from typing import Any

from django.utils.translation import gettext


class Own(str):
    """A service's own words, shown as they are, whatever a catalogue makes of the same ones."""

    __slots__ = ()


def tell(words: str) -> str:
    """The words in the reader's language, a service's own as they are."""
    return words if isinstance(words, Own) or not words else gettext(words)


def write_json(value: Any, *, indent: int | None = 2) -> str:
    """A JSON value as text, in the letters that it was typed in."""
    return json.dumps(value, indent=indent, ensure_ascii=False)
