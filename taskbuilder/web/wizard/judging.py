"""Asks the task model what is wrong with a draft, and finds each problem's step and control."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.judge import find_problems
from taskbuilder.taskspec.platforms import Service
from taskbuilder.taskspec.problems import Problem, Severity
from taskbuilder.taskspec.reading import UnreadableJson, read_json
from taskbuilder.taskspec.report import report
from taskbuilder.taskspec.words import gettext_noop as _
from taskbuilder.web.wizard.masks import find_masks
from taskbuilder.web.wizard.placing import place
from taskbuilder.web.wizard.repeats import find_repeats
from taskbuilder.web.wizard.shapes import member, read_chosen
from taskbuilder.web.wizard.steps import STEPS, Step, step_of
from taskbuilder.web.wizard.texts import write_json

SERVICE, SCHEDULE = "/service", "/schedule/type"
NO_SERVICE = _("Choose the service that the task is created for.")
NO_CHOICE = _("Choose when the task runs, or that it has no schedule.")
AGAIN = _("“%(field)s” is secret and was not copied. Enter it again in place of the dots.")
TWICE = _("The name “%(name)s” stands twice among these headers. Keep one of the two.")


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A problem in the draft: in the reader's words, at its step and control."""

    problem: Problem
    message: str
    step: Step
    field: str | None
    key: str
    is_confirmed: bool

    @property
    def severity(self) -> Severity:
        return self.problem.severity

    @property
    def blocks(self) -> bool:
        """Whether creating has to wait for this."""
        return self.severity is Severity.ERROR or (self.needs_tick and not self.is_confirmed)

    @property
    def needs_tick(self) -> bool:
        return self.severity is Severity.CONFIRM

    @property
    def is_advice(self) -> bool:
        return self.severity is Severity.ADVICE

    @property
    def mend(self) -> str:
        """What the button that mends it says; empty where there is no such button."""
        return self.problem.fix.render(gettext) if self.problem.fix else ""

    def is_told_on(self, step: Step) -> bool:
        return self.step is step or step.concerns(
            path=pointer.split(self.problem.path), rule=self.problem.rule
        )


def find_findings(
    *,
    answers: Mapping[str, Any],
    request: Mapping[str, Any],
    service: Service | None,
    confirmed: Iterable[str],
    now: datetime,
) -> list[Finding]:
    """Everything that is wrong with a draft, in the order of the steps."""
    problems = [*_own_problems(answers, request, service)]
    platform = service.platform if service else None
    judged = find_problems(request, platform=platform, service=service, now=now)
    problems += [_with_json_fault(problem, answers) for problem in judged]
    keys = frozenset(confirmed)
    findings = [_locate(problem, answers, request, service, keys) for problem in problems]
    shown = [finding for finding in findings if not _is_idle(finding, answers, request)]
    return sorted(shown, key=lambda finding: STEPS.index(finding.step))


def _own_problems(
    answers: Mapping[str, Any], request: Mapping[str, Any], service: Service | None
) -> Iterator[Problem]:
    """What only a form can get wrong."""
    if service is None:
        yield _own(SERVICE, "service.choice", NO_SERVICE)
    if not read_chosen(_choice(answers, "schedule")).names:
        yield _own(SCHEDULE, "schedule.choice", NO_CHOICE)
    for path in find_masks(request):
        yield replace(report("member.type", path, template=AGAIN), rule="secret.again")
    for path, name in find_repeats(answers):
        yield replace(report("member.type", path, template=TWICE, name=name), rule="name.twice")


def _own(path: str, rule: str, template: str) -> Problem:
    return Problem(path=path, rule=rule, severity=Severity.ERROR, template=template)


def _choice(answers: Mapping[str, Any], step: str) -> Any:
    return member(member(answers.get(step), step), "type")


def _is_idle(finding: Finding, answers: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    """Whether something else says it better: the type is to be chosen, an empty row to be filled."""
    path, rule = finding.problem.path, finding.problem.rule
    if path == "/input/data":
        return not read_chosen(_choice(answers, "input")).names
    return rule == "input.data.repeated" and pointer.get(request, path) == {}


def _with_json_fault(problem: Problem, answers: Mapping[str, Any]) -> Problem:
    """For a config that is no JSON: the line and column of the fault, in place of "not an object"."""
    text = member(answers.get("resources"), "config")
    if problem.path != "/config" or not isinstance(text, str):
        return problem
    try:
        read_json(text)
    except UnreadableJson as error:
        return replace(error.problem, path=problem.path)
    return problem


def _locate(
    problem: Problem,
    answers: Mapping[str, Any],
    request: Mapping[str, Any],
    service: Service | None,
    confirmed: frozenset[str],
) -> Finding:
    tokens = pointer.split(problem.path)
    step = STEPS[0] if problem.path == SERVICE else step_of(tokens[0] if tokens else "")
    platform = service.platform if service else None
    key = confirmation_key(problem, request)
    return Finding(
        problem=problem,
        message=problem.render(gettext),
        step=step,
        field=place(step.ask(platform), answers.get(step.slug), tokens, "", platform)
        if step.ask
        else step.slug,
        key=key,
        is_confirmed=key in confirmed,
    )


def confirmation_key(problem: Problem, request: Mapping[str, Any]) -> str:
    """Names what is confirmed: the rule, the place, and the very value, which it does not tell."""
    try:
        value = pointer.get(request, problem.path)
    except LookupError:
        value = None
    text = "\n".join((problem.rule, problem.path, write_json(value)))
    return salted_hmac("wizard.confirmation", text, algorithm="sha256").hexdigest()[:24]
