"""Asks the task model what is wrong with a draft, and finds each problem's step and control."""

import hmac
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache

from django.conf import settings
from django.utils.crypto import salted_hmac

from taskbuilder.forms.config_messages import is_drawn_empty, judge_texts, tell_by_titles
from taskbuilder.forms.fields import Group, KeyValues, Question, Value, member, read_choice
from taskbuilder.forms.labels import find_translator
from taskbuilder.forms.paste.boxes import find_owners
from taskbuilder.forms.paste.rows import has_rows
from taskbuilder.forms.render.context import Message
from taskbuilder.forms.task_fields import ask_config
from taskbuilder.forms.walk import Node, locate, walk
from taskbuilder.taskspec.json_value import JsonObject, as_text, write_json
from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.names import title_in
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problem import Path, Problem, Severity, Translate, report, report_own
from taskbuilder.taskspec.secrets.destinations import write_destination
from taskbuilder.taskspec.secrets.restore import Moved
from taskbuilder.taskspec.secrets.split import find_masks, is_marked, mask_url, secret_groups
from taskbuilder.taskspec.validate import find_problems
from taskbuilder.web.drafts.answers import DraftAnswers, list_moved
from taskbuilder.web.drafts.steps import Ask, Step, list_steps, number_of, step_of

SERVICE, SCHEDULE, INPUTS = "/service", "/schedule/type", "/input/data"
NO_SERVICE = _("Choose a service.")
NO_CHOICE = _("Choose when the task runs, or “No schedule”.")
MOVED_RULE = "secret.destination"
PENDING_RULE = "json.pending"
NOT_TAKEN_OVER = _(
    "The request you entered as JSON is not in the form yet. Fix it on the JSON page, or clear that page."
)
USED_RULE = "name.used"
USED_NAME = _("This project already has a task named “%(name)s”. Change the name to distinguish them.")
PASTED_RULE = "form.pasted"
NOT_ADDED = _(
    "The box next to “%(list)s” has pasted lines that are not added yet. Add them, or clear the box."
)
AGAIN = _("“%(field)s” is secret and was not copied. Enter it again.")
AGAIN_FOR_DOTS = _("“%(field)s” is secret and was not copied. Replace the dots with the secret.")
MOVED_HEADER = _("The saved value was for %(address)s. Enter it again for the new address.")
MOVED_IN_URL = _(
    "The saved user name and password in “%(field)s” were for %(address)s. Replace the dots with those "
    "for the new address."
)
MOST_FOLLOWED = 1
"""Problems of one step whose controls are found one by one; for more, all its controls are listed once."""
TWICE = _("Row %(number)d: the name “%(name)s” is already used. Change it, or remove the row.")
NOTHING_TWICE = _("“%(field)s”: row %(number)d has no name. Enter a name, or remove the row.")


@dataclass(frozen=True, kw_only=True)
class Finding(Message):
    """A problem in the draft: in the reader's words, at its step and control."""

    step: Step
    is_missing: bool = False
    """Whether nothing was given yet for what it is about, rather than something wrong."""

    def is_shown_on(self, step: Step) -> bool:
        return self.step is step or step.concerns(
            path=pointer.split(self.problem.path), rule=self.problem.rule
        )


@dataclass(frozen=True, repr=False)
class Judge:
    """A draft that is judged: what was typed at its steps, and the request that it makes."""

    answers: DraftAnswers
    request: JsonObject
    service: Service | None
    confirmed: frozenset[str]
    used_name: str = ""
    say: Translate = field(default_factory=find_translator)
    nodes: dict[str, list[Node]] = field(default_factory=dict)
    controls: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def platform(self) -> Platform | None:
        return self.service.platform if self.service else None

    def find_all(self, now: datetime) -> list[Finding]:
        """Everything that is wrong with the draft, in the order of the steps."""
        problems = [*self.find_own()]
        unread = {problem.path for problem in problems if problem.rule == "json"}
        judged = find_problems(self.request, platform=self.platform, service=self.service, now=now)
        problems += [self.as_typed(problem) for problem in judged if problem.path not in unread]
        for step, count in Counter(map(self.step_of, problems)).items():
            if count > MOST_FOLLOWED:
                self.list_nodes(step)
        findings = [self.locate(problem) for problem in problems]
        findings += self.find_unadded()
        findings += self.find_duplicates()
        return self.in_page_order([finding for finding in findings if not self.is_idle(finding)])

    def find_unadded(self) -> Iterator[Finding]:
        """Each box of a chosen kind that has more than notes in it."""
        for step in list_steps():
            texts = self.answers.paste_boxes.get(step.slug, {})
            if step.ask is None or not texts:
                continue
            group, value = step.ask(self.service), self.answers.steps.get(step.slug)
            for name, problem in report_unadded(group, value, texts):
                yield replace(self.locate(problem), field=name)

    def find_own(self) -> Iterator[Problem]:
        """What only a form can get wrong."""
        if self.used_name and self.request.get("name") == self.used_name:
            advice = Problem(path="/name", rule=USED_RULE, severity=Severity.ADVICE, template=USED_NAME)
            yield replace(advice, params={"name": self.used_name})
        if self.answers.pending_json is not None:
            yield _own(SERVICE, PENDING_RULE, NOT_TAKEN_OVER)
        if self.service is None:
            yield _own(SERVICE, "service.choice", NO_SERVICE)
        if not self.chosen_at("schedule"):
            yield _own(SCHEDULE, "schedule.choice", NO_CHOICE)
        if "config" in self.request:
            yield from judge_texts(ask_config(self.service), self.config)
        masks = list(find_masks(self.request))
        moved = list_moved(self.answers.steps, self.request, self.service, masks)
        for path in masks:
            if found := moved.get(pointer.join(path)):
                yield report_moved(path, found, self.title_of(path))
            else:
                template = AGAIN if self.is_drawn_empty(path) else AGAIN_FOR_DOTS
                yield report_own("secret.again", path, template=template, field=self.title_of(path))

    def find_names(self) -> Iterator[tuple[Path, Node]]:
        """The control of the name of every pair in which something was typed, with the pair's path."""
        for step in list_steps():
            form = step.ask and Node(step.ask(None), self.answers.steps.get(step.slug))
            if form and not form.field.holds_pairs:
                continue
            for node in walk(form, enter=lambda each: each.field.holds_pairs) if form else ():
                is_pair = node.above is not None and isinstance(node.above.field, KeyValues)
                if is_pair and node.field.name == "name" and node.pointer is not None:
                    yield node.pointer, node

    def find_duplicates(self) -> Iterator[Finding]:
        """Each name that appears again among the pairs of one list, JSON being unable to hold both."""
        seen = set()
        for path, node in self.find_names():
            if path in seen:
                template, name = TWICE if node.value else NOTHING_TWICE, one_line(as_text(node.value))
                number = (node.index or 0) + 1
                problem = report_own("name.twice", path, template=template, name=name, number=number)
                yield replace(self.locate(problem), field=node.name)
            seen.add(path)

    def in_page_order(self, findings: list[Finding]) -> list[Finding]:
        """By step, then by the control, as a reader meets them; what has no control comes after."""
        steps = {step for step, count in Counter(each.step for each in findings).items() if count > 1}
        places = {
            (step, node.name): number for step in steps for number, node in enumerate(self.list_nodes(step))
        }
        last = len(places)
        return sorted(
            findings, key=lambda each: (number_of(each.step), places.get((each.step, each.field or ""), last))
        )

    def node_of(self, ask: Ask, step: Step) -> Node:
        """A step's form, with what was typed there."""
        return Node(ask(self.service), self.answers.steps.get(step.slug))

    def list_nodes(self, step: Step) -> list[Node]:
        """All that a step's form asks for, in its order; worked out once."""
        if step.slug not in self.nodes:
            found = walk(self.node_of(step.ask, step), self.platform) if step.ask else ()
            self.nodes[step.slug] = list(found)
        return self.nodes[step.slug]

    def list_controls(self, step: Step) -> dict[str, str]:
        """The names of a step's questions by their pointers, but for those of pairs; worked out once."""
        if step.slug not in self.controls:
            self.controls[step.slug] = {
                pointer.join(node.pointer): node.name
                for node in self.list_nodes(step)
                if isinstance(node.field, Question) and node.pointer is not None
                if node.above is not None and isinstance(node.above.field, Group)
            }
        return self.controls[step.slug]

    def find_control(self, step: Step, path: str) -> str | None:
        """The name of the control that a pointer leads to; None for none."""
        if step.ask is None:
            return step.slug
        name = self.list_controls(step).get(path) if step.slug in self.nodes else None
        return name or locate(self.node_of(step.ask, step), pointer.split(path), self.platform)

    def title_of(self, path: Path) -> Term:
        return title_in(self.request, path)

    def is_drawn_empty(self, path: Path) -> bool:
        """Whether the secret has a control to itself, which shows nothing of it."""
        if path[0] == "config":
            return is_drawn_empty(path, ask_config(self.service), self.config)
        return is_marked(path)

    @property
    def config(self) -> Value:
        return member(self.answers.steps.get("resources"), "config")

    def chosen_at(self, step: str, choice: str = "type") -> tuple[str, ...]:
        """The kinds that were chosen at a step that asks for a type."""
        return read_choice(member(member(self.answers.steps.get(step), step), choice)).names

    def is_idle(self, finding: Finding) -> bool:
        """Whether something else says it better: the type is to be chosen, an empty row to be filled."""
        path, rule = finding.problem.path, finding.problem.rule
        if path == INPUTS:
            return not self.chosen_at("input")
        return rule == "input.data.repeated" and pointer.get(self.request, path) == {}

    def as_typed(self, problem: Problem) -> Problem:
        """The problem in terms of the page, which has what no request has: empty rows, titles of a config."""
        if problem.rule == "config.schema":
            return tell_by_titles(problem, ask_config(self.service), self.config)
        if problem.path.endswith("/headers/"):
            named = self.find_names()
            found = next((node for path, node in named if pointer.join(path) == problem.path), None)
            if found is not None:
                return replace(problem, params={**problem.params, "number": (found.index or 0) + 1})
        return problem

    def locate(self, problem: Problem) -> Finding:
        """The problem at its step and control."""
        step = self.step_of(problem)
        key = confirmation_key(problem, self.request)
        return Finding(
            problem=problem,
            message=problem.render(self.say),
            step=step,
            field=self.find_control(step, problem.path),
            key=key,
            is_confirmed=key in self.confirmed,
            is_missing=problem.rule == PASTED_RULE or is_missing(problem, self.request),
        )

    def step_of(self, problem: Problem) -> Step:
        """The step that asks for what a problem is about."""
        return list_steps()[0] if problem.path == SERVICE else step_of((*pointer.split(problem.path), "")[0])


def report_unadded(
    group: Group, value: Value, texts: Mapping[str, str], *above: str
) -> Iterator[tuple[str, Problem]]:
    """Each box with more than notes in it, by its name; `above`: what comes before its path."""
    for name, owner in find_owners(group, value, texts):
        if has_rows(texts[name]):
            problem = _own(pointer.join((*above, *owner.path)), PASTED_RULE, NOT_ADDED)
            yield name, replace(problem, params={"list": Term(owner.field.title)})


def report_moved(path: Path, moved: Moved, field: Term) -> Problem:
    """Rule `secret.destination`."""
    is_header = bool(secret_groups().intersection(path[-2:-1]))
    is_in_url = isinstance(moved.secret, str) and mask_url(moved.secret) != moved.secret
    template = MOVED_HEADER if is_header else MOVED_IN_URL if is_in_url else ""
    address = write_destination(moved.destination)
    return report(MOVED_RULE, path, template=template, address=address, field=field)


def _own(path: str, rule: str, template: str) -> Problem:
    return Problem(path=path, rule=rule, severity=Severity.ERROR, template=template)


def is_missing(problem: Problem, request: JsonObject) -> bool:
    """Whether a request has nothing at the place that a problem is about."""
    try:
        return problem.path == "" or pointer.get(request, problem.path) in ("", [], {})
    except LookupError:
        return True


def confirmation_key(problem: Problem, request: JsonObject) -> str:
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
