"""Checks a section with its pydantic class, and reports pydantic's errors by the rules of the catalogue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from taskbuilder.taskspec.addresses import ABSOLUTE_URL, WEB_URL
from taskbuilder.taskspec.json_value import JsonValue, write_value
from taskbuilder.taskspec.marks import Choices, OneOf, Rules, find_mark
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths.names import find_nearest
from taskbuilder.taskspec.problem import Path, Problem, report
from taskbuilder.taskspec.rules.catalogue import rule_of
from taskbuilder.taskspec.rules.rule import CHOOSE, ENTER
from taskbuilder.taskspec.rules.wrong_type import (
    HEADER_WITH_QUOTES,
    WITH_QUOTES,
    WITHOUT_QUOTES,
    find_meant,
    make_fix,
)
from taskbuilder.taskspec.section import Section, foreign_to, section_of

MOST_PROBLEMS = 1_000
"""Nobody fixes more at once, and the largest body has room for millions."""

_NUMBER, _OBJECT = _("a number"), _("an object")
_KINDS = {
    bool: _("true or false"),
    str: _("text"),
    int: _NUMBER,
    float: _NUMBER,
    list: _("a list"),
    dict: _OBJECT,
}
_WANTED = {f"{kind.__name__}_type": word for kind, word in _KINDS.items()}
_WANTED |= {"string_type": _KINDS[str], "int_type": _("a whole number"), "model_type": _OBJECT}
_NO_OBJECT = _("This entry must be an object, not %(given)s. Change it, or remove it.")
_HALF_CHARACTER = _("“%(field)s” contains an incomplete character. Remove it.")
_WEB_ADDRESS = _("Write “%(field)s” as a full http or https address without spaces, such as %(example)s.")
_NO_HOST = _("“%(field)s” has no host after “://”. Enter a full address, such as %(example)s.")
_ADD_HEADER = _("“%(field)s” is empty. Add at least one header: a name and a value.")
_NEAREST_VALUE = _("“%(field)s” must be one of these: %(choices)s. Did you mean “%(nearest)s”? Change it.")
WRONG_TYPE = _("“%(field)s” must be %(wanted)s, not %(given)s. Change it.")
"""Of a member that is required, and there."""
_BY_LIMIT = {
    "greater_than_equal": ("ge", _("“%(field)s” is too small. Enter %(limit)s or more.")),
    "greater_than": ("gt", _("“%(field)s” is too small. Enter more than %(limit)s.")),
    "less_than_equal": ("le", _("“%(field)s” is too large. Enter %(limit)s or less.")),
    "less_than": ("lt", _("“%(field)s” is too large. Enter less than %(limit)s.")),
    "string_too_short": ("min_length", _("“%(field)s” is too short. Enter at least %(limit)s characters.")),
    "string_too_long": ("max_length", _("“%(field)s” is too long. Enter at most %(limit)s characters.")),
    "string_pattern_mismatch": (
        "pattern",
        _("“%(field)s” is not in the expected format. Example: %(example)s"),
    ),
}
"""The limit that is broken by each of pydantic's errors, and what to say where no rule speaks of it."""
_HOSTLESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://([^\s/?#@]*@)?([/?#:]|$)")
_TIME_FORMS = {True: _("a date and time"), False: _("a time of day")}


@dataclass(frozen=True)
class Member:
    """The member that an error speaks of."""

    holder: type[Section]
    name: str
    info: FieldInfo
    is_whole: bool
    """Whether the error is of the member itself, not of an element or value in it."""

    @property
    def rules(self) -> Rules:
        """The rules that it answers to."""
        return find_mark(self.info, Rules) or Rules()


def check_fields(whole: type[Section], request: Any) -> list[Problem] | None:
    """The problems of type, range, length, pattern and presence in a request, by the class of a whole one.

    Those are all, up to MOST_PROBLEMS. None where the class takes it as it is. Members that no class knows
    are left to `names.unknown_names`: where only they are amiss, the list is empty.
    """
    try:
        whole.__pydantic_validator__.validate_python(request)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
    else:
        return None
    if any(_stops_all(whole, details) for details in found):
        return check_fields(whole, _without_broken_names(request)) or []
    problems = (problem for details in found for problem in _problems(whole, details))
    return list(islice(problems, MOST_PROBLEMS))


def _stops_all(whole: type[Section], details: ErrorDetails) -> bool:
    """Whether pydantic gave up on a whole section: a name in it is not valid text (a lone surrogate)."""
    if details["type"] != "string_unicode":
        return False
    _holder, member = _find_member(whole, details["loc"])
    return member is None or section_of(member.info.annotation) is not None


def _without_broken_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_broken_names(below) for name, below in value.items() if is_text(name)}
    if isinstance(value, list):
        return [_without_broken_names(element) for element in value]
    return value


def is_text(value: str) -> bool:
    """Whether a string can be written as UTF-8; JSON's escapes also spell lone surrogates."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _find_member(holder: type[Section], location: Path) -> tuple[type[Section], Member | None]:
    """The class of the object that a location leads into, and the member there; None for an unknown name."""
    member = None
    for place, name in enumerate(location, start=1):
        if isinstance(name, int):  # an entry of a list
            continue
        info = holder.model_fields.get(name)
        if info is None:
            return holder, None
        member = Member(holder, name, info, is_whole=place == len(location))
        below = section_of(info.annotation)
        if below is None:
            break
        holder = below
    return holder, member


def _problems(whole: type[Section], details: ErrorDetails) -> Iterator[Problem]:
    path = details["loc"]
    holder, member = _find_member(whole, path)
    if details["type"] == "extra_forbidden":
        if (rule := foreign_to(holder).get(str(path[-1]))) is not None:
            yield report(rule, path)
    elif member is None:
        yield report("member.type", path, **_types(details))
    else:
        given, meant = details.get("input"), None
        if details["type"] in _WANTED and given is not None:
            meant = find_meant(member.info, given, is_whole=member.is_whole)
        fix = None if meant is None else make_fix(member.info, path, meant)
        for rule in dict.fromkeys(_rules(member, details)):
            template = _template(member, details, rule) if meant is None else _quote_template(member, meant)
            params = _params(member, details) | _nearest(member, given)
            yield report(rule, path, template=template, fix=fix, meant=write_value(meant), **params)


def _template(member: Member, details: ErrorDetails, rule: str) -> str:
    """What to say where the rule's own message would miss the point; empty where it does not."""
    if details["type"] == "string_unicode":
        return _HALF_CHARACTER
    if details["type"] == "model_type" and not member.is_whole:
        return _NO_OBJECT
    if rule == "member.type" and _is_missing(member, details):
        return _missing_template(member) or ENTER
    if rule == "member.type" and details["type"] in _BY_LIMIT:
        return _BY_LIMIT[details["type"]][1]
    pattern = limit_of(member.info, "pattern")
    if pattern in (ABSOLUTE_URL, WEB_URL) and rule == member.rules.rule:
        return _address_template(str(details.get("input")), is_web=pattern == WEB_URL)
    if rule == member.rules.rule and _nearest(member, details.get("input")):
        return _NEAREST_VALUE
    if rule.endswith(".required") and details["type"] in _WANTED and details.get("input") not in (None, ""):
        return WRONG_TYPE
    return _missing_template(member) if rule_of(rule).message == ENTER else ""


def _quote_template(member: Member, meant: JsonValue) -> str:
    """What to say of a value that is only right without quotes, or with them."""
    if not isinstance(meant, str):
        return WITHOUT_QUOTES
    return WITH_QUOTES if member.is_whole else HEADER_WITH_QUOTES


def _nearest(member: Member, given: object) -> dict[str, Any]:
    """The one of a member's few values that was probably meant."""
    names = find_mark(member.info, OneOf)
    found = find_nearest(given, names.names()) if names and isinstance(given, str) else []
    return {"nearest": found[0]} if found else {}


def _address_template(given: str, *, is_web: bool) -> str:
    """Names what an address lacks: the right scheme, or its host."""
    if is_web and given.partition("://")[0].lower() not in {"http", "https"}:
        return _WEB_ADDRESS
    if _HOSTLESS.match(given):
        return _NO_HOST
    return _WEB_ADDRESS if is_web else ""


def _missing_template(member: Member) -> str:
    """What is not typed is not entered: it is chosen, or added."""
    if find_mark(member.info, Choices):
        return CHOOSE
    return _ADD_HEADER if member.info.annotation == dict[str, str] else ""


def _is_missing(member: Member, details: ErrorDetails) -> bool:
    """Whether a required member is not there, null or empty."""
    is_empty = member.is_whole and member.info.is_required() and details.get("input") in (None, "")
    return details["type"] == "missing" or is_empty


def _rules(member: Member, details: ErrorDetails) -> Iterator[str]:
    rules, kind, given = member.rules, details["type"], details.get("input")
    if _is_missing(member, details):
        yield rules.missing or member.holder.missing
    elif not member.is_whole:
        yield rules.each or rules.rule
    elif kind in _WANTED:
        yield rules.type
    elif kind == "string_unicode":
        yield rules.rule if limit_of(member.info, "pattern") else rules.type
    elif isinstance(given, str):
        yield from _text_rules(member, details["type"], given)
    else:
        yield rules.rule


def _text_rules(member: Member, kind: str, given: str) -> Iterator[str]:
    """pydantic stops at a text's first fault; a text can be too long and of the wrong form at once."""
    longest, pattern = limit_of(member.info, "max_length"), limit_of(member.info, "pattern")
    is_too_long = longest is not None and len(given) > longest
    if is_too_long:
        yield member.rules.length or member.rules.rule
    if kind != "string_too_long" or (pattern is not None and re.fullmatch(pattern, given) is None):
        yield member.rules.rule


def limit_of(info: FieldInfo, name: str) -> Any:
    """A limit of a member, such as `max_length`, `pattern` or `ge`; None where it has none."""
    limits = (getattr(mark, name, None) for mark in info.metadata)
    return next((limit for limit in limits if limit is not None), None)


def _params(member: Member, details: ErrorDetails) -> dict[str, Any]:
    """What the messages of the rules may speak of: counts and limits, never the value."""
    given = details.get("input")
    size = len(given) if isinstance(given, str | list | dict) else 0
    examples = member.info.examples or [""]
    names = find_mark(member.info, OneOf)
    limit, _message = _BY_LIMIT.get(details["type"], ("max_length", ""))
    return {
        "field": Term(member.info.title or member.name),
        "length": size,
        "count": size,
        "limit": limit_of(member.info, limit),
        "form": Term(_TIME_FORMS["T" in str(limit_of(member.info, "pattern"))]),
        "example": examples[0],
        "choices": tuple(names.names()) if names else (),
        **_types(details),
    }


def _types(details: ErrorDetails) -> dict[str, Any]:
    wanted = _WANTED.get(details["type"], _("text"))
    return {"wanted": Term(wanted), "given": Term(json_kind(details.get("input")))}


def json_kind(value: object) -> str:
    """What kind of JSON value it is, in words."""
    return next((word for kind, word in _KINDS.items() if isinstance(value, kind)), _("empty (null)"))
