"""The page of rules that a task's request is judged by."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from taskbuilder.taskspec.catalogue import RULES, SECTIONS


def show_rules(request: HttpRequest) -> HttpResponse:
    """The whole catalogue, section by section, each rule at an anchor of its own id."""
    return render(request, "rules/rules.html", {"sections": SECTIONS.items(), "count": len(RULES)})
