"""Headers from text that people paste: `Name: value` lines, a JSON object, the -H of a cURL command."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.readings.commands import read_header_options
from taskbuilder.taskspec.readings.reading import read_any
from taskbuilder.taskspec.secrets.split import MASK

LINE = re.compile(r"\s*+(?P<name>[\w!#$%&'*+.^`|~-]++)(?:[ \t]*+[:：]|\t)[ \t]*+(?P<value>[^\n]*+)")
REQUEST_LINE = re.compile(r"\s*+(?:[A-Z]{3,7} \S++ )?HTTP/\d(?:\.\d)?(?: \d{3}[^\n]*+)?\s*+\Z")
HIDDEN = re.compile(r"(?<=[:：\t ={'\"])(?! )[^\n]++")
LONGEST = 100_000
"""Characters of a text that is read; ten headers have far fewer."""
NAMES = ("key", "name")
"""What a request collection and a HAR call the name of a header, beside `value`."""


@dataclass(frozen=True, kw_only=True, repr=False)
class PastedHeaders:
    """Names with values in order, and the lines that are none, which stay in the box."""

    pairs: list[tuple[str, str]] = field(default_factory=list)
    rest: str = ""


def read_headers(text: str) -> PastedHeaders:
    """The headers of a pasted text; what cannot be read is left as it is. Takes time by the text's length."""
    if len(text) > LONGEST:
        return PastedHeaders(rest=text)
    bare = text.removeprefix("\ufeff")
    found = list(list_members(read_any(bare))) or read_header_options(bare)
    if found:
        return PastedHeaders(pairs=found)
    pairs, rest = [], []
    for line in bare.split("\n"):
        if header := LINE.fullmatch(line):
            pairs.append((header["name"], header["value"].strip()))
        elif line.strip() and not REQUEST_LINE.fullmatch(line):
            rest.append(line)
    return PastedHeaders(pairs=pairs, rest="\n".join(rest))


def list_members(value: JsonValue) -> Iterator[tuple[str, str]]:
    """The headers of an object, of one under `headers`, or of a list of names with values."""
    if isinstance(value, dict):
        inside = value.get("headers", value.get("header", value))
        if inside is not value:
            yield from list_members(inside)
        elif all(isinstance(each, str) for each in value.values()):
            yield from ((name, str(each)) for name, each in value.items())
    elif isinstance(value, list):
        for each in value:
            name = next((each[key] for key in NAMES if key in each), None) if isinstance(each, dict) else None
            if isinstance(each, dict) and isinstance(name, str) and isinstance(each.get("value"), str):
                yield name, str(each["value"])


def mask_headers(text: str) -> str:
    """A pasted text as it is drawn: of each line what is before its first colon, quote or blank."""
    return HIDDEN.sub(MASK, text)
