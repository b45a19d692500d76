"""Starting a task from a template: a draft with everything filled in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Role, TemplateVersion
from taskbuilder.taskspec.messages import write_list
from taskbuilder.web.drafts.addresses import address_of
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.task_templates.contents import begin_answers, read_version
from taskbuilder.web.task_templates.lookup import address_of as address_of_template
from taskbuilder.web.task_templates.lookup import find_latest
from taskbuilder.web.task_templates.questions import QUESTIONS


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def start_from_template(request: ProjectRequest, template_id: UUID) -> HttpResponse:
    """A draft of the latest version; it leads to the questions, where there are any, or to the review.

    Opened by hand the address leads to the template, where the button is.
    """
    template, version = find_latest(request, template_id)
    if request.method != "POST":
        return redirect(address_of_template(template))
    draft, left_out = begin(request, version)
    if left_out:
        words = _("Left out because the time is past: %(fields)s.")
        messages.info(request, words % {"fields": write_list(left_out, _)})
    return redirect_after_post(address_of(draft, QUESTIONS) if version.asked else find_beginning(draft))


def begin(request: ProjectRequest, version: TemplateVersion) -> tuple[Draft, list[str]]:
    """The new draft, and the labels of what was left out."""
    now = timezone.now()
    state = read_version(request.project, version, request.user, now)
    answers, name, left_out = begin_answers(state)
    draft = start_draft(
        project=request.project,
        owner=request.user,
        service=version.service,
        answers=answers.to_stored(),
        title=name,
        now=now,
        template=version,
    )
    return draft, left_out


def find_beginning(draft: Draft) -> str:
    """The address of the first step with a problem, or of the review."""
    return address_of(draft, DraftState.of(draft, timezone.now()).first_open_step)
