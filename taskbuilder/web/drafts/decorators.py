"""Whose draft it is: one's own in this project, or not there at all."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from taskbuilder.records.access.memberships import find_own_draft
from taskbuilder.records.drafts.store import DraftConflict, DraftGone, find_draft
from taskbuilder.records.models import Draft, Role
from taskbuilder.records.submissions.queries import find_submission_of_draft
from taskbuilder.web.http.access import (
    AnyView,
    PageRequest,
    ProjectRequest,
    lead_to_sign_in,
    member_required,
    project_entered,
)

P = ParamSpec("P")
DraftView = Callable[Concatenate[ProjectRequest, Draft, P], HttpResponse]
TRIES = 50
"""Each try that fails is one by which another request got on; choices made quickly are many requests."""


def draft_required(view: DraftView[P]) -> AnyView:
    """Resolves the address's id to the operator's own draft; one that was created leads to what it became.

    Pages of drafts are never cached, so that Back asks for the draft as it is now (ux.md, 17). Another's
    draft is not there at all; one's own is kept from who may no longer create.
    """

    def guarded(
        request: PageRequest, /, slug: str, draft_id: UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return lead_to_sign_in(request)
        found = find_own_draft(
            person=request.user, slug=slug, draft_id=draft_id, is_for_page=not request.htmx
        )
        if found is None:
            return lead_to_own_submission(request, slug=slug, draft_id=draft_id)
        member, draft = found
        with project_entered(request, member, Role.OPERATOR) as entered:
            return try_often(view, entered, draft, *args, **kwargs)

    return wraps(view)(guarded)


def try_often(
    view: DraftView[P], request: ProjectRequest, draft: Draft, *args: P.args, **kwargs: P.kwargs
) -> HttpResponse:
    """A draft that was written to in the very moment is read again: the view then sees who was faster."""
    for _attempt in range(TRIES):
        try:
            return view(request, draft, *args, **kwargs)
        except (DraftConflict, DraftGone):
            found = find_draft(project=request.project, owner=request.user, draft_id=draft.pk)
        if found is None:
            break
        draft = found
        draft.project = request.project
    return lead_to_submission(request, draft.pk)


@member_required(Role.VIEWER)
def lead_to_own_submission(request: ProjectRequest, draft_id: UUID) -> HttpResponse:
    return lead_to_submission(request, draft_id)


def lead_to_submission(request: ProjectRequest, draft_id: UUID) -> HttpResponse:
    """The page of what a draft became, with a word on why; raises Http404 where it became nothing."""
    submission = find_submission_of_draft(project=request.project, draft_id=draft_id)
    if submission is None:
        raise Http404(_("Draft not found, or it belongs to someone else."))
    if request.method != "POST":
        messages.info(request, _("A task was already created from this draft. This is its status."))
    address = reverse("submission", kwargs={"slug": request.project.slug, "submission_id": submission.pk})
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
