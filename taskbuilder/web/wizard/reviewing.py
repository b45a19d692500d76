"""The review: everything that will be sent, what still stands in the way, and the button that creates."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from taskbuilder.records.models import Project, Service
from taskbuilder.records.submissions import submit
from taskbuilder.taskspec.secrets import split_secrets
from taskbuilder.taskspec.sentence import describe
from taskbuilder.web.access import ProjectRequest
from taskbuilder.web.wizard.leaves import Above, Leaf, list_leaves
from taskbuilder.web.wizard.pages import address_of, describe_frame, link_problem
from taskbuilder.web.wizard.services import describe_service
from taskbuilder.web.wizard.steps import REVIEW, STEPS, Step
from taskbuilder.web.wizard.texts import write_json
from taskbuilder.web.wizard.work import Confirmation, Work, confirm


def show_review(request: ProjectRequest, work: Work) -> HttpResponse:
    """The review, or what became of pressing "Create task" on it."""
    if request.method != "POST":
        return draw_review(request, work)
    if not is_as_reviewed(request, work):
        return draw_review(request, work, status=409, is_moved=True)
    confirmations = confirm(
        work.findings,
        request.POST.getlist("confirm"),
        before=work.draft.confirmations,
        by=request.user,
        now=work.now,
    )
    if is_blocked(work, confirmations):
        work.draft.confirmations = confirmations
        return draw_review(request, Work(work.draft, work.now), status=422, is_refused=True)
    return create(request, work, confirmations)


def is_as_reviewed(request: ProjectRequest, work: Work) -> bool:
    """Whether the draft is, to the letter, what the page showed."""
    return (
        request.POST.get("revision") == str(work.draft.revision) and request.POST.get("digest") == work.digest
    )


def is_blocked(work: Work, confirmations: list[Confirmation]) -> bool:
    keys = {one["key"] for one in confirmations}
    return any(not (finding.needs_tick and finding.key in keys) for finding in work.blocking)


def create(request: ProjectRequest, work: Work, confirmations: list[Confirmation]) -> HttpResponse:
    """Hands the request over for sending; of a double click, the second finds the first one's submission."""
    held = {finding.key for finding in work.findings}
    submission = submit(
        draft=work.draft,
        request=work.request,
        confirmations=[without_key(one) for one in confirmations if one["key"] in held],
        by=request.user,
        now=work.now,
        revision=work.draft.revision,
    )
    response = redirect("submission", slug=request.project.slug, submission_id=submission.pk)
    response.status_code = 303
    return response


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
    return render(request, "wizard/review.html", context, status=status)


def describe_review(project: Project, work: Work) -> dict[str, Any]:
    """Everything that the review's template draws, secrets masked."""
    shown, _secrets = split_secrets(work.request)
    errors = [finding for finding in work.blocking if not finding.needs_tick]
    return {
        "sentence": describe(shown, gettext),
        "sections": [describe_section(project, work, step, shown) for step in STEPS],
        "exact_request": write_json(shown),
        "problems": [link_problem(project, work, REVIEW, finding, None) for finding in work.blocking],
        "errors": group_problems(project, work),
        "advice": [
            link_problem(project, work, REVIEW, each, None) for each in work.findings if each.is_advice
        ],
        "ticks": [finding for finding in work.findings if finding.needs_tick],
        "is_ready": not errors,
    }


def group_problems(project: Project, work: Work) -> list[tuple[str, list[Any]]]:
    """What stands in the way, by step."""
    return [
        (
            gettext(step.title_on(work.platform)),
            [link_problem(project, work, REVIEW, each, None) for each in found],
        )
        for step, found in groupby(work.blocking, key=lambda finding: finding.step)
    ]


def describe_section(project: Project, work: Work, step: Step, shown: dict[str, Any]) -> dict[str, Any]:
    """One step's part of the request: its leaves under the rows they stand in, and the way to change them."""
    return {
        "title": gettext(step.title_on(work.platform)),
        "href": f"{address_of(project, work, step)}?return={REVIEW.slug}",
        "count": work.count_at(step),
        "blocks": [
            (heading, [(leaf.name, leaf.value) for leaf in leaves])
            for heading, leaves in groupby(leaves_of(work, step, shown), key=lambda leaf: leaf.heading)
        ],
    }


def leaves_of(work: Work, step: Step, shown: dict[str, Any]) -> list[Leaf]:
    if step.ask is None:
        return list(leaves_of_service(work.draft.service))
    return list(list_leaves(step.ask(work.platform), shown, Above(work.platform)))


def leaves_of_service(service: Service | None) -> tuple[Leaf, ...]:
    """The service is never part of the request; its id is part of the address."""
    if service is None:
        return (Leaf(name=gettext("Service"), value=""),)
    return (
        Leaf(name=gettext("Service"), value=service.name),
        Leaf(name=gettext("Service ID"), value=service.service_id),
        Leaf(name=gettext("Platform"), value=describe_service(service)),
    )
