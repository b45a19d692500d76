"""What a cell holds, by its looks: addresses, numbers, times. Each pattern is linear in its input."""

import re
from collections.abc import Sequence
from enum import Enum

ENOUGH = 0.8
"""The part of a column's filled cells that has to be of one kind."""


class Content(Enum):
    """What a column holds, or a question asks for."""

    ADDRESS = "address"
    """An address with a scheme, such as rtsp://…"""
    HOST = "host"
    """An IP address."""
    MAC = "mac"
    NUMBER = "number"
    TIME = "time"
    """A date, a time, or both."""
    IDENTIFIER = "identifier"
    """A long number, or hexadecimal digits in groups: what machines call a camera."""
    YES_OR_NO = "yes or no"
    TEXT = "text"


_PATTERNS = (
    (Content.ADDRESS, re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]{1,20}://\S.*", re.DOTALL)),
    (
        Content.HOST,
        re.compile(
            r"\d{1,3}(?:\.\d{1,3}){3}|(?=[^:]*(?::[^:]+)*::|(?:[^:]+:){7})[0-9a-fA-F:]{2,39}(?:\.\d{1,3}){0,3}"
        ),
    ),
    (Content.MAC, re.compile(r"(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}")),
    (
        Content.TIME,
        re.compile(
            r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
            r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?: \d{1,2}:\d{2}(?::\d{2})?)?|\d{1,2}:\d{2}(?::\d{2})?"
        ),
    ),
    (
        Content.IDENTIFIER,
        re.compile(r"\d{10,32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{24,64}"),
    ),
    (Content.NUMBER, re.compile(r"[+-]?\d{1,18}(?:[.,]\d{1,18})?%?")),
    (Content.YES_OR_NO, re.compile(r"(?i:true|false|yes|no|是|否|√|×|启用|禁用|enabled|disabled)")),
)
"""The first that matches is it: of digits alone a long number is an ID, not a number."""
_ORDER = {content: place for place, (content, _pattern) in enumerate(_PATTERNS)}


def find_content(cell: str) -> Content:
    """What a cell holds; TEXT where it is nothing else."""
    if len(cell) > 2_000:
        return Content.TEXT
    is_mac = _PATTERNS[_ORDER[Content.MAC]][1].fullmatch(cell) is not None
    if is_mac:
        return Content.MAC
    return next((content for content, pattern in _PATTERNS if pattern.fullmatch(cell)), Content.TEXT)


def find_column_content(found: Sequence[Content]) -> Content | None:
    """What most of the filled cells of a column hold, of what each does; None where all are empty."""
    if not found:
        return None
    commonest = max(set(found), key=lambda each: (found.count(each), each.value))
    return commonest if found.count(commonest) >= ENOUGH * len(found) else Content.TEXT
