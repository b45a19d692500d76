"""Text that is JSON but for its quotes, commas, comments, spaces or words: rewritten token by token."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from taskbuilder.taskspec.json_value import splice, write_line
from taskbuilder.taskspec.readings.characters import (
    CURLY_DOUBLE,
    CURLY_SINGLE,
    ENTITIES,
    FULL_WIDTH,
    INVISIBLE,
    QUOTES,
    SPACES,
    WORDS,
)

# Each alternative is possessive, and a text without end ends the reading: no text is gone over twice.
TOKENS = re.compile(
    rf"""(?P<blank>[ \t\r\n]++)
    |(?P<space>[{SPACES}]++)
    |(?P<invisible>[{INVISIBLE}]++)
    |(?P<comment>//[^\n]*+|\#[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)
    |(?P<text>"(?:[^"\\]|\\.)*+"
        |'(?:[^'\\]|\\.)*+'
        |[{CURLY_DOUBLE}](?:[^"{CURLY_DOUBLE}\\]|\\.)*+["{CURLY_DOUBLE}]
        |[{CURLY_SINGLE}](?:[^'{CURLY_SINGLE}\\]|\\.)*+['{CURLY_SINGLE}])
    |(?P<mark>[\[\]{{}}:,{"".join(FULL_WIDTH)}])
    |(?P<word>[A-Za-z_$][\w$]*+)
    |(?P<number>-?\d[\w.+\-]*+)""",
    re.DOTALL | re.VERBOSE,
)
BEFORE = re.compile(r"\s*+(?:(?:const|let|var)\s++)?[A-Za-z_$][\w$.]*+\s*+=(?!=)\s*+(?=[{\[｛])")
"""A variable that the value is given to."""
FENCE = "```"
ESCAPES = re.compile(r"\\(?P<hex>x[0-9a-fA-F]{2})|\\(?P<one>.)|(?P<raw>[\"\n])", re.DOTALL)


class Correction(StrEnum):
    """Why a token is not JSON."""

    QUOTES = "quotes"
    COMMA = "comma"
    COMMENT = "comment"
    SPACE = "space"
    WORD = "word"
    NAME = "name"
    PUNCTUATION = "punctuation"


@dataclass(frozen=True, kw_only=True, repr=False)
class Change:
    """A token with what it becomes; `line` from 1 in the text as it was, `start` in the corrected text."""

    why: Correction
    line: int
    before: str
    after: str
    start: int = 0


@dataclass(frozen=True, kw_only=True, repr=False)
class Corrected:
    """A text that may be JSON now, with what was changed in it; `has_entities`: it was a page's source."""

    text: str
    changes: tuple[Change, ...] = ()
    has_entities: bool = False
    is_assigned: bool = False
    is_fenced: bool = False


class _Uncertain(ValueError):
    """The text has something that could mean several things."""


@dataclass
class _Pieces:
    """The tokens that are replaced, in order, each with its place in the text."""

    found: list[tuple[int, int, str]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    shift: int = 0

    def put(self, token: re.Match[str], why: Correction, after: str, *, line: int) -> None:
        start, end = token.span()
        before = token[0]
        change = Change(why=why, line=line, before=before, after=after, start=start + self.shift)
        self.changes.append(change)
        self.found.append((start, end, after))
        self.shift += len(after) - len(before)


def correct(text: str) -> Corrected | None:
    """The text with each token as JSON has it; None where that is not certain. Takes time by its length.

    Whether the outcome is a request, or JSON at all, is for the reader of JSON to say.
    """
    inner = strip_fence(text)
    has_entities, is_fenced = is_page_source(inner), inner != text
    inner = html.unescape(inner) if has_entities else inner
    assigned = BEFORE.match(inner)
    if assigned:
        inner = inner[assigned.end() :].rstrip().removesuffix(";")
    try:
        pieces = _rewrite(inner)
    except _Uncertain:
        return None
    return Corrected(
        text=splice(inner, pieces.found),
        changes=tuple(pieces.changes),
        has_entities=has_entities,
        is_assigned=assigned is not None,
        is_fenced=is_fenced,
    )


def strip_fence(text: str) -> str:
    """What is between the lines that mark code in a document; the text itself where there are none."""
    first, _line, inside = text.strip().partition("\n")
    is_fenced = first.startswith(FENCE) and "`" not in first[len(FENCE) :] and inside.endswith(FENCE)
    return inside.removesuffix(FENCE).rstrip() if is_fenced else text


def is_page_source(text: str) -> bool:
    """Whether the quotes of the text are entities: the first one that it has is."""
    places = [place for place in map(text.find, ENTITIES) if place >= 0]
    quotes = [place for place in map(text.find, "\"'") if place >= 0]
    return bool(places) and min(places) < min(quotes, default=len(text))


def _rewrite(text: str) -> _Pieces:
    pieces, tokens, line = _Pieces(), list(_read_tokens(text)), 1
    following = _find_following(tokens)
    for token, after in zip(tokens, following, strict=True):
        kind, word = token.lastgroup, token[0]
        if found := _correct_token(kind or "", word, after):
            pieces.put(token, *found, line=line)
        line += word.count("\n")
    return pieces


def _read_tokens(text: str) -> Iterator[re.Match[str]]:
    position = 0
    while position < len(text):
        token = TOKENS.match(text, position)
        if token is None:
            raise _Uncertain
        yield token
        position = token.end()


def _find_following(tokens: list[re.Match[str]]) -> list[str]:
    """Of each token the next one that is not a space and no comment, "" at the end."""
    following, after = [], ""
    for token in reversed(tokens):
        following.append(after)
        if token.lastgroup in ("text", "mark", "word", "number"):
            after = token[0]
    return following[::-1]


def _correct_token(kind: str, word: str, after: str) -> tuple[Correction, str] | None:
    """Why and how a token is rewritten, None for one that is JSON already. Raises _Uncertain."""
    match kind:
        case "space":
            return Correction.SPACE, "\n" * word.count("\u2028") or " "
        case "invisible":
            return Correction.SPACE, ""
        case "comment":
            return Correction.COMMENT, "\n" * word.count("\n")
        case "text" if word[0] != '"':
            return Correction.QUOTES, _write_text(word)
        case "word" if after in (":", "："):
            return Correction.NAME, f'"{word}"'
        case "word" if word in WORDS:
            return Correction.WORD, WORDS[word]
        case "mark" if word in ",，" and after in ("", "]", "}", "］", "｝"):
            return Correction.COMMA, ""
        case "mark" if word in FULL_WIDTH:
            return Correction.PUNCTUATION, FULL_WIDTH[word]
    return None


def _write_text(word: str) -> str:
    """A text in other quotes than JSON's, as JSON writes it. Raises _Uncertain."""
    inside = ESCAPES.sub(_write_escape, word[1:-1])
    try:
        return write_line(json.loads(f'"{inside}"')) if "\\" in inside else f'"{inside}"'
    except ValueError:
        raise _Uncertain from None


def _write_escape(found: re.Match[str]) -> str:
    """An escape of Python or JavaScript as JSON has it."""
    if found["hex"]:
        return f"\\u00{found['hex'][1:]}"
    if found["raw"]:
        return '\\"' if found["raw"] == '"' else found["raw"]
    one = found["one"]
    if one == "/":  # a backslash and a slash to Python, a slash to JSON
        raise _Uncertain
    return one if one == "'" or QUOTES.get(one) == "'" else f"\\{one}"
