"""Finds the user and the password of each address in a text, in one pass over it."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from taskbuilder.taskspec.json_value import splice

LONGEST_PASSWORD = 1000
"""The longest password with characters that an address may not have: where the search for its @ ends."""

# Each is a single class of characters and never goes back: it visits what it matches, and one character more.
_AUTHORITY = re.compile(r"[^\s/?#]*+")
_WORD = re.compile(r"\S*+")
_DIGITS = re.compile(r"\d*+")
_LABEL = re.compile(r"[^\s/?#@.:]*+")


class Span(NamedTuple):
    """Where a user and password begin, and where they end: after their @."""

    start: int
    end: int


def find_user_info(text: str) -> Iterator[Span]:
    """The user and password of each address in the text, each with its @, from left to right.

    Up to the last @ before the path. A password may also hold what begins a path, where no port follows the
    colon, or where the @ leads to a server and what is before the colon may as well be a name:
    viewer:12/ab@camera/live. Visits each character a few times at most, whatever the text.
    """
    signs = _Signs(text)
    scheme = text.find("://")
    while scheme >= 0 and (sign := signs.find_next(scheme)) >= 0:
        # Of those too far before the @, only the last may reach it: no user name holds a slash.
        scheme = max(scheme, text.rfind("://", scheme, max(sign - LONGEST_PASSWORD, scheme)))
        start = scheme + len("://")
        end = _find_end(text, start, signs)
        if end:
            yield Span(start, end)
        scheme = text.find("://", end or start)


def replace_user_info(text: str, replace: Callable[[Span], str]) -> str:
    """The text with something else in place of each user and password, and of the @ after them."""
    return splice(text, ((*span, replace(span)) for span in find_user_info(text)))


def skip(characters: re.Pattern[str], text: str, start: int) -> int:
    """Where the run of these characters ends that begins there."""
    found = characters.match(text, start)
    return found.end() if found else start


class _Signs:
    """The @ of a text, read once from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.next = text.find("@")
        self.word_end = 0
        self.last = self.last_at_server = -1

    def find_next(self, start: int) -> int:
        """The first @ from there on; -1 where there is none."""
        self._read_to(start)
        return self.last if self.last >= start else self.next

    def read_password(self, start: int) -> None:
        """Reads on to where a password ends at the latest that begins there, never before the last one."""
        if self.word_end < start:
            self.word_end = skip(_WORD, self.text, start)
        self._read_to(min(self.word_end, start + LONGEST_PASSWORD + 1))

    def _read_to(self, limit: int) -> None:
        while 0 <= self.next < limit:
            self.last = self.next
            if self._leads_to_server(self.last):
                self.last_at_server = self.last
            self.next = self.text.find("@", self.last + 1)

    def _leads_to_server(self, sign: int) -> bool:
        end = skip(_LABEL, self.text, sign + 1)
        return end < len(self.text) and self.text[end] in ".:/?#"


def _find_end(text: str, start: int, signs: _Signs) -> int:
    """Where the user and password end that begin there; 0 where there are none."""
    path = skip(_AUTHORITY, text, start)
    sign = text.rfind("@", start, path)
    if sign >= 0:
        return sign + 1
    colon = text.find(":", start, path)
    if colon < 0:
        return 0
    signs.read_password(colon + 1)
    has_port = skip(_DIGITS, text, colon + 1) == path
    if not has_port and signs.last > colon:
        return signs.last + 1
    # What is before the colon may be a user as well as a host.
    is_host = text.startswith("localhost:", start) or text.find(".", start, colon) >= 0
    return signs.last_at_server + 1 if signs.last_at_server > colon > start and not is_host else 0
