"""A workbook's first sheet with data, read by a process of its own that may end at any time."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from taskbuilder.tables.delimited import Record
from taskbuilder.tables.limits import MOST_CELLS
from taskbuilder.tables.spreadsheets.archive import DAMAGED, PASSWORD, check_archive
from taskbuilder.tables.table import Note, UnreadableTable
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import one_line

DAMAGED_OR_LARGE = _(
    "The workbook is damaged, or takes too much memory to read. "
    "Open it in a spreadsheet program and save it as CSV."
)
CELLS = _(
    "The sheet's filled cells cover an area of more than %(limit)d cells. "
    "Delete columns and rows far outside of the table."
)
NOTHING = _("The workbook has no filled cells.")
HIDDEN = _(
    "The visible sheets of the workbook are empty. Hidden sheets are not read: unhide the one with the table."
)
FIRST_SHEET = _("The sheet “%(sheet)s” was read. Other sheets with data: %(others)s.")
HIDDEN_SHEETS = _("Hidden sheets that were not read: %(count)d.")
NO_VALUE = _(
    "Formulas without a saved result: %(cells)s. Their cells are empty. "
    "Open the workbook in a spreadsheet program, save it, and upload it again."
)
ERRORS = _("Cells with an error, such as #N/A: %(cells)s. They are read as empty.")
_PROBLEMS = {"password": PASSWORD, "damaged": DAMAGED, "cells": CELLS, "empty": NOTHING, "hidden": HIDDEN}
_CHILD = "taskbuilder.tables.spreadsheets.child"
_ROOT = Path(__file__).resolve().parents[3]
_PASSED = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""Of the environment: keys and passwords in it are none of that process's business."""


@dataclass(kw_only=True)
class Sheet:
    """A sheet that is being read: `notes` are whole once all records were."""

    records: Iterator[Record]
    notes: list[Note] = field(default_factory=list)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """Cells merged over several columns: record and column of the first, how many rows and columns."""
    filled: list[int] = field(default_factory=list)
    """Columns with cells that are merged over several rows."""


def read_old_workbook(data: bytes) -> Sheet:
    """Of an XLS; raises UnreadableTable."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UnreadableTable(PASSWORD)
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        raise UnreadableTable(DAMAGED)
    return read_sheet(data)


def read_workbook(data: bytes) -> Sheet:
    """Of an XLSX, XLSM or ODS; raises UnreadableTable."""
    archive = check_archive(data)
    sheet = read_sheet(data)
    sheet.notes += archive.notes
    return sheet


def read_sheet(data: bytes) -> Sheet:
    frames = list_frames(data)
    first = next(frames, None)
    if first is None:
        raise UnreadableTable(DAMAGED_OR_LARGE)
    if "error" in first:
        raise UnreadableTable(_PROBLEMS[first["error"]], limit=MOST_CELLS)
    sheet = Sheet(records=iter(()), filled=first["filled"])
    sheet.spans = {(row + 1, column): (rows, columns) for row, column, rows, columns in first["spans"]}
    for template, places in ((NO_VALUE, first["no_value"]), (ERRORS, first["errors"])):
        sheet.notes += [Note(template=template, params={"cells": tuple(places)})] if places else []
    sheet.records = read_rows(frames, first["sheet"], sheet.notes)
    return sheet


def read_rows(frames: Iterator[dict[str, Any]], name: str, notes: list[Note]) -> Iterator[Record]:
    """The records; the last frame says what else there is."""
    for frame in frames:
        if "rows" not in frame:
            others = tuple(one_line(each) for each in frame["others"])
            params = {"sheet": one_line(name), "others": others}
            notes += [Note(template=FIRST_SHEET, params=params)] if others else []
            hidden = {"count": frame["hidden"]}
            notes += [Note(template=HIDDEN_SHEETS, params=hidden)] if frame["hidden"] else []
            return
        yield from frame["rows"]
    raise UnreadableTable(DAMAGED_OR_LARGE)


def list_frames(data: bytes) -> Iterator[dict[str, Any]]:
    """What the process writes, a line at a time; nothing more where it ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", _CHILD],
        cwd=_ROOT,
        env={name: os.environ[name] for name in _PASSED if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    feeder = Thread(target=feed, args=(process, data))
    feeder.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith(b"\n"):  # one that is cut was written by a process that ended
                yield json.loads(line)
    finally:
        process.kill()
        feeder.join()
        process.stdout and process.stdout.close()
        process.wait()


def feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    with suppress(OSError), process.stdin:
        process.stdin.write(data)
