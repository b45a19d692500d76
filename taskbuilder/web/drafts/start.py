"""A draft's beginning, from nothing or from a submission, and its end unsubmitted."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from taskbuilder.records.drafts.store import discard_draft, find_untouched, start_draft
from taskbuilder.records.models import Draft, Role, Submission
from taskbuilder.records.submissions.queries import get_submission
from taskbuilder.records.submissions.unique_names import plain_name
from taskbuilder.web.drafts.addresses import address_of, json_address
from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import find_step, list_steps
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post


@require_POST
@member_required(Role.OPERATOR)
def start(request: ProjectRequest) -> HttpResponse:
    """A new draft, empty or `from` a submission, at `step`; `problem`: what the cloud said of the former."""
    draft = begin(request, find_source(request))
    draft.project = request.project
    if problem := request.POST.get("problem", "")[:500]:
        messages.error(request, problem)
    address = find_page(draft, request.POST.get("step", "")) or address_of(draft, list_steps()[0])
    return redirect_after_post(address)


def begin(request: ProjectRequest, source: Submission | None) -> Draft:
    """A draft to write in: a copy of the source, or an empty one; an old one never written to will do."""
    project, owner, now = request.project, request.user, timezone.now()
    if source is None:
        untouched = find_untouched(project=project, owner=owner, now=now)
        return untouched or start_draft(project=project, owner=owner, now=now)
    title = plain_name(source)
    steps = answers_from_request(source.request | {"name": title}, source.service.spec)
    answers = DraftAnswers(steps=steps, checked=tuple(step.slug for step in list_steps()))  # judged at once
    return start_draft(
        project=project,
        owner=owner,
        service=source.service,
        answers=answers.to_stored(),
        title=title,
        now=now,
    )


def find_source(request: ProjectRequest) -> Submission | None:
    """The submission to copy; raises Http404 for one that this project does not have."""
    if not (text := request.POST.get("from", "")):
        return None
    try:
        return get_submission(project=request.project, submission_id=UUID(text))
    except (ValueError, Submission.DoesNotExist):
        raise Http404(_("There is no such submission in this project.")) from None


@require_safe
@draft_required
def resume(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """Back to where the draft was left: its first step that is not complete."""
    return redirect(address_of(draft, DraftState.of(draft, timezone.now()).first_open_step))


def find_page(draft: Draft, name: str) -> str | None:
    """The address of the page of a draft that has that name, "json" for that of the whole request."""
    if name == "json":
        return json_address(draft)
    step = find_step(name)
    return address_of(draft, step) if step else None


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def discard(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """Asks whether to throw a draft away, and does it."""
    if request.method != "POST":
        came_from = find_page(draft, request.GET.get("from", ""))
        back = came_from or resolve_url("project", slug=request.project.slug)
        return render(request, "drafts/discard.html", {"draft": draft, "back": back})
    discard_draft(draft)
    messages.success(request, _("The draft was discarded."))
    return redirect("project", slug=request.project.slug)
