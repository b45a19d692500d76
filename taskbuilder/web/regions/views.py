"""The list of a project's region templates."""

from django.http import HttpResponse
from django.shortcuts import render

from taskbuilder.records.models import Role
from taskbuilder.records.regions.templates import count_accepted, list_region_templates
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.inventory.lookup import list_tabs
from taskbuilder.web.regions.drawing import Sketch


@member_required(Role.VIEWER)
def show_region_templates(request: ProjectRequest) -> HttpResponse:
    """Each with a small drawing, and for how many sources it is accepted."""
    templates, counts = list_region_templates(request.project), count_accepted(request.project)
    rows = [(each, Sketch.of(each.text, each.frame), counts.get(each.pk, 0)) for each in templates]
    return render(request, "regions/list.html", {"rows": rows, "tabs": list_tabs(request, None)})
