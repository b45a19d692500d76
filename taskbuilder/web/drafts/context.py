"""What the wizard's templates draw: the form, the list of steps, the problems and where each leads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.field_reasons import Reason, list_hidden, list_needed
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.list_views import NO_VIEWS, ListViews
from taskbuilder.forms.render.context import RenderContext
from taskbuilder.forms.render.marks import LeftControl
from taskbuilder.forms.render.problem_summary import MOST_LISTED, PageProblem, draw_summary, has_errors
from taskbuilder.forms.render.templates import draw
from taskbuilder.forms.render.ticks import Tick, draw_ticks, group_ticks
from taskbuilder.forms.typed_count import Removal
from taskbuilder.forms.walk import Node, first_control
from taskbuilder.records.drafts.store import find_replaced
from taskbuilder.records.models import Submission
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.inputs.identities import list_sources
from taskbuilder.taskspec.marks import RequiredByService, find_mark
from taskbuilder.taskspec.platforms import PLATFORM_NAMES
from taskbuilder.taskspec.registry import derived, task_request
from taskbuilder.taskspec.section import walk_fields
from taskbuilder.web.drafts.addresses import address_of, discard_address, json_address
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.page_version import PageVersion, new_version
from taskbuilder.web.drafts.preview import count_more, draw_preview, link_to_control
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
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.http.page_form import write_title


@dataclass(frozen=True, kw_only=True, repr=False)
class StepFeedback:
    """What one answer adds to a step's page: where the focus goes, what is said, what was refused."""

    refusal: Finding | None = None
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
    is_opened: bool = False
    """Whether the page is opened: the focus then starts at the first field, if nothing else asks for it."""
    is_asked: bool = False
    """Whether the step is judged because its page was opened to show all its problems."""
    is_part: bool = False
    """Whether only parts of the page are drawn again, not the whole form."""
    removal: Removal | None = None
    """Rows that are not removed yet: their number has to be typed."""
    losses: list[ServiceChange] = field(default_factory=list)
    """What the chosen service would not take; the draft waits for a word on it."""


NO_FEEDBACK = StepFeedback()
NO_MARKS = SafeString('<template id="marks"></template>')
"""Where static/js/marks.js finds what is wrong at the controls that an answer does not draw again."""


def make_form(
    state: DraftState,
    step: Step,
    feedback: StepFeedback = NO_FEEDBACK,
    data: Mapping[str, object] | None = None,
    *,
    lists: ListViews = NO_VIEWS,
) -> StepForm:
    """A step's form, with what the draft holds; `data`: what was posted, for the form to be validated.

    `lists`: which part of each list it shows.
    """
    group, value, is_timed = state.group_at(step), state.value_at(step), step is SCHEDULE
    pictures = Pictures(state.project.slug, state.draft, partial(find_only_input, state))
    context = RenderContext(
        action=address_of(state.draft, step),
        as_json=json_address(state.draft),
        heading=gettext(step.title_on(state.platform)),
        describe_region=partial(describe_editor, pictures=pictures),
        platform=state.platform,
        focus=feedback.focus or find_start(state, step, feedback),
        announcement=feedback.announcement,
        views=lists,
        removal=feedback.removal,
        needed=needed_by(state.service),
        pasted=state.answers.paste_boxes.get(step.slug, {}),
        suggested_offset=offset_of(state.project.time_zone, now=state.now) if is_timed else "",
    )
    findings = list_shown(state, step, feedback)
    return StepForm(group, data, value, context=context, validate=lambda: findings)


def find_only_input(state: DraftState) -> str:
    """The digest of the only input, for which the inventory may have accepted regions; else empty."""
    inputs = list(islice(list_sources(state.request), 2))
    return inputs[0].digest if len(inputs) == 1 and inputs[0].is_whole else ""


def find_start(state: DraftState, step: Step, feedback: StepFeedback = NO_FEEDBACK) -> str:
    """The step's first control where an opened page starts at it; empty where a summary has the focus."""
    if not feedback.is_opened or list_summarised(state, step, feedback):
        return ""
    return first_control(Node(state.group_at(step), state.value_at(step)), state.platform)


def list_shown(state: DraftState, step: Step, feedback: StepFeedback = NO_FEEDBACK) -> list[Finding]:
    """What a step's controls show: the one list that summary, list of steps and panel agree with."""
    refused = [feedback.refusal] if feedback.refusal is not None else []
    return refused + state.shown_findings(step)


def list_summarised(state: DraftState, step: Step, feedback: StepFeedback) -> list[Finding]:
    """What the summary says: all that is in the way once the step is judged, before that what was refused."""
    shown = list_shown(state, step, feedback) if state.is_checked(step) else [feedback.refusal]
    return [finding for finding in shown if finding is not None and finding.blocks]


def needed_by(service: platforms.Service | None) -> frozenset[str]:
    """The members that a service needs and others do not."""
    if service is None:
        return frozenset()
    return frozenset(name for name, setting in list_needs() if getattr(service, setting))


@derived
def list_needs() -> tuple[tuple[str, str], ...]:
    """The members that some services need, each with the setting that says which."""
    needs = ((path[-1], find_mark(info, RequiredByService)) for path, info in walk_fields(task_request()))
    return tuple((name, need.setting) for name, need in needs if need)


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
            )

    @property
    def step_list(self) -> SafeString:
        """Each step with its state, as HTML."""
        return draw("step_list", {"links": list(self.links)})

    @cached_property
    def replaced(self) -> Submission | None:
        """Whose tasks this draft's are to replace."""
        return find_replaced(self.state.draft)

    @property
    def address_of_replaced(self) -> str:
        return find_address("submission", self.state.project.slug, self.replaced.pk) if self.replaced else ""

    @property
    def total(self) -> int:
        return len(list_pages())

    @property
    def number(self) -> int:
        """The step's place, from 1; 0 of a page beside the steps."""
        return number_of(self.step) if self.step in list_pages() else 0

    @property
    def place(self) -> str:
        """Which step of how many it is."""
        return gettext("Step %(number)s of %(total)s") % {"number": self.number, "total": self.total}

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
        return address_of(self.state.draft, self.step) if self.step else self.as_json

    @property
    def as_json(self) -> str:
        return json_address(self.state.draft)

    @property
    def discard(self) -> str:
        return discard_address(self.state.draft)


@dataclass(frozen=True, kw_only=True, repr=False)
class StepContext(PageContext):
    """Everything that a step's template draws."""

    step: Step
    feedback: StepFeedback
    version: PageVersion
    form: StepForm
    marks: SafeString
    focus_id: str
    problems: list[PageProblem]
    ticks: list[Tick]
    presets: list[Preset]
    filled_preset: str
    offsets: Sequence[tuple[str, str]]
    shared_inputs: list[SharedInput]
    needed: list[Reason]
    hidden: list[Reason]
    has_region: bool
    preview: SafeString
    picture: SafeString

    @property
    def start(self) -> str:
        """Where the link that skips the header leads to: the first control, or all that heads the step."""
        name = find_start(self.state, self.step, StepFeedback(is_opened=True))
        return self.form.first_id(name) if name else "step-main"

    @property
    def in_the_way(self) -> SafeString:
        return draw_in_the_way(list_in_the_way(self.state, self.step, self.form))

    @property
    def drawn_ticks(self) -> SafeString:
        return draw_ticks(self.ticks)

    @property
    def platform_name(self) -> str:
        return PLATFORM_NAMES[self.state.platform] if self.state.platform else ""

    @property
    def may_skip(self) -> bool:
        """Whether a button offers to go on without a schedule: nothing was chosen yet."""
        return self.step is SCHEDULE and not self.state.is_answered(SCHEDULE)

    @property
    def summary(self) -> SafeString:
        return draw_summary(self.problems, most=MOST_LISTED)

    @property
    def is_asked(self) -> bool:
        return self.feedback.is_asked

    @property
    def has_errors(self) -> bool:
        return has_errors(self.problems)


def describe_step(
    state: DraftState, step: Step, feedback: StepFeedback, form: StepForm, viewer: ZoneInfo | None
) -> StepContext:
    """`viewer`: the time zone of who looks at the page, None where the browser named none."""
    form.context.suggestions = find_suggestions(state.project, step)
    found = list_summarised(state, step, feedback)
    is_timed = step is SCHEDULE
    # A part that is redrawn leaves these alone: of hundreds of inputs they take their time.
    has_shared = step is INPUT and not feedback.focus
    return StepContext(
        state=state,
        step=step,
        feedback=feedback,
        version=feedback.version or new_version(state.draft),
        form=form,
        problems=[link_problem(state, step, finding, form) for finding in found],
        marks=form.draw_marks() if feedback.is_part else NO_MARKS,
        focus_id=form.first_id(feedback.focus or None),
        ticks=list_ticks(state, step),
        presets=list(offer_presets(state.platform)) if is_timed else [],
        filled_preset=find_filled(state),
        offsets=CITIES if is_timed else (),
        shared_inputs=list(list_shared_inputs(state)) if has_shared else [],
        needed=list(list_needed(form.group, form.stored, form.context.needed)),
        hidden=list(list_hidden(form.group, form.stored, state.platform)),
        has_region=has_region(form.group),
        preview=draw_preview(state, step, feedback.before, form),
        picture=draw_picture(state, viewer) if is_timed else SafeString(),
    )


def draw_around(
    state: DraftState,
    step: Step,
    before: DraftState,
    viewer: ZoneInfo | None,
    lists: ListViews,
    *,
    left: LeftControl | None,
) -> str:
    """All that is beside a step's form and said of it, drawn of one state, and nothing of the form itself."""
    problems = [link_problem(state, step, each) for each in list_summarised(state, step, NO_FEEDBACK)]
    page = PageContext(state=state, step=step)
    words = {
        "title": write_title(page.title, state.project.name, problems),
        "summary": draw_summary(problems, most=MOST_LISTED),
        "marks": make_form(state, step, lists=lists).draw_marks(left),
        "step_list": page.step_list,
        "ticks": draw_ticks(list_ticks(state, step)),
        "in_the_way": draw_in_the_way(list_in_the_way(state, step)),
        "preview": draw_preview(state, step, before),
        "picture": draw_picture(state, viewer) if step is SCHEDULE else "",
    }
    return draw("around", words)


def list_in_the_way(state: DraftState, step: Step, form: StepForm | None = None) -> list[PageProblem]:
    """What is wrong or missing at a step, but for what is being typed."""
    return [link_problem(state, step, finding, form) for finding in state.open_findings(step)]


def draw_in_the_way(problems: list[PageProblem]) -> SafeString:
    """The first thing that is in the way of a page's main action, and how many more, beside its button."""
    more = count_more(len(problems) - 1) if problems else ""
    return draw("in_the_way", {"problem": problems[0] if problems else None, "more": more})


def list_ticks(state: DraftState, step: Step) -> list[Tick]:
    """What is to be confirmed on a step's page."""
    return group_ticks(finding for finding in state.shown_findings(step) if finding.needs_tick)


def write_status(state: DraftState, step: Step) -> str:
    """A step's state in words; problems are counted, and the review waits for what blocks."""
    if step is REVIEW:
        return gettext("Not ready yet") if state.blocking else gettext("Ready")
    status, count = state.status_of(step), state.count_at(step)
    if status is StepStatus.PROBLEMS:
        return ngettext("%(counter)s problem", "%(counter)s problems", count) % {"counter": count}
    if status is StepStatus.NOT_STARTED and not any(each.blocks for each in state.findings_for(step)):
        return gettext("Optional")
    return gettext(STATUS_LABELS[status])


def link_problem(
    state: DraftState, step: Step, finding: Finding, form: StepForm | None = None
) -> PageProblem:
    """A problem with the address of the control it speaks of, on this page or on another step's.

    `form` is of the step that the problem is fixed on, where that is at hand.
    """
    return PageProblem(
        message=finding.message,
        href=link_to_control(finding, state, form, is_here=finding.step is step, shows_problems=True),
        is_confirmation=finding.needs_tick,
    )
