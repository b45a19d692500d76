"""Who may open which page: the one place that pages ask."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from taskbuilder.records.access.memberships import find_membership
from taskbuilder.records.models import Member, Project, Role
from taskbuilder.web.http.saved_form import keep_form

P = ParamSpec("P")
READS_ONLY = gettext_lazy(
    "You may read in this project, not create. Ask a manager of the project for the operator role."
)

LOOKS_ONLY = gettext_lazy(
    "You see this project as a superuser, and are not a member of it. To work in it, add yourself as a "
    "member in Administration."
)


class PageRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User
    htmx: HtmxDetails


class ProjectRequest(PageRequest):
    """A request inside a project, by one of its members."""

    project: Project
    role: Role
    may_create: bool
    is_visit: bool
    """Whether this is a superuser who is no member."""
    unknown_count: int
    """How many submissions wait for a decision."""
    unreachable_since: datetime | None
    """Since when the project's cloud cannot be reached."""


ProjectView = Callable[Concatenate[ProjectRequest, P], HttpResponse]
AnyView = Callable[..., HttpResponse]


def signed_in(view: Callable[Concatenate[PageRequest, P], HttpResponse]) -> AnyView:
    """Leads the signed-out to the sign-in page, and back to where they were."""

    @wraps(view)
    def guarded(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return lead_to_sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def member_required(role: Role) -> Callable[[ProjectView[P]], AnyView]:
    """Resolves the address's slug to `request.project`, `.role` and `.may_create`.

    A stranger gets 404, as if there were no such project; a member of a lesser role 403. Times are drawn in
    the project's time zone.
    """

    def decorate(view: ProjectView[P]) -> AnyView:
        @wraps(view)
        def guarded(request: ProjectRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return lead_to_sign_in(request)
            # What htmx asks for is a part of a page, and draws no header.
            is_for_page = not request.htmx
            member = find_membership(person=request.user, slug=slug, is_for_page=is_for_page)
            enter_project(request, member, role)
            with timezone.override(ZoneInfo(request.project.time_zone)):
                return view(request, *args, **kwargs)

        return guarded

    return decorate


def enter_project(request: ProjectRequest, member: Member | None, needed: Role) -> None:
    """Puts the project on the request; raises Http404 for a stranger, PermissionDenied for a lesser role."""
    if member is None:
        raise Http404(_("There is no such project, or you are not a member of it."))
    request.project = member.project
    request.role = Role(member.role)
    request.is_visit = member.pk is None
    request.may_create = request.role.includes(Role.OPERATOR)
    request.unknown_count, request.unreachable_since = 0, None
    if hasattr(member, "unknown_count"):
        request.unknown_count = member.unknown_count or 0
        pace = getattr(request.project, "pace", None)  # a project that never sent anything has none
        request.unreachable_since = pace.unreachable_since if pace else None
    if not request.role.includes(needed):
        raise deny(request)


def deny(request: ProjectRequest) -> PermissionDenied:
    """What whoever may only read in a project is told."""
    return PermissionDenied(LOOKS_ONLY if request.is_visit else READS_ONLY)


def lead_to_sign_in(request: PageRequest) -> HttpResponse:
    """The sign-in page for the whole window, also when htmx asked for a part of it (ux.md, 29)."""
    keep_form(request)
    page = request.get_full_path()
    if not request.htmx:
        return redirect_to_login(page)
    with suppress(ValueError):  # an address with half a bracket
        # The page that htmx stands on, where its header names one of ours.
        page = request.htmx.current_url_abs_path or page
    return HttpResponseClientRedirect(redirect_to_login(page, resolve_url(settings.LOGIN_URL)).url)
