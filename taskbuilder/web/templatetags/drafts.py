"""What the pages of a draft share, in those that Django's templates draw."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from taskbuilder.web.http.page_body import draw_body

register = template.Library()


@register.simple_tag(takes_context=True)
def draft_part(context: Context, piece: str) -> SafeString:
    """A piece of `templates/jinja2/parts/` that says what the page's context does."""
    return draw_body(context["request"], piece, context["page"])
