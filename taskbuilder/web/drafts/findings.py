"""Asks the task model what is wrong with a draft, and finds each problem's step and control."""

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from taskbuilder.forms.config_messages import is_drawn_empty, judge_texts, tell_by_titles
from taskbuilder.forms.fields import Value, member, read_choice
from taskbuilder.forms.labels import write_json
from taskbuilder.forms.task_fields import ask_config
from taskbuilder.forms.walk import Node, locate, walk
from taskbuilder.taskspec.inputs.url import UrlData
from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Service
from taskbuilder.taskspec.problem import Path, Problem, Severity, Translate, report, report_own
from taskbuilder.taskspec.rules.catalogue import RULES, Rule
from taskbuilder.taskspec.secrets.destinations import write_destination
from taskbuilder.taskspec.secrets.restore import Moved
from taskbuilder.taskspec.secrets.split import find_masks, is_marked, mask_url, secret_groups
from taskbuilder.taskspec.validate import find_problems
from taskbuilder.web.drafts.answers import PASTED, PENDING
from taskbuilder.web.drafts.duplicate_names import NamedPair, find_duplicates, find_pairs
from taskbuilder.web.drafts.steps import STEPS, Step, step_of
from taskbuilder.web.drafts.withheld_secrets import list_moved

SERVICE, SCHEDULE, INPUTS = "/service", "/schedule/type", "/input/data"
NO_SERVICE = _("Choose the service that the task is created for.")
NO_CHOICE = _("Choose when the task runs, or that it has no schedule.")
MOVED_RULE = "secret.destination"
PENDING_RULE = "json.pending"
NOT_TAKEN_OVER = _(
    "The request that was written as JSON is not in the steps yet. Mend it, or empty its page."
)
PASTED_RULE = "form.pasted"
NOT_ADDED = _(
    "Pasted lines stand in the box beside “Inputs” and are no inputs yet. Add them, or empty the box."
)
AGAIN = _("“%(field)s” is secret and was not copied. Enter it again.")
AGAIN_FOR_DOTS = _("“%(field)s” is secret and was not copied. Enter it again in place of the dots.")
MOVED_HEADER = _("The saved value was for %(address)s. Type it again for the new address.")
MOVED_IN_URL = _(
    "The saved user and password in “%(field)s” were for %(address)s. Type them again in place of the dots."
)
TWICE = _("Row %(number)d has the name “%(name)s” again. Change that name, or remove the row.")
NOTHING_TWICE = _("“%(field)s”: row %(number)d has no name. Enter its name, or remove the row.")


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
    def why(self) -> Rule | None:
        """The rule that it breaks, to be read in its own words; None for what only a form can get wrong."""
        return RULES.get(self.problem.rule)

    @property
    def mend(self) -> str:
        """What the button that mends it says; empty where there is no such button."""
        return self.problem.fix.render(gettext) if self.problem.fix else ""

    def is_shown_on(self, step: Step) -> bool:
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
    told = {problem.path for problem in problems if problem.rule == "json"}
    problems += [_as_typed(problem, answers, service) for problem in judged if problem.path not in told]
    keys = frozenset(confirmed)
    say = cache(gettext)  # hundreds of problems say the same
    findings = [_locate(problem, answers, request, service, keys, say) for problem in problems]
    for name in find_boxes(answers):
        found = _locate(_own(INPUTS, PASTED_RULE, NOT_ADDED), answers, request, service, keys, say)
        findings.append(replace(found, field=name))
    for repeat in find_duplicates(answers):
        found = _locate(_twice(repeat), answers, request, service, keys, say)
        findings.append(replace(found, field=repeat.field))
    shown = [finding for finding in findings if not _is_idle(finding, answers, request)]
    return in_page_order(shown, answers, service)


def find_boxes(answers: Mapping[str, Any]) -> Iterator[str]:
    """The lists of the chosen kind of input beside which pasted lines stand that are not added yet."""
    boxes = (answers.get(PASTED) or {}).get("input", ())
    chosen = read_choice(_choice(answers, "input")).names if boxes else ()
    yield from (name for name in boxes if name.split("-")[2] in chosen)


def in_page_order(
    findings: list[Finding], answers: Mapping[str, Any], service: Service | None
) -> list[Finding]:
    """By step, then by the control, as a reader meets them; what has no control comes after."""
    platform = service.platform if service else None
    steps = {step for step, count in Counter(each.step for each in findings).items() if count > 1}
    places = {
        (step, node.name): number
        for step in steps
        if step.ask
        for number, node in enumerate(walk(Node(step.ask(service), answers.get(step.slug)), platform))
    }
    last = len(places)
    return sorted(
        findings,
        key=lambda each: (STEPS.index(each.step), places.get((each.step, each.field or ""), last)),
    )


def _own_problems(
    answers: Mapping[str, Any], request: Mapping[str, Any], service: Service | None
) -> Iterator[Problem]:
    """What only a form can get wrong."""
    if isinstance(answers.get(PENDING), str):
        yield _own(SERVICE, PENDING_RULE, NOT_TAKEN_OVER)
    if service is None:
        yield _own(SERVICE, "service.choice", NO_SERVICE)
    if not read_choice(_choice(answers, "schedule")).names:
        yield _own(SCHEDULE, "schedule.choice", NO_CHOICE)
    if "config" in request:
        yield from judge_texts(ask_config(service), _config(answers))
    moved = list_moved(answers, request, service)
    for path in find_masks(request):
        if found := moved.get(pointer.join(path)):
            yield report_moved(path, found, **_title(path, request))
        else:
            template = AGAIN if _is_drawn_empty(path, answers, service) else AGAIN_FOR_DOTS
            yield report_own("secret.again", path, template=template, **_title(path, request))


def report_moved(path: Path, moved: Moved, **params: Any) -> Problem:
    """Rule `secret.destination`."""
    is_header = bool(secret_groups().intersection(path[-2:-1]))
    is_in_url = isinstance(moved.secret, str) and mask_url(moved.secret) != moved.secret
    template = MOVED_HEADER if is_header else MOVED_IN_URL if is_in_url else ""
    address = write_destination(moved.destination)
    return report(MOVED_RULE, path, template=template, address=address, **params)


def _title(path: Path, request: Mapping[str, Any]) -> dict[str, Any]:
    """The name of a field whose place alone does not tell it: the address of a stream or file."""
    is_url = path[:2] == ("input", "data") and path[-1] == "url" and request["input"].get("type") == "url"
    return {"field": Term(UrlData.model_fields["url"].title or "")} if is_url else {}


def _is_drawn_empty(path: Path, answers: Mapping[str, Any], service: Service | None) -> bool:
    """Whether the secret has a control to itself, which shows nothing of it."""
    if path[0] == "config":
        return is_drawn_empty(path, ask_config(service), _config(answers))
    return is_marked(path)


def _config(answers: Mapping[str, Any]) -> Value:
    return member(answers.get("resources"), "config")


def _twice(repeat: NamedPair) -> Problem:
    template = TWICE if repeat.name else NOTHING_TWICE
    name, number = one_line(repeat.name), repeat.number
    return report_own("name.twice", repeat.path, template=template, name=name, number=number)


def _own(path: str, rule: str, template: str) -> Problem:
    return Problem(path=path, rule=rule, severity=Severity.ERROR, template=template)


def _choice(answers: Mapping[str, Any], step: str) -> Any:
    return member(member(answers.get(step), step), "type")


def _is_idle(finding: Finding, answers: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
    """Whether something else says it better: the type is to be chosen, an empty row to be filled."""
    path, rule = finding.problem.path, finding.problem.rule
    if path == "/input/data":
        return not read_choice(_choice(answers, "input")).names
    return rule == "input.data.repeated" and pointer.get(request, path) == {}


def _as_typed(problem: Problem, answers: Mapping[str, Any], service: Service | None) -> Problem:
    """The problem in terms of the page, which has what no request has: empty rows, titles of a config."""
    if problem.rule == "config.schema":
        return tell_by_titles(problem, ask_config(service), _config(answers))
    if problem.path.endswith("/headers/"):
        numbers = {pair.path: pair.number for pair in find_pairs(answers) if not pair.is_again}
        path = next((each for each in numbers if pointer.join(each) == problem.path), None)
        if path is not None:
            return replace(problem, params={**problem.params, "number": numbers[path]})
    return problem


def _locate(
    problem: Problem,
    answers: Mapping[str, Any],
    request: Mapping[str, Any],
    service: Service | None,
    confirmed: frozenset[str],
    say: Translate,
) -> Finding:
    tokens = pointer.split(problem.path)
    step = STEPS[0] if problem.path == SERVICE else step_of(tokens[0] if tokens else "")
    platform = service.platform if service else None
    key = confirmation_key(problem, request)
    return Finding(
        problem=problem,
        message=problem.render(say),
        step=step,
        field=locate(Node(step.ask(service), answers.get(step.slug)), tokens, platform)
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
    mac = _begin_mac(settings.SECRET_KEY).copy()  # making one takes longer than hundreds of short texts
    mac.update("\n".join((problem.rule, problem.path, write_json(value))).encode(errors="surrogatepass"))
    return mac.hexdigest()[:24]


@cache
def _begin_mac(secret: str) -> hmac.HMAC:
    return salted_hmac("wizard.confirmation", "", secret=secret, algorithm="sha256")
