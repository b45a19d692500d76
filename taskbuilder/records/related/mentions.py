"""Members who are named in a text, as “@name”."""

import re
from collections.abc import Iterable

MENTION = re.compile(r"(?<![A-Za-z0-9_.+-])@([\w.+-]{1,150})")
"""Not within a word: that is a mail address."""


def mark_names(text: str, names: Iterable[str]) -> list[tuple[str, bool]]:
    """A text in pieces; each "@" with a member's name is marked, without the full stop after it."""
    known, pieces, seen = frozenset(names), list[tuple[str, bool]](), 0
    for found in MENTION.finditer(text):
        name = found[1] if found[1] in known else found[1].rstrip(".+-")
        if name in known:
            end = found.start() + 1 + len(name)
            pieces += [(text[seen : found.start()], False), (text[found.start() : end], True)]
            seen = end
    return [piece for piece in (*pieces, (text[seen:], False)) if piece[0]]


def find_named(text: str, names: Iterable[str]) -> frozenset[str]:
    """Which of these names the text mentions."""
    return frozenset(piece.removeprefix("@") for piece, is_name in mark_names(text, names) if is_name)
