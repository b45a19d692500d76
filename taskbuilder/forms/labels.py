"""Texts as people read and type them: JSON, and what a service calls its own things."""

import json

from django.utils.translation import gettext

from taskbuilder.taskspec.json_value import JsonValue

write_line = json.JSONEncoder(ensure_ascii=False).encode


class Untranslated(str):
    """A service's own words, shown as they are, whatever a catalogue makes of the same ones."""

    __slots__ = ()


def translate(words: str) -> str:
    """The words in the reader's language, a service's own as they are."""
    return words if isinstance(words, Untranslated) or not words else gettext(words)


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
