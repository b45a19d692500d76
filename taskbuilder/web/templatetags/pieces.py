"""The macros of `parts/pieces.jinja`, and a few pieces of forms, as tags of pages: drawn quickly."""

from collections.abc import Sequence
from functools import cache, partial

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from taskbuilder import VERSION
from taskbuilder.forms.render.templates import draw, draw_macro
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.http.page_form import PageProblem

register = template.Library()


# A list draws an icon in each row, so each is kept.
register.simple_tag(cache(partial(draw_macro, "icon")), name="icon")
for piece in ("count", "hidden_text", "message", "severity", "show_button"):
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
def problem_summary(problems: Sequence[PageProblem], title: str = "") -> SafeString:
    """Everything that stands in the way, above the h1; `title` in place of the usual one."""
    if not problems:
        return SafeString()
    count = len(problems)
    usual = ngettext("There is a problem", "There are %(counter)s problems", count) % {"counter": count}
    return draw("problem_summary", {"problems": problems, "title": title or usual})


@register.simple_tag
def ticks(findings: Sequence[Finding]) -> SafeString:
    """The boxes by which an operator confirms what may be a mistake."""
    return draw("ticks", {"ticks": findings}) if findings else SafeString()


@register.simple_tag(takes_context=True)
def title_end(context: Context) -> SafeString:
    """What the title of each page ends with: the project's name, and the product's."""
    project = getattr(context.get("request"), "project", None)
    return format_html("{} · Task Builder", f" · {project.name}" if project else "")


@register.simple_tag
def version() -> str:
    """The version of this installation."""
    return VERSION
