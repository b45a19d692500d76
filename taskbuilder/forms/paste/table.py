"""Which cells the lines of a pasted text have, and what each column of them fills in."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeGuard

from taskbuilder.forms.fields import KeyValues, ListOf, Question
from taskbuilder.forms.labels import gettext
from taskbuilder.taskspec.marks import AddressPart
from taskbuilder.taskspec.secrets.names import is_secret_name
from taskbuilder.taskspec.secrets.split import MASK, mask_url

Cells = list[str]
Column = Question | ListOf
TAB, BEFORE_ADDRESS = "\t", "before the address"
SEPARATORS = (TAB, ";", ",")
QUOTED = re.compile(r'\A"(.*)"\Z', re.DOTALL)
ADDRESS = re.compile(r"[a-z][a-z0-9+.\-]{0,20}://", re.IGNORECASE)
LABELLED = re.compile(
    r"(?P<label>\S[^\n]*?)[ \t]++(?P<address>[a-z][a-z0-9+.\-]{0,20}://[^\n]*+)", re.IGNORECASE
)
APART = re.compile(r"[\s\"'<>]|[^\x00-\x7f]")
"""What is in no address: a cell that has it is another column's."""
WORD = re.compile(r"[A-Za-z][\w.\-]*")
IN_PAIR = re.compile(r"[=:：]")
USERS = frozenset({"user", "usr", "username"})
SAMPLE = 200
"""Lines by which columns are found."""
ENOUGH = 0.8
"""The part of the sample that has to fit what a column asks for."""
LONGEST_LABELLED = 2000
MOST_CELLS = 32
"""Of a line: what is behind them fills in nothing."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What parts the cells, the member that each fills in ("" for none), and how the text names the columns.

    `head` is the number of lines that name them, 0 or 1.
    """

    separator: str = TAB
    order: tuple[str, ...]
    titles: tuple[str, ...] = ()
    head: int = 0


def find_layout(lines: Sequence[str], columns: Sequence[Column]) -> Layout:
    """By a first line that names columns, or else by what the cells hold. Looks at the first lines alone."""
    sample = lines[:SAMPLE]
    if not sample:
        return Layout(order=tuple(column.name for column in columns))
    return read_header(sample[0], columns) or find_by_content(sample, columns)


def read_header(line: str, columns: Sequence[Column]) -> Layout | None:
    """The layout that a line of names says, None where it names no column."""
    names = {word: column.name for column in columns for word in words_of(column)}
    for separator in SEPARATORS:
        cells = split_line(line, separator)
        order = tuple(names.get(cell.casefold(), "") for cell in cells)
        if any(order) and (len(cells) > 1 or separator == SEPARATORS[-1]):
            return Layout(separator=separator, order=order, titles=tuple(cells), head=1)
    return None


def words_of(column: Column) -> tuple[str, ...]:
    return column.key.casefold(), gettext(column.title).casefold(), column.title.casefold()


def find_by_content(sample: Sequence[str], columns: Sequence[Column]) -> Layout:
    """The layout in which the cells fit best what the columns ask for; without one, lines are not parted."""
    found: list[tuple[Alignment, str, list[Cells]]] = []
    for separator in (*SEPARATORS, BEFORE_ADDRESS):
        rows = [split_line(line, separator) for line in sample]
        if max(map(len, rows)) > 1 and is_parted(rows, separator, sample, columns):
            found.append((align(rows, columns), separator, rows))
            if separator == TAB:
                break
    if not found:
        return Layout(separator="", order=tuple(column.name for column in columns[:1]))
    best, separator, rows = max(found, key=lambda each: each[0])
    if is_head(rows, best, columns):
        below = align(rows[1:], columns)
        return Layout(separator=separator, order=below.order, titles=tuple(rows[0]), head=1)
    return Layout(separator=separator, order=best.order)


@dataclass(frozen=True, order=True)
class Alignment:
    """One way to give cells to columns; a better one is greater."""

    has_address: bool
    is_unspaced: bool
    filled: int
    place: int
    order: tuple[str, ...]


def is_head(rows: Sequence[Cells], whole: Alignment, columns: Sequence[Column]) -> bool:
    """Whether the first line names the columns: it holds nothing of what the lines below hold."""
    if len(rows) < 2 or len(rows[0]) < 2 or len(rows[0]) != len(rows[1]) or not all(rows[0]):
        return False
    if is_address(columns[0]):
        return find_address(rows[0]) < 0 <= find_address(rows[1])
    below = align(rows[1:], columns)
    return below > whole and not is_like(rows[0], below.order, columns)


def align(rows: Sequence[Cells], columns: Sequence[Column]) -> Alignment:
    """The best of the ways to lay the columns, in the form's order, over the cells from some cell on."""
    width = min(max(map(len, rows)), MOST_CELLS)
    return max(align_at(rows, columns, start, width) for start in range(width))


def align_at(rows: Sequence[Cells], columns: Sequence[Column], start: int, width: int) -> Alignment:
    order = [""] * width
    for place, column in zip(range(start, width), columns, strict=False):
        if not is_filled_by(column, rows, place):
            break
        order[place] = column.name
    filled = len(order) - order.count("")
    first = [row[start] for row in rows if start < len(row)]
    is_unspaced = filled > 0 and not any(" " in cell for cell in first)
    has_address = filled > 0 and is_address(columns[0])
    return Alignment(has_address, is_unspaced, filled, -start, tuple(order))


def is_filled_by(column: Column, rows: Sequence[Cells], place: int) -> bool:
    """Whether most of the cells at that place are what the column asks for; of lines with an address."""
    cells = [row[place] for row in rows if place < len(row) and row[place]]
    fits = sum(is_fit(column, cell) for cell in cells)
    if is_address(column):
        return fits > 0 and fits >= ENOUGH * sum(find_address(row) >= 0 for row in rows)
    return fits >= ENOUGH * len(cells)


def is_fit(column: Column, cell: str) -> bool:
    if is_tags(column):
        return IN_PAIR.search(cell) is not None
    if isinstance(column, Question) and column.options:
        return read_cell(column, cell) in {option.text for option in column.options}
    return is_address(column) == (ADDRESS.match(cell) is not None)


def is_like(cells: Cells, order: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether a line holds what the lines below hold, and so does not name their columns."""
    by_name = {column.name: column for column in columns}
    pairs = [(by_name[name], cell) for name, cell in zip(order, cells, strict=False) if name and cell]
    return all(is_fit(column, cell) for column, cell in pairs)


def is_parted(
    rows: Sequence[Cells], separator: str, sample: Sequence[str], columns: Sequence[Column]
) -> bool:
    """Whether the separator is one, and no part of what it is in: an address may have commas."""
    if separator == TAB:
        return True
    if not is_address(columns[0]):
        return separator != BEFORE_ADDRESS and len({len(row) for row in rows}) == 1
    found = [find_address(row) for row in rows]
    if separator == BEFORE_ADDRESS:
        return any(
            place == 1 and not ADDRESS.match(line.strip()) for line, place in zip(sample, found, strict=True)
        )
    parted = [(row, place) for row, place in zip(rows, found, strict=True) if place >= 0 and len(row) > 1]
    behind = [row[place + 1 :] for row, place in parted]
    is_many = len(parted) > 1 and len({len(row) for row, _place in parted}) == 1
    return bool(parted) and (
        any(place > 0 for _row, place in parted)
        or any(line.lstrip().startswith('"') for line in sample)
        or any(APART.search(cell) for cells in behind for cell in cells)
        or any(f"{separator} " in line for line in sample)
        or (is_many and all(not cell or WORD.fullmatch(cell) for cells in behind for cell in cells))
    )


def find_address(cells: Cells) -> int:
    """The first cell that is an address, -1 where none is."""
    return next((place for place, cell in enumerate(cells) if ADDRESS.match(cell)), -1)


def is_address(column: Column) -> bool:
    return isinstance(column, Question) and column.address == AddressPart.URL


def split_line(line: str, separator: str) -> Cells:
    """The cells of a line, without the quotes that spreadsheets put around some."""
    if not separator:
        return [line.strip()]
    if separator == BEFORE_ADDRESS:
        return split_label(line.strip())
    if separator == TAB:
        return [QUOTED.sub(r"\1", cell.strip()).replace('""', '"') for cell in line.split(TAB)]
    try:
        cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:  # a cell without end
        return line.split(separator)
    return [cell.strip() for cell in cells]


def split_label(line: str) -> Cells:
    """What is before an address, and the address: "Gate 1: rtsp://…", "- rtsp://…"."""
    if ADDRESS.match(line) or len(line) > LONGEST_LABELLED:
        return ["", line]
    found = LABELLED.match(line)
    if found is None:
        return [line]
    is_bullet = not any(map(str.isalnum, found["label"]))
    return ["" if is_bullet else found["label"], found["address"]]


def is_tags(part: object) -> TypeGuard[ListOf]:
    """Whether it is a list of names with values that are not secrets."""
    return isinstance(part, ListOf) and isinstance(part.row, KeyValues) and not part.row.is_secret


def read_cell(column: Column, cell: str) -> str:
    """What is posted for a cell: an option by what it is called, anything else as it is."""
    called = cell.casefold()
    for option in column.options if isinstance(column, Question) else ():
        if called in (option.text.casefold(), gettext(option.label).casefold(), option.label.casefold()):
            return option.text
    return cell


def mask_lines(text: str) -> str:
    """A pasted text as it is drawn: without the secrets of addresses, and of columns whose name says so."""
    shown: list[str] = []
    separator, has_body = "", False
    hidden: list[int] = []
    for line in mask_url(text).split("\n"):
        is_note = line.startswith("#")
        if is_note or (line.strip() and not has_body):  # only such a line can name columns
            names = find_secret_columns(line)
            separator, hidden = names if names[1] or not is_note else (separator, hidden)
            shown.append(line if names[1] or not hidden else mask_cells(line, separator, hidden))
        else:
            shown.append(mask_cells(line, separator, hidden) if hidden else line)
        has_body = has_body or bool(line.strip() and not is_note)
    return "\n".join(shown)


def find_secret_columns(line: str) -> tuple[str, list[int]]:
    """What parts a line of names, and the places of those that say that what is below is secret."""
    for separator in SEPARATORS:
        names = split_line(line, separator)
        hidden = [place for place, name in enumerate(names) if is_secret_name(name)]
        if len(names) > 1 and hidden and find_address(names) < 0:
            users = [place for place, name in enumerate(names) if name.casefold() in USERS]
            return separator, hidden + users
    return "", []


def mask_cells(line: str, separator: str, places: list[int]) -> str:
    cells = split_line(line, separator)
    found = [place for place in places if place < len(cells) and cells[place]]
    for place in found:
        cells[place] = MASK
    return separator.join(cells) if found else line


def list_titles(layout: Layout, columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    """Of each column of the text its name there, or its number, and the title of what it fills in, or ""."""
    titles = {column.name: gettext(column.title) for column in columns}
    for place, name in enumerate(layout.order):
        title = layout.titles[place] if place < len(layout.titles) else ""
        yield title or gettext("Column %(number)d") % {"number": place + 1}, titles.get(name, "")
