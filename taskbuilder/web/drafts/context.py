"""What the wizard's templates draw: the form, the list of steps, the problems and where each leads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.field_reasons import Reason, list_hidden, list_needed
from taskbuilder.forms.render.context import RenderContext
from taskbuilder.forms.walk import find_id
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.marks import RequiredByService, find_mark
from taskbuilder.taskspec.messages import write_list
from taskbuilder.taskspec.registry import task_request
from taskbuilder.taskspec.section import walk_fields
from taskbuilder.web.drafts.addresses import address_of, json_address
from taskbuilder.web.drafts.findings import PENDING_RULE, Finding
from taskbuilder.web.drafts.page_version import PageVersion, new_version
from taskbuilder.web.drafts.preview import draw_preview
from taskbuilder.web.drafts.regions.editor import describe_editor, has_region
from taskbuilder.web.drafts.regions.snapshots import Pictures
from taskbuilder.web.drafts.schedule.chart import draw_picture
from taskbuilder.web.drafts.schedule.presets import Preset, find_filled, offer_presets
from taskbuilder.web.drafts.schedule.utc_offsets import CITIES, offset_of
from taskbuilder.web.drafts.service_change import ServiceChange
from taskbuilder.web.drafts.shared_inputs import SharedInput, list_shared_inputs
from taskbuilder.web.drafts.state import INPUT, SCHEDULE, DraftState
from taskbuilder.web.drafts.steps import REVIEW, STATUS_LABELS, Step, StepStatus, list_pages, number_of
from taskbuilder.web.drafts.suggestions import find_suggestions
from taskbuilder.web.http.page_form import PageProblem


@dataclass(frozen=True, kw_only=True, repr=False)
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


NO_FEEDBACK = StepFeedback()


def make_form(
    state: DraftState,
    step: Step,
    feedback: StepFeedback = NO_FEEDBACK,
    data: Mapping[str, object] | None = None,
) -> StepForm:
    """A step's form, with what the draft holds; `data`: what was posted, for the form to be validated."""
    group, value, is_timed = state.group_at(step), state.value_at(step), step is SCHEDULE
    context = RenderContext(
        action=address_of(state.draft, step),
        as_json=json_address(state.draft),
        heading=gettext(step.title_on(state.platform)),
        describe_region=partial(describe_editor, pictures=Pictures(state.project.slug, state.draft)),
        platform=state.platform,
        focus=feedback.focus,
        announcement=feedback.announcement,
        needed=needed_by(state.service),
        pasted=state.answers.paste_boxes.get(step.slug, {}),
        suggested_offset=offset_of(state.project.time_zone, now=state.now) if is_timed else "",
    )
    return StepForm(group, data, value, context=context, validate=lambda: feedback.findings)


def needed_by(service: platforms.Service | None) -> frozenset[str]:
    """The members that a service needs and others do not."""
    if service is None:
        return frozenset()
    needs = ((path[-1], find_mark(info, RequiredByService)) for path, info in walk_fields(task_request()))
    return frozenset(name for name, version in needs if version and getattr(service, version.setting))


@dataclass(frozen=True, kw_only=True)
class StepLink:
    """One entry of the list of steps."""

    slug: str
    title: str
    number: int
    href: str
    is_current: bool
    status: StepStatus
    label: str
    count: int


@dataclass(frozen=True, kw_only=True, repr=False)
class PageContext:
    """What every page of a draft draws: the list of steps, and its place there; `step`: None beside them."""

    state: DraftState
    step: Step | None

    @property
    def links(self) -> Iterator[StepLink]:
        state = self.state
        for number, step in enumerate(list_pages(), start=1):
            status = state.status_of(step)
            yield StepLink(
                slug=step.slug,
                title=gettext(step.title_on(state.platform)),
                number=number,
                href=address_of(state.draft, step),
                is_current=step is self.step,
                status=status,
                label=write_status(state, step),
                count=state.count_at(step) if status is StepStatus.PROBLEMS else 0,
            )

    @property
    def total(self) -> int:
        return len(list_pages())

    @property
    def number(self) -> int:
        return number_of(self.step) if self.step else 0

    @property
    def title(self) -> str:
        return gettext(self.step.title_on(self.state.platform)) if self.step else ""

    @property
    def lead(self) -> str:
        return gettext(self.step.lead) if self.step else ""

    @property
    def previous(self) -> Step | None:
        return list_pages()[self.number - 2] if self.number > 1 else None

    @property
    def action(self) -> str:
        return address_of(self.state.draft, self.step) if self.step else json_address(self.state.draft)


@dataclass(frozen=True, kw_only=True, repr=False)
class StepContext(PageContext):
    """Everything that a step's template draws."""

    step: Step
    feedback: StepFeedback
    version: PageVersion
    form: StepForm
    focus_id: str
    problems: list[PageProblem]
    ticks: list[Finding]
    presets: list[Preset]
    filled_preset: str
    offsets: Sequence[tuple[str, str]]
    shared_inputs: list[SharedInput]
    needed: list[Reason]
    hidden: list[Reason]
    has_region: bool
    preview: SafeString
    picture: SafeString


def describe_step(
    state: DraftState, step: Step, feedback: StepFeedback, form: StepForm, viewer: ZoneInfo | None
) -> StepContext:
    """`viewer`: the time zone of who looks at the page, None where the browser told none."""
    form.context.suggestions = find_suggestions(state.project, step)
    blocking = [finding for finding in feedback.findings if finding.blocks]
    is_timed = step is SCHEDULE
    # A part that is redrawn leaves these alone: of hundreds of inputs they take their time.
    has_shared = step is INPUT and not feedback.focus
    return StepContext(
        state=state,
        step=step,
        feedback=feedback,
        version=feedback.version or new_version(state.draft),
        form=form,
        problems=[link_problem(state, step, finding, form) for finding in blocking],
        focus_id=form.first_id(feedback.focus or None),
        ticks=[finding for finding in feedback.findings if finding.needs_tick],
        presets=list(offer_presets(state.platform)) if is_timed else [],
        filled_preset=find_filled(state),
        offsets=CITIES if is_timed else (),
        shared_inputs=list(list_shared_inputs(state)) if has_shared else [],
        needed=list(list_needed(form.group, form.stored, form.context.needed)),
        hidden=list(list_hidden(form.group, form.stored, state.platform)),
        has_region=has_region(form.group),
        preview=draw_preview(state, step, feedback.before),
        picture=draw_picture(state, viewer) if is_timed else SafeString(),
    )


def write_status(state: DraftState, step: Step) -> str:
    """A step's state in words, empty for problems, which are counted; the review waits for what blocks."""
    if step is REVIEW:
        return gettext("Not ready yet") if state.blocking else gettext("Ready")
    status = state.status_of(step)
    if status is StepStatus.NOT_STARTED and not state.count_at(step):
        return gettext("Optional")
    return gettext(STATUS_LABELS[status]) if status in STATUS_LABELS else ""


def link_problem(state: DraftState, step: Step, finding: Finding, form: StepForm) -> PageProblem:
    """A problem with the address of the control it speaks of, on this page or on another step's.

    `form` is of the step that the problem is mended on, where that is at hand.
    """
    place = f"#{find_control(state, finding, finding.field, form)}" if finding.field else ""
    if finding.problem.rule == PENDING_RULE:
        return PageProblem(message=finding.message, href=json_address(state.draft))
    if finding.step is step:
        return PageProblem(message=finding.message, href=place)
    address = f"{address_of(state.draft, finding.step)}?show=problems"
    return PageProblem(message=finding.message, href=f"{address}{place}")


def find_control(state: DraftState, finding: Finding, name: str, form: StepForm) -> str:
    """The id of a control, which a form knows of its own step alone; of a hidden one, of what tells of it."""
    name = form.find_shown(name)
    if name in form.drawn_fields or finding.step.ask is None:
        return form.first_id(name)
    return find_id(finding.step.ask(state.service), name)


def list_differences(saved: DraftState, value: DraftState, step: Step) -> list[tuple[str, str]]:
    """The controls at which the draft differs from the page: what each is called, what the draft has."""
    theirs, ours = make_form(saved, step), make_form(value, step)
    shown = {name: ours.data[name] for name in ours.drawn_fields}
    held = ((field.label, theirs.data[name], shown.get(name)) for name, field in theirs.drawn_fields.items())
    return [
        (str(label), write_list(value, gettext) if isinstance(value, list) else str(value))
        for label, value, typed in held
        if value != typed
    ]
