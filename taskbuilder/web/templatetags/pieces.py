"""The macros of `parts/pieces.jinja`, and a few pieces of forms, as tags of pages: drawn quickly."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache, partial

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from taskbuilder import VERSION
from taskbuilder.forms.labels import write_colon
from taskbuilder.forms.render.problem_summary import draw_summary
from taskbuilder.forms.render.templates import draw_macro
from taskbuilder.forms.render.ticks import Tick, draw_ticks

register = template.Library()


# A list draws an icon in each row, so each is kept.
register.simple_tag(cache(partial(draw_macro, "icon")), name="icon")
register.simple_tag(write_colon, name="colon")
register.simple_tag(draw_summary, name="problem_summary")
for piece in (
    "copyable",
    "count",
    "fact_groups",
    "facts",
    "follow",
    "hidden_text",
    "message",
    "severity",
    "show_button",
    "tabs",
    "tone",
):
    register.simple_tag(partial(draw_macro, piece), name=piece)


@register.simple_tag
def notice(kind: str, title: str = "", text: str = "", role: str = "") -> SafeString:
    """A message on the page, in words."""
    return draw_macro("notice", kind, draw_macro("notice_words", title, text), role)


@register.simple_block_tag
def notice_around(content: SafeString, kind: str, **more: str) -> SafeString:
    """A message on the page around headings, lists and buttons."""
    return draw_macro("notice", kind, content, **more)


@register.simple_tag
def ticks(boxes: Sequence[Tick]) -> SafeString:
    """The boxes by which an operator confirms what may be a mistake."""
    return draw_ticks(boxes)


@register.simple_tag(takes_context=True)
def title_end(context: Context) -> SafeString:
    """What the title of each page ends with: the project's name, and the product's."""
    project = getattr(context.get("request"), "project", None)
    return format_html("{} · Task Builder", f" · {project.name}" if project else "")


@register.simple_tag
def moment(value: object, style: str, classes: str = "") -> SafeString:
    """A moment with its offset, nothing where there is none. `style`: the name of one of Django's formats."""
    if not isinstance(value, datetime):
        return SafeString()
    local = timezone.localtime(value)
    # Two moments that are the same in different zones are equal: each is looked up by what a clock shows.
    return _draw_moment(get_language(), local.replace(tzinfo=None), local.isoformat()[-6:], style, classes)


@lru_cache(maxsize=4096)
def _draw_moment(_language: str | None, clock: datetime, offset: str, style: str, classes: str) -> SafeString:
    """Remembered: people go back and forth between pages of the same rows."""
    return format_html(
        '<time{} datetime="{}{}">{} <span class="text-body-secondary">{}</span></time>',
        format_html(' class="{}"', classes) if classes else "",
        clock.isoformat(),
        offset,
        date_format(clock, style),
        offset,
    )


@register.simple_tag
def version() -> str:
    """The version of this installation."""
    return VERSION
