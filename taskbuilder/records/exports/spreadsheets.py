"""Submissions as a spreadsheet of Excel."""

from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO

from django.utils.translation import gettext
from xlsxwriter import Workbook

from taskbuilder.records.exports.columns import list_cells, list_titles
from taskbuilder.records.models import Submission

MOST_ROWS = 1_048_575
"""Excel's own limit, the line of titles left out."""
MOST_CHARACTERS = 32_767
"""Of a cell, as Excel counts them: most emoji are two."""
PIECE = 1024 * 1024
# Each row is on the disk before the next begins; no text becomes a formula, a link or a number.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
}


class TooManyRows(Exception):
    """More than a spreadsheet holds."""


def write_xlsx(chunks: Iterable[list[Submission]]) -> Iterator[bytes]:
    """A row for each submission below one of titles; the whole is written before the first piece is given.

    Raises TooManyRows.
    """
    with TemporaryFile() as file:
        fill(file, chunks)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


def fill(file: IO[bytes], chunks: Iterable[list[Submission]]) -> None:
    with Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet(gettext("Submissions"))
        sheet.freeze_panes(1, 0)
        rows = (list_cells(submission) for chunk in chunks for submission in chunk)
        for column, title in enumerate(list_titles()):
            sheet.write_string(0, column, title)
        for number, cells in enumerate(rows, start=1):
            if number > MOST_ROWS:
                raise TooManyRows
            for column, text in enumerate(cells):
                sheet.write_string(number, column, fit(text))


def fit(text: str) -> str:
    """Cut to what a cell holds, and then it says so."""
    whole = text.encode("utf-16-le", "replace")
    if len(whole) // 2 <= MOST_CHARACTERS:
        return whole.decode("utf-16-le")
    note = gettext("… (cut: Excel takes at most 32,767 characters)")
    return whole[: (MOST_CHARACTERS - len(note)) * 2].decode("utf-16-le", "ignore") + note
