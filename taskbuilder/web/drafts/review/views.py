"""The review: everything that will be sent, what still stands in the way, and the button that creates."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.labels import write_json
from taskbuilder.records.drafts.store import save_draft
from taskbuilder.records.models import Project, Service
from taskbuilder.records.submissions.creation import submit
from taskbuilder.taskspec.platforms import PLATFORM_NAMES
from taskbuilder.web.drafts.context import (
    StepFeedback,
    describe_frame,
    group_of,
    link_problem,
    make_form,
)
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.preview import address_of
from taskbuilder.web.drafts.review.summary import Above, SummaryLine, list_lines
from taskbuilder.web.drafts.review.summary_groups import list_summary_groups
from taskbuilder.web.drafts.shared_inputs import list_shared_inputs
from taskbuilder.web.drafts.state import Confirmation, DraftState, confirm
from taskbuilder.web.drafts.steps import REVIEW, STEPS, Step
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.page_problems import PageProblem
from taskbuilder.web.http.redirects import lead_on


def show_review(request: ProjectRequest, state: DraftState) -> HttpResponse:
    """The review, or what became of pressing "Create task" on it."""
    if request.method != "POST":
        return draw_review(request, state)
    if not is_as_reviewed(request, state):
        return draw_review(request, state, status=409, is_moved=True)
    confirmed = confirm_as_ticked(request, state)
    if confirmed.blocking:
        return draw_review(request, confirmed, status=422, is_refused=True)
    return create(request, confirmed)


def is_as_reviewed(request: ProjectRequest, state: DraftState) -> bool:
    """Whether the draft is, to the letter, what the page showed."""
    return (
        request.POST.get("revision") == str(state.draft.revision)
        and request.POST.get("digest") == state.digest
    )


def confirm_as_ticked(request: ProjectRequest, state: DraftState) -> DraftState:
    """The draft with the confirmations that this page's boxes give, those withdrawn on it left out."""
    before, ticked = state.draft.confirmations, request.POST.getlist("confirm")
    confirmations = confirm(state.findings, ticked, before=before, by=request.user, now=state.now)
    if confirmations == before:
        return state
    draft = save_draft(
        state.draft,
        answers=state.answers,
        confirmations=confirmations,
        service=state.draft.service,
        now=state.now,
        expected_revision=state.draft.revision,
    )
    return DraftState(draft, state.now)


def create(request: ProjectRequest, state: DraftState) -> HttpResponse:
    """Hands the request over for sending; of a double click, the second finds the first one's submission."""
    held = {finding.key for finding in state.findings}
    submission = submit(
        draft=state.draft,
        request=state.sent,
        confirmations=[without_key(one) for one in state.draft.confirmations if one["key"] in held],
        by=request.user,
        now=state.now,
        revision=state.draft.revision,
    )
    return lead_on(request, resolve_url("submission", slug=request.project.slug, submission_id=submission.pk))


def without_key(confirmation: Confirmation) -> Confirmation:
    return {name: value for name, value in confirmation.items() if name != "key"}


def draw_review(
    request: ProjectRequest,
    state: DraftState,
    *,
    status: int = 200,
    is_moved: bool = False,
    is_refused: bool = False,
) -> HttpResponse:
    context = describe_frame(request.project, state, REVIEW) | describe_review(request.project, state)
    context |= {"is_moved": is_moved, "is_refused": is_refused}
    if request.htmx and status != 200:
        status = 422  # the one that htmx swaps
    return render(request, "drafts/review.html", context, status=status)


def describe_review(project: Project, state: DraftState) -> dict[str, Any]:
    """Everything that the review's template draws, secrets masked."""
    lead = Links(project, state)
    links = [lead.to(finding) for finding in state.blocking]
    errors = [finding for finding in state.blocking if not finding.needs_tick]
    return {
        "sentence": state.sentence,
        "sections": [describe_section(project, state, step) for step in STEPS],
        "exact_request": write_json(state.shown),
        "problems": links,
        "errors": group_problems(state, links),
        "readings": list(list_shared_inputs(project, state)),
        "advice": [lead.to(each) for each in state.findings if each.is_advice],
        "ticks": [finding for finding in state.findings if finding.needs_tick],
        "is_ready": not errors,
    }


@dataclass(frozen=True)
class Links:
    """Leads from a problem to the box on this page that confirms it, or to the control on its step."""

    project: Project
    state: DraftState
    forms: dict[Step, StepForm] = field(default_factory=dict)

    def to(self, finding: Finding) -> PageProblem:
        if finding.needs_tick:
            return PageProblem(message=finding.message, href=f"#confirm-{finding.key}")
        return link_problem(self.project, self.state, REVIEW, finding, self.form_of(finding.step))

    def form_of(self, step: Step) -> StepForm:
        """The step's form, which alone knows the ids of its controls; made once, however many problems."""
        if step not in self.forms:
            services = [] if step.ask else list(self.project.services.all())
            group = group_of(step, self.state, services)
            self.forms[step] = make_form(self.project, self.state, step, group, StepFeedback())
        return self.forms[step]


def group_problems(state: DraftState, links: list[PageProblem]) -> list[tuple[str, list[PageProblem]]]:
    """What stands in the way, by step."""
    pairs = zip(state.blocking, links, strict=True)
    return [
        (gettext(step.title_on(state.platform)), [link for _finding, link in found])
        for step, found in groupby(pairs, key=lambda pair: pair[0].step)
    ]


def describe_section(project: Project, state: DraftState, step: Step) -> dict[str, Any]:
    """One step's part of the request: its leaves under the rows they stand in, and the way to change them."""
    title = gettext(step.title_on(state.platform))
    return {
        "title": title,
        "href": f"{address_of(project, state, step)}?return={REVIEW.slug}",
        "count": state.count_at(step),
        "blocks": list_summary_groups(title, lines_of(state, step)),
    }


def lines_of(state: DraftState, step: Step) -> list[SummaryLine]:
    if step.ask is None:
        return list(lines_of_service(state.draft.service))
    above = Above(state.platform, is_answered=state.is_answered(step))
    return list(list_lines(step.ask(state.service), state.shown, above))


def lines_of_service(service: Service | None) -> tuple[SummaryLine, ...]:
    """The service is never part of the request; its id is part of the address."""
    if service is None:
        return (SummaryLine(name=gettext("Service"), value=""),)
    return (
        SummaryLine(name=gettext("Service"), value=service.name),
        SummaryLine(name=gettext("Service ID"), value=service.service_id),
        SummaryLine(name=gettext("Platform"), value=PLATFORM_NAMES[service.spec.platform]),
    )
