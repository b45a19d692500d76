"""A submission's tasks in the cloud: the part of its page that follows them, and reading them on demand."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import retarget

from taskbuilder.records.cloud_tasks.queries import find_followed
from taskbuilder.records.cloud_tasks.reading import UNREADABLE
from taskbuilder.records.cloud_tasks.refresh import Refreshed, refresh
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import Role, Submission
from taskbuilder.web.cloud_tasks.part import describe_tasks, follow
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.polling import answer_unchanged, mark
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.submissions.timeline import list_events
from taskbuilder.web.submissions.views import draw_page, find


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.VIEWER)
def follow_tasks(request: ProjectRequest, submission_id: UUID) -> HttpResponse:
    """The part that follows the tasks, 304 where it is as the page has it; a POST reads them now."""
    if request.method == "POST":
        return refresh_tasks(request, find(request, submission_id))
    if not request.htmx:  # where signing in leads back to
        return redirect("submission", slug=request.project.slug, submission_id=submission_id)
    followed = find_followed(project=request.project, submission_id=submission_id)
    if not followed.total:
        raise Http404(_("Submission not found in this project."))
    poll = follow(followed)
    if unchanged := answer_unchanged(request, poll):
        return unchanged
    if followed.is_gone:  # nothing of what the page says around the part is true any longer
        return retarget(draw_page(request, find(request, submission_id)), "#progress")
    context = {"followed": describe_tasks(followed), "submission_id": submission_id}
    if followed.acted_at:  # what was asked of the tasks is among the activity, beside this part
        context |= {"events": list_events(find(request, submission_id)), "is_beside": True}
    return mark(render(request, "cloud_tasks/followed.html", context), poll)


def refresh_tasks(request: ProjectRequest, submission: Submission) -> HttpResponse:
    """Asks the cloud, and says how that went."""
    try:
        outcome, problem = refresh(submission, now=timezone.now())
    except UnreadableSecret:
        outcome, problem = Refreshed.FAILED, UNREADABLE
    if outcome is Refreshed.FAILED:
        messages.warning(request, _("The tasks could not be read. %(problem)s") % {"problem": _(problem)})
    elif outcome is Refreshed.TOO_SOON:
        messages.info(request, _("The tasks were read a moment ago. Try again in a few seconds."))
    return redirect_after_post(
        resolve_url("submission", slug=request.project.slug, submission_id=submission.pk) + "#tasks"
    )
