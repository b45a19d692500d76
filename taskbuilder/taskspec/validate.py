"""Checks a request, for forms, the API, the simulator and the command line alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice, starmap
from typing import Annotated, Any, NamedTuple

from pydantic import Field, create_model

from taskbuilder.taskspec.field_errors import MOST_PROBLEMS, check_fields, json_kind, limit_of
from taskbuilder.taskspec.json_value import JsonValue, as_object
from taskbuilder.taskspec.marks import (
    ABSENT,
    AddressPart,
    Choices,
    Control,
    Destination,
    Prose,
    RequiredByService,
    RequiredOn,
    Secret,
    Visible,
    find_mark,
)
from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.names import request_names, unknown_names
from taskbuilder.taskspec.paths.order import in_document_order
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problem import MISSING, ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.registry import derived, task_request
from taskbuilder.taskspec.request import NAME_WITH_IDEOGRAPHS
from taskbuilder.taskspec.rules.addresses import check_address, is_plainly_sound
from taskbuilder.taskspec.rules.catalogue import rule_of
from taskbuilder.taskspec.rules.texts import check_text, is_plain, write_plainly
from taskbuilder.taskspec.schedule.kinds import ScheduleType
from taskbuilder.taskspec.schedule.parsed_schedule import read_word
from taskbuilder.taskspec.schedule.rules import name_offset
from taskbuilder.taskspec.schedule.wrong_times import OFFSET_RULE, TIME_RULE, name_offset_form, name_time
from taskbuilder.taskspec.secrets.declared import declared_by
from taskbuilder.taskspec.secrets.split import is_masked
from taskbuilder.taskspec.section import Section, forbidden_on, list_parts, overrides

_IDEOGRAPHS = re.compile(NAME_WITH_IDEOGRAPHS)
_CAUSES = frozenset({"text.invisible", "url.credentials", "url.port"})
"""Rules that name why a text is not in its form."""
_SHAPES = frozenset({"member.type", "config.object"})
"""Rules that say nothing of use about what the platform does not take at all."""
Check = Callable[[ParsedRequest, Path, dict[str, Any]], Iterator[Problem]]
_NEAREST = _("The platform has no field “%(name)s” here. Did you mean “%(nearest)s”? Rename or remove it.")


def find_problems(
    request: JsonValue | Mapping[str, JsonValue],
    *,
    platform: Platform | None,
    service: Service | None = None,
    now: datetime | None = None,
) -> list[Problem]:
    """Every problem of a request at once, in document order (rules.md).

    `request` is any JSON value as Python has it. Rules of the platform are checked where the platform is
    known, rules of the service where that is given, and what lies in the past where `now` (aware) is.
    Stops at MOST_PROBLEMS: there may be more where there are so many. Never raises.
    """
    if not isinstance(request, dict):
        kind = Term(json_kind(request))
        return [report("member.type", (), wanted=Term(_("an object")), given=kind)]
    if platform is None and service is not None:
        platform = service.platform
    parsed = ParsedRequest(request=request, platform=platform, service=service, now=now)
    kinds = _list_kinds(request)
    problems = _check_fields(parsed, kinds)
    if problems:
        parsed.broken = frozenset(problem.path for problem in problems)
    ruled: list[Problem] = []
    _check_object(parsed, _request_plan(platform, *kinds), request, (), ruled)
    if problems and ruled:
        # Null and empty are of a wrong type, but only missing where their circumstances require them.
        missing = {problem.path for problem in ruled if problem.rule.endswith(".required")}
        problems = [problem for problem in problems if problem.path not in missing]
    if not (problems or ruled):
        return problems
    declared = declared_by(service)
    problems = [each for each in (*problems, *ruled) if not is_masked(request, each.path, declared)]
    if any(each.rule in _CAUSES or each.rule.endswith(".platform") for each in problems):
        problems = _without_effects(problems)
    return in_document_order(request, problems)[:MOST_PROBLEMS] if len(problems) > 1 else problems


def _check_fields(parsed: ParsedRequest, kinds: list[type[Section]]) -> list[Problem]:
    """What the fields' declarations say, and, only where they find fault, which names no class knows."""
    problems = check_fields(_whole_request(*kinds), parsed.request)
    if problems is None:
        return []
    unknown = islice(unknown_names(parsed.request, request_names()), MOST_PROBLEMS)
    return [*(_say_better(problem, parsed) for problem in problems), *starmap(_report_unknown, unknown)]


def _list_kinds(request: dict[str, Any]) -> list[type[Section]]:
    """The kinds that a request's sections say they are, of those that come in several."""
    return [
        section.kind_of(value) if isinstance(value := request.get(name), dict) else untyped
        for name, section, untyped in _in_several_kinds()
    ]


@derived
def _in_several_kinds() -> tuple[tuple[str, type[Section], type[Section]], ...]:
    """The members of a request that are sections of more than one kind, and the kind of an empty one."""
    parts = list_parts(task_request())
    return tuple(
        (name, part, part.kind_of({})) for name, part, _is_list in parts if overrides(part, "kind_of")
    )


@derived
def _whole_request(*kinds: type[Section]) -> type[Section]:
    """The class of a whole request whose sections are of these kinds, each where it comes in several."""
    members: dict[str, Any] = {}
    several = dict(zip([name for name, *_classes in _in_several_kinds()], kinds, strict=True))
    for name, section, _is_list in list_parts(task_request()):
        info = task_request().model_fields[name]
        declared: Any = Annotated[(several.get(name, section), *info.metadata, Field(title=info.title))]
        members[name] = (declared, ... if info.is_required() else ABSENT)
    return create_model("WholeRequest", __base__=task_request(), **members)


class Part(NamedTuple):
    """A section below another one; `plan` is None where it depends on the kind of the section."""

    name: str
    section: type[Section]
    is_list: bool
    plan: Plan | None


class Plan(NamedTuple):
    """What the rules ask of a section on one platform, beyond its types."""

    check: Check | None
    forbidden: Mapping[str, str]
    """The members that the platform does not take, each with the rule that says so."""
    required: tuple[tuple[str, str, str], ...]
    """The members that the platform needs, or a service with that setting, each with its rule."""
    parts: tuple[Part, ...]
    """The sections below it that are asked for anything."""
    texts: tuple[tuple[str, Term, bool], ...]
    """Its names, addresses, IDs and paths, each with its title; True for each that is a whole address."""


def _check_object(
    parsed: ParsedRequest, plan: Plan, value: dict[str, Any], path: Path, found: list[Problem]
) -> None:
    """Adds what the rules find in an object and below it, up to MOST_PROBLEMS."""
    check, forbidden, required, parts, texts = plan
    for name, title, is_address in texts:
        text = value.get(name)
        if not isinstance(text, str) or (is_plainly_sound if is_address else is_plain)(text):
            continue
        is_sound = parsed.is_sound(*path, name)
        found += check_text((*path, name), text, title, is_sound=is_sound)
        if is_address:
            found += check_address((*path, name), write_plainly(text), title, is_sound=is_sound)
    if check is not None:
        found += islice(check(parsed, path, value), MOST_PROBLEMS)
    if forbidden and not forbidden.keys().isdisjoint(value):
        found += [report(rule, (*path, name)) for name, rule in forbidden.items() if name in value]
    for name, rule, setting in required:
        if value.get(name) in MISSING and (not setting or getattr(parsed.service, setting, False)):
            found.append(report(rule, (*path, name)))
    for name, section, is_list, below in parts:
        inner = value.get(name)
        if is_list and below and isinstance(inner, list):
            for position, row in enumerate(inner):
                if isinstance(row, dict) and len(found) < MOST_PROBLEMS:
                    _check_object(parsed, below, row, (*path, name, position), found)
        elif isinstance(inner, dict):
            below = below or _plan(section.kind_of(inner), parsed.platform)
            _check_object(parsed, below, inner, (*path, name), found)


@derived
def _request_plan(platform: Platform | None, *kinds: type[Section]) -> Plan:
    """What the rules ask of a request whose sections are of these kinds, each where it comes in several."""
    names = [name for name, *_classes in _in_several_kinds()]
    plans = {name: _plan(kind, platform) for name, kind in zip(names, kinds, strict=True)}
    plan = _plan(task_request(), platform)
    return plan._replace(
        parts=tuple(part._replace(plan=plans.get(part.name, part.plan)) for part in plan.parts)
    )


@derived
def _plan(section: type[Section], platform: Platform | None) -> Plan:
    required: list[tuple[str, str, str]] = []
    for name, info in section.model_fields.items():
        if (here := find_mark(info, RequiredOn)) and here.platform is platform:
            required.append((name, here.rule, ""))
        if by_service := find_mark(info, RequiredByService):
            required.append((name, by_service.rule, by_service.setting))
    parts = (
        Part(name, below, is_list, None if overrides(below, "kind_of") else _plan(below, platform))
        for name, below, is_list in list_parts(section)
        if any(any(_plan(kind, platform)) for kind in below.outlines())
    )
    return Plan(
        check=section.check if overrides(section, "check") else None,
        forbidden=dict(forbidden_on(section, platform)),
        required=tuple(required),
        parts=tuple(parts),
        texts=tuple(_list_texts(section)),
    )


def _list_texts(section: type[Section]) -> Iterator[tuple[str, Term, bool]]:
    """The names, addresses, IDs and paths of a section: name, title, and whether it is a whole address."""
    for name, info in section.model_fields.items():
        place = find_mark(info, Destination)
        is_shaped = limit_of(info, "pattern") is not None and not find_mark(info, Visible) and not place
        is_other = any(find_mark(info, kind) for kind in (Secret, Control, Choices, Prose))
        if info.annotation is str and not is_shaped and not is_other:
            yield name, Term(info.title or name), place is not None and place.part is AddressPart.URL


def _without_effects(problems: list[Problem]) -> list[Problem]:
    """The problems without what is only wrong because of a cause that is named at the same place."""
    caused = {problem.path for problem in problems if problem.rule in _CAUSES}
    foreign = {problem.path for problem in problems if problem.rule.endswith(".platform")}
    return [
        each
        for each in problems
        if not (each.path in caused and rule_of(each.rule).is_form)
        and not (each.path in foreign and each.rule in _SHAPES)
    ]


def _say_better(problem: Problem, parsed: ParsedRequest) -> Problem:
    """Rule `name.cjk` instead of `name.format`; of a place in place of an offset, the offsets that it has."""
    name = parsed.request.get("name")
    if problem.rule == "name.format" and isinstance(name, str) and _IDEOGRAPHS.fullmatch(name):
        return report("name.cjk", ("name",))
    schedule = as_object(parsed.request.get("schedule"))
    if problem.rule == OFFSET_RULE:
        path, offset = ("schedule", "timezone"), schedule.get("timezone")
        return name_offset_form(path, offset, problem.params) or name_offset(offset, parsed.now) or problem
    if problem.rule == TIME_RULE:
        place = pointer.split(problem.path)
        value = pointer.get(parsed.request, problem.path)
        is_once = read_word(schedule.get("type"), ScheduleType) is ScheduleType.ONCE
        return name_time(tuple(place), value, problem.params, is_once=is_once) or problem
    return problem


def _report_unknown(path: Path, nearest: list[str]) -> Problem:
    """Rule `unknown.member`."""
    words: dict[str, Any] = {"nearest": nearest[0]} if nearest else {}
    template = _NEAREST if nearest else ""
    return report("unknown.member", path, template=template, name=one_line(path[-1]), **words)
