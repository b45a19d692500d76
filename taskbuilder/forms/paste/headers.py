"""Headers from text that people paste: `Name: value` lines, a JSON object, the -H of a cURL command."""

import re
from dataclasses import dataclass, field

from taskbuilder.forms.labels import gettext
from taskbuilder.forms.paste.pasted import BYTE_ORDER_MARK, Pasted
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.readings.commands import HEADER_OPTION, read_header_options
from taskbuilder.taskspec.readings.reading import read_any
from taskbuilder.taskspec.secrets.split import MASK

LINE = re.compile(r"\s*+(?P<name>[\w!#$%&'*+.^`|~-]++)(?:[ \t]*+[:：]|\t)[ \t]*+(?P<value>[^\n]*+)")
REQUEST_LINE = re.compile(r"\s*+(?:[A-Z]{3,7} \S++ )?HTTP/\d(?:\.\d)?(?: \d{3}[^\n]*+)?\s*+\Z")
HIDDEN = re.compile(r"(?<=[:：\t ={'\"])(?! )[^\n]++")
LONGEST = 100_000
"""Characters of a text that is read; ten headers have far fewer."""


def read_headers(text: str, most: int) -> Pasted:
    """The first headers of a pasted text. Takes time by the text's length."""
    if len(text) > LONGEST:
        return Pasted(rest=text, longest=LONGEST)
    bare = text.removeprefix(BYTE_ORDER_MARK)
    found = find_members(read_any(bare)) or find_options(bare) or find_lines(bare)
    later = [f"{name}: {value}" for name, value in found.pairs[most:]]
    return Pasted(
        rows=[{"name": name, "value": value} for name, value in found.pairs[:most]],
        count=len(found.pairs),
        columns=[("", title) for title in (gettext("Name"), gettext("Value"))] if found.pairs else [],
        left_lines=found.left_lines,
        has_others=found.has_others,
        has_mark=bare != text,
        rest="\n".join([*later, *found.rest]),
    )


@dataclass(frozen=True, kw_only=True, repr=False)
class Found:
    """Names with values, and the lines that are none with their numbers."""

    pairs: list[tuple[str, str]]
    has_others: bool = False
    left_lines: list[int] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def find_members(value: JsonValue) -> Found | None:
    """The headers of an object, of one under `headers`, or of a list of names with values."""
    inside = value
    while isinstance(inside, dict) and (below := inside.get("headers", inside.get("header"))) is not None:
        if isinstance(below, str):
            break
        inside = below
    pairs = list_pairs(inside)
    return Found(pairs=pairs, has_others=inside is not value) if pairs else None


def list_pairs(value: JsonValue) -> list[tuple[str, str]]:
    """The texts of an object by their names, or of a list of such; none where anything else is in it."""
    if isinstance(value, dict) and all(isinstance(each, str) for each in value.values()):
        return [(name, str(each)) for name, each in value.items()]
    pairs = [read_pair(each) for each in value] if isinstance(value, list) else []
    whole = [pair for pair in pairs if pair is not None]
    return whole if len(whole) == len(pairs) else []


def read_pair(value: JsonValue) -> tuple[str, str] | None:
    """One of a request collection or a HAR."""
    match value:
        case {"key": str(name), "value": str(text)} | {"name": str(name), "value": str(text)}:
            return name, text
    return None


def find_options(text: str) -> Found | None:
    """The -H options of a cURL command, or such options alone."""
    pairs = read_header_options(text)
    return Found(pairs=pairs, has_others=not HEADER_OPTION.match(text)) if pairs else None


def find_lines(text: str) -> Found:
    """`Name: value` lines."""
    pairs, has_others = [], False
    left: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if header := LINE.fullmatch(line):
            pairs.append((header["name"], header["value"].strip()))
        elif REQUEST_LINE.fullmatch(line):
            has_others = True
        elif line.strip():
            left.append((number, line))
    numbers, rest = [number for number, _line in left], [line for _number, line in left]
    return Found(pairs=pairs, has_others=has_others, left_lines=numbers, rest=rest)


def mask_headers(text: str) -> str:
    """A pasted text as it is drawn: of each line what is before its first colon, quote or blank."""
    return HIDDEN.sub(MASK, text)
