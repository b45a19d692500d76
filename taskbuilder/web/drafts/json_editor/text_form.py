"""The form that asks for the whole request as text: its problems are what was found at its lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from taskbuilder.forms.labels import gettext
from taskbuilder.forms.render.problem_summary import PageProblem
from taskbuilder.taskspec.problem import Severity

FEWEST_LINES = 20
"""That the box shows; json.js has the same."""


@dataclass(frozen=True, kw_only=True)
class LineMessage:
    """A problem with the line that it is on, from 1."""

    line: int
    message: str
    severity: Severity

    @property
    def text(self) -> str:
        return gettext("Line %(line)d: %(message)s") % {"line": self.line, "message": self.message}


class TextForm(forms.Form):
    """The box of a request, and what was found at its lines.

    `is_drawn`: whether the text is drawn too; `is_new`: it takes the place of the one in the browser.
    """

    text = forms.CharField(
        label=_("Request (JSON)"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            {
                "class": "form-control font-monospace",
                "cols": False,
                "wrap": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(
        self, text: str, found: Sequence[LineMessage], *, is_drawn: bool, is_new: bool = False
    ) -> None:
        super().__init__({"text": text if is_drawn else ""})
        self.found = found
        self.lines = mark_lines(text, found)
        attrs = self.fields["text"].widget.attrs
        attrs["hx-preserve"] = not is_new
        attrs["rows"] = max(len(self.lines), FEWEST_LINES)
        if found:
            attrs["aria-describedby"] = "id_text_error"

    def clean(self) -> None:
        for each in self.found:
            if each.severity is Severity.ERROR:
                self.add_error("text", each.text)

    @property
    def problems(self) -> list[PageProblem]:
        """What the summary of a refused text lists; advice is shown at its line alone."""
        graver = [each for each in self.found if each.severity is not Severity.ADVICE]
        is_refused = not self.is_valid()
        return [
            PageProblem(message=each.text, href="#id_text", line=each.line) for each in graver if is_refused
        ]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(Field("text", template="drafts/request_text.html"))
        return helper


def mark_lines(text: str, found: Sequence[LineMessage]) -> list[tuple[int, str]]:
    """The number of each line, with the gravest of what is said of it."""
    marks: dict[int, str] = {}
    for severity in (Severity.ADVICE, Severity.CONFIRM, Severity.ERROR):
        marks |= {each.line: severity for each in found if each.severity is severity}
    return [(number, marks.get(number, "")) for number in range(1, text.count("\n") + 2)]
