"""Pieces that pages share with forms, drawn as those of forms are: once written, and quickly."""

from collections.abc import Sequence
from functools import cache

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from taskbuilder import VERSION
from taskbuilder.forms.render.templates import draw, draw_macro
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.http.page_problems import PageProblem

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, more: str = "") -> SafeString:
    """A small picture beside words; `more` is another class. A list draws one a row, so each is kept."""
    return draw_macro("icon", name, more)


@register.simple_tag
def severity(name: str) -> SafeString:
    """How much a rule matters, in icon and words."""
    return draw_macro("severity", name)


@register.simple_tag
def severity_name(name: str) -> SafeString:
    """The same in words alone."""
    return draw_macro("severity_name", name)


@register.simple_tag
def message(severity: str, text: str, anchor: str = "", href: str = "", line: object = "") -> SafeString:
    """One problem, at its control; `anchor` is its own id."""
    return draw_macro("message", severity, text, anchor, href, line)


@register.simple_tag
def notice(kind: str, title: str = "", text: str = "", role: str = "") -> SafeString:
    """A message on the page, in words."""
    return draw_macro("notice", kind, draw_macro("notice_words", title, text), role)


@register.simple_block_tag
def notice_around(content: SafeString, kind: str, **more: str) -> SafeString:
    """A message on the page around headings, lists and buttons."""
    return draw_macro("notice", kind, content, **more)


@register.simple_tag
def problem_count(number: int) -> SafeString:
    """How many problems there are, behind the title of what has them; empty where there are none."""
    return draw_macro("count", number)


@register.simple_tag
def hidden_text(text: object) -> SafeString:
    """Words that are heard, not seen."""
    return draw_macro("hidden_text", text)


@register.simple_tag
def show_button(control: str) -> SafeString:
    """Shows what is typed into a password control."""
    return draw_macro("show_button", control)


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
