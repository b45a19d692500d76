"""Reads a workbook from standard input and writes its first sheet with data as lines of JSON, then ends.

It is a process of its own because a damaged workbook can make the library that reads it end the process, or
ask for any amount of memory. Imports nothing that takes long.
"""

import json
import resource
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BytesIO
from itertools import islice

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from taskbuilder.tables.limits import MOST_CELLS
from taskbuilder.tables.spreadsheets.markup import Markup, read_markup
from taskbuilder.tables.spreadsheets.values import write_value

MOST_MEMORY = 1024 * 1024 * 1024
"""Bytes of address space: a sheet of the most cells takes half of it."""
MOST_SECONDS = 60
CHUNK = 500
"""Rows on a line."""
Frame = dict[str, object]
Span = tuple[int, int, int, int]
"""A merged cell: its row, its column, how many rows and how many columns, all from 0."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        for frame in read_frames(data):
            write_frame(frame)
    except PasswordError:
        write_frame({"error": "password"})
    except CalamineError:
        write_frame({"error": "damaged"})


def write_frame(frame: Frame) -> None:
    json.dump(frame, sys.stdout)
    sys.stdout.write("\n")


def read_frames(data: bytes) -> Iterator[Frame]:
    """The sheet's first frame, its rows, and the last one; or a frame that says why there are none."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    shown = list_sheets(workbook, is_visible=True)
    found = next(find_filled(workbook, shown), None)
    if found is None:
        hidden = list_sheets(workbook, is_visible=False)
        yield {"error": "hidden" if next(find_filled(workbook, hidden), None) else "empty"}
        return
    last = found.end[0] + 1 if found.end else 0
    if last * found.width > MOST_CELLS:
        yield {"error": "cells"}
        return
    yield from read_sheet(found, read_markup(data, found.name))
    others = [each for each in shown if each != found.name][:20]
    filled: list[str] = []
    with suppress(CalamineError):  # one of them is damaged: the sheet that was read is not
        filled += [sheet.name for sheet in islice(find_filled(workbook, others), 10)]
    yield {"others": filled, "hidden": len(list_sheets(workbook, is_visible=False))}


def list_sheets(workbook: CalamineWorkbook, *, is_visible: bool) -> list[str]:
    """The names of the sheets that have cells: charts and macros have none."""
    return [
        each.name
        for each in workbook.sheets_metadata
        if each.typ == SheetTypeEnum.WorkSheet and (each.visible == SheetVisibleEnum.Visible) == is_visible
    ]


def find_filled(workbook: CalamineWorkbook, names: Iterable[str]) -> Iterator[CalamineSheet]:
    sheets = (workbook.get_sheet_by_name(name) for name in names)
    return (sheet for sheet in sheets if sheet.height and sheet.width)


def read_sheet(sheet: CalamineSheet, markup: Markup) -> Iterator[Frame]:
    spans = read_spans(sheet)
    wide = [span for span in spans if span[3] > 1]
    tall = {(row, column): rows for row, column, rows, _columns in spans if rows > 1}
    yield {
        "sheet": sheet.name,
        "spans": wide[:1000],
        "filled": sorted({column for _row, column in tall}),
        "no_value": markup.without_value,
        "errors": markup.errors,
    }
    rows = fill_down(write_rows(sheet, markup), tall)
    while chunk := list(islice(rows, CHUNK)):
        yield {"rows": chunk}


def read_spans(sheet: CalamineSheet) -> list[Span]:
    """The merged cells."""
    return [
        (top, left, bottom - top + 1, right - left + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []
    ]


def write_rows(sheet: CalamineSheet, markup: Markup) -> Iterator[tuple[int, list[str]]]:
    """Each row's number in the sheet, from 1, and its cells; none of them if the row is empty."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for row, values in enumerate(sheet.iter_rows()):
        cells = [*before, *map(write_value, values)]
        for column, text in markup.shown.get(row, ()):
            if column < len(cells):
                cells[column] = text
        yield row + 1, cells if any(cells) else []


def fill_down(
    rows: Iterable[tuple[int, list[str]]], tall: dict[tuple[int, int], int]
) -> Iterator[tuple[int, list[str]]]:
    """A cell that is merged over several rows has its text in each of them."""
    open_columns: dict[int, tuple[int, str]] = {}
    for number, cells in rows:
        for column, (last, text) in list(open_columns.items()):
            if number > last:
                del open_columns[column]
            elif column < len(cells):
                cells[column] = text
        for column in range(len(cells)) if tall else ():
            count = tall.get((number - 1, column))
            if count:
                open_columns[column] = (number + count - 1, cells[column])
        yield number, cells


if __name__ == "__main__":
    main()
