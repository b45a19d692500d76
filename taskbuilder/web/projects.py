"""The list of projects, and each project's own page."""

from django.http import HttpResponse
from django.shortcuts import render

from taskbuilder.records.drafts import list_drafts
from taskbuilder.records.models import Role
from taskbuilder.records.submissions import list_submissions
from taskbuilder.web.access import PageRequest, ProjectRequest, member_required, signed_in
from taskbuilder.web.activity import list_projects

RECENT = 5


@signed_in
def show_projects(request: PageRequest) -> HttpResponse:
    """Every project of which the person is a member, with the last thing that happened in it."""
    return render(request, "projects/list.html", {"projects": list_projects(request.user)})


@member_required(Role.VIEWER)
def show_project(request: ProjectRequest) -> HttpResponse:
    """Where work on a project begins: its services, one's own drafts, what was created of late."""
    context = {
        "services": request.project.services.all(),
        "drafts": list_drafts(project=request.project, owner=request.user) if request.may_create else (),
        "recent": list_submissions(project=request.project, limit=RECENT),
    }
    return render(request, "projects/project.html", context)
