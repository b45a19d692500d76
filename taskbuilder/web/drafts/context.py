"""What the wizard's templates draw: the form, the list of steps, the problems and where each leads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.field_reasons import list_hidden, list_needed
from taskbuilder.forms.fields import Section
from taskbuilder.forms.render.context import Sheet
from taskbuilder.forms.walk import find_id
from taskbuilder.records.models import Project, Service
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.marks import RequiredByService, find_mark
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import write_list
from taskbuilder.taskspec.platforms import PLATFORM_NAMES
from taskbuilder.taskspec.registry import task_request
from taskbuilder.taskspec.section import walk_fields
from taskbuilder.web.drafts.answers import PASTED
from taskbuilder.web.drafts.findings import PENDING_RULE, Finding
from taskbuilder.web.drafts.page_version import Mark, new_mark
from taskbuilder.web.drafts.preview import address_of, draw_preview, json_address
from taskbuilder.web.drafts.regions.editor import describe_editor, has_region
from taskbuilder.web.drafts.regions.snapshots import Pictures
from taskbuilder.web.drafts.schedule.apply_preset import find_filled
from taskbuilder.web.drafts.schedule.presets import offer_presets
from taskbuilder.web.drafts.schedule.utc_offsets import CITIES, offset_of
from taskbuilder.web.drafts.service_change import Loss
from taskbuilder.web.drafts.service_step import ask_service
from taskbuilder.web.drafts.shared_inputs import list_readings
from taskbuilder.web.drafts.state import INPUT, SCHEDULE, Work
from taskbuilder.web.drafts.steps import ALL, REVIEW, STATES, State, Step, next_step, number_of, previous_step
from taskbuilder.web.drafts.suggestions import Suggestions, find_suggestions
from taskbuilder.web.problems import PageProblem

READY, NOT_READY, OPTIONAL = _("Ready"), _("Not ready yet"), _("Optional")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What one answer adds to a step's page: where the focus goes, what is said, which findings are shown."""

    findings: list[Finding] = field(default_factory=list)
    focus: str = ""
    announcement: str = ""
    note: str = ""
    is_moved: bool = False
    is_held_lost: bool = False
    """Whether secrets that were typed before the draft moved are no longer there."""
    mark: Mark | None = None
    differences: list[tuple[str, str]] = field(default_factory=list)
    is_from_review: bool = False
    before: Work | None = None
    """The draft as it was, for what just changed to be marked."""
    losses: list[Loss] = field(default_factory=list)
    """What the chosen service would not take; the draft waits for a word on it."""


def section_of(step: Step, work: Work, services: Iterable[Service]) -> Section:
    """What a step asks in this draft."""
    return step.ask(work.service) if step.ask else ask_service(services)


def make_form(
    project: Project,
    work: Work,
    step: Step,
    section: Section,
    moment: Moment,
    suggestions: Suggestions = MappingProxyType({}),
) -> StepForm:
    is_timed = step is SCHEDULE
    sheet = Sheet(
        action=address_of(project, work, step),
        as_json=json_address(project, work),
        heading=gettext(step.title_on(work.platform)),
        describe_region=partial(describe_editor, pictures=Pictures(project.slug, work.draft)),
        platform=work.platform,
        focus=moment.focus,
        announcement=moment.announcement,
        needed=needed_by(work.service),
        pasted=work.answers.get(PASTED, {}).get(step.slug, {}),
        suggestions=suggestions,
        suggested_offset=offset_of(project.time_zone, now=work.now) if is_timed else "",
    )
    return StepForm(section, work.typed_at(step), findings=moment.findings, sheet=sheet)


def needed_by(service: platforms.Service | None) -> frozenset[str]:
    """The members that a service needs and others do not."""
    if service is None:
        return frozenset()
    needs = ((path[-1], find_mark(info, RequiredByService)) for path, info in walk_fields(task_request()))
    return frozenset(name for name, mark in needs if mark and getattr(service, mark.setting))


def describe_step(
    project: Project, work: Work, step: Step, section: Section, moment: Moment
) -> dict[str, Any]:
    """Everything that a step's template draws."""
    suggestions = find_suggestions(project, step)
    form = make_form(project, work, step, section, moment, suggestions)
    blocking = [finding for finding in moment.findings if finding.blocks]
    return describe_frame(project, work, step) | {
        "form": form,
        "suggestions": suggestions,
        "problems": [link_problem(project, work, step, finding, form) for finding in blocking],
        "ticks": [finding for finding in moment.findings if finding.needs_tick],
        "mark": moment.mark or new_mark(work.draft),
        "offsets": [(offset, gettext(cities)) for offset, cities in CITIES] if step is SCHEDULE else (),
        "presets": [(preset.name, gettext(preset.title)) for preset in offer_presets(work.platform)]
        if step is SCHEDULE
        else (),
        "filled": find_filled(work) if step is SCHEDULE else "",
        # A part that is redrawn leaves this alone: of hundreds of inputs it takes its time.
        "readings": list(list_readings(project, work)) if step is INPUT and not moment.focus else (),
        "needed": list(list_needed(section, work.typed_at(step), needed_by(work.service))),
        "hidden": list(list_hidden(section, work.typed_at(step), work.platform)),
        "platform_name": PLATFORM_NAMES[work.platform] if work.platform else "",
        "moment": moment,
        "has_region": has_region(section),
        "preview": draw_preview(project, work, step, moment.before),
        "focus_id": form.first_id(moment.focus or None),
    }


def describe_frame(project: Project, work: Work, step: Step) -> dict[str, Any]:
    """What every page of the wizard has: its place among the steps."""
    following = next_step(step)
    before = previous_step(step)
    return describe_steps(project, work, step) | {
        "step": step,
        "title": gettext(step.title_on(work.platform)),
        "lead": gettext(step.lead),
        "number": number_of(step),
        "action": address_of(project, work, step),
        "next_title": gettext(following.title_on(work.platform)),
        "previous": before.slug if before else "",
    }


def describe_steps(project: Project, work: Work, current: Step | None) -> dict[str, Any]:
    """The list of steps, on a step's page or on one that is beside them."""
    return {
        "work": work,
        "draft": work.draft,
        "total": len(ALL),
        "steps": [describe_link(project, work, each, current) for each in ALL],
    }


def describe_link(project: Project, work: Work, step: Step, current: Step | None) -> dict[str, Any]:
    """One entry of the list of steps."""
    state, count = work.state_of(step), work.count_at(step)
    return {
        "href": address_of(project, work, step),
        "slug": step.slug,
        "title": gettext(step.title_on(work.platform)),
        "number": number_of(step),
        "is_current": step is current,
        "state": state.value,
        "label": write_state(work, step),
        "count": count if state is State.PROBLEMS else 0,
    }


def write_state(work: Work, step: Step) -> str:
    """A step's state in words, empty for problems, which are counted; the review waits for what blocks."""
    if step is REVIEW:
        return gettext(NOT_READY if work.blocking else READY)
    state = work.state_of(step)
    if state is State.NOT_STARTED and not work.count_at(step):
        return gettext(OPTIONAL)
    return gettext(STATES[state]) if state in STATES else ""


def link_problem(project: Project, work: Work, step: Step, finding: Finding, form: StepForm) -> PageProblem:
    """A problem with the address of the control it speaks of, on this page or on another step's.

    `form` is of the step that the problem is mended on, where that is at hand.
    """
    place = f"#{find_control(work, finding, finding.field, form)}" if finding.field else ""
    if finding.problem.rule == PENDING_RULE:
        return PageProblem(message=finding.message, href=json_address(project, work))
    if finding.step is step:
        return PageProblem(message=finding.message, href=place)
    address = f"{address_of(project, work, finding.step)}?show=problems"
    return PageProblem(message=finding.message, href=f"{address}{place}")


def find_control(work: Work, finding: Finding, name: str, form: StepForm) -> str:
    """The id of a control, which a form knows of its own step alone; of a hidden one, of what tells of it."""
    name = form.find_shown(name)
    if name in form.fields or finding.step.ask is None:
        return form.first_id(name)
    return find_id(finding.step.ask(work.service), name)


def list_differences(
    project: Project, saved: Work, typed: Work, step: Step, section: Section
) -> list[tuple[str, str]]:
    """The controls at which the draft differs from the page: what each is called, what the draft has."""
    theirs = make_form(project, saved, step, section, Moment())
    ours = make_form(project, typed, step, section, Moment())
    return [
        (str(field.label), write_shown(theirs.data[name]))
        for name, field in theirs.fields.items()
        if theirs.data[name] != ours.data.get(name)
    ]


def write_shown(value: Any) -> str:
    return write_list(value, gettext) if isinstance(value, list) else str(value)
