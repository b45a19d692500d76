"""Cancelling a submission that waits to be sent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.models import Role
from taskbuilder.records.submissions.cancellation import TooLate, cancel
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.submissions.views import find


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.OPERATOR)
def cancel_submission(request: ProjectRequest, submission_id: UUID) -> HttpResponse:
    """Cancels it, or says that it is too late."""
    submission = find(request, submission_id)
    if request.method != "POST":  # where signing in leads back to
        return redirect("submission", slug=request.project.slug, submission_id=submission.pk)
    try:
        cancel(submission.pk, by=request.user, now=timezone.now())
    except TooLate:
        messages.info(request, _("Not cancelled: it is already being sent or has finished."))
    else:
        messages.success(request, _("Cancelled. It will not be sent."))
    return redirect_after_post(
        resolve_url("submission", slug=request.project.slug, submission_id=submission.pk)
    )
