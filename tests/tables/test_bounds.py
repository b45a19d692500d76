"""What is not a table, is too large or is made to do harm is refused at once and named."""

import csv
import random
import resource
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from io import StringIO
from struct import pack_into

import pytest

from taskbuilder.tables import limits
from taskbuilder.tables.reader import read_table
from taskbuilder.tables.table import UnreadableTable
from tests.support.processes import ROOT
from tests.tables.examples.workbooks import archive, ods, repack, xls, xlsx

MEASURE = """
import sys, resource
from taskbuilder.tables.reader import read_table
table = read_table(sys.stdin.buffer.read())
[own] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
opener = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(len(table.rows), table.rows[-1].number, own, opener)
"""
DAMAGED = "The workbook is damaged. Open it in a spreadsheet program and save it again."
DAMAGED_OR_LARGE = (
    "The workbook is damaged, or takes too much memory to read. "
    "Open it in a spreadsheet program and save it as CSV."
)
CELLS = (
    "The sheet's filled cells cover an area of more than 3000000 cells. "
    "Delete columns and rows far outside of the table."
)


def refusal(data: bytes) -> str:
    """What is said of a file that is not read."""
    with pytest.raises(UnreadableTable) as refused:
        read_table(data)
    return refused.value.problem.render()


def make_csv(rows: int) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["Name", "URL", "Site", "Port"])
    writer.writerows(
        [f"cam {row}", f"rtsp://10.0.0.1/{row}", f"site {row % 50}", "554"] for row in range(rows)
    )
    return text.getvalue().encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (",".join(f"c{at}" for at in range(1000)).encode() + b"\n1,2\n", "The table has 1000 columns."),
        (b"Name\n" + b"a\n" * 1_000_000, "The table has more than 100000 rows. Split it into several files."),
        (b'Name,Site\na,"b\nc,d\n', "The quotation mark that opens in line 2 is never closed."),
        (b"Name,Site\na," + b"b" * 40_000 + b"\n", "The cell that begins in line 2 is longer than 32767"),
        (b'Name,Site\na,b\nc,"' + b"b\n" * 100_000, "The cell that begins in line 3 is longer than 32767"),
        (b'{"a": 1}\n{"a": \n', "Line 2 is not a JSON object."),
        (b'{"a": 1, "a": 2}\n', "“a” appears twice in the same object (line 1). Remove one."),
        (b'[{"a": 1}, 2]', "The JSON document is not a list of objects."),
        (b"{" * 5_000 + b"\n", "Line 1 is not a JSON object."),
        (bytes(range(256)) * 20, "This file is neither text nor a workbook that can be read."),
        (b"\x7fELF" + bytes(100), "This file is a program, not a table."),
        (b"\x09\x00\x04\x00\x02\x00", "This file is a workbook of Excel 4 or older, which cannot be read."),
        (b'<?xml version="1.0"?><Workbook/>', "This file is an XML document, which cannot be read."),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_is_no_table_is_named(data: bytes, words: str) -> None:
    assert refusal(data).startswith(words)


def test_a_file_above_the_limit_is_not_read() -> None:
    assert refusal(b"a" * (limits.MOST_BYTES + 1)) == (
        "The file has 50 MB. Up to 50 MB are read. Split it into several files."
    )


def lie(data: bytes, name: bytes, size: int) -> bytes:
    """A ZIP whose directory says another size of a member."""
    whole = bytearray(data)
    place = whole.rfind(name)  # the directory is at the end
    pack_into("<I", whole, place - 46 + 24, size)
    return bytes(whole)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = lie(xlsx(["a"])(), b"xl/worksheets/sheet1.xml", 300 << 20)

    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert refusal(bomb) == (
        "The workbook unpacks to 301 MB. Up to 200 MB are read. Split it into several files."
    )
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime == before


def test_a_member_that_packs_a_thousand_times_is_a_bomb() -> None:
    bomb = repack(xlsx(["a"]), lambda name, text: b"0" * (20 << 20) if "sheet1" in name else text)()

    assert refusal(bomb).startswith("The workbook unpacks to 21 MB.")


def test_a_bomb_that_says_less_of_its_size_meets_the_bounds_of_its_process() -> None:
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    large = repack(xlsx(["a"]), lambda name, text: sheet + b" " * (100 << 20) if "sheet1" in name else text)()

    assert refusal(lie(large, b"xl/worksheets/sheet1.xml", 1_000)) in (DAMAGED, DAMAGED_OR_LARGE)


def test_a_cell_at_the_far_end_of_a_sheet_takes_no_memory() -> None:
    far = xlsx(["Name"], edit=lambda sheet, _book: sheet.cell(1_048_576, 16_384, "x"))()

    assert refusal(far) in (CELLS, DAMAGED_OR_LARGE)


def test_rows_that_are_repeated_without_end_are_refused() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="200000">{cell * 20}</table:table-row>'
    data = repack(
        ods(["Name"], ["a"]),
        lambda name, text: (
            text.replace(b"<table:table-row ", row.encode() + b"<table:table-row ", 1)
            if name == "content.xml"
            else text
        ),
    )()

    assert refusal(data) in (CELLS, DAMAGED_OR_LARGE)


@pytest.mark.parametrize(
    "make",
    [
        xls(["Name", "Port"], *((f"cam{at}", at) for at in range(20))),
        xlsx(["Name", "Port"], ["cam", 1]),
        ods(["Name", "Port"], ["cam", 1]),
    ],
)
def test_a_damaged_workbook_is_read_or_refused(make: Callable[[], bytes]) -> None:
    """Among these is one that makes the library end its process."""
    whole = make()
    refused = 0
    for seed in range(160, 180):
        chance = random.Random(seed)  # noqa: S311 — the same each time
        data = bytearray(whole)
        for _change in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            read_table(bytes(data))
        except UnreadableTable:
            refused += 1
    assert refused > 3


def test_an_entity_that_a_workbook_declares_is_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
    data = repack(
        xlsx(["Name", "Site"], ["x", "East"]),
        lambda name, text: bomb + text.replace(b"<t>x</t>", b"<t>&b;</t>") if "shared" in name else text,
    )()

    assert "aaaaaaaaaa" not in "".join(cell for row in read_table(data).rows for cell in row.cells)


def test_a_zip_of_something_else_is_named() -> None:
    assert refusal(archive({"readme.txt": "hello"})()) == (
        "This file is a compressed archive, not a table. Export the table as CSV or XLSX."
    )


def test_memory_grows_with_the_rows_alone() -> None:
    """A row of four cells takes less than a thousand bytes, however many there are."""

    def measure(rows: int) -> float:
        data = make_csv(rows)
        tracemalloc.start()
        table = read_table(data)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(table.rows) == rows
        return peak / rows

    few = measure(3_000)
    many = measure(30_000)
    assert few < 1_000
    assert many < 1.1 * few


def test_the_most_rows_of_a_workbook_are_read_in_bounded_memory() -> None:
    """Of this process, and of the one that opens it: in kB."""
    row = '<row r="{0}">' + "".join(
        f'<c r="{letter}{{0}}" t="inlineStr"><is><t>cell {{0}} of {letter}</t></is></c>' for letter in "ABCD"
    )
    rows = "</row>".join(row.format(number) for number in range(1, limits.MOST_ROWS + 2))
    sheet = f"<worksheet><sheetData>{rows}</row></sheetData></worksheet>".encode()
    data = repack(xlsx(["Name"]), lambda name, text: sheet if "sheet1" in name else text)()

    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=data, capture_output=True, check=True, cwd=ROOT
    )

    rows_read, last, own, opener = map(int, done.stdout.split())
    assert [rows_read, last] == [100_000, 100_001]
    assert own < 150_000
    assert opener < 350_000
