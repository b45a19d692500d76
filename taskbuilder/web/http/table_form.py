"""What forms share that take a table, pasted or as a file."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from taskbuilder.tables.reader import read_table
from taskbuilder.tables.table import Table, UnreadableTable
from taskbuilder.web.http.page_form import PageForm
from taskbuilder.web.http.uploads import MOST_BYTES


class TableForm(PageForm):
    """Has the fields `file` and `text`, in place of the file; `pasted` is what pasted text is called."""

    pasted = ""

    def __init__(self, request: HttpRequest, *, initial: dict[str, object] | None = None) -> None:
        is_posted = request.method == "POST"
        data, files = (request.POST, request.FILES) if is_posted else (None, None)
        super().__init__(data, files, initial=initial)

    def read_given(self) -> tuple[bytes, str]:
        """What was given, and what it is called; of a file one byte more than is taken."""
        if file := self.cleaned_data.get("file"):
            return file.read(MOST_BYTES + 1), str(file.name)
        return str(self.cleaned_data.get("text") or "").encode(errors="replace"), self.pasted

    def read_table(self, data: bytes, name: str) -> Table | None:
        """None where it is not a table, which the form then says."""
        try:
            return read_table(data, name)
        except UnreadableTable as error:
            self.refuse(name, error.problem.render(_))
        return None

    def refuse(self, name: str, reason: str) -> None:
        """Says at its control why what was given is not taken."""
        self.add_error("text" if name == self.pasted else "file", reason)

    def withhold(self) -> None:
        """Has the box come back empty: what was pasted may hold secrets."""
        if self.is_bound:
            self.data = {**{name: self.data.get(name) for name in self.data if name != "text"}, "text": ""}
