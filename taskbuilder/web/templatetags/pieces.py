"""Pieces with as many lines as a task has inputs, drawn as those of forms are: quickly."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from taskbuilder import VERSION
from taskbuilder.forms.render.templates import draw
from taskbuilder.web.drafts.findings import Finding
from taskbuilder.web.http.page_problems import PageProblem

register = template.Library()


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


@register.simple_tag
def version() -> str:
    """The version of this installation."""
    return VERSION
