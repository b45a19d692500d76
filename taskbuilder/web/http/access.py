"""Who may open which page: the one place that pages ask."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial, wraps
from typing import Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from taskbuilder.records.access.memberships import find_membership
from taskbuilder.records.access.time_zones import choose_zone
from taskbuilder.records.models import Member, Project, Role
from taskbuilder.web.http.missing_role import explain_missing_role, explain_visit
from taskbuilder.web.http.saved_form import keep_form

P = ParamSpec("P")


class PageRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User
    htmx: HtmxDetails
    zone: ZoneInfo
    """In which times are read and drawn."""


class ProjectRequest(PageRequest):
    """A request inside a project, by one of its members."""

    project: Project
    member: Member
    role: Role
    may_create: bool
    missing_role: object
    """Why somebody cannot work here and who can change that; asked for when drawn. Empty for operators."""
    unknown_count: int
    """How many submissions wait for a decision."""
    unreachable_since: datetime | None
    """Since when the project's cloud cannot be reached."""


ProjectView = Callable[Concatenate[ProjectRequest, P], HttpResponseBase]
AnyView = Callable[..., HttpResponseBase]


def signed_in(view: Callable[Concatenate[PageRequest, P], HttpResponseBase]) -> AnyView:
    """Leads the signed-out to the sign-in page, and back to where they were."""

    @wraps(view)
    def guarded(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return lead_to_sign_in(request)
        with in_zone(request, ()):
            return view(request, *args, **kwargs)

    return guarded


@contextmanager
def in_zone(request: PageRequest, projects: Iterable[Project]) -> Iterator[None]:
    """Times are read and drawn in the zone of this person in these projects; the page can name it."""
    request.zone = choose_zone(request.user, projects)
    with timezone.override(request.zone):
        yield


def member_required(role: Role) -> Callable[[ProjectView[P]], AnyView]:
    """Resolves the address's slug to `request.project`, `.role` and `.may_create`.

    A stranger gets 404, as if there were no such project; a member of a lesser role 403.
    """

    def decorate(view: ProjectView[P]) -> AnyView:
        @wraps(view)
        def guarded(request: PageRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return lead_to_sign_in(request)
            # What htmx asks for is a part of a page, and draws no header.
            is_for_page = not request.htmx
            member = find_membership(person=request.user, slug=slug, is_for_page=is_for_page)
            with project_entered(request, member, role) as entered:
                return view(entered, *args, **kwargs)

        return guarded

    return decorate


@contextmanager
def project_entered(request: PageRequest, member: Member | None, needed: Role) -> Iterator[ProjectRequest]:
    """The request inside the member's project."""
    entered = cast("ProjectRequest", request)
    enter_project(entered, member, needed)
    with in_zone(entered, [entered.project]):
        yield entered


def enter_project(request: ProjectRequest, member: Member | None, needed: Role) -> None:
    """Puts the project on the request; raises Http404 for a stranger, PermissionDenied for a lesser role."""
    if member is None:
        raise Http404(_("Project not found, or you are not a member of it."))
    request.project, request.member = member.project, member
    request.role = Role(member.role)
    request.may_create = request.role.includes(Role.OPERATOR)
    request.missing_role = (
        "" if request.may_create else explain_lazily(request, Role.OPERATOR, is_refused=False)
    )
    request.unknown_count, request.unreachable_since = 0, None
    if hasattr(member, "unknown_count"):
        request.unknown_count = member.unknown_count or 0
        pace = getattr(request.project, "pace", None)  # a project that never sent anything has none
        request.unreachable_since = pace.unreachable_since if pace else None
    if not request.role.includes(needed):
        request.missing_role = explain_lazily(request, needed, is_refused=True)
        raise PermissionDenied(str(request.missing_role))


def explain_lazily(request: ProjectRequest, needed: Role, *, is_refused: bool) -> object:
    """The hint for a person whose role is below the needed one; a query once it is drawn."""
    if request.member.is_visit:
        return SimpleLazyObject(lambda: explain_visit(request.project))
    explain = partial(explain_missing_role, request.project, request.role, needed, is_refused=is_refused)
    return SimpleLazyObject(explain)


def lead_to_sign_in(request: PageRequest) -> HttpResponse:
    """The sign-in page for the whole window, also when htmx asked for a part of it (ux.md, 29)."""
    keep_form(request)
    page = request.get_full_path()
    if not request.htmx:
        return redirect_to_login(page)
    with suppress(ValueError):  # an address with half a bracket
        # The page that htmx is on, where its header names one of ours.
        page = request.htmx.current_url_abs_path or page
    return HttpResponseClientRedirect(redirect_to_login(page, resolve_url(settings.LOGIN_URL)).url)
