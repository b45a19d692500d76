"""The list of projects, each project's own page, and that of one's drafts in it."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from taskbuilder.records.cloud_tasks.queries import count_project
from taskbuilder.records.drafts.store import list_drafts
from taskbuilder.records.models import Role
from taskbuilder.records.overview import (
    MOST_DRAFTS,
    list_last_drafts,
    list_latest,
    list_projects,
    list_services,
)
from taskbuilder.records.task_templates.store import list_most_used
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.web.http.access import PageRequest, ProjectRequest, member_required, signed_in
from taskbuilder.web.projects.activity import read_activities, read_activity
from taskbuilder.web.projects.rows import draw_drafts, draw_recent, list_service_rows

OF_LATE = timedelta(days=1)
DRAFTS_PER_PAGE = 50


@signed_in
def show_projects(request: PageRequest) -> HttpResponse:
    """Every project of the person's, with the last thing that happened in it and what needs a person."""
    now = timezone.now()
    projects = list_projects(request.user, since=now - OF_LATE)
    activities = read_activities(projects, today=now.date()) if projects else {}
    rows = [(project, activities.get(project.pk)) for project in projects]
    return render(request, "projects/list.html", {"projects": rows})


@member_required(Role.VIEWER)
def show_project(request: ProjectRequest) -> HttpResponse:
    """Where work on a project begins: its services, one's own last drafts, what was created of late."""
    project = request.project
    drafts = list_last_drafts(project, request.user) if request.may_create else []
    recent = list_latest(project)
    context = {
        "activity": read_activity(project, today=timezone.now().date()),
        "board": count_project(project),
        "services": list_service_rows(list_services(project)),
        "drafts": drafts and draw_drafts(project, request.user, drafts[:MOST_DRAFTS]),
        "has_more_drafts": len(drafts) > MOST_DRAFTS,
        "recent": recent and draw_recent(project, recent),
        "templates": list_most_used(project),
    }
    return render(request, "projects/project.html", context)


@member_required(Role.OPERATOR)
def show_drafts(request: ProjectRequest) -> HttpResponse:
    """All of one's drafts in the project, a page at a time; which one is in the address."""
    number = read_number(request.GET.get("page", "")) or 1
    offset = (number - 1) * DRAFTS_PER_PAGE
    drafts = list(
        # One more than a page has, where there are more.
        list_drafts(project=request.project, owner=request.user, limit=DRAFTS_PER_PAGE + 1, offset=offset)
    )
    context = {
        "drafts": drafts and draw_drafts(request.project, request.user, drafts[:DRAFTS_PER_PAGE]),
        "newer": f"?page={number - 1}" if number > 1 else "",
        "older": f"?page={number + 1}" if len(drafts) > DRAFTS_PER_PAGE else "",
    }
    return render(request, "projects/drafts.html", context)
