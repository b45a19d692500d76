"""What the wizard's templates draw: the form, the list of steps, the problems and where each leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.translation import gettext

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.field_reasons import list_hidden, list_needed
from taskbuilder.forms.fields import Group
from taskbuilder.forms.render.context import RenderContext
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
from taskbuilder.web.drafts.page_version import PageVersion, new_version
from taskbuilder.web.drafts.preview import address_of, draw_preview, json_address
from taskbuilder.web.drafts.regions.editor import describe_editor, has_region
from taskbuilder.web.drafts.regions.snapshots import Pictures
from taskbuilder.web.drafts.schedule.apply_preset import find_filled
from taskbuilder.web.drafts.schedule.presets import offer_presets
from taskbuilder.web.drafts.schedule.utc_offsets import CITIES, offset_of
from taskbuilder.web.drafts.service_change import ServiceChange
from taskbuilder.web.drafts.service_step import ask_service
from taskbuilder.web.drafts.shared_inputs import list_shared_inputs
from taskbuilder.web.drafts.state import INPUT, SCHEDULE, DraftState
from taskbuilder.web.drafts.steps import (
    ALL,
    REVIEW,
    STATUS_LABELS,
    Step,
    StepStatus,
    next_step,
    number_of,
    previous_step,
)
from taskbuilder.web.drafts.suggestions import find_suggestions
from taskbuilder.web.http.page_problems import PageProblem

READY, NOT_READY, OPTIONAL = _("Ready"), _("Not ready yet"), _("Optional")


@dataclass(frozen=True, kw_only=True)
class StepFeedback:
    """What one answer adds to a step's page: where the focus goes, what is said, which findings are shown."""

    findings: list[Finding] = field(default_factory=list)
    focus: str = ""
    announcement: str = ""
    note: str = ""
    is_moved: bool = False
    is_held_lost: bool = False
    """Whether secrets that were typed before the draft moved are no longer there."""
    version: PageVersion | None = None
    differences: list[tuple[str, str]] = field(default_factory=list)
    is_from_review: bool = False
    before: DraftState | None = None
    """The draft as it was, for what just changed to be marked."""
    losses: list[ServiceChange] = field(default_factory=list)
    """What the chosen service would not take; the draft waits for a word on it."""


def group_of(step: Step, state: DraftState, services: Iterable[Service]) -> Group:
    """What a step asks in this draft."""
    return step.ask(state.service) if step.ask else ask_service(services)


def make_form(
    project: Project,
    state: DraftState,
    step: Step,
    group: Group,
    feedback: StepFeedback,
    data: Mapping[str, object] | None = None,
) -> StepForm:
    """A step's form, with what the draft holds; `data`: what was posted, for the form to be validated."""
    is_timed = step is SCHEDULE
    context = RenderContext(
        action=address_of(project, state, step),
        as_json=json_address(project, state),
        heading=gettext(step.title_on(state.platform)),
        describe_region=partial(describe_editor, pictures=Pictures(project.slug, state.draft)),
        platform=state.platform,
        focus=feedback.focus,
        announcement=feedback.announcement,
        needed=needed_by(state.service),
        pasted=state.answers.get(PASTED, {}).get(step.slug, {}),
        suggested_offset=offset_of(project.time_zone, now=state.now) if is_timed else "",
    )
    return StepForm(group, data, state.value_at(step), context=context, validate=lambda: feedback.findings)


def needed_by(service: platforms.Service | None) -> frozenset[str]:
    """The members that a service needs and others do not."""
    if service is None:
        return frozenset()
    needs = ((path[-1], find_mark(info, RequiredByService)) for path, info in walk_fields(task_request()))
    return frozenset(name for name, version in needs if version and getattr(service, version.setting))


def describe_step(
    project: Project,
    state: DraftState,
    step: Step,
    group: Group,
    feedback: StepFeedback,
    form: StepForm | None = None,
) -> dict[str, Any]:
    """Everything that a step's template draws."""
    form = form or make_form(project, state, step, group, feedback)
    form.context.suggestions = suggestions = find_suggestions(project, step)
    blocking = [finding for finding in feedback.findings if finding.blocks]
    return describe_frame(project, state, step) | {
        "form": form,
        "suggestions": suggestions,
        "problems": [link_problem(project, state, step, finding, form) for finding in blocking],
        "ticks": [finding for finding in feedback.findings if finding.needs_tick],
        "mark": feedback.version or new_version(state.draft),
        "offsets": [(offset, gettext(cities)) for offset, cities in CITIES] if step is SCHEDULE else (),
        "presets": [(preset.name, gettext(preset.title)) for preset in offer_presets(state.platform)]
        if step is SCHEDULE
        else (),
        "filled": find_filled(state) if step is SCHEDULE else "",
        # A part that is redrawn leaves this alone: of hundreds of inputs it takes its time.
        "readings": list(list_shared_inputs(project, state)) if step is INPUT and not feedback.focus else (),
        "needed": list(list_needed(group, state.value_at(step), needed_by(state.service))),
        "hidden": list(list_hidden(group, state.value_at(step), state.platform)),
        "platform_name": PLATFORM_NAMES[state.platform] if state.platform else "",
        "moment": feedback,
        "has_region": has_region(group),
        "preview": draw_preview(project, state, step, feedback.before),
        "focus_id": form.first_id(feedback.focus or None),
    }


def describe_frame(project: Project, state: DraftState, step: Step) -> dict[str, Any]:
    """What every page of the wizard has: its place among the steps."""
    following = next_step(step)
    before = previous_step(step)
    return describe_steps(project, state, step) | {
        "step": step,
        "title": gettext(step.title_on(state.platform)),
        "lead": gettext(step.lead),
        "number": number_of(step),
        "action": address_of(project, state, step),
        "next_title": gettext(following.title_on(state.platform)),
        "previous": before.slug if before else "",
    }


def describe_steps(project: Project, state: DraftState, current: Step | None) -> dict[str, Any]:
    """The list of steps, on a step's page or on one that is beside them."""
    return {
        "work": state,
        "draft": state.draft,
        "total": len(ALL),
        "steps": [describe_link(project, state, each, current) for each in ALL],
    }


def describe_link(project: Project, state: DraftState, step: Step, current: Step | None) -> dict[str, Any]:
    """One entry of the list of steps."""
    status, count = state.status_of(step), state.count_at(step)
    return {
        "href": address_of(project, state, step),
        "slug": step.slug,
        "title": gettext(step.title_on(state.platform)),
        "number": number_of(step),
        "is_current": step is current,
        "state": status.value,
        "label": write_status(state, step),
        "count": count if status is StepStatus.PROBLEMS else 0,
    }


def write_status(state: DraftState, step: Step) -> str:
    """A step's state in words, empty for problems, which are counted; the review waits for what blocks."""
    if step is REVIEW:
        return gettext(NOT_READY if state.blocking else READY)
    status = state.status_of(step)
    if status is StepStatus.NOT_STARTED and not state.count_at(step):
        return gettext(OPTIONAL)
    return gettext(STATUS_LABELS[status]) if status in STATUS_LABELS else ""


def link_problem(
    project: Project, state: DraftState, step: Step, finding: Finding, form: StepForm
) -> PageProblem:
    """A problem with the address of the control it speaks of, on this page or on another step's.

    `form` is of the step that the problem is mended on, where that is at hand.
    """
    place = f"#{find_control(state, finding, finding.field, form)}" if finding.field else ""
    if finding.problem.rule == PENDING_RULE:
        return PageProblem(message=finding.message, href=json_address(project, state))
    if finding.step is step:
        return PageProblem(message=finding.message, href=place)
    address = f"{address_of(project, state, finding.step)}?show=problems"
    return PageProblem(message=finding.message, href=f"{address}{place}")


def find_control(state: DraftState, finding: Finding, name: str, form: StepForm) -> str:
    """The id of a control, which a form knows of its own step alone; of a hidden one, of what tells of it."""
    name = form.find_shown(name)
    if name in form.drawn_fields or finding.step.ask is None:
        return form.first_id(name)
    return find_id(finding.step.ask(state.service), name)


def list_differences(
    project: Project, saved: DraftState, value: DraftState, step: Step, group: Group
) -> list[tuple[str, str]]:
    """The controls at which the draft differs from the page: what each is called, what the draft has."""
    theirs = make_form(project, saved, step, group, StepFeedback())
    ours = make_form(project, value, step, group, StepFeedback())
    shown = {name: ours.data[name] for name in ours.drawn_fields}
    return [
        (str(field.label), write_shown(theirs.data[name]))
        for name, field in theirs.drawn_fields.items()
        if theirs.data[name] != shown.get(name)
    ]


def write_shown(value: Any) -> str:
    return write_list(value, gettext) if isinstance(value, list) else str(value)
