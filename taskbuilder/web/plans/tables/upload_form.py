"""The forms that take a table: pasted, or as a file."""

from collections.abc import Sequence

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.models import Template
from taskbuilder.web.http.page_form import submit
from taskbuilder.web.http.table_form import TableForm
from taskbuilder.web.http.uploads import MOST_BYTES

GONE = gettext_lazy(
    "It is not shown again because it may contain secrets. Use your browser's Back button to recover it."
)


def ask_template() -> forms.ChoiceField:
    """The template that says all that no column does."""
    return forms.ChoiceField(
        label=gettext_lazy("Template"),
        help_text=gettext_lazy("Columns fill its fields. Everything else is as the template says."),
        error_messages={
            "required": gettext_lazy("Template is missing. Choose one of this project's templates."),
            "invalid_choice": gettext_lazy("Template: choose one of this project's templates."),
        },
    )


def offer_templates(form: forms.Form, templates: Sequence[Template]) -> None:
    field = form.fields["template"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(str(each.pk), each.name) for each in templates]


class UploadForm(TableForm):
    """`text`: a table as it was copied; `file`: in its place. `table`, once cleaned, is what was read."""

    pasted = "table.txt"
    """Its content alone says how it is read."""
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, Excel (XLSX, XLS), OpenDocument (ODS) or JSON Lines. At most 12 MB."),
        required=False,
        allow_empty_file=True,
        error_messages={"max_length": gettext_lazy("File: its name is too long. Shorten it.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste rows from a spreadsheet"),
        help_text=gettext_lazy("The first row names the columns."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, request: HttpRequest, *, back: str, initial: dict[str, object] | None = None) -> None:
        super().__init__(request, initial=initial)
        self.back = back

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or {}
        data, name = self.read_given()
        if not data.strip():
            self.add_error("file", _("Choose a file, or paste rows."))
        elif len(data) > MOST_BYTES:
            words = _("The file has more than %(megabytes)d MB. Split it.")
            self.add_error("file", words % {"megabytes": MOST_BYTES // 2**20})
        else:
            cleaned |= {
                "table": self.read_table(data, name),
                "file_name": "" if name == self.pasted else name,
            }
        return cleaned

    def refuse(self, name: str, reason: str) -> None:
        is_pasted = name == self.pasted
        super().refuse(name, f"{reason} {GONE}" if is_pasted else f"{name}: {reason}")

    def lay_out(self) -> Layout:
        cancel = HTML('{% include "components/cancel.html" %}')
        buttons = Div(submit(_("Read table")), cancel, css_class="d-flex flex-wrap gap-2")
        others = [name for name in self.fields if name not in ("file", "text")]
        return Layout(*others, "file", "text", buttons)


class NewPlanForm(UploadForm):
    """With the template of its rows."""

    template = ask_template()

    def __init__(self, request: HttpRequest, templates: Sequence[Template], *, back: str) -> None:
        super().__init__(request, back=back, initial={"template": request.GET.get("template", "")})
        offer_templates(self, templates)
