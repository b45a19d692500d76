"""A draft's beginning, from nothing or from a submission, and its end unsubmitted."""

from typing import Any
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
from taskbuilder.web.drafts.answers import PENDING, answers_from_request
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.state import CHECKED, DraftState
from taskbuilder.web.drafts.steps import STEPS, find_step
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post


@require_POST
@member_required(Role.OPERATOR)
def start(request: ProjectRequest) -> HttpResponse:
    """A new draft, empty or `from` a submission, at `step`; `problem`: what the cloud said of the former."""
    name = request.POST.get("step", "")
    step = find_step(name) or STEPS[0]
    draft = begin(request, find_source(request))
    if problem := request.POST.get("problem", "")[:500]:
        messages.error(request, problem)
    if name == PENDING:
        return redirect_after_post(resolve_url("draft-json", slug=request.project.slug, draft_id=draft.pk))
    return redirect_after_post(
        resolve_url("draft-step", slug=request.project.slug, draft_id=draft.pk, step=step.slug)
    )


def begin(request: ProjectRequest, source: Submission | None) -> Draft:
    """A draft to write in: a copy of the source, or an empty one; an old one never written to will do."""
    mine: dict[str, Any] = {"project": request.project, "owner": request.user}
    if source:
        return start_draft(**mine, now=timezone.now(), **copy_of(source))
    return find_untouched(**mine, now=timezone.now()) or start_draft(**mine, now=timezone.now())


def find_source(request: ProjectRequest) -> Submission | None:
    """The submission to copy; raises Http404 for one that this project does not have."""
    if not (text := request.POST.get("from", "")):
        return None
    try:
        return get_submission(project=request.project, submission_id=UUID(text))
    except (ValueError, Submission.DoesNotExist):
        raise Http404(_("There is no such submission in this project.")) from None


def copy_of(source: Submission) -> dict[str, Any]:
    """A draft's beginnings: the answers that make the submission's request, judged at once; no secrets."""
    checked = [step.slug for step in STEPS]
    answers = answers_from_request(source.request | {"name": plain_name(source)}, source.service.spec) | {
        CHECKED: checked
    }
    return {"service": source.service, "answers": answers, "title": plain_name(source)}


@require_safe
@draft_required
def resume(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """Back to where the draft was left: its first step that is not complete."""
    step = DraftState(draft, timezone.now()).first_open_step
    return redirect("draft-step", slug=request.project.slug, draft_id=draft.pk, step=step.slug)


def find_back(request: ProjectRequest, draft: Draft) -> str:
    """Where who keeps a draft came from: the page of it that the address names, or the project's."""
    name, place = request.GET.get("from", ""), {"slug": request.project.slug, "draft_id": draft.pk}
    if name == PENDING:
        return resolve_url("draft-json", **place)
    if find_step(name) is not None:
        return resolve_url("draft-step", **place, step=name)
    return resolve_url("project", slug=request.project.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def discard(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """Asks whether to throw a draft away, and does it."""
    if request.method != "POST":
        return render(request, "drafts/discard.html", {"draft": draft, "back": find_back(request, draft)})
    discard_draft(draft)
    messages.success(request, _("The draft was discarded."))
    return redirect("project", slug=request.project.slug)
