"""The boards of a project's tasks, and how to get from one to another."""

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
    return [make_way(request, "tasks-now", _("Now"), slug)]
