"""The form that takes a table for the inventory, pasted or as a file."""

from collections.abc import Sequence

from crispy_forms.layout import Div, Layout
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.inventory.imports import MOST_IMPORTED
from taskbuilder.web.http.page_form import submit
from taskbuilder.web.http.table_form import TableForm
from taskbuilder.web.http.uploads import MOST_BYTES

NOTHING = gettext_lazy("Paste a table, or choose a file.")
TOO_MANY = gettext_lazy("The table has %(count)d rows. Import at most %(limit)d at once.")
TOO_LARGE = gettext_lazy("The file is larger than %(limit)d MB. Split it.")
AGAIN = gettext_lazy("It is not shown again because it may contain secrets.")


class ImportForm(TableForm):
    """`kind`: the type of rows that name none. `table`, of the cleaned data: what was read."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Type"),
        help_text=gettext_lazy("Used for rows without a type."),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose the type of the rows.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("Paste cells from a spreadsheet, or CSV, with a header row."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        help_text=gettext_lazy("XLSX, XLS, ODS, CSV or JSON Lines."),
        required=False,
        allow_empty_file=True,
    )

    def __init__(self, request: HttpRequest, kinds: Sequence[tuple[str, str]], initial: str) -> None:
        super().__init__(request, initial={"kind": initial})
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a type")), *kinds]

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or {}
        data, name = self.read_given()
        if not data.strip():
            self.add_error("text", str(NOTHING))
        elif len(data) > MOST_BYTES:
            self.refuse(name, str(TOO_LARGE % {"limit": MOST_BYTES // 2**20}))
        elif (table := self.read_table(data, name)) is not None:
            if len(table.rows) > MOST_IMPORTED:
                self.refuse(name, str(TOO_MANY % {"count": len(table.rows), "limit": MOST_IMPORTED}))
            else:
                cleaned["table"] = table
        return cleaned

    def lay_out(self) -> Layout:
        return Layout("kind", "text", "file", Div(submit(_("Check table"))))
