"""The review: everything that will be sent, what still blocks it, and the button that creates."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from taskbuilder.forms.labels import gettext
from taskbuilder.forms.render.problem_summary import PageProblem, draw_summary, has_errors
from taskbuilder.forms.render.ticks import Tick, draw_ticks, group_ticks, read_ticked
from taskbuilder.records.models import Service
from taskbuilder.records.submissions.creation import submit
from taskbuilder.taskspec.comparison.diff import compare
from taskbuilder.taskspec.json_value import JsonObject, write_json
from taskbuilder.taskspec.platforms import PLATFORM_NAMES
from taskbuilder.taskspec.problem import Severity
from taskbuilder.web.drafts.addresses import address_of
from taskbuilder.web.drafts.context import PageContext, draw_in_the_way, link_problem
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.receive import save_state
from taskbuilder.web.drafts.review.changes import ReviewChanges, list_review_changes
from taskbuilder.web.drafts.review.summary import (
    SummaryLine,
    SummaryPart,
    cut_groups,
    cut_text,
    list_step_lines,
    list_summary_groups,
)
from taskbuilder.web.drafts.schedule.chart import draw_picture
from taskbuilder.web.drafts.shared_inputs import SharedInput, list_shared_inputs
from taskbuilder.web.drafts.state import SCHEDULE, DraftState, confirm_ticked, judge_steps, look_up_name
from taskbuilder.web.drafts.steps import REVIEW, list_steps
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.http.page_body import draw_body
from taskbuilder.web.http.redirects import lead_on
from taskbuilder.web.http.time_zone import find_zone


def show_review(request: ProjectRequest, state: DraftState) -> HttpResponse:
    """The review, or what became of pressing "Create task" on it."""
    state = look_up_name(state)
    if request.method != "POST":
        return draw_review(request, state)
    shown = request.POST.get("revision"), request.POST.get("digest")
    if shown != (str(state.draft.revision), state.digest):  # to the letter
        return draw_review(request, state, status=409, is_moved=True)
    ticked = read_ticked(request.POST.getlist("confirm"))
    confirmed = confirm_ticked(state, state.findings, ticked, request.user)
    if confirmed is not state:
        save_state(confirmed)
    if confirmed.blocking:
        return draw_review(request, confirmed, status=422, is_refused=True)
    return create(request, confirmed)


def create(request: ProjectRequest, state: DraftState) -> HttpResponse:
    """Hands the request over for sending; of a double click, the second finds the first one's submission."""
    held = {finding.key for finding in state.findings}
    submission = submit(
        draft=state.draft,
        request=state.sent,
        confirmations=[
            {name: value for name, value in one.items() if name != "key"}
            for one in state.confirmations
            if one["key"] in held
        ],
        by=request.user,
        now=state.now,
        revision=state.draft.revision,
        declared=state.declared,
    )
    return lead_on(request, resolve_url("submission", slug=request.project.slug, submission_id=submission.pk))


def draw_review(
    request: ProjectRequest,
    state: DraftState,
    *,
    status: int = 200,
    is_moved: bool = False,
    is_refused: bool = False,
) -> HttpResponse:
    start = request.GET.get("rows", "")
    state = judge_steps(state, {finding.step for finding in state.blocking})  # the review judges all of them
    text = write_json(state.shown)
    context = ReviewContext(
        state=state,
        step=REVIEW,
        is_moved=is_moved,
        is_refused=is_refused,
        viewer=find_zone(request),
        start=start,
        text=text,
        changes=list_review_changes(state, text, request.user),
    )
    if request.htmx and status != 200:
        status = 422  # the one that htmx swaps
    words = {"page": context, "body": draw_body(request, "review", context)}
    return render(request, "drafts/review.html", words, status=status)


Pair = tuple[str, str]
NOTHING = SafeString()


@dataclass(frozen=True, kw_only=True)
class Section:
    """One step's part of the request: its lines under the rows they are in, and the way to change them."""

    title: str
    href: str
    count: int
    part: SummaryPart
    picture: SafeString = NOTHING

    @property
    def groups(self) -> Iterator[tuple[str, list[Pair], list[Pair], str]]:
        """Each heading with what is sent below it, and what was skipped, which is folded under its count."""
        for heading, pairs in self.part.groups:
            skipped = [pair for pair in pairs if not pair[1]]
            yield heading, [pair for pair in pairs if pair[1]], skipped, count_skipped(len(skipped))

    @property
    def more(self) -> SafeString:
        """The way to the rest of a long step."""
        if not self.part.window.is_cut:
            return SafeString()
        return render_to_string("components/more_groups.html", {"window": self.part.window})


@dataclass(frozen=True, kw_only=True, repr=False)
class ReviewContext(PageContext):
    """Everything that the review's template draws, secrets masked."""

    is_moved: bool
    is_refused: bool
    viewer: ZoneInfo | None
    """The time zone of the reader, None where the browser named none."""
    start: str = ""
    """Where the part of a long step starts that is shown."""
    text: str
    """The request as JSON."""
    changes: ReviewChanges | None = None
    """Since the same person's earlier review."""

    @cached_property
    def problems(self) -> list[PageProblem]:
        """What blocks it, each with the way to where it is fixed."""
        return [self.link(finding) for finding in self.state.blocking]

    @property
    def has_errors(self) -> bool:
        """Whether creating was refused for more than what is to be confirmed."""
        return self.is_refused and has_errors(self.problems)

    @property
    def problems_by_step(self) -> list[tuple[str, list[PageProblem]]]:
        """The same under the titles of their steps; empty where boxes on this page are all that is open."""
        pairs = zip(self.state.blocking, self.problems, strict=True)
        if all(finding.needs_tick for finding in self.state.blocking):
            return []
        return [
            (gettext(step.title_on(self.state.platform)), [link for _finding, link in found])
            for step, found in groupby(pairs, key=lambda pair: pair[0].step)
        ]

    @property
    def advice(self) -> list[PageProblem]:
        return [self.link(each) for each in self.state.findings if each.severity is Severity.ADVICE]

    @cached_property
    def is_same(self) -> bool:
        """Whether what it replaces would be created once more: all but the name, and secrets, is the same."""
        old, service = self.replaced, self.state.chosen_service
        if old is None or service is None or old.service_id != service.pk or not old.has_request:
            return False
        name: JsonObject = {"name": ""}
        return not compare(old.request | name, self.state.shown | name)

    @cached_property
    def ticks(self) -> list[Tick]:
        return group_ticks(finding for finding in self.state.findings if finding.needs_tick)

    @cached_property
    def tick_ids(self) -> dict[str, str]:
        """The id of the box that confirms a finding, by its key."""
        return {finding.key: tick.id for tick in self.ticks for finding in tick.findings}

    @property
    def shared_inputs(self) -> list[SharedInput]:
        return list(list_shared_inputs(self.state))

    @property
    def sections(self) -> Iterator[Section]:
        state = self.state
        for step in list_steps():
            title = gettext(step.title_on(state.platform))
            lines = list_step_lines(state, step) if step.ask else lines_of_service(state.chosen_service)
            yield Section(
                title=title,
                href=f"{address_of(state.draft, step)}?return={REVIEW.slug}",
                count=state.count_at(step),
                part=cut_groups(list_summary_groups(title, lines), self.start),
                picture=self.picture if step is SCHEDULE else NOTHING,
            )

    @property
    def picture(self) -> SafeString:
        """The schedule and its next runs, once there is one."""
        is_timed = isinstance(self.state.request.get("schedule"), dict)
        return draw_picture(self.state, self.viewer) if is_timed else SafeString()

    @property
    def in_the_way(self) -> SafeString:
        return draw_in_the_way(self.problems)

    @property
    def summary(self) -> SafeString:
        return draw_summary(self.problems)

    @property
    def drawn_ticks(self) -> SafeString:
        return draw_ticks(self.ticks)

    @property
    def drawn_changes(self) -> SafeString:
        if self.changes is None:
            return SafeString()
        return render_to_string("drafts/review_changes.html", {"changes": self.changes})

    @property
    def left(self) -> str:
        """How much is open, in words."""
        count = len(self.problems)
        words = ngettext(
            "%(counter)s item left before you can create the task",
            "%(counter)s items left before you can create the task",
            count,
        )
        return words % {"counter": count}

    @property
    def original(self) -> str:
        """Where the draft is compared with the submission that it was made of; empty where there is none."""
        draft = self.state.draft
        if draft.made_from_id is None:
            return ""
        return f"{find_address('compare', draft.project.slug)}?a={draft.made_from_id}&b={draft.pk}"

    @property
    def as_template(self) -> str:
        draft = self.state.draft
        return f"{find_address('template-new', draft.project.slug)}?draft={draft.pk}"

    @property
    def back(self) -> str:
        return address_of(self.state.draft, list_steps()[-1])

    @property
    def exact_request(self) -> tuple[str, bool]:
        """As much of it as the page shows, and whether that is not all of it."""
        return cut_text(self.text)

    def link(self, finding: Finding) -> PageProblem:
        """To the box on this page that confirms a problem, or to the control on its step."""
        if finding.needs_tick:
            return PageProblem(
                message=finding.message, href=f"#{self.tick_ids[finding.key]}", is_confirmation=True
            )
        return link_problem(self.state, REVIEW, finding)


def count_skipped(count: int) -> str:
    words = ngettext("%(counter)s field not provided", "%(counter)s fields not provided", count)
    return words % {"counter": count}


def lines_of_service(service: Service | None) -> Iterator[SummaryLine]:
    """The service is never part of the request; its id is part of the address."""
    yield SummaryLine(name=gettext("Service"), value=service.name if service else "")
    if service is not None:
        yield SummaryLine(name=gettext("Service ID"), value=service.service_id)
        yield SummaryLine(name=gettext("Platform"), value=PLATFORM_NAMES[service.spec.platform])
