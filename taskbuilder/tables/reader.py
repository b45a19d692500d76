"""A table from a file: what kind of file it is, its records, its header, its rows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from taskbuilder.tables.delimited import Record, read_records
from taskbuilder.tables.encodings import decode
from taskbuilder.tables.header import SAMPLE, Header, find_header, name_columns, shorten
from taskbuilder.tables.json_rows import is_json, read_objects
from taskbuilder.tables.kinds import Kind, find_kind
from taskbuilder.tables.limits import MOST_COLUMNS, MOST_ROWS
from taskbuilder.tables.spreadsheets.workbook import Sheet, read_old_workbook, read_workbook
from taskbuilder.tables.table import Note, Row, Table, UnreadableTable
from taskbuilder.taskspec.messages import gettext_noop as _

TOO_MANY_ROWS = _("The table has more than %(limit)d rows. Split it into several files.")
TOO_MANY_COLUMNS = _(
    "The table has %(count)d columns. Up to %(limit)d are read. Delete those that are not needed."
)
NO_ROWS = _("The table has no rows below its header.")
BLANK = _("Empty rows that were skipped: %(count)d.")
FILLED = _("Cells merged over several rows were filled down: %(columns)s.")
SHORTENED = _(
    "Long numbers were shortened by the spreadsheet (such as 3.4E+19) in: %(columns)s. "
    "Format these columns as text in the spreadsheet and enter the numbers again."
)
FORMULAS = _("Formulas instead of their results are in: %(columns)s. Export the results.")
FAULTS = _("Errors of the spreadsheet, such as #N/A, are in: %(columns)s.")
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d{1,20})?[eE]\+\d{2,3}")
_FORMULA = re.compile(r"=[A-Z$(\"'+-]")
_FAULT = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!)")
_SPACES = re.compile(r"\s+")
_INVISIBLE = "\ufeff\u200b\u200e\u200f \t\r\n\xa0\u3000"
_MOST_SHARED = 20_000
_LONGEST_SHARED = 64
_LONGEST_NUMBER = 30


def read_table(data: bytes, filename: str = "") -> Table:
    """The table of a file: CSV and the like, XLSX, XLSM, XLS, ODS, JSON Lines, or pasted text in UTF-8.

    Raises UnreadableTable of everything else. The kind is found by the content: `filename` is not believed.
    """
    kind = find_kind(data)
    if kind is Kind.TEXT:
        text, notes = decode(data)
        if is_json(text):
            return assemble(Sheet(records=read_objects(text), notes=notes), is_named=True)
        return assemble(Sheet(records=read_records(text), notes=notes))
    return assemble(read_workbook(data) if kind is Kind.WORKBOOK else read_old_workbook(data))


@dataclass
class _Columns:
    """What is found out of the columns while their rows are read."""

    width: int
    filled: set[int] = field(default_factory=set)
    found: dict[str, dict[int, None]] = field(default_factory=dict)
    """By the template of a note the columns that it names."""

    def check(self, at: int, cell: str) -> None:
        """Looks for what a spreadsheet has left in a cell instead of what was meant."""
        if cell[0] == "=" and _FORMULA.match(cell):
            self.found.setdefault(FORMULAS, {})[at] = None
        elif cell[0] == "#" and _FAULT.fullmatch(cell):
            self.found.setdefault(FAULTS, {})[at] = None
        elif len(cell) < _LONGEST_NUMBER and _SHORTENED.fullmatch(cell):
            self.found.setdefault(SHORTENED, {})[at] = None


class _Records:
    """Records without those that hold nothing, which are counted between others."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records, self.skipped = records, 0
        self.skipped_before: list[int] = []
        """How many were skipped before each of the first records."""
        self._shared: dict[str, str] = {}

    def __iter__(self) -> Iterator[Record]:
        blank = 0
        for number, cells in self.records:
            clean = [self._clean(cell) if cell else "" for cell in cells]
            while clean and not clean[-1]:
                clean.pop()
            if not clean:
                blank += 1
                continue
            if len(clean) > MOST_COLUMNS:
                raise UnreadableTable(TOO_MANY_COLUMNS, count=len(clean), limit=MOST_COLUMNS)
            self.skipped += blank
            blank = 0
            if len(self.skipped_before) < SAMPLE:
                self.skipped_before.append(self.skipped)
            yield number, clean

    def _clean(self, cell: str) -> str:
        """Without blanks around it; cells that come again and again are stored once."""
        text = cell.strip(_INVISIBLE)
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > _LONGEST_SHARED:
            return text
        if len(self._shared) < _MOST_SHARED:
            return self._shared.setdefault(text, text)
        return self._shared.get(text, text)


def assemble(sheet: Sheet, *, is_named: bool = False) -> Table:
    """The table that records make; `is_named` where the first one surely names the columns."""
    records = _Records(sheet.records)
    flow = iter(records)
    sample = list(islice(flow, 1 if is_named else SAMPLE))
    if not sample:
        raise UnreadableTable(NO_ROWS)
    header = Header(names=sample[0][1], above=1) if is_named else find_header(sample, sheet.spans)
    columns = _Columns(width=len(header.names))
    rows = read_rows(chain(sample[header.above :], flow), columns)
    if not rows:
        raise UnreadableTable(NO_ROWS)
    names = [*header.names, *[""] * (columns.width - len(header.names))]
    kept = [at for at in range(columns.width) if names[at] or at in columns.filled]
    headers, notes = name_columns(names, kept)
    notes = [*sheet.notes, *header.notes, *notes]
    blank = records.skipped - records.skipped_before[max(header.above - 1, 0)]
    notes += [Note(template=BLANK, params={"count": blank})] if blank else []
    columns.found[FILLED] = dict.fromkeys(sheet.filled)
    for template in (FILLED, SHORTENED, FORMULAS, FAULTS):
        named = [headers[kept.index(at)] for at in sorted(columns.found.get(template, ())) if at in kept]
        notes += [Note(template=template, params={"columns": shorten(named)})] if named else []
    return Table(headers=headers, rows=fit_rows(rows, columns.width, kept), notes=notes)


def read_rows(records: Iterable[Record], columns: _Columns) -> list[Row]:
    """The rows, each as wide as it is in the file."""
    rows: list[Row] = []
    filled = columns.filled
    for number, cells in records:
        if len(rows) == MOST_ROWS:
            raise UnreadableTable(TOO_MANY_ROWS, limit=MOST_ROWS)
        columns.width = max(columns.width, len(cells))
        for at, cell in enumerate(cells):
            if cell:
                filled.add(at)
                if cell[0] in "=#" or "E+" in cell or "e+" in cell:
                    columns.check(at, cell)
        rows.append(Row(number, cells))
    return rows


def fit_rows(rows: list[Row], width: int, kept: list[int]) -> list[Row]:
    """The rows with a cell for each column that is kept."""
    for row in rows:
        row.cells.extend([""] * (width - len(row.cells)))
    if len(kept) < width:
        for row in rows:
            row.cells[:] = [row.cells[at] for at in kept]
    return rows
