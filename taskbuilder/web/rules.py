"""The page of rules that a task's request is judged by."""

from django.http import HttpResponse
from django.shortcuts import render

from taskbuilder.records.members import find_membership
from taskbuilder.taskspec.catalogue import RULES, SECTIONS
from taskbuilder.web.access import ProjectRequest


def show_rules(request: ProjectRequest) -> HttpResponse:
    """The whole catalogue, section by section, each rule at an anchor of its own id.

    Who comes from a `project` of theirs keeps its navigation.
    """
    slug = request.GET.get("project", "")
    if slug and (member := find_membership(person=request.user, slug=slug)):
        request.project = member.project
    return render(request, "rules/rules.html", {"sections": SECTIONS.items(), "count": len(RULES)})
