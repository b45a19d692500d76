"""A draft's beginning, from nothing or from a submission, and its end unsubmitted."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from taskbuilder.records.drafts.store import discard_draft, find_untouched, start_draft
from taskbuilder.records.models import Draft, Role, Service, Submission
from taskbuilder.records.submissions.queries import get_submission
from taskbuilder.records.submissions.task_names import find_free
from taskbuilder.records.submissions.unique_names import plain_name
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.web.drafts.addresses import address_of, json_address
from taskbuilder.web.drafts.answers import DraftAnswers, answers_from_request
from taskbuilder.web.drafts.decorators import draft_required
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import TEMPLATE_QUESTIONS, find_step, list_steps
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.confirmation import Question, ask_first
from taskbuilder.web.http.redirects import redirect_after_post


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def start(request: ProjectRequest) -> HttpResponse:
    """A new draft at `step`: empty, of a `service` or `from` a submission; `problem`: what the cloud said.

    `replace`: its tasks are to take the place of the submission's.

    Opened by hand the address leads to the project, where the button is.
    """
    if request.method != "POST":
        return redirect("project", slug=request.project.slug)
    draft = begin(request, find_source(request))
    draft.project = request.project
    if problem := request.POST.get("problem", "")[:500]:
        messages.error(request, problem)
    address = find_page(draft, request.POST.get("step", "")) or address_of(draft, list_steps()[0])
    return redirect_after_post(address)


def begin(request: ProjectRequest, source: Submission | None) -> Draft:
    """A draft to write in: a copy of the source, or an empty one; an old one never written to will do."""
    project, owner, now = request.project, request.user, timezone.now()
    if (service := find_service(request)) is not None:
        answers = DraftAnswers(checked=(list_steps()[0].slug,))
        return start_draft(
            project=project, owner=owner, service=service, answers=answers.to_stored(), now=now
        )
    if source is None:
        untouched = find_untouched(project=project, owner=owner, now=now)
        return untouched or start_draft(project=project, owner=owner, now=now)
    title = find_free(project, plain_name(source))
    steps = answers_from_request(source.request | {"name": title}, source.service.spec)
    answers = DraftAnswers(steps=steps, checked=tuple(step.slug for step in list_steps()))  # judged at once
    return start_draft(
        project=project,
        owner=owner,
        service=source.service,
        answers=answers.to_stored(),
        title=title,
        now=now,
        made_from=source,
        is_replacement="replace" in request.POST,
    )


def find_source(request: ProjectRequest) -> Submission | None:
    """The submission to copy; raises Http404 for one that the project or its request lacks."""
    if not (text := request.POST.get("from", "")):
        return None
    try:
        source = get_submission(project=request.project, submission_id=UUID(text))
    except (ValueError, Submission.DoesNotExist):
        raise Http404(_("Submission not found in this project.")) from None
    if not source.has_request:
        raise Http404(_("The request of this submission was removed, so it can't be copied."))
    return source


def find_service(request: ProjectRequest) -> Service | None:
    """The service that the task is for; raises Http404 for one that this project does not have."""
    if not (text := request.POST.get("service", "")):
        return None
    if (service := request.project.services.filter(pk=read_number(text) or 0).first()) is None:
        raise Http404(_("The project has no such service."))
    return service


@require_safe
@draft_required
def resume(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """Back to where the draft was left: its template's questions, or its first step that is not complete."""
    state = DraftState.of(draft, timezone.now())
    if draft.template_id is not None and TEMPLATE_QUESTIONS not in state.answers.checked:
        return redirect("draft-questions", slug=request.project.slug, draft_id=draft.pk)
    return redirect(address_of(draft, state.first_open_step))


def find_page(draft: Draft, name: str) -> str | None:
    """The address of the page of a draft that has that name, "json" for that of the whole request."""
    if name == "json":
        return json_address(draft)
    step = find_step(name)
    return address_of(draft, step) if step else None


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def discard(request: ProjectRequest, draft: Draft) -> HttpResponse:
    """Asks whether to throw a draft away, and does it; a shared one is its owner's to throw away."""
    if draft.owner_id != request.user.pk:
        raise PermissionDenied(_("Only the owner of a shared draft can discard it."))
    came_from = find_page(draft, request.GET.get("from", ""))
    question = Question(
        title=_("Discard draft"),
        heading=_("Discard “%(name)s”?") % {"name": draft},
        lead=_("Your draft will be deleted. Created tasks aren't affected."),
        do=_("Discard draft"),
        keep=_("Keep draft"),
        back=came_from or resolve_url("project", slug=request.project.slug),
    )
    if (asking := ask_first(request, question)) is not None:
        return asking
    discard_draft(draft)
    messages.success(request, _("The draft was discarded."))
    return redirect("project", slug=request.project.slug)
