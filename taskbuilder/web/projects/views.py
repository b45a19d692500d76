"""The list of projects, each project's own page, and that of one's drafts in it."""

import re

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render

from taskbuilder.records.access.memberships import projects_of
from taskbuilder.records.drafts.store import list_drafts
from taskbuilder.records.models import Draft, Role, Submission
from taskbuilder.records.submissions.queries import list_submissions
from taskbuilder.web.http.access import PageRequest, ProjectRequest, member_required, signed_in

RECENT = 5
RECENT_DRAFTS, DRAFTS_PER_PAGE = 10, 50


@signed_in
def show_projects(request: PageRequest) -> HttpResponse:
    """Every project of which the person is a member, with the last thing that happened in it."""
    latest = Submission.objects.filter(project=OuterRef("pk")).order_by("-created_at", "-id")
    last_activity = Subquery(latest.values("created_at")[:1])
    projects = projects_of(request.user).annotate(last_activity=last_activity)
    return render(request, "projects/list.html", {"projects": projects})


@member_required(Role.VIEWER)
def show_project(request: ProjectRequest) -> HttpResponse:
    """Where work on a project begins: its services, one's own last drafts, what was created of late."""
    drafts = list_own_drafts(request, RECENT_DRAFTS) if request.may_create else []
    context = {
        "services": request.project.services.all(),
        "drafts": drafts[:RECENT_DRAFTS],
        "has_more_drafts": len(drafts) > RECENT_DRAFTS,
        "recent": list_submissions(project=request.project, limit=RECENT),
    }
    return render(request, "projects/project.html", context)


@member_required(Role.OPERATOR)
def show_drafts(request: ProjectRequest) -> HttpResponse:
    """All of one's drafts in the project, a page at a time; which one is in the address."""
    number = read_number(request.GET.get("page", ""))
    drafts = list_own_drafts(request, DRAFTS_PER_PAGE, offset=(number - 1) * DRAFTS_PER_PAGE)
    context = {
        "drafts": drafts[:DRAFTS_PER_PAGE],
        "newer": f"?page={number - 1}" if number > 1 else "",
        "older": f"?page={number + 1}" if len(drafts) > DRAFTS_PER_PAGE else "",
    }
    return render(request, "projects/drafts.html", context)


def list_own_drafts(request: ProjectRequest, limit: int, *, offset: int = 0) -> list[Draft]:
    """One more than `limit` where there are more."""
    found = list_drafts(project=request.project, owner=request.user, limit=limit + 1, offset=offset)
    return list(found)


def read_number(text: str) -> int:
    """The number of a page that an address holds; the first where it holds none."""
    return max(1, int(text)) if re.fullmatch("[0-9]{1,9}", text) else 1
