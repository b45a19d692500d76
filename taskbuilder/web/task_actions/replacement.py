"""Ending a replacement that waits: the old task stays."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Role
from taskbuilder.records.task_actions.replacements import keep_old
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.submissions.views import find


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def end_replacement(request: ProjectRequest, submission_id: UUID) -> HttpResponse:
    """Leaves the old task alone, or says that it is too late. `submission_id`: of the new one."""
    submission = find(request, submission_id)
    address = resolve_url("submission", slug=request.project.slug, submission_id=submission.pk)
    if request.method != "POST":  # where signing in leads back to
        return redirect(address)
    if keep_old(submission.pk, by=request.user, now=timezone.now()):
        messages.success(request, _("The old task will not be deleted."))
    else:
        messages.info(request, _("Too late: the old task is being deleted, or the replacement has ended."))
    return redirect_after_post(address)
