"""Submissions as CSV and as JSON Lines, a chunk at a time."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from taskbuilder.records.exports.cells import make_inert
from taskbuilder.records.exports.columns import describe, list_cells, list_titles
from taskbuilder.records.models import Submission
from taskbuilder.taskspec.json_value import write_line

BOM = "\ufeff"
"""Tells spreadsheets that the file is in UTF-8."""


def write_csv(chunks: Iterable[list[Submission]]) -> Iterator[bytes]:
    """A line for each submission below one of titles; no cell is a formula."""
    yield encode(BOM + write_lines([list_titles()]))
    for rows in chunks:
        yield encode(write_lines(map(list_cells, rows)))


def write_lines(rows: Iterable[list[str]]) -> str:
    text = StringIO(newline="")
    csv.writer(text).writerows([make_inert(cell) for cell in row] for row in rows)
    return text.getvalue()


def write_json_lines(chunks: Iterable[list[Submission]]) -> Iterator[bytes]:
    """An object for each submission, with its request."""
    for rows in chunks:
        yield encode("".join(f"{write_line(describe(row))}\n" for row in rows))


def encode(text: str) -> bytes:
    """A request may hold half a character, which no file can."""
    return text.encode(errors="replace")
