"""Secrets in a config that is not JSON yet: found by their form, rather too much of it than too little."""

import html
import json
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from taskbuilder.taskspec.json_value import splice
from taskbuilder.taskspec.readings.characters import ENTITIES, FULL_WIDTH, QUOTES
from taskbuilder.taskspec.secrets.declared import NOTHING, Declared
from taskbuilder.taskspec.secrets.destinations import Server, read_member
from taskbuilder.taskspec.secrets.in_text import LONGEST_ADDRESS
from taskbuilder.taskspec.secrets.names import is_secret_name
from taskbuilder.taskspec.secrets.split import MASK, harmless_names, mask_url

Names = frozenset[str] | None
DOTS = f'"{MASK}"'
# Bounded and anchored, so that no text takes longer than its length.
NAME = re.compile(
    r"""\bAdd\(\s*+"(?P<added>[^"\n]{1,200}+)"\s*+,\s*+"""  # PowerShell's dictionaries
    r"""|(?:"(?P<double>(?:[^"\\\n]|\\.){1,200}+)"|'(?P<single>[^'\n]{1,200}+)')(?:\s*+(?:=>|[:=])|(?=\s*+["'\[{]))\s*+"""
    r"""|(?<![\w$.\- ])(?P<bare>[\w$.\- ]++)["']?\s*+"""
    r"""(?:=>|=|:(?!(?:(?<=http:)|(?<=https:)|(?<=rtsp:)|(?<=rtmp:))//))\s*+"""  # an address is not a name
)
# A value that ends where JSON has it end, with a name or nothing after its comma; or else one that is cut
# off, and then the rest of its line with it.
QUOTED = re.compile(
    r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')"""
    r"""(?=[^\S\n]*+(?:[}\]\n]|\Z|,\s*+(?:["'}\]\[{]|\Z|[\w$.\-]++\s*+(?:=>|[:=]))))""",
    re.DOTALL,
)
CUT_OFF = re.compile(r"""(["'])(?:(?!\1).)*+(?:\1[^\n]*+)?""", re.DOTALL)
WORD = re.compile(r"(?:-?\d[\d.eE+\-]*+|true|false|null)(?=\s*+(?:[,}\]]|\Z))")
PLAIN = re.compile(r"""[\w.+\-]*+(?=\s*+(?:[,}\]]|\Z))|["'][^"'\n]*+\Z""")
ENDED = re.compile(rf"(?<={DOTS})|\s*+(?:[,}}\]]|\Z)")
LINE = re.compile(r"[^\n]*+")
URL = re.compile(r"(?<![a-z0-9+.\-])[a-z][a-z0-9+.\-]{0,20}://", re.IGNORECASE)
ADDRESS = re.compile(r"""[^\s"'<>\\,{}\[\]]*+""")
STAND_INS = str.maketrans({**QUOTES, **FULL_WIDTH, "＝": "=", "″": '"', "′": "'", "\xa0": " ", "\u3000": " "})
ENTITY = re.compile("|".join(ENTITIES))
BRACKETS, MOST_BRACKETS = re.compile(r"[^{}\[\]]++"), 100
NESTED = re.compile(r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')|[\[\]{}]""", re.DOTALL)


@dataclass(frozen=True)
class Span:
    """Where the value of a secret member is in a text."""

    name: str
    start: int
    end: int


def find_spans(text: str, harmless: Names = None, declared: Declared = NOTHING) -> Iterator[Span]:
    """The value of each member whose name says that it is secret, in order; inside one nothing is sought.

    With names that are `harmless`, of each member besides those, and of those whose text may go on.
    `declared`: what the schema of its config declares secret, here by the names alone.
    """
    typed, text, position = text, read_stand_ins(text), 0
    while found := NAME.search(text, position):
        name, start = read_name(found), found.end()
        is_declared = any(map(declared.hides_name, {name, *name.split()}))
        is_known = harmless is not None and name.lower() in harmless and not is_declared
        shown = skip_harmless(text, start) if is_known else None
        is_open = harmless is None and not is_declared and not any(map(is_secret_name, name.split()))
        if shown is not None or is_open:
            position = start if shown is None else shown
        else:
            position = find_end(text, start, is_cautious=harmless is not None)
            if position > start and (entity := ENTITY.match(typed, position - 1)):
                position = entity.end()
            if position > start:
                yield Span(name, start, position)


def read_stand_ins(text: str) -> str:
    """The text, as long as before, with JSON's characters in place of curly, full-width and escaped ones."""
    text = text.translate(STAND_INS)
    return ENTITY.sub(read_entity, text) if "&" in text else text


def read_entity(found: re.Match[str]) -> str:
    return html.unescape(found[0]).translate(STAND_INS).ljust(len(found[0]))


def skip_harmless(text: str, start: int) -> int | None:
    """Where the value of a harmless member ends, a list or object where it begins; None for one to hide:
    it was hidden before, does not end where it should, holds a user and password outside of an address, or
    may hold more than is seen of it here: what is escaped, or what ends an address in a longer text only.
    """
    if text[start : start + 1] in ("{", "["):
        return start
    value = QUOTED.match(text, start) or PLAIN.match(text, start)
    if value is None or value[0] == DOTS or "\\u" in value[0]:
        return None
    shown = mask_url(value[0])
    is_open = "@" not in shown.replace(f"{MASK}@", "") and shown[1:-1] == mask_url(value[0][1:-1])
    return value.end() if is_open else None


def read_name(found: re.Match[str]) -> str:
    """The name without its quotes and escapes."""
    text = found["double"] or found["single"] or found["added"] or found["bare"]
    try:
        return str(json.loads(f'"{text}"')).strip()
    except ValueError:
        return text.strip()


def find_end(text: str, start: int, *, is_cautious: bool = False) -> int:
    """Where the value that begins there ends; cautiously, with its line where it goes on after that.

    What parts it from the next one is not part of it.
    """
    end = find_value_end(text, start)
    if not is_cautious:
        return end
    rest = None if ENDED.match(text, end) else LINE.match(text, end)
    return start + len(text[start : rest.end() if rest else end].rstrip(" \t,"))


def find_value_end(text: str, start: int) -> int:
    if text.startswith(DOTS, start):  # ends where it ends, whatever the text goes on with
        return start + len(DOTS)
    if text[start : start + 1] in ("{", "["):
        return find_close(text, start)
    for pattern in (QUOTED, CUT_OFF, WORD, LINE):
        if found := pattern.match(text, start):
            return found.end()
    return len(text)


def find_close(text: str, start: int) -> int:
    """After the bracket that closes the one that is there; the text's end where none does."""
    depth = 0
    for found in NESTED.finditer(text, start):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(text)


def mask_loosely(text: str, harmless: Names = None, declared: Declared = NOTHING) -> str:
    """The text with a quoted MASK in place of each secret member's value."""
    return splice(text, ((span.start, span.end, DOTS) for span in find_spans(text, harmless, declared)))


def mask_unreadable(text: str, declared: Declared = NOTHING) -> str:
    """A text that is not JSON, as pages show it."""
    return mask_url(mask_loosely(text, harmless_names(), declared))


def unmask_loosely(text: str, saved: str, harmless: Names = None, declared: Declared = NOTHING) -> str:
    """The text with each MASK replaced by what was saved under the same name, in order.

    Which of the addresses belongs to which secret cannot be read: they are put back only while all of them
    are what they were, each between those that it was between. Of a text with more than MOST_ADDRESSES none.
    """
    if MASK not in text or text.count("://") > MOST_ADDRESSES:
        return text
    now, then = (BrokenText.read(each, harmless, declared) for each in (text, saved))
    if now.servers != then.servers:
        return text
    known: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)
    for span, place in then.list_places():
        known[span.name, *place].append(saved[span.start : span.end])
    kept: list[tuple[int, int, str]] = []
    for span, place in now.list_places():
        values = known[span.name, *place]
        value = values.pop(0) if values else ""
        if value and MASK in text[span.start : span.end]:
            kept.append((span.start, span.end, value))
    return splice(text, kept)


MOST_ADDRESSES = 20_000
"""Four times as many as a request may have inputs: comparing more would take many seconds."""
Place = tuple[Server, str, Server]
"""The address before a secret, the brackets in between, and the address after it."""


@dataclass(frozen=True)
class BrokenText:
    """A text that is not JSON, with its secrets, and its addresses in order, each with where it begins."""

    text: str
    spans: list[Span]
    starts: list[int]
    servers: list[Server]

    @classmethod
    def read(cls, text: str, harmless: Names, declared: Declared) -> Self:
        spans = list(find_spans(text, harmless, declared))
        addresses = list(find_addresses(text, spans))
        starts = [start for start, _server in addresses]
        return cls(text, spans, starts, [server for _start, server in addresses])

    def list_places(self) -> Iterator[tuple[Span, Place]]:
        """Each secret with its place, as far as such a text has one."""
        servers = [(), *self.servers, ()]
        begin, after, brackets = 0, 0, ""
        for span in self.spans:
            following = bisect_left(self.starts, span.start)
            if following != after:
                begin, after, brackets = self.starts[following - 1], following, ""
            if following:
                brackets = (brackets + BRACKETS.sub("", self.text[begin : span.start]))[-MOST_BRACKETS:]
            begin = span.end
            yield span, (servers[following], brackets, servers[following + 1])


def find_addresses(text: str, spans: list[Span]) -> Iterator[tuple[int, Server]]:
    """Where the addresses begin that are not inside a secret: URLs, and what is named as host or port."""
    names = {each.start(): "" for each in URL.finditer(text)}
    for each in NAME.finditer(read_stand_ins(text)):
        names.setdefault(each.end() + (text[each.end() : each.end() + 1] in ('"', "'")), read_name(each))
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    # An address ends before the URL after it: what is in several would be read once for each of them.
    urls = [each.start() for each in re.finditer("://", text)]
    for start, name in sorted(names.items()):
        number, second = bisect_right(ends, start), bisect_right(urls, start) + 1
        following = starts[number] if number < len(spans) else len(text)
        end = min(following, urls[second]) if second < len(urls) else following
        if start < following and (server := read_member(name, read_address(text, start, end))):
            yield start, server


def read_address(text: str, start: int, end: int) -> str:
    """The address that begins there, without its user and password: those may hold what else would end it."""
    found = ADDRESS.match(mask_url(text[start : min(end, start + LONGEST_ADDRESS)]))
    return found[0] if found else ""
