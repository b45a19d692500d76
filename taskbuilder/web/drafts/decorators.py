"""Whose draft it is: one's own in this project, or not there at all."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from taskbuilder.records.drafts.store import DraftConflict, DraftGone, find_draft
from taskbuilder.records.models import Draft, Role
from taskbuilder.records.submissions.queries import find_submission_of_draft
from taskbuilder.web.http.access import AnyView, ProjectRequest, deny, member_required

P = ParamSpec("P")
TRIES = 50
"""Each try that fails is one by which another request got on; choices made quickly are many requests."""


def draft_required(view: Callable[Concatenate[ProjectRequest, Draft, P], HttpResponse]) -> AnyView:
    """Resolves the address's id to the operator's own draft; one that was created leads to what it became.

    A draft that was written to in the very moment is read again: the view then sees who was faster. Pages of
    drafts are never cached, so that Back asks for the draft as it is now (ux.md, 17). Another's draft is not
    there at all; one's own is kept from who may no longer create.
    """

    def guarded(
        request: ProjectRequest, /, draft_id: UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        for _attempt in range(TRIES):
            draft = find_draft(project=request.project, owner=request.user, draft_id=draft_id)
            if draft is None:
                return lead_to_submission(request, draft_id)
            draft.project = request.project
            if not request.may_create:
                raise deny(request)
            try:
                return view(request, draft, *args, **kwargs)
            except (DraftConflict, DraftGone):
                continue
        return lead_to_submission(request, draft_id)

    return wraps(view)(member_required(Role.VIEWER)(guarded))


def lead_to_submission(request: ProjectRequest, draft_id: UUID) -> HttpResponse:
    """The page of what a draft became, with a word on why; raises Http404 where it became nothing."""
    submission = find_submission_of_draft(project=request.project, draft_id=draft_id, person=request.user)
    if submission is None:
        raise Http404(_("There is no such draft, or it is not yours."))
    if request.method != "POST":
        messages.info(request, _("This draft was created already. This is what became of it."))
    address = reverse("submission", kwargs={"slug": request.project.slug, "submission_id": submission.pk})
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
