"""The review: everything that will be sent, what still stands in the way, and the button that creates."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.labels import write_json
from taskbuilder.records.drafts import save_draft
from taskbuilder.records.models import Project, Service
from taskbuilder.records.submissions import submit
from taskbuilder.taskspec.platforms import PLATFORM_NAMES
from taskbuilder.web.access import ProjectRequest
from taskbuilder.web.drafts.context import (
    Moment,
    describe_frame,
    link_problem,
    make_form,
    section_of,
)
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.drafts.preview import address_of
from taskbuilder.web.drafts.review.summary import Above, Leaf, list_leaves
from taskbuilder.web.drafts.review.summary_groups import list_blocks
from taskbuilder.web.drafts.shared_inputs import list_readings
from taskbuilder.web.drafts.state import Confirmation, Work, confirm
from taskbuilder.web.drafts.steps import REVIEW, STEPS, Step
from taskbuilder.web.problems import PageProblem
from taskbuilder.web.redirects import lead_on


def show_review(request: ProjectRequest, work: Work) -> HttpResponse:
    """The review, or what became of pressing "Create task" on it."""
    if request.method != "POST":
        return draw_review(request, work)
    if not is_as_reviewed(request, work):
        return draw_review(request, work, status=409, is_moved=True)
    confirmed = confirm_as_ticked(request, work)
    if confirmed.blocking:
        return draw_review(request, confirmed, status=422, is_refused=True)
    return create(request, confirmed)


def is_as_reviewed(request: ProjectRequest, work: Work) -> bool:
    """Whether the draft is, to the letter, what the page showed."""
    return (
        request.POST.get("revision") == str(work.draft.revision) and request.POST.get("digest") == work.digest
    )


def confirm_as_ticked(request: ProjectRequest, work: Work) -> Work:
    """The draft with the confirmations that this page's boxes give, those withdrawn on it left out."""
    before, ticked = work.draft.confirmations, request.POST.getlist("confirm")
    confirmations = confirm(work.findings, ticked, before=before, by=request.user, now=work.now)
    if confirmations == before:
        return work
    draft = save_draft(
        work.draft,
        answers=work.answers,
        confirmations=confirmations,
        service=work.draft.service,
        now=work.now,
        expected_revision=work.draft.revision,
    )
    return Work(draft, work.now)


def create(request: ProjectRequest, work: Work) -> HttpResponse:
    """Hands the request over for sending; of a double click, the second finds the first one's submission."""
    held = {finding.key for finding in work.findings}
    submission = submit(
        draft=work.draft,
        request=work.sent,
        confirmations=[without_key(one) for one in work.draft.confirmations if one["key"] in held],
        by=request.user,
        now=work.now,
        revision=work.draft.revision,
    )
    return lead_on(request, resolve_url("submission", slug=request.project.slug, submission_id=submission.pk))


def without_key(confirmation: Confirmation) -> Confirmation:
    return {name: value for name, value in confirmation.items() if name != "key"}


def draw_review(
    request: ProjectRequest,
    work: Work,
    *,
    status: int = 200,
    is_moved: bool = False,
    is_refused: bool = False,
) -> HttpResponse:
    context = describe_frame(request.project, work, REVIEW) | describe_review(request.project, work)
    context |= {"is_moved": is_moved, "is_refused": is_refused}
    if request.htmx and status != 200:
        status = 422  # the one that htmx swaps
    return render(request, "wizard/review.html", context, status=status)


def describe_review(project: Project, work: Work) -> dict[str, Any]:
    """Everything that the review's template draws, secrets masked."""
    lead = Links(project, work)
    links = [lead.to(finding) for finding in work.blocking]
    errors = [finding for finding in work.blocking if not finding.needs_tick]
    return {
        "sentence": work.sentence,
        "sections": [describe_section(project, work, step) for step in STEPS],
        "exact_request": write_json(work.shown),
        "problems": links,
        "errors": group_problems(work, links),
        "readings": list(list_readings(project, work)),
        "advice": [lead.to(each) for each in work.findings if each.is_advice],
        "ticks": [finding for finding in work.findings if finding.needs_tick],
        "is_ready": not errors,
    }


@dataclass(frozen=True)
class Links:
    """Leads from a problem to the box on this page that confirms it, or to the control on its step."""

    project: Project
    work: Work
    forms: dict[Step, StepForm] = field(default_factory=dict)

    def to(self, finding: Finding) -> PageProblem:
        if finding.needs_tick:
            return PageProblem(message=finding.message, href=f"#confirm-{finding.key}")
        return link_problem(self.project, self.work, REVIEW, finding, self.form_of(finding.step))

    def form_of(self, step: Step) -> StepForm:
        """The step's form, which alone knows the ids of its controls; made once, however many problems."""
        if step not in self.forms:
            services = [] if step.ask else list(self.project.services.all())
            section = section_of(step, self.work, services)
            self.forms[step] = make_form(self.project, self.work, step, section, Moment())
        return self.forms[step]


def group_problems(work: Work, links: list[PageProblem]) -> list[tuple[str, list[PageProblem]]]:
    """What stands in the way, by step."""
    pairs = zip(work.blocking, links, strict=True)
    return [
        (gettext(step.title_on(work.platform)), [link for _finding, link in found])
        for step, found in groupby(pairs, key=lambda pair: pair[0].step)
    ]


def describe_section(project: Project, work: Work, step: Step) -> dict[str, Any]:
    """One step's part of the request: its leaves under the rows they stand in, and the way to change them."""
    title = gettext(step.title_on(work.platform))
    return {
        "title": title,
        "href": f"{address_of(project, work, step)}?return={REVIEW.slug}",
        "count": work.count_at(step),
        "blocks": list_blocks(title, leaves_of(work, step)),
    }


def leaves_of(work: Work, step: Step) -> list[Leaf]:
    if step.ask is None:
        return list(leaves_of_service(work.draft.service))
    above = Above(work.platform, is_answered=work.is_answered(step))
    return list(list_leaves(step.ask(work.service), work.shown, above))


def leaves_of_service(service: Service | None) -> tuple[Leaf, ...]:
    """The service is never part of the request; its id is part of the address."""
    if service is None:
        return (Leaf(name=gettext("Service"), value=""),)
    return (
        Leaf(name=gettext("Service"), value=service.name),
        Leaf(name=gettext("Service ID"), value=service.service_id),
        Leaf(name=gettext("Platform"), value=PLATFORM_NAMES[service.spec.platform]),
    )
