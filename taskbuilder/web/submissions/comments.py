"""Comments and reviews of a submission: writing one, and deleting an own one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from taskbuilder.records.models import CommentKind, Role, Submission
from taskbuilder.records.related.comments import add_comment, delete_comment
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.redirects import redirect_after_post
from taskbuilder.web.http.saved_form import find_form, forget_form
from taskbuilder.web.submissions.comment_form import CommentForm
from taskbuilder.web.submissions.neighbours import repeat_way
from taskbuilder.web.submissions.views import describe_page, find


@member_required(Role.VIEWER)
def write_comment(request: ProjectRequest, submission_id: UUID) -> HttpResponse:
    """Adds a comment or a review; an invalid one is shown again on the page, as typed."""
    submission = find(request, submission_id)
    if request.method != "POST":  # where signing in leads back to
        return show_saved_form(request, submission)
    refuse_visitors(request)
    form = CommentForm.of(submission, request.POST, way=repeat_way(request))
    if not form.is_valid():
        return draw(request, submission, form, status=422)
    add_comment(
        submission=submission,
        by=request.user,
        kind=CommentKind(form.cleaned_data["do"]),
        text=form.cleaned_data["text"],
        pointer=form.cleaned_data["pointer"],
        comment_id=form.cleaned_data["comment"],
        now=timezone.now(),
    )
    return redirect_after_post(f"{address_of(request, submission)}#comment-{form.cleaned_data['comment']}")


@member_required(Role.VIEWER)
def remove_comment(request: ProjectRequest, submission_id: UUID, comment_id: UUID) -> HttpResponse:
    """Deletes an own comment; somebody else's stays, and one that is gone already is fine."""
    submission = find(request, submission_id)
    if request.method != "POST":
        return redirect(address_of(request, submission))
    if delete_comment(submission=submission, by=request.user, comment_id=comment_id):
        messages.success(request, _("The comment was deleted."))
    return redirect_after_post(address_of(request, submission))


def refuse_visitors(request: ProjectRequest) -> None:
    if request.member.is_visit:
        raise PermissionDenied(str(request.missing_role))


def address_of(request: ProjectRequest, submission: Submission) -> str:
    """Of its page, as it was opened."""
    page = resolve_url("submission", slug=request.project.slug, submission_id=submission.pk)
    return page + repeat_way(request)


def show_saved_form(request: ProjectRequest, submission: Submission) -> HttpResponse:
    """The page with a comment typed after the session ended; without one, a redirect to the page."""
    saved = find_form(request)
    forget_form(request)
    if saved is None:
        return redirect(address_of(request, submission))
    messages.success(
        request, _("What you entered before you signed in again was saved. Nothing was posted yet.")
    )
    return draw(request, submission, CommentForm.of(submission, typed=saved, way=repeat_way(request)))


def draw(
    request: ProjectRequest, submission: Submission, form: CommentForm, *, status: int = 200
) -> HttpResponse:
    context = describe_page(request, submission)
    context["comment_form"] = form
    return render(request, "submissions/submission.html", context, status=status)
