"""The forms of pages, with their problems: the server alone judges them, and crispy draws them."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from crispy_forms.bootstrap import StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from taskbuilder.forms.render.problem_summary import PageProblem, has_errors


def write_title(title: str, project: str, problems: Sequence[PageProblem]) -> str:
    """What the browser calls a page of a project."""
    prefix = gettext("Error: ") if has_errors(problems) else ""
    return f"{prefix}{title} · {project} · Task Builder"


class PageForm(forms.Form):
    """A form that says of itself how it is laid out; no control is marked as required."""

    use_required_attribute = False
    method = "post"
    form_class = "card card-body vstack gap-3"
    attributes: Mapping[str, str] = {}

    @property
    def problems(self) -> list[PageProblem]:
        """Every message in the order of the fields, in the words that are shown at the control."""
        return [
            PageProblem(message=str(message), href=self.find_control(name))
            for name, messages in self.errors.items()
            for message in messages
        ]

    def find_control(self, name: str) -> str:
        """Where a problem's link leads; what is wrong with the form as a whole has no control."""
        return f"#{self[name].id_for_label}" if name in self.fields else ""

    def lay_out(self) -> Layout:
        raise NotImplementedError

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_method, helper.form_class = self.method, self.form_class
        sent_as = {"enctype": "multipart/form-data"} if self.is_multipart() else {}
        helper.attrs = {"novalidate": True, **sent_as, **self.attributes}
        helper.layout = self.lay_out()
        return helper


class FilterField(forms.ChoiceField):
    """One of a few words of an address, which may hold any other: that is nobody's mistake."""

    def clean(self, value: str | None) -> str:
        return value or ""


class FilterForm(PageForm):
    """The filters of a list, all in its address (ux.md, 23): the words `q`, and whatever else a list has.

    What is hidden is kept when the rest is cleared.
    """

    method, form_class, attributes = (
        "get",
        "filters d-flex flex-wrap align-items-end gap-2 mb-3",
        {"role": "search"},
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.full_clean()

    @property
    def chosen(self) -> dict[str, str]:
        """What is filtered by, by the fields' names."""
        return {each.name: found for each in self.visible_fields() if (found := self.cleaned_data[each.name])}

    @property
    def kept(self) -> dict[str, str]:
        return {each.name: found for each in self.hidden_fields() if (found := self.cleaned_data[each.name])}

    @property
    def unfiltered(self) -> str:
        """The query of the whole list's address."""
        return f"?{urlencode(self.kept)}" if self.kept else ""

    def lay_out(self) -> Layout:
        others = [each.name for each in self.visible_fields() if each.name != "q"]
        buttons = HTML('{% include "components/filter_buttons.html" %}')
        return Layout(*self.kept, "q", *others, buttons)


def submit(words: str, look: str = "btn-primary") -> StrictButton:
    """The button that sends a form."""
    return StrictButton(words, type="submit", css_class=f"{look} align-self-start")
