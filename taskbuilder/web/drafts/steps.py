"""Which steps there are, in which order, and what each one answers for."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from taskbuilder.forms.fields import Group
from taskbuilder.forms.task_fields import (
    ask_details,
    ask_input,
    ask_output,
    ask_resources,
    ask_schedule,
    ask_section,
)
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.registry import derived, task_request

Ask = Callable[[Service | None], Group]


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """One address, one form. `members` of the request it asks for; `rules` concern it wherever they point."""

    slug: str
    title: str
    lead: str = ""
    members: frozenset[str] = frozenset()
    rules: str = ""
    ask: Ask | None = None
    titles: tuple[tuple[Platform, str], ...] = ()

    def title_on(self, platform: Platform | None) -> str:
        """What the step is called where it asks different things on different platforms."""
        return next((title for where, title in self.titles if where is platform), self.title)

    def concerns(self, *, path: list[str], rule: str) -> bool:
        """Whether a problem is shown on this step: it points into it, or is about it and another one."""
        return bool(path and path[0] in self.members) or bool(self.rules and rule.startswith(self.rules))


class StepStatus(StrEnum):
    """How far a step has come."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    COMPLETE = "complete"
    PROBLEMS = "problems"


STATUS_LABELS = {
    StepStatus.NOT_STARTED: _("Not started"),
    StepStatus.IN_PROGRESS: _("In progress"),
    StepStatus.COMPLETE: _("Complete"),
}


def _section_step(
    name: str, title: str, *, lead: str = "", ask: Callable[[], Group] | None = None, rules: str = ""
) -> Step:
    """A step that asks for one section of the request."""

    def ask_for_it(_service: Service | None) -> Group:
        return ask() if ask else ask_section(name)

    return Step(slug=name, title=title, lead=lead, members=frozenset({name}), rules=rules, ask=ask_for_it)


_BEFORE = (
    Step(slug="service", title=_("Service")),
    Step(
        slug="details",
        title=_("Details"),
        members=frozenset({"name", "description"}),
        ask=lambda _service: ask_details(),
    ),
    _section_step("input", _("Input"), ask=ask_input),
    _section_step("output", _("Output"), ask=ask_output),
    _section_step("schedule", _("Schedule"), ask=ask_schedule, rules="schedule.input."),
)
_AFTER = (
    Step(
        slug="resources",
        title=_("Resources"),
        members=frozenset({"config", "source_usage_estimate"}),
        ask=ask_resources,
        titles=((Platform.IEF, _("Configuration")),),
    ),
)
REVIEW = Step(slug="review", title=_("Review"))
TEMPLATE_QUESTIONS = "questions"
"""The page of what a template asks, which is among no draft's steps (web/task_templates/questions.py)."""


@derived
def list_steps() -> tuple[Step, ...]:
    """The steps of a form; a section of the request that none of ours asks for has one of its own."""
    asked = frozenset[str]().union(*(step.members for step in (*_BEFORE, *_AFTER)))
    own = tuple(
        _section_step(name, info.title or name, lead=info.description or "")
        for name, info in task_request().model_fields.items()
        if name not in asked
    )
    return (*_BEFORE, *own, *_AFTER)


def list_pages() -> tuple[Step, ...]:
    """The steps, and the review that follows them."""
    return (*list_steps(), REVIEW)


def find_step(slug: str) -> Step | None:
    return next((step for step in list_pages() if step.slug == slug), None)


def number_of(step: Step) -> int:
    """A step's place, from 1."""
    return list_pages().index(step) + 1


def next_step(step: Step) -> Step:
    """The step that follows; the review follows itself."""
    return list_pages()[min(number_of(step), len(list_steps()))]


def step_of(member: str) -> Step:
    """The step that asks for a member of the request; what none asks for is fixed at the first."""
    return next((step for step in list_steps() if member in step.members), list_steps()[0])
