"""The one judge of a request: forms, the API, the simulator and the command line all ask here."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError, create_model

from taskbuilder.taskspec.config.section import JsonObject
from taskbuilder.taskspec.field_errors import MOST_PROBLEMS, check_fields, json_kind
from taskbuilder.taskspec.marks import ABSENT, RequiredByService, RequiredOn
from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths.names import request_names, unknown_names
from taskbuilder.taskspec.paths.order import in_document_order
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problem import Problem
from taskbuilder.taskspec.registry import derived, task_request
from taskbuilder.taskspec.report import Path, report
from taskbuilder.taskspec.request import NAME_WITH_IDEOGRAPHS
from taskbuilder.taskspec.rules.parsed_request import MISSING, ParsedRequest, list_rows
from taskbuilder.taskspec.schedule.rules import say_offset
from taskbuilder.taskspec.section import Section, forbidden_on, list_parts

_IDEOGRAPHS = re.compile(NAME_WITH_IDEOGRAPHS)
Requirement = RequiredOn | RequiredByService
Plan = tuple[
    bool,
    tuple[tuple[str, str], ...],
    tuple[tuple[str, Requirement], ...],
    tuple[tuple[str, type[Section], bool], ...],
]
"""Whether a section has a check of its own, what its platform forbids, what may be required, its parts."""
_NEAREST = _(
    "“%(name)s” is no member that the platform knows here. Did you mean “%(nearest)s”? Rename or remove it."
)


def find_problems(
    request: Any,
    *,
    platform: Platform | None,
    service: Service | None = None,
    now: datetime | None = None,
) -> list[Problem]:
    """Every problem of a request at once, in document order (rules.md).

    `request` is any JSON value as Python has it. Rules of the platform are judged where the platform is
    known, rules of the service where that is given, and what lies in the past where `now` (aware) is.
    Stops at MOST_PROBLEMS: there may be more where there are so many. Never raises.
    """
    if not isinstance(request, dict):
        kind = Term(json_kind(request))
        return [report("member.type", (), wanted=Term(_("an object")), given=kind)]
    if platform is None and service is not None:
        platform = service.platform
    parsed = ParsedRequest(request=request, platform=platform, service=service, now=now)
    problems = _check_sections(parsed)
    if problems:
        parsed.broken = frozenset(problem.path for problem in problems)
    ruled = list(islice(_check_all(parsed), MOST_PROBLEMS))
    if problems and ruled:
        problems = _leave_out_missing(problems, ruled)
    problems += ruled
    return in_document_order(request, problems)[:MOST_PROBLEMS] if len(problems) > 1 else problems


def _check_sections(parsed: ParsedRequest) -> list[Problem]:
    """What the sections' classes say, and, only where one found fault, which names no class knows."""
    problems: list[Problem] = []
    if is_sound(parsed):
        return problems
    is_faulty = False
    for section, value, path in list_sections(parsed):
        found = check_fields(section, value, path)
        if found is not None:
            is_faulty = True
            problems += found
    if not is_faulty:
        return problems
    named = islice(_check_names(parsed.request), MOST_PROBLEMS)
    return [*(_say_better(problem, parsed) for problem in problems), *named]


def is_sound(parsed: ParsedRequest) -> bool:
    """Whether no section's class finds fault: one question instead of five, where there is none to report."""
    kinds = tuple((name, _kind_of(below, parsed.request.get(name))) for name, below in _sections())
    try:
        whole_request(kinds).__pydantic_validator__.validate_python(parsed.request)
    except ValidationError:
        return False
    return True


@derived
def _sections() -> tuple[tuple[str, type[Section]], ...]:
    """The members of a request that are sections."""
    return tuple((name, below) for name, below, _is_list in list_parts(task_request()))


def _kind_of(section: type[Section], value: Any) -> type[Section]:
    return section.kind_of(value if isinstance(value, dict) else {})


@derived
def whole_request(kinds: tuple[tuple[str, type[Section]], ...]) -> type[BaseModel]:
    """The class of a whole request, of those kinds of its sections."""
    return _with_sections("WholeRequest", dict(kinds))


@derived
def outline() -> type[Section]:
    """The class of a request whose sections are only known to be objects."""
    return _with_sections("Outline", {name: JsonObject for name, _below in _sections()})


def _with_sections(name: str, annotations: Mapping[str, Any]) -> type[Section]:
    """A request in which these members are of other classes than it names."""
    fields = task_request().model_fields
    members: dict[str, Any] = {}
    for member, annotation in annotations.items():
        info = fields[member]
        declared: Any = Annotated[(annotation, *info.metadata, Field(title=info.title))]
        members[member] = (declared, ... if info.is_required() else ABSENT)
    return create_model(name, __base__=task_request(), **members)


def list_sections(parsed: ParsedRequest) -> list[tuple[type[Section], dict[str, Any], Path]]:
    """Each section that is an object, with its class: of the kind that the words in it say."""
    sections: list[tuple[type[Section], dict[str, Any], Path]] = [(outline(), parsed.request, ())]
    for name, below in _sections():
        value = parsed.request.get(name)
        if isinstance(value, dict):
            sections.append((below.kind_of(value), value, (name,)))
    return sections


def _check_all(parsed: ParsedRequest) -> Iterator[Problem]:
    """What one member alone cannot tell, of the request and of everything in it."""
    yield from _check_object(parsed, task_request(), parsed.request, ())


def _check_object(
    parsed: ParsedRequest, section: type[Section], value: dict[str, Any], path: Path
) -> Iterator[Problem]:
    has_check, forbidden, requiring, parts = _plan(section, parsed.platform)
    if has_check:
        yield from section.check(parsed, path, value)
    for name, rule in forbidden:
        if name in value:
            yield report(rule, (*path, name))
    for name, mark in requiring:
        if value.get(name) in MISSING and _is_required(mark, parsed):
            yield report(mark.rule, (*path, name))
    for name, below, is_list in parts:
        inner = value.get(name)
        if is_list and _has_checks(below, parsed.platform):
            for row_path, row in list_rows(inner, *path, name):
                yield from _check_object(parsed, below, row, row_path)
        elif isinstance(inner, dict):
            yield from _check_object(parsed, below.kind_of(inner), inner, (*path, name))


def _is_required(mark: Requirement, parsed: ParsedRequest) -> bool:
    if isinstance(mark, RequiredOn):
        return mark.platform is parsed.platform
    return parsed.service is not None and bool(getattr(parsed.service, mark.setting))


@derived
def _plan(section: type[Section], platform: Platform | None) -> Plan:
    """What there is to check of a section on a platform."""
    has_check = section.check.__func__ is not Section.check.__func__  # type: ignore[attr-defined]
    return has_check, forbidden_on(section, platform), _list_requiring(section), list_parts(section)


@derived
def _has_checks(section: type[Section], platform: Platform | None) -> bool:
    """Whether anything is to be checked of a section that has one kind, or of what is below it."""
    has_check, forbidden, requiring, parts = _plan(section, platform)
    return bool(has_check or forbidden or requiring or parts)


@derived
def _list_requiring(section: type[Section]) -> tuple[tuple[str, Requirement], ...]:
    return tuple(
        (name, mark)
        for name, info in section.model_fields.items()
        for mark in info.metadata
        if isinstance(mark, RequiredOn | RequiredByService)
    )


def _say_better(problem: Problem, parsed: ParsedRequest) -> Problem:
    """Rule `name.cjk` instead of `name.format`; of a place in place of an offset, the offsets that it has."""
    if problem.rule == "name.format" and has_ideographs(parsed.request["name"]):
        return report("name.cjk", ("name",))
    if problem.rule == "schedule.timezone.format":
        return say_offset(parsed) or problem
    return problem


def has_ideographs(name: Any) -> bool:
    """Whether a name that `name.format` refuses is fit but for Chinese ideographs (rule `name.cjk`)."""
    return isinstance(name, str) and _IDEOGRAPHS.fullmatch(name) is not None


def _leave_out_missing(problems: list[Problem], ruled: list[Problem]) -> list[Problem]:
    """Without the wrong types of members that their circumstances require: null and empty are missing."""
    missing = {problem.path for problem in ruled if problem.rule.endswith(".required")}
    return [problem for problem in problems if problem.path not in missing]


def _check_names(request: dict[str, Any]) -> Iterator[Problem]:
    """Rule `unknown.member`."""
    for path, nearest in unknown_names(request, request_names()):
        name = one_line(path[-1])
        if nearest:
            yield report("unknown.member", path, template=_NEAREST, name=name, nearest=nearest[0])
        else:
            yield report("unknown.member", path, name=name)
