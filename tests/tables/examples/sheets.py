"""Workbooks of people: dates, formulas, merged headers, several sheets, LibreOffice's, what is none."""

from datetime import datetime, time
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.tables.examples.example import Example, text
from tests.tables.examples.workbooks import archive, ods, repack, xls, xlsx

GATE, DOCK = "rtsp://10.0.0.1:554/s1", "rtsp://10.0.0.2:554/s1"
MORNING = datetime.fromisoformat("2026-12-01T08:30:00")
SAVE = "Open the workbook in a spreadsheet program, save it, and upload it again."


def add_sheets(_sheet: Worksheet, book: Workbook) -> None:
    book.create_sheet("Old cameras").append(["Name"])
    book.create_sheet("Blank")
    book.create_sheet("Prices").append(["Price"])
    book["Prices"].sheet_state = "hidden"


def show_zeros(sheet: Worksheet, _book: Workbook) -> None:
    for cell in ("A2", "A3"):
        sheet[cell].number_format = "000"


def merge_header(sheet: Worksheet, _book: Workbook) -> None:
    for cells in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(cells)


def break_cells(sheet: Worksheet, _book: Workbook) -> None:
    sheet["B2"] = "#REF!"
    sheet["B2"].data_type = "e"


def hide(sheet: Worksheet, book: Workbook) -> None:
    sheet.sheet_state = "hidden"
    book.create_sheet("Empty")


SHEETS = [
    Example(
        title="dates, times, whole numbers, fractions, yes and no",
        make=xlsx(
            ["Name", "From", "Day", "At", "Count", "Share", "On"],
            ["Gate", MORNING, MORNING.date(), time(8, 30), 1.0, 0.1 + 0.2, True],
        ),
        headers=["Name", "From", "Day", "At", "Count", "Share", "On"],
        rows=[(2, ["Gate", "2026-12-01T08:30:00", "2026-12-01", "08:30:00", "1", "0.3", "true"])],
        matches={"Name": "name"},
    ),
    Example(
        title="numbers as text, zeros that only the format shows",
        make=xlsx(["Code", "Name", "Text code"], [7, "Gate", "0007"], [12, "Dock", "0012"], edit=show_zeros),
        headers=["Code", "Name", "Text code"],
        rows=[(2, ["007", "Gate", "0007"]), (3, ["012", "Dock", "0012"])],
        matches={"Name": "name"},
    ),
    Example(
        title="a merged title, a merged header of two rows",
        make=xlsx(
            ["Harbour East"],
            ["Name", "Network", None, "Site"],
            [None, "IP", "Port", None],
            ["Gate", "10.0.0.1", 554, "East"],
            edit=merge_header,
        ),
        headers=["Name", "Network IP", "Network Port", "Site"],
        rows=[(4, ["Gate", "10.0.0.1", "554", "East"])],
        notes=[
            "Rows above the header that are not read: 1.",
            "The header has two rows. They were joined, as in “Network IP”.",
            "Cells merged over several rows were filled down: Name, Site.",
        ],
        matches={"Name": "name", "Network IP": "host", "Network Port": "port", "Site": "site"},
    ),
    Example(
        title="formulas that were never calculated",
        make=xlsx(["Name", "URL"], ["Gate", '="rtsp://"&A2'], ["Dock", DOCK]),
        headers=["Name", "URL"],
        rows=[(2, ["Gate", ""]), (3, ["Dock", DOCK])],
        notes=[f"Formulas without a saved result: B2. Their cells are empty. {SAVE}"],
        matches={"Name": "name", "URL": "url"},
    ),
    Example(
        title="formulas with their results",
        make=repack(
            xlsx(["Name", "URL"], ["Gate", '="rtsp://"&A2']),
            lambda _name, content: content.replace(
                b'<c r="B2"><f>"rtsp://"&amp;A2</f><v /></c>',
                b'<c r="B2" t="str"><f>"rtsp://"&amp;A2</f><v>rtsp://Gate</v></c>',
            ),
        ),
        headers=["Name", "URL"],
        rows=[(2, ["Gate", "rtsp://Gate"])],
        matches={"Name": "name", "URL": "url"},
    ),
    Example(
        title="errors in cells",
        make=xlsx(["Name", "Site"], ["Gate", None], ["Dock", "West"], edit=break_cells),
        headers=["Name", "Site"],
        rows=[(2, ["Gate", ""]), (3, ["Dock", "West"])],
        notes=["Cells with an error, such as #N/A: B2. They are read as empty."],
        matches={"Name": "name", "Site": "site"},
    ),
    Example(
        title="several sheets, one hidden, one empty",
        make=xlsx(["Name", "URL"], ["Gate", GATE], edit=add_sheets),
        headers=["Name", "URL"],
        rows=[(2, ["Gate", GATE])],
        notes=[
            "The sheet “Sheet” was read. Other sheets with data: Old cameras.",
            "Hidden sheets that were not read: 1.",
        ],
        matches={"Name": "name", "URL": "url"},
    ),
    Example(
        title="only a hidden sheet has data",
        make=xlsx(["Name"], ["Gate"], edit=hide),
        refused="The visible sheets of the workbook are empty. Hidden sheets are not read: "
        "unhide the one with the table.",
    ),
    Example(
        title="a table that begins at C4",
        make=xlsx(
            [],
            [],
            [],
            [None, None, "Name", "URL"],
            [None, None, "Gate", GATE],
            [],
            [None, None, "Dock", DOCK],
        ),
        headers=["Name", "URL"],
        rows=[(5, ["Gate", GATE]), (7, ["Dock", DOCK])],
        notes=["Empty rows that were skipped: 1."],
        matches={"Name": "name", "URL": "url"},
    ),
    Example(
        title="LibreOffice",
        make=ods(
            ["Name", "Port", "From", "On"],
            ["Gate & Dock", 554, MORNING, True],
            [None] * 4,
            ["Yard", 1.5, None, False],
        ),
        headers=["Name", "Port", "From", "On"],
        rows=[(2, ["Gate & Dock", "554", "2026-12-01T08:30:00", "true"]), (4, ["Yard", "1.5", "", "false"])],
        notes=["Empty rows that were skipped: 1."],
        matches={"Name": "name", "Port": "port"},
    ),
    Example(
        title="Excel 97: dates, a long text",
        make=xls(["Name", "From", "Notes"], ["Gate", MORNING, "x" * 300]),
        headers=["Name", "From", "Notes"],
        rows=[(2, ["Gate", "2026-12-01T08:30:00", "x" * 300])],
        matches={"Name": "name"},
    ),
    Example(
        title="macros",
        make=lambda: with_member(xlsx(["Name"], ["Gate"])(), "xl/vbaProject.bin", b"x"),
        headers=["Name"],
        rows=[(2, ["Gate"])],
        notes=["The workbook has macros. They were not run."],
        matches={"Name": "name"},
    ),
    Example(
        title="a web page called XLS",
        make=text("<html><body><table><tr><td>Name</td></tr></table></body></html>"),
        refused="This file is a web page (HTML), which cannot be read. "
        "Open it in a spreadsheet program and save it as XLSX.",
    ),
    Example(
        title="a PDF",
        make=lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        refused="This file is a PDF document, not a table. Export the table as CSV or XLSX.",
    ),
    Example(
        title="a picture",
        make=lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        refused="This file is a picture, not a table. Export the table as CSV or XLSX.",
    ),
    Example(
        title="a Word document",
        make=archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
        refused="This file is a Word document, not a table. Export the table as CSV or XLSX.",
    ),
    Example(
        title="a binary workbook",
        make=archive({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "x"}),
        refused="This file is a binary workbook (XLSB), which cannot be read. "
        "Open it in a spreadsheet program and save it as XLSX.",
    ),
    Example(
        title="a workbook of LibreOffice behind a password",
        make=ods(["Name"], ["Gate"], manifest="<manifest:encryption-data/>"),
        refused="The workbook is protected by a password. Remove the password and upload it again.",
    ),
    Example(
        title="a workbook of Excel behind a password",
        make=lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "EncryptedPackage".encode("utf-16-le"),
        refused="The workbook is protected by a password. Remove the password and upload it again.",
    ),
    Example(
        title="half a workbook",
        make=lambda: xlsx(["Name"], ["Gate"])()[:2000],
        refused="The workbook is damaged. Open it in a spreadsheet program and save it again.",
    ),
    Example(
        title="a header alone",
        make=xlsx(["Name", "URL"]),
        refused="The table has no rows below its header.",
    ),
    Example(title="nothing", make=lambda: b"\xef\xbb\xbf \r\n", refused="The file is empty."),
]


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """A ZIP with one more member."""
    whole = BytesIO(data)
    with ZipFile(whole, "a") as zipped:
        zipped.writestr(name, content)
    return whole.getvalue()
