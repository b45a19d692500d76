"""The one judge of a request: forms, the API, the simulator and the command line all ask here."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from taskbuilder.taskspec.names import unknown_names
from taskbuilder.taskspec.order import in_document_order
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problems import Problem
from taskbuilder.taskspec.report import one_line, report
from taskbuilder.taskspec.rules.case import Case, read_word
from taskbuilder.taskspec.rules.inputs import judge_entries, judge_input
from taskbuilder.taskspec.rules.outputs import judge_output
from taskbuilder.taskspec.rules.requests import has_ideographs, judge_configuration, judge_estimate
from taskbuilder.taskspec.rules.schedule import judge_schedule
from taskbuilder.taskspec.sections.inputs import INPUTS, UntypedInput
from taskbuilder.taskspec.sections.outputs import Output
from taskbuilder.taskspec.sections.request import TaskRequest
from taskbuilder.taskspec.sections.resources import Estimate
from taskbuilder.taskspec.sections.schedule import SCHEDULES, ExecutionMode, ScheduleType
from taskbuilder.taskspec.shape import json_kind, judge_shape
from taskbuilder.taskspec.words import Term
from taskbuilder.taskspec.words import gettext_noop as _

_RULES: tuple[Callable[[Case], Iterator[Problem]], ...] = (
    judge_schedule,
    judge_input,
    judge_entries,
    judge_output,
    judge_configuration,
    judge_estimate,
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
    Never raises.
    """
    if not isinstance(request, dict):
        kind = Term(json_kind(request))
        return [report("member.type", (), wanted=Term(_("an object")), given=kind)]
    problems = _judge_sections(request)
    case = Case(
        request=request,
        platform=platform or (service.platform if service else None),
        service=service,
        now=now,
        broken=frozenset(problem.path for problem in problems),
    )
    if problems:
        problems.extend(_judge_names(request))
    for judge in _RULES:
        problems.extend(judge(case))
    return in_document_order(request, problems) if len(problems) > 1 else problems


def _judge_sections(request: dict[str, Any]) -> list[Problem]:
    """What the sections' classes say; the class of each kind is chosen by the words that tell the kind."""
    problems = _judge_request(request)
    task_input = request.get("input")
    if isinstance(task_input, dict):
        kind = task_input.get("type")
        section = INPUTS.get(kind, UntypedInput) if isinstance(kind, str) else UntypedInput
        problems += judge_shape(section, task_input, ("input",))
    schedule = request.get("schedule")
    if isinstance(schedule, dict):
        type_ = read_word(schedule.get("type"), ScheduleType)
        mode = read_word(schedule.get("execution_mode"), ExecutionMode)
        problems += judge_shape(SCHEDULES[type_, mode], schedule, ("schedule",))
    if isinstance(request.get("output"), dict):
        problems += judge_shape(Output, request["output"], ("output",))
    if isinstance(request.get("source_usage_estimate"), dict):
        problems += judge_shape(Estimate, request["source_usage_estimate"], ("source_usage_estimate",))
    return problems


def _judge_request(request: dict[str, Any]) -> list[Problem]:
    problems = judge_shape(TaskRequest, request, ())
    if problems and has_ideographs(request.get("name")):
        return [
            report("name.cjk", ("name",)) if problem.rule == "name.format" else problem
            for problem in problems
        ]
    return problems


def _judge_names(request: dict[str, Any]) -> Iterator[Problem]:
    """Rule `unknown.member`. Only asked after a class found fault: without one no name is unknown."""
    for path, nearest in unknown_names(request):
        name = one_line(path[-1])
        if nearest:
            yield report("unknown.member", path, template=_NEAREST, name=name, nearest=nearest[0])
        else:
            yield report("unknown.member", path, name=name)
