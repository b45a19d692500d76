"""The forms that take a table: pasted, or as a file."""

from collections.abc import Sequence

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.models import Template
from taskbuilder.tables.reader import read_table
from taskbuilder.tables.table import Table, UnreadableTable
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.uploads import MOST_BYTES

GONE = gettext_lazy(
    "It is not shown again because it may contain secrets. Use your browser's Back button to recover it."
)
PASTED = "table.txt"
"""What pasted text is called: its content alone says how it is read."""


class TableForm(PageForm):
    """`text`: a table as it was copied; `file`: in its place. `table`, once cleaned, is what was read."""

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
        is_posted = request.method == "POST"
        data, files = (request.POST, request.FILES) if is_posted else (None, None)
        super().__init__(data, files, initial=initial)
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
            cleaned |= {"table": self.read(data, name), "file_name": "" if name == PASTED else name}
        return cleaned

    def read_given(self) -> tuple[bytes, str]:
        """What was given, and what it is called."""
        if file := self.cleaned_data.get("file"):
            return file.read(MOST_BYTES + 1), str(file.name)
        return str(self.cleaned_data.get("text") or "").encode(errors="replace"), PASTED

    def read(self, data: bytes, name: str) -> Table | None:
        """The table; None for what is none, which the form then says."""
        try:
            return read_table(data, name)
        except UnreadableTable as error:
            reason = error.problem.render(_)
        if name == PASTED:
            self.add_error("text", f"{reason} {GONE}")
        else:
            self.add_error("file", f"{name}: {reason}")
        return None

    def withhold_typed(self) -> None:
        """Has the box come back empty: what was pasted may hold secrets."""
        if isinstance(self.data, QueryDict):
            self.data = {**self.data.dict(), "text": ""}

    def lay_out(self) -> Layout:
        cancel = HTML('{% include "components/cancel.html" %}')
        buttons = Div(submit(_("Read table")), cancel, css_class="d-flex flex-wrap gap-2")
        others = [name for name in self.fields if name not in ("file", "text")]
        return Layout(*others, "file", "text", buttons)


class NewPlanForm(TableForm):
    """With the template that says all that no column does."""

    template = forms.ChoiceField(
        label=gettext_lazy("Template"),
        help_text=gettext_lazy("Columns fill its fields. Everything else is as the template says."),
        error_messages={
            "required": gettext_lazy("Template is missing. Choose one of this project's templates."),
            "invalid_choice": gettext_lazy("Template: choose one of this project's templates."),
        },
    )

    def __init__(self, request: HttpRequest, templates: Sequence[Template], *, back: str) -> None:
        super().__init__(request, back=back, initial={"template": request.GET.get("template", "")})
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(each.pk), each.name) for each in templates]
