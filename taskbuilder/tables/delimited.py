"""Records of delimited text: CSV as spreadsheets of every country write it, and what is copied from them."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from taskbuilder.tables.limits import LONGEST_CELL
from taskbuilder.tables.table import UnreadableTable
from taskbuilder.taskspec.messages import gettext_noop as _

OPEN_QUOTE = _("The quotation mark that opens in line %(line)d is never closed. Close or remove it.")
LONG_CELL = _(
    "The cell that begins in line %(line)d is longer than %(limit)d characters. Check its quotation marks."
)
Record = tuple[int, list[str]]
"""The line that a record begins in, from 1, and its cells as they are in the file."""
SEPARATORS = ("\t", ";", ",", "|")
_DECLARED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]{1,20}://[^\s\"']+")
_SAMPLE = 60
"""Records by which the separator is found."""
_FEWEST = 0.3
"""The part of the first records that a separator has to part alike: there may be titles above a table."""
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
"""What some programs write so that a spreadsheet keeps leading zeros."""


def read_records(text: str) -> Iterator[Record]:
    """Each record of the text, blank ones too, by the separator that fits best."""
    lines = StringIO(text, newline="")
    number = 0
    declared = _DECLARED.fullmatch(lines.readline())
    if declared:
        separator, number = declared[1], 1
    else:
        lines.seek(0)
        separator = find_separator(text)
    return _parse(lines, separator, number)


def find_separator(text: str) -> str:
    """What parts most of the first records into the same number of cells; else a tab, which is in none."""
    if _is_list_of_addresses(text):
        return SEPARATORS[0]
    rated = {separator: _rate(text, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=rated.__getitem__)
    return best if rated[best][0] >= _FEWEST else SEPARATORS[0]


def _is_list_of_addresses(text: str) -> bool:
    """Whether each line below the first is one address and no more: commas are a part of some."""
    lines = [line.strip() for line in text[: 4 * LONGEST_CELL].splitlines() if line.strip()][:_SAMPLE]
    below = lines[1:] or lines
    alike = lines if len(lines) == 2 else below
    counts = [{line.count(separator) for line in alike} for separator in SEPARATORS[1:]]
    return all(map(_ADDRESS.fullmatch, below)) and not any(len(each) == 1 and each != {0} for each in counts)


def _rate(text: str, separator: str) -> tuple[float, int]:
    """How well a separator fits: the part of the records that have the commonest width, then that width."""
    records = _parse(StringIO(text[: 4 * LONGEST_CELL], newline=""), separator, 0, is_sample=True)
    widths = Counter(len(cells) for _line, cells in islice(records, _SAMPLE) if any(cells))
    width, count = max(widths.items(), key=lambda each: (each[0] > 1, each[1], each[0]), default=(1, 1))
    return (count / widths.total(), width) if width > 1 else (0.0, 1)


class _Lines:
    """The lines of a text, one after another, and the marks that open and close cells in the last record."""

    def __init__(self, lines: StringIO, number: int) -> None:
        self.lines, self.number, self.quotes = lines, number, 0

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.number += 1
            self.quotes += line.count('"')
            yield line


def _parse(lines: StringIO, separator: str, number: int, *, is_sample: bool = False) -> Iterator[Record]:
    counted = _Lines(lines, number)
    reader = csv.reader(counted, delimiter=separator, skipinitialspace=separator != "\t")
    start = number + 1
    cells: list[str] = []
    while True:
        counted.quotes = 0
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            if is_sample:
                return
            raise UnreadableTable(LONG_CELL, line=start, limit=LONGEST_CELL) from None
        if not is_sample:
            _check(cells, start, counted)
        yield start, cells
        start = counted.number + 1


def _check(cells: list[str], start: int, counted: _Lines) -> None:
    """Raises UnreadableTable where an unclosed quotation mark has swallowed the lines below it."""
    if counted.number > start and counted.quotes % 2 and "\n" in cells[-1]:
        raise UnreadableTable(OPEN_QUOTE, line=start)
    for place, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            raise UnreadableTable(LONG_CELL, line=start, limit=LONGEST_CELL)
        if cell.startswith('="'):
            cells[place] = _KEPT_AS_TEXT.sub(r"\1", cell)
