"""The boards of a project's tasks, and how to get from one to another."""

from dataclasses import replace

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from taskbuilder.web.templatetags.frame import Way, make_way

register = template.Library()


@register.simple_tag(takes_context=True)
def list_boards(context: Context) -> list[Way]:
    """Each board of the project."""
    request = context["request"]
    slug = request.project.slug
    titles = {
        "tasks-now": _("Now"),
        "tasks-week": _("Week"),
        "tasks-capacity": _("Capacity"),
        "tasks-coverage": _("Coverage"),
        "found-tasks": _("Created elsewhere"),
        "actions": _("Actions"),
        "tasks-handover": _("Handover"),
    }
    ways = [make_way(request, page, title, slug) for page, title in titles.items()]
    # Each board is below "Tasks now" in the project's navigation, but not in this one.
    return [replace(way, current="") if way.current == "true" else way for way in ways]
