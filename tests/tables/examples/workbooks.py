"""Makes workbooks: as Excel writes them, as older programs do, and as LibreOffice does."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | bool | date | datetime | time | None
Rows = Iterable[Sequence[Cell]]
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"
OPEN_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(
    *rows: Sequence[Cell], edit: Callable[[Worksheet, Workbook], object] | None = None
) -> Callable[[], bytes]:
    """A workbook of Excel whose first sheet has those rows; `edit` changes it further."""

    def make() -> bytes:
        book = Workbook()
        sheet = book.worksheets[0]
        for row in rows:
            sheet.append(list(row))
        if edit is not None:
            edit(sheet, book)
        data = BytesIO()
        book.save(data)
        return data.getvalue()

    return make


def xls(*rows: Sequence[Cell], merge: tuple[int, int, int, int] | None = None) -> Callable[[], bytes]:
    """A workbook of Excel 97 to 2003; `merge` are a first and last row, a first and last column."""

    def make() -> bytes:
        book = xlwt.Workbook()
        sheet = book.add_sheet("Sheet1")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                is_moment = isinstance(value, datetime)
                style = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM" if is_moment else "General")
                if value is not None:
                    sheet.write(number, column, value, style)
        if merge:
            sheet.merged_ranges.append(merge)
        data = BytesIO()
        book.save(data)
        return data.getvalue()

    return make


def ods(*rows: Sequence[Cell], manifest: str = "") -> Callable[[], bytes]:
    """A sheet of LibreOffice, with the empty rows and columns up to its edge that LibreOffice writes."""

    def make() -> bytes:
        table = "".join(f"<table:table-row>{''.join(map(write_open, row))}</table:table-row>" for row in rows)
        rest = (
            '<table:table-row table:number-rows-repeated="1048000">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
        spaces = " ".join(f'xmlns:{name}="{OPEN_DOCUMENT}{name}:1.0"' for name in ("office", "table", "text"))
        content = (
            f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
            f'<table:table table:name="Tabelle1">{table}{rest}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        members = (
            f'<manifest:manifest xmlns:manifest="{OPEN_DOCUMENT}manifest:1.0">{manifest}</manifest:manifest>'
        )
        return archive(
            {"mimetype": OPEN_SPREADSHEET, "META-INF/manifest.xml": members, "content.xml": content}
        )()

    return make


def write_open(value: Cell) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind, attribute, text = "string", "", str(value)
    if isinstance(value, bool):
        kind, attribute = "boolean", f'office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, int | float):
        kind, attribute = "float", f'office:value="{value}"'
    elif isinstance(value, date):
        kind, attribute = "date", f'office:date-value="{value.isoformat()}"'
    inside = f"<text:p>{escape(text)}</text:p>"
    return f'<table:table-cell office:value-type="{kind}" {attribute}>{inside}</table:table-cell>'


def archive(members: dict[str, str]) -> Callable[[], bytes]:
    """A ZIP of those members."""

    def make() -> bytes:
        data = BytesIO()
        with ZipFile(data, "w", ZIP_DEFLATED) as zipped:
            for name, text in members.items():
                zipped.writestr(name, text)
        return data.getvalue()

    return make


def repack(make: Callable[[], bytes], change: Callable[[str, bytes], bytes]) -> Callable[[], bytes]:
    """A workbook with each member changed, by its name and content."""

    def remake() -> bytes:
        data = BytesIO()
        with ZipFile(BytesIO(make())) as before, ZipFile(data, "w", ZIP_DEFLATED) as after:
            for name in before.namelist():
                after.writestr(name, change(name, before.read(name)))
        return data.getvalue()

    return remake
