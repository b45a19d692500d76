"""Rows from text that people paste: one value on each line, a block of a spreadsheet, a playlist."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from taskbuilder.forms.fields import Group, ListOf, Question
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.paste.pasted import BYTE_ORDER_MARK, Pasted
from taskbuilder.forms.paste.table import (
    IN_PAIR,
    TAB,
    Cells,
    Column,
    Layout,
    find_address,
    find_layout,
    is_address,
    is_tags,
    list_titles,
    read_cell,
    split_line,
)

LONGEST = 1_000_000
"""Characters of a text that is read: two hundred for each of the most rows that a list takes."""
COMMENT, PLAYLIST = re.compile(r"\s*#(?:\s|\Z|EXT)"), re.compile(r"\s*#EXT")
BETWEEN_PAIRS = re.compile(r"[;,；，]")


@dataclass(frozen=True)
class Line:
    """A line that is not a comment: its number from 1, and itself."""

    number: int
    text: str


def list_columns(found: ListOf) -> list[Column]:
    """What a pasted row can fill in: members of one value each, and tags, in the order of the form."""
    members = found.row.members if isinstance(found.row, Group) else ()
    return [part for part in members if isinstance(part, Question) or is_tags(part)]


def has_rows(text: str) -> bool:
    """Whether there is more in a box than blank lines and comments."""
    return any(line.strip() and not COMMENT.match(line) for line in text.split("\n"))


def read_rows(text: str, columns: list[Column], most: int) -> Pasted:
    """The first rows of a pasted text, each by its members' names. Takes time by the text's length.

    A first line that names columns says which is which, by their titles or by their names in the request.
    Otherwise they are found by what they hold. Cells are parted by tabs, semicolons or commas.
    """
    if len(text) > LONGEST:
        return Pasted(rest=text, longest=LONGEST)
    bare = text.removeprefix(BYTE_ORDER_MARK)
    numbered = [Line(number, line) for number, line in enumerate(bare.split("\n"), start=1) if line.strip()]
    lines = [line for line in numbered if not COMMENT.match(line.text)]
    layout = find_layout([line.text for line in lines], columns)
    head = [line.text for line in lines[: layout.head]]
    split = [(line, split_line(line.text, layout.separator)) for line in lines[layout.head :]]
    taken, left = choose_lines(split, layout, columns)
    added, later = taken[:most], sorted(left + taken[most:], key=lambda each: each[0].number)
    notes = [line.text for line in numbered if COMMENT.match(line.text) and not PLAYLIST.match(line.text)]
    notes += write_notes([cells for _line, cells in added], layout, columns)
    return Pasted(
        rows=[fill_row(cells, layout, columns) for _line, cells in added],
        count=len(taken),
        columns=list_used(layout, columns, [cells for _line, cells in split]),
        left_lines=[line.number for line, _cells in left],
        comments=len(numbered) - len(lines),
        has_mark=bare != text,
        rest="\n".join(
            [*notes, *(head if len(taken) > most else []), *(line.text for line, _cells in later)]
        ),
    )


def choose_lines(
    split: list[tuple[Line, Cells]], layout: Layout, columns: Sequence[Column]
) -> tuple[list[tuple[Line, Cells]], list[tuple[Line, Cells]]]:
    """The lines that are rows, and those without an address where a row needs one.

    Of lines that are one cell each, those that should be addresses are rows too: the form says what is wrong.
    """
    if not is_address(columns[0]):
        return split, []
    if not any(find_address(cells) >= 0 for _line, cells in split):
        return [], split
    if len(layout.order) == 1:
        return split, []
    taken = [each for each in split if has_address(each[1], layout, columns[0])]
    left = [each for each in split if not has_address(each[1], layout, columns[0])]
    return taken, left


def has_address(cells: Cells, layout: Layout, column: Column) -> bool:
    """Whether the line has an address where the others have theirs."""
    place = layout.order.index(column.name) if column.name in layout.order else -1
    return 0 <= place < len(cells) and find_address([cells[place]]) == 0


def fill_row(cells: Cells, layout: Layout, columns: Sequence[Column]) -> dict[str, str]:
    by_name = {column.name: column for column in columns}
    pairs = zip(layout.order, cells, strict=False)
    return {name: read_cell(by_name[name], cell) for name, cell in pairs if name and cell}


def list_used(layout: Layout, columns: Sequence[Column], rows: Sequence[Cells]) -> list[tuple[str, str]]:
    """The columns of the text that hold something, or fill in something."""
    filled = {place for cells in rows for place, cell in enumerate(cells) if cell}
    named = enumerate(list_titles(layout, columns))
    return [names for place, names in named if place in filled or names[1]]


def write_notes(rows: Sequence[Cells], layout: Layout, columns: Sequence[Column]) -> list[str]:
    """The cells that fill in nothing as comments, for the box: their names, and a line for each row."""
    titles = list(list_titles(layout, columns))
    places = [place for place, (_name, title) in enumerate(titles) if not title]
    unused = [
        [*(cells[place] if place < len(cells) else "" for place in places), *cells[len(titles) :]]
        for cells in rows
    ]
    if not any(map(any, unused)):
        return []
    heading = gettext("Ignored: %(columns)s") % {"columns": ""}
    names = [titles[place][0] for place in places]
    heads = [f"# {heading.strip()}", *names]
    return [TAB.join(cells) for cells in (heads, *(["#", *cells] for cells in unused if any(cells)))]


def read_tags(cell: str) -> list[tuple[str, str]]:
    """ "site=east; floor=2" as names with values."""
    pairs = [IN_PAIR.split(each, maxsplit=1) for each in BETWEEN_PAIRS.split(cell) if each.strip()]
    return [(name.strip(), "".join(value).strip()) for name, *value in pairs]
