"""The words of messages, and their marks for translation: Django, and so its gettext, may not be imported."""

import re
from collections.abc import Callable, Iterable

LINE_BREAKS = re.compile(r"[\r\n]")


class Term(str):
    """A word of the interface inside a message's parameters: translated when the message is."""

    __slots__ = ()


def gettext_noop(text: str) -> str:
    """The text as it is; the name makes the extraction of strings find it."""
    return text


SEPARATOR = gettext_noop(", ")
_NESTED = gettext_noop("%(outer)s, %(inner)s")


def write_list(parts: Iterable[str], translate: Callable[[str], str]) -> str:
    """The parts one after another, separated as the reader's language does it."""
    return translate(SEPARATOR).join(parts)


def write_nested(parts: Iterable[str], translate: Callable[[str], str]) -> str:
    """The parts from the outermost in, such as a row and a row within it."""
    whole = ""
    for part in parts:
        whole = translate(_NESTED) % {"outer": whole, "inner": part} if whole else part
    return whole


def one_line(name: str | int) -> str:
    """A name that somebody chose, fit for a sentence: on one line and not endless."""
    text = "".join(character if character.isprintable() else " " for character in str(name)[:61])
    return text if len(text) <= 60 else f"{text[:59]}…"
