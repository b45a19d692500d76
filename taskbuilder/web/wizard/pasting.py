"""Rows from text that people paste: one value on each line, or a block copied from a spreadsheet."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext

from taskbuilder.web.wizard.shapes import Question, Rows, Section

Cells = list[str]
QUOTED = re.compile(r'\A"(.*)"\Z', re.DOTALL)


def list_columns(shape: Rows) -> list[Question]:
    """What a pasted row can fill in: the members that are one value each, in the order of the form."""
    members = shape.row.members if isinstance(shape.row, Section) else ()
    return [part for part in members if isinstance(part, Question)]


@dataclass(frozen=True, kw_only=True)
class Block:
    """The first rows of a pasted text, each by its members' names, how many there are in all, and the text of
    those that are left, below the line that names their columns.
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    count: int = 0
    rest: str = ""


def read_block(text: str, columns: list[Question], most: int) -> Block:
    """As many rows of a pasted text as there is room for.

    A first line that names columns says which is which, by their titles or by their names in the request;
    otherwise they are taken in the order of the form. Cells of columns that nobody asks for are left out.
    """
    lines = [line for line in text.split("\n") if any(split_cells(line))]
    named = read_header(split_cells(lines[0]), columns) if lines else []
    order = named or [column.name for column in columns]
    head, below = (lines[:1], lines[1:]) if named else ([], lines)
    by_name = {column.name: column for column in columns}
    rows = [read_row(split_cells(line), order, by_name) for line in below[:most]]
    rest = "\n".join([*head, *below[most:]]) if len(below) > most else ""
    return Block(rows=rows, count=len(below), rest=rest)


def split_cells(line: str) -> Cells:
    """The cells of a line, without the quotes that spreadsheets put around some."""
    return [QUOTED.sub(r"\1", cell.strip()).replace('""', '"') for cell in line.split("\t")]


def read_header(cells: Cells, columns: list[Question]) -> list[str]:
    """The member that each cell of a header names, "" for one that none is called; empty for no header."""
    names = {word: column.name for column in columns for word in words_of(column)}
    found = [names.get(cell.casefold(), "") for cell in cells]
    return found if any(found) else []


def words_of(column: Question) -> tuple[str, ...]:
    return column.key.casefold(), gettext(column.title).casefold(), column.title.casefold()


def read_row(cells: Cells, order: list[str], columns: dict[str, Question]) -> dict[str, str]:
    """The text of each member that the cells hold."""
    pairs = zip(order, cells, strict=False)
    return {name: read_cell(columns[name], cell) for name, cell in pairs if name and cell}


def read_cell(column: Question, cell: str) -> str:
    """What is posted for a cell: an option by what it is called, anything else as it is."""
    called = cell.casefold()
    for option in column.options:
        if called in (option.text.casefold(), gettext(option.label).casefold(), option.label.casefold()):
            return option.text
    return cell
