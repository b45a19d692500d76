"""The one judge of a request: forms, the API, the simulator and the command line all ask here."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from pydantic import ValidationError, create_model

from taskbuilder.taskspec.names import unknown_names
from taskbuilder.taskspec.order import in_document_order
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problems import Problem
from taskbuilder.taskspec.report import Path, report
from taskbuilder.taskspec.rules.case import Case
from taskbuilder.taskspec.rules.inputs import judge_input
from taskbuilder.taskspec.rules.outputs import judge_output
from taskbuilder.taskspec.rules.requests import has_ideographs, judge_circumstances
from taskbuilder.taskspec.rules.schedule import judge_place, judge_schedule
from taskbuilder.taskspec.sections.inputs import INPUTS, UntypedInput
from taskbuilder.taskspec.sections.outputs import Output
from taskbuilder.taskspec.sections.request import TaskRequest
from taskbuilder.taskspec.sections.resources import Estimate
from taskbuilder.taskspec.sections.schedule import SCHEDULES
from taskbuilder.taskspec.sections.section import ABSENT, Section
from taskbuilder.taskspec.shape import MOST_PROBLEMS, json_kind, judge_shape
from taskbuilder.taskspec.words import Term, one_line
from taskbuilder.taskspec.words import gettext_noop as _

_RULES: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    judge_schedule,
    judge_input,
    judge_output,
    judge_circumstances,
)
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
    case = Case(request=request, platform=platform, service=service, now=now)
    problems = _judge_sections(case)
    if problems:
        case.broken = frozenset(problem.path for problem in problems)
    ruled = list(islice((problem for judge in _RULES for problem in judge(case)), MOST_PROBLEMS))
    if problems and ruled:
        problems = _leave_out_missing(problems, ruled)
    problems += ruled
    return in_document_order(request, problems)[:MOST_PROBLEMS] if len(problems) > 1 else problems


def _judge_sections(case: Case) -> list[Problem]:
    """What the sections' classes say, and, only where one found fault, which names no class knows."""
    problems: list[Problem] = []
    if is_sound(case):
        return problems
    is_faulty = False
    for section, value, path in list_sections(case):
        found = judge_shape(section, value, path)
        if found is not None:
            is_faulty = True
            problems += found
    if not is_faulty:
        return problems
    named = islice(_judge_names(case.request), MOST_PROBLEMS)
    return [*(_say_better(problem, case) for problem in problems), *named]


def is_sound(case: Case) -> bool:
    """Whether no section's class finds fault: one question instead of five, where there is none to tell."""
    whole = whole_request(SCHEDULES[case.schedule_type, case.mode], _input_class(case))
    try:
        whole.__pydantic_validator__.validate_python(case.request)
    except ValidationError:
        return False
    return True


@cache
def whole_request(schedule: type[Section], task_input: type[Section]) -> type[TaskRequest]:
    """The class of a whole request, of those of its sections."""
    return create_model(
        "WholeRequest",
        __base__=TaskRequest,
        schedule=(schedule, ABSENT),
        input=(task_input, ...),
        output=(Output, ...),
        source_usage_estimate=(Estimate, ABSENT),
    )


def _input_class(case: Case) -> type[Section]:
    return INPUTS[case.input_type] if case.input_type else UntypedInput


def list_sections(case: Case) -> list[tuple[type[Section], dict[str, Any], Path]]:
    """Each section that is an object, with its class: of the kind that the words in it tell."""
    request = case.request
    sections: list[tuple[type[Section], dict[str, Any], Path]] = [(TaskRequest, request, ())]
    if case.is_scheduled:
        sections.append((SCHEDULES[case.schedule_type, case.mode], case.schedule, ("schedule",)))
    if isinstance(request.get("input"), dict):
        sections.append((_input_class(case), case.input, ("input",)))
    if isinstance(request.get("output"), dict):
        sections.append((Output, case.output, ("output",)))
    if isinstance(request.get("source_usage_estimate"), dict):
        sections.append((Estimate, request["source_usage_estimate"], ("source_usage_estimate",)))
    return sections


def _say_better(problem: Problem, case: Case) -> Problem:
    """Rule `name.cjk` instead of `name.format`; of a place in place of an offset, the offsets that it has."""
    if problem.rule == "name.format" and has_ideographs(case.request["name"]):
        return report("name.cjk", ("name",))
    if problem.rule == "schedule.timezone.format":
        return judge_place(case) or problem
    return problem


def _leave_out_missing(problems: list[Problem], ruled: list[Problem]) -> list[Problem]:
    """Without the wrong types of members that their circumstances require: null and empty are missing."""
    missing = {problem.path for problem in ruled if problem.rule.endswith(".required")}
    return [problem for problem in problems if problem.path not in missing]


def _judge_names(request: dict[str, Any]) -> Iterator[Problem]:
    """Rule `unknown.member`."""
    for path, nearest in unknown_names(request):
        name = one_line(path[-1])
        if nearest:
            yield report("unknown.member", path, template=_NEAREST, name=name, nearest=nearest[0])
        else:
            yield report("unknown.member", path, name=name)
