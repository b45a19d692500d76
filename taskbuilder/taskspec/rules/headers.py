"""Rules of header maps, which the input and the webhook share."""

import re
from collections.abc import Iterator

from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.rules.rule import ADVICE, CONFIRM, SINK, Example, Rule
from taskbuilder.taskspec.rules.texts import PLACEHOLDER, find_unseen, is_plain, report_unseen
from taskbuilder.taskspec.secrets.user_info import MASK
from taskbuilder.taskspec.section import MOST_HEADERS

PART = "headers"
_AT = f"{SINK}/headers"
HEADER_RULES = (
    Rule(
        "headers.control",
        _("RFC 9110, section 5.5"),
        _("Header names and values have no control characters; a value may have tabs."),
        _("Character %(place)d is a control character (%(code)s), such as a line break. Remove it."),
        Example(_AT, {"X-Site": "gate\x07"}, {"X-Site": "gate"}),
        part=PART,
    ),
    Rule(
        "headers.repeated",
        _("RFC 9110, section 5.1"),
        _("Header names that differ only in letter case are the same."),
        _(
            "“%(other)s” and “%(name)s” are the same header: letter case does not matter. Confirm, or "
            "remove one."
        ),
        Example(_AT, {"X-Site": "gate", "x-site": "door"}, {"X-Site": "gate"}),
        severity=CONFIRM,
        part=PART,
    ),
    Rule(
        "headers.ascii",
        _("RFC 9110, section 5.5"),
        _("Not every receiver accepts header values with non-ASCII characters."),
        _("This value has non-ASCII characters. Not every receiver accepts them. Confirm, or change it."),
        Example(_AT, {"X-Site": "门"}, {"X-Site": "gate"}),
        severity=CONFIRM,
        part=PART,
    ),
    Rule(
        "headers.reserved",
        _("RFC 9110, sections 7.2, 7.6.1 and 8.6; RFC 9112, section 6.1"),
        _("The sender sets Host, Content-Length, Transfer-Encoding and Connection itself."),
        _("The sender sets “%(name)s” itself. Remove it: your own value may break the request."),
        Example(_AT, {"Host": "gate"}, {"X-Site": "gate"}),
        severity=ADVICE,
        part=PART,
    ),
)
RESERVED = frozenset({"host", "content-length", "transfer-encoding", "connection"})

_NAME = Term(_("Name"))
_NAMELESS = _("Header %(number)d has no name. Enter its name: letters, digits and hyphens.")
_WITH_VALUE = _("Enter only the header's name here. Its value comes after the colon, in the next field.")
_is_plain_name = re.compile(r"[a-z0-9_-]++").fullmatch
_FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""RFC 9110, section 5.6.2: a token."""
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CONTROL_IN_NAME = re.compile(r"[\x00-\x1f\x7f]")


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
    """Rules `.count` and `.value` of both header maps, by the beginning of their ids, and rules `headers.*`.

    Pydantic reports either the count or what is wrong in the headers: the other is checked here.
    """
    if not isinstance(headers, dict):
        return
    if len(headers) > MOST_HEADERS and parsed.is_sound(*path):
        yield report(f"{rules}.count", path, count=len(headers))
    alike: dict[str, list[str]] = {}
    for number, (name, value) in enumerate(headers.items(), start=1):
        lower = name.lower()
        alike.setdefault(lower, []).append(name)
        if _is_plain(lower, value):
            continue
        here = (*path, name)
        yield from _check_name(parsed, here, name, number, rules)
        if lower in RESERVED:
            yield report("headers.reserved", here, name=name)
        if isinstance(value, str):
            yield from _check_value(parsed, here, value, rules)
        elif parsed.is_sound(*here):
            yield report(f"{rules}.value", here)
    if len(alike) == len(headers):
        return
    for other, *names in alike.values():
        for name in names:
            yield report("headers.repeated", (*path, name), name=name, other=other)


def _is_plain(name: str, value: object) -> bool:
    """Whether a header alone surely breaks no rule, as most do not; `name` is in lower case."""
    if name in RESERVED or not isinstance(value, str):
        return False
    return _is_plain_name(name) is not None and is_plain(value) is not None


def _check_name(parsed: ParsedRequest, path: Path, name: str, number: int, rules: str) -> Iterator[Problem]:
    if _FIELD_NAME.fullmatch(name):
        return
    if control := _CONTROL_IN_NAME.search(name):
        yield _report_control(path, control)
    elif unseen := find_unseen(name):
        yield report_unseen(path, name, unseen, _NAME, is_name=True)
    elif parsed.is_sound(*path):
        template = _NAMELESS if not name else _WITH_VALUE if ":" in name.rstrip(": ") else ""
        yield report(f"{rules}.value", path, template=template, number=number)


def _check_value(parsed: ParsedRequest, path: Path, value: str, rules: str) -> Iterator[Problem]:
    if value.isascii() and value.isalnum():
        return
    if control := _CONTROL.search(value):
        if control[0] in "\r\n" and parsed.is_sound(*path):
            yield report(f"{rules}.value", path)
        yield _report_control(path, control)
    if not value.isascii() and MASK not in value:
        yield report("headers.ascii", path)
    if PLACEHOLDER.search(value):
        yield report("url.placeholder", path)


def _report_control(path: Path, found: re.Match[str]) -> Problem:
    code = f"U+{ord(found[0]):04X}"
    return report("headers.control", path, place=found.start() + 1, code=code)
