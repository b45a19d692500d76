"""The page of rules that a task's request is checked against."""

import json
from collections.abc import Iterator

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy

from taskbuilder.forms.render.templates import draw_macro
from taskbuilder.records.access.memberships import find_membership
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Severity
from taskbuilder.taskspec.rules.catalogue import RULES, SECTIONS, Rule
from taskbuilder.taskspec.rules.rule import LEFT_OUT
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.page_form import FilterField, FilterForm

LONGEST_QUERY = 200
LONGEST_TEXT, MOST_MEMBERS = 60, 3
"""Of an example only so much is shown: what is too long is long."""


def list_severities() -> list[tuple[str, str]]:
    return [("", gettext("Any")), *((each, draw_macro("severity_name", each)) for each in Severity)]


class RuleFilter(FilterForm):
    """By words, each of which a rule has, and by severity; `project` keeps that project's navigation."""

    project = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label=gettext_lazy("Search by name, text or field"), required=False, widget=forms.SearchInput
    )
    severity = FilterField(label=gettext_lazy("Severity"), choices=list_severities, required=False)

    def fits(self, rule: Rule) -> bool:
        """Whether a rule has every word in its id, its text, its source or its example's member."""
        at = rule.example.at if rule.example else ""
        field = ".".join(name for name in pointer.split(at) if not name.isdecimal())
        hay = " ".join((rule.id, gettext(rule.text), gettext(rule.source), at, field)).casefold()
        words = self.cleaned_data["q"][:LONGEST_QUERY].casefold().split()
        return self.cleaned_data["severity"] in ("", rule.severity) and all(word in hay for word in words)


def show_rules(request: ProjectRequest) -> HttpResponse:
    """The catalogue, section by section, each rule at an anchor of its own id; filtered as the address says.

    A member who comes from a `project` keeps its navigation.
    """
    form = RuleFilter(request.GET)
    slug = form.cleaned_data["project"]
    if slug and (member := find_membership(person=request.user, slug=slug)):
        request.project, request.member = member.project, member
    sections = list(list_sections(form))
    context = {
        "sections": sections,
        "count": len(RULES),
        "found": sum(len(shown) for _slug, _heading, shown in sections),
        "form": form,
    }
    return render(request, "rules/rules.html", context)


def list_sections(form: RuleFilter) -> Iterator[tuple[str, str, list[tuple[Rule, dict[str, str]]]]]:
    """Each section in which a rule fits, with its heading and those rules, each with its example."""
    for slug, (heading, rules) in SECTIONS.items():
        shown = [(rule, describe_example(rule)) for rule in rules if form.fits(rule)]
        if shown:
            yield slug, gettext(heading), shown


def describe_example(rule: Rule) -> dict[str, str]:
    """Its example, written as a line of a request; empty where it has none."""
    example = rule.example
    if example is None:
        return {}
    *above, name = pointer.split(example.at) or [""]
    return {
        "place": pointer.join(above),
        "given": gettext(example.given) if example.given else "",
        "wrong": write_member(name, example.wrong),
        "right": write_member(name, example.right),
    }


def write_member(name: str, value: object) -> str:
    """'"name": "gate-1"', cut where it is long; empty where it is left out."""
    if value is LEFT_OUT:
        return ""
    if not name:
        return str(value)
    return f'"{name}": {json.dumps(shorten(value), ensure_ascii=False)}'


def shorten(value: object) -> object:
    """A value with "…" in place of what is too much to read."""
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"{value[:LONGEST_TEXT]}…"
    if isinstance(value, list):
        return [shorten(each) for each in value[:MOST_MEMBERS]] + ["…"] * (len(value) > MOST_MEMBERS)
    if isinstance(value, dict):
        return {name: shorten(below) for name, below in value.items()}
    return value
