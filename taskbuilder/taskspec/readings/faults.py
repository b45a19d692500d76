"""Names the character at which a text stops being JSON, and what to type instead."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.readings.characters import (
    CURLY_DOUBLE,
    CURLY_SINGLE,
    ENTITIES,
    FULL_WIDTH,
    INVISIBLE,
    SPACES,
    WORDS,
    name_character,
)

CURLY = _(
    '%(character)s at line %(line)d, column %(column)d is a curly quote. Type a straight one (") instead.'
)
SINGLE = _("A single quote (') is at line %(line)d, column %(column)d. JSON only uses double quotes (\").")
COMMA = _("Remove the comma at line %(line)d, column %(column)d: nothing comes after it.")
COMMENT = _("A comment starts at line %(line)d, column %(column)d. JSON has no comments: remove it.")
SPACE = _(
    "%(character)s at line %(line)d, column %(column)d is not a JSON space. Type a plain space instead."
)
UNSEEN = _("%(character)s at line %(line)d, column %(column)d is invisible. Remove it.")
WIDE = _(
    "%(character)s at line %(line)d, column %(column)d is a full-width character. Type %(plain)s instead."
)
WORD = _("%(word)s at line %(line)d, column %(column)d is Python. Write %(plain)s instead.")
ENTITY = _(
    "%(entity)s at line %(line)d, column %(column)d is a quote in a web page's source. Type \" instead."
)
WORD_HERE = re.compile(rf"(?:{'|'.join(WORDS)})\b")
IN_TEXT = "Invalid control character at", "Invalid \\escape", "Unterminated string starting at"
"""What Python's reader says of the inside of a text, where such characters may be."""


class Fault(NamedTuple):
    """A message's template, the position that it speaks of, and its own parameters."""

    template: str
    position: int
    params: Mapping[str, str]


def name_fault(text: str, position: int, message: str) -> Fault | None:
    """The character that is wrong where a reader of JSON stopped; None for one that is not known to be."""
    if message.startswith(IN_TEXT):
        return None
    character = text[position : position + 1]
    before = len(text[:position].rstrip())
    if character in ("}", "]", "") and text[:before].endswith(","):
        return Fault(COMMA, before - 1, {})
    if text[position:].strip() == ",":
        return Fault(COMMA, position, {})
    named = {"character": name_character(character)} if character else {}
    if character and character in CURLY_DOUBLE + CURLY_SINGLE:
        return Fault(CURLY, position, named)
    if character == "'":
        return Fault(SINGLE, position, {})
    if character == "#" or text.startswith(("//", "/*"), position):
        return Fault(COMMENT, position, {})
    if character in FULL_WIDTH:
        return Fault(WIDE, position, {**named, "plain": FULL_WIDTH[character]})
    if re.match(f"[{SPACES}]", character):
        return Fault(SPACE, position, named)
    if re.match(f"[{INVISIBLE}]", character):
        return Fault(UNSEEN, position, named)
    if word := WORD_HERE.match(text, position):
        return Fault(WORD, position, {"word": word[0], "plain": WORDS[word[0]]})
    entity = next((each for each in ENTITIES if text.startswith(each, position)), "")
    return Fault(ENTITY, position, {"entity": entity}) if entity else None
