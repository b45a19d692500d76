"""The form of a list's filters: what its address says, a chip for each, and how it is laid out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from taskbuilder.records.models import Project
from taskbuilder.records.submissions.filter_choices import FilterChoices, find_choices
from taskbuilder.records.submissions.filter_set import SubmissionFilterSet
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.listing import EVERYTHING
from taskbuilder.web.filters.menu import SavedFilters

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Pairs = tuple[tuple[str, str], ...]
ALWAYS_SHOWN = ("q", "state")
FORM_CLASS = "history-filters mb-3"


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One filter of a list: what it is called, its value in words, and the list without it."""

    label: "StrOrPromise"
    value: str
    href: str


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for, as far as it can be read; `form`: None where that is nothing."""

    filters: SubmissionFilters = EVERYTHING
    form: forms.Form | None = None
    errors: tuple[str, ...] = ()

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that apply, as an address has them."""
        return {} if self.form is None else find_chosen(self.form)

    def list_chips(self, saved: SavedFilters) -> list[Chip]:
        chosen = self.chosen
        return [] if self.form is None else [make_chip(self.form[name], chosen, saved) for name in chosen]

    def list_ignored(self, query: Mapping[str, str]) -> list[tuple["StrOrPromise", str]]:
        """What cannot be read, each with its value in the address."""
        return [] if self.form is None else [(self.form[name].label, query[name]) for name in self.errors]


def read_asked(query: Mapping[str, str], choices: FilterChoices) -> Asked:
    """No form is made where none of its fields is there: it takes longer to make than a page to read."""
    if not any(name in SubmissionFilterSet.base_filters for name in query):
        return Asked()
    asked = SubmissionFilterSet(query, choices)
    filters = asked.read()
    return Asked(filters, asked.without_errors().form, tuple(asked.form.errors))


def read_form(query: Mapping[str, str], projects: list[Project]) -> forms.Form:
    """The filters of an address as far as they can be read. One query."""
    asked = SubmissionFilterSet(query, find_choices([project.pk for project in projects]))
    form: forms.Form = asked.without_errors().form
    form.full_clean()
    return form


def find_chosen(form: forms.Form) -> dict[str, str]:
    """The filters that apply, as an address has them."""
    return {name: str(value) for name, value in form.cleaned_data.items() if value}


def make_chip(field: forms.BoundField, chosen: dict[str, str], saved: SavedFilters) -> Chip:
    others = {name: value for name, value in chosen.items() if name != field.name} | saved.place
    href = "?" + urlencode(others) if others else saved.everything
    return Chip(label=field.label, value=write_value(field), href=href)


def list_values(form: forms.Form, chosen: Mapping[str, str]) -> list[tuple["StrOrPromise", str]]:
    """Each filter that applies, and its value in words."""
    return [(form[name].label, write_value(form[name])) for name in chosen]


def write_value(field: forms.BoundField) -> str:
    """A filter's value in words."""
    value = field.form.cleaned_data[field.name]
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    choices: dict[str, StrOrPromise] = dict(getattr(field.field, "choices", ()))
    return str(choices.get(value, value))


def draw_form(chosen: Mapping[str, str], choices: FilterChoices, place: Mapping[str, str]) -> SafeString:
    """The form with the filters that apply. `place`: what its address has beside them."""
    return _draw_form(get_language(), tuple(chosen.items()), choices, tuple(place.items()))


@lru_cache(maxsize=256)
def _draw_form(_language: str | None, chosen: Pairs, choices: FilterChoices, place: Pairs) -> SafeString:
    """Remembered: it is half of what a list costs, and the same for all pages of a list."""
    form: forms.Form = SubmissionFilterSet(dict(chosen), choices).form
    return SafeString(render_crispy_form(form, lay_out(form), {"place": place}))


def lay_out(form: forms.Form) -> FormHelper:
    """The search and the status in one line, the other filters behind a disclosure."""
    helper = FormHelper()
    helper.form_method, helper.form_class = "get", FORM_CLASS
    helper.attrs = {"novalidate": True, "role": "search"}
    others = [name for name in form.fields if name not in ALWAYS_SHOWN]
    helper.layout = Layout(
        Div(
            Field("q", wrapper_class="filter-words"),
            Field("state"),
            HTML('{% include "components/filter_buttons.html" %}'),
            css_class="filter-row",
        ),
        HTML('{% include "submissions/more_filters.html" %}'),
        Div(*(Field(name) for name in others), css_class="filter-row"),
        HTML("</details>"),
    )
    return helper
