"""Rules of header maps, which the input and the webhook share."""

import re
from collections.abc import Iterator

from taskbuilder.taskspec.messages import LINE_BREAKS
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.rules.rule import Example, Rule
from taskbuilder.taskspec.section import MOST_HEADERS

_NAMELESS = _("Header %(number)d has no name. Enter its name: letters, digits and hyphens.")
_FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""RFC 9110, section 5.6.2: a token."""


def header_rule(headers: str, source: str, example: str) -> Rule:
    """Rule `.value` of a header map, by the beginning of its id; `example` is where one is."""
    return Rule(
        f"{headers}.value",
        source,
        _("Header names are HTTP field names; header values are text on one line."),
        _("Use letters, digits and hyphens in a header's name, and text on one line as its value."),
        Example(example, {"X Site": "gate"}, {"X-Site": "gate"}),
    )


def check_headers(parsed: ParsedRequest, headers: object, path: Path, rules: str) -> Iterator[Problem]:
    """Rules `.count` and `.value` of both header maps, by the beginning of their ids; each pair once.

    Pydantic reports either the count or what is wrong in the headers: the other is checked here.
    """
    if not isinstance(headers, dict):
        return
    if len(headers) > MOST_HEADERS and parsed.is_sound(*path):
        yield report(f"{rules}.count", path, count=len(headers))
    for number, (name, value) in enumerate(headers.items(), start=1):
        is_line = isinstance(value, str) and LINE_BREAKS.search(value) is None
        if not (is_line and _FIELD_NAME.fullmatch(name)) and parsed.is_sound(*path, name):
            yield report(f"{rules}.value", (*path, name), template="" if name else _NAMELESS, number=number)
