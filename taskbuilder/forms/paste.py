"""Rows from text that people paste: one value on each line, or a block copied from a spreadsheet."""

import csv
import re
from dataclasses import dataclass, field
from typing import TypeGuard

from django.utils.translation import gettext

from taskbuilder.forms.fields import Group, KeyValues, ListOf, Question

Cells = list[str]
Column = Question | ListOf
QUOTED = re.compile(r'\A"(.*)"\Z', re.DOTALL)
TAB = "\t"
SEPARATORS = (TAB, ";", ",")
BETWEEN_PAIRS, IN_PAIR = re.compile(r"[;,；，]"), re.compile(r"[=:：]")


@dataclass(frozen=True, kw_only=True)
class Pasted:
    """The rows that are taken, how many there were in all, and the columns that nobody asks for.

    `rest` is the text of the rows that are left, below the line that names their columns.
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    count: int = 0
    left_out: list[str] = field(default_factory=list)
    rest: str = ""


def list_columns(field: ListOf) -> list[Column]:
    """What a pasted row can fill in: members of one value each, and tags, in the order of the form."""
    members = field.row.members if isinstance(field.row, Group) else ()
    return [part for part in members if isinstance(part, Question) or is_tags(part)]


def explain_columns(columns: list[Column]) -> str:
    """What can be pasted, in the words of the form."""
    if len(columns) == 1:
        return gettext(columns[0].title)
    titles = gettext(", ").join(gettext(column.title) for column in columns)
    return gettext(
        "Columns, if you have several: %(titles)s. A first line that names them says in which order they"
        " come, parted by tabs, commas or semicolons; columns of other names are left out."
    ) % {"titles": titles}


def is_tags(part: object) -> TypeGuard[ListOf]:
    """Whether it is a list of names with values that are no secrets."""
    return isinstance(part, ListOf) and isinstance(part.row, KeyValues) and not part.row.is_secret


def read_rows(text: str, columns: list[Column], most: int) -> Pasted:
    """The first rows of a pasted text, each by its members' names.

    A first line that names columns says which is which, by their titles or by their names in the request, and
    may part them by commas or semicolons; otherwise they are taken in the order of the form.
    """
    separator = find_separator(text, columns)
    lines = [line for line in text.split("\n") if any(split_line(line, separator))]
    first = split_line(lines[0], separator) if lines else []
    named = read_header(first, columns)
    order = named or [column.name for column in columns]
    head, below = (lines[:1], lines[1:]) if named else ([], lines)
    by_name = {column.name: column for column in columns}
    cells = [zip(order, split_line(line, separator), strict=False) for line in below[:most]]
    return Pasted(
        rows=[{name: read_cell(by_name[name], cell) for name, cell in row if name and cell} for row in cells],
        count=len(below),
        left_out=[cell for name, cell in zip(named, first, strict=False) if cell and not name],
        rest="\n".join([*head, *below[most:]]) if len(below) > most else "",
    )


def find_separator(text: str, columns: list[Column]) -> str:
    """What parts the cells: whatever a header has between names of columns, or else tabs."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    for separator in SEPARATORS:
        cells = split_line(first, separator)
        if len(cells) > 1 and read_header(cells, columns):
            return separator
    return TAB


def split_line(line: str, separator: str) -> Cells:
    """The cells of a line, without the quotes that spreadsheets put around some."""
    if separator == TAB:
        return [QUOTED.sub(r"\1", cell.strip()).replace('""', '"') for cell in line.split(TAB)]
    try:
        cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:  # a cell without end
        return line.split(separator)
    return [cell.strip() for cell in cells]


def read_tags(cell: str) -> list[tuple[str, str]]:
    """ "site=east; floor=2" as names with values."""
    pairs = [IN_PAIR.split(each, maxsplit=1) for each in BETWEEN_PAIRS.split(cell) if each.strip()]
    return [(name.strip(), "".join(value).strip()) for name, *value in pairs]


def read_header(cells: Cells, columns: list[Column]) -> list[str]:
    """The member that each cell of a header names, "" for one that none is called; empty for no header."""
    names = {word: column.name for column in columns for word in words_of(column)}
    found = [names.get(cell.casefold(), "") for cell in cells]
    return found if any(found) else []


def words_of(column: Column) -> tuple[str, ...]:
    return column.key.casefold(), gettext(column.title).casefold(), column.title.casefold()


def read_cell(column: Column, cell: str) -> str:
    """What is posted for a cell: an option by what it is called, anything else as it is."""
    called = cell.casefold()
    for option in column.options if isinstance(column, Question) else ():
        if called in (option.text.casefold(), gettext(option.label).casefold(), option.label.casefold()):
            return option.text
    return cell
