"""The form that takes a table for the inventory, pasted or as a file."""

from collections.abc import Sequence

from crispy_forms.layout import Div, Layout
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from taskbuilder.records.inventory.imports import MOST_IMPORTED
from taskbuilder.tables.reader import read_table
from taskbuilder.tables.table import Table, UnreadableTable
from taskbuilder.web.http.page_form import PageForm, submit
from taskbuilder.web.http.uploads import MOST_BYTES

NOTHING = gettext_lazy("Paste a table, or choose a file.")
TOO_MANY = gettext_lazy("The table has %(count)d rows. Import at most %(limit)d at once.")
TOO_LARGE = gettext_lazy("The file is larger than %(limit)d MB. Split it.")
AGAIN = gettext_lazy("It is not shown again because it may contain secrets.")


class TableForm(PageForm):
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
        is_posted = request.method == "POST"
        data, files = (request.POST, request.FILES) if is_posted else (None, None)
        super().__init__(data, files, initial={"kind": initial})
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a type")), *kinds]

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or {}
        data, filename = self.read_typed()
        place = "file" if filename else "text"
        if not data.strip():
            self.add_error("text", str(NOTHING))
        elif len(data) > MOST_BYTES:
            self.add_error(place, str(TOO_LARGE % {"limit": MOST_BYTES // 2**20}))
        elif (table := self.read(data, filename, place)) is not None:
            cleaned["table"] = table
        return cleaned

    def read(self, data: bytes, filename: str, place: str) -> Table | None:
        """None where it is not a table, which the form then says."""
        try:
            table = read_table(data, filename)
        except UnreadableTable as error:
            self.add_error(place, error.problem.render(_))
            return None
        if len(table.rows) > MOST_IMPORTED:
            words = TOO_MANY % {"count": len(table.rows), "limit": MOST_IMPORTED}
            self.add_error(place, str(words))
            return None
        return table

    def read_typed(self) -> tuple[bytes, str]:
        """What was given, and of a file its name."""
        if file := self.cleaned_data.get("file"):
            return file.read(MOST_BYTES + 1), str(file.name)
        return str(self.cleaned_data.get("text") or "").encode(errors="replace"), ""

    def withhold(self) -> None:
        """Has the box stay empty: what was typed may hold secrets."""
        self.data = {**{name: each for name, each in self.data.items() if name != "text"}, "text": ""}

    def lay_out(self) -> Layout:
        return Layout("kind", "text", "file", Div(submit(_("Check table"))))
