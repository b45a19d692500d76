"""The lines of a group: its cells are theirs, one after another, each as wide as the table. No database."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Cells = Sequence[str]


class Group(NamedTuple):
    """One task's lines: their numbers in the file, and their cells."""

    numbers: list[int]
    cells: list[str]


def split_lines(cells: Cells, width: int) -> list[Cells]:
    """At least one."""
    if len(cells) <= width:
        return [cells]
    return [cells[start : start + width] for start in range(0, len(cells), width)]


def find_cell(place: int, width: int) -> tuple[int, int]:
    """The line and the column of a cell, by its place among those of a row or a group."""
    return divmod(place, max(width, 1))


def merge_lines(lines: Sequence[Cells]) -> list[str]:
    """Of each column the first cell that is not empty."""
    return [next((cell for cell in column if cell.strip()), "") for column in zip(*lines, strict=False)]


def find_differing(lines: Sequence[Cells], column: int) -> list[int]:
    """The line that first says something in a column, and those that differ; none where all agree."""
    said = [(place, line[column].strip()) for place, line in enumerate(lines) if line[column].strip()]
    others = [place for place, text in said if text != said[0][1]]
    return [said[0][0], *others] if others else []


def widen(cells: Cells, width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def gather(rows: Iterable[tuple[int, Cells]], column: int, width: int) -> Iterator[Group]:
    """Rows with the same cell in a column as one, where it comes first; rows without one stay alone."""
    groups: dict[str, Group] = {}
    for number, cells in rows:
        wide = widen(cells, width)
        name = wide[column].strip()
        group = groups.setdefault(name or f"\n{number}", Group([], []))
        group.numbers.append(number)
        group.cells.extend(wide)
    yield from groups.values()


def arrange(group: Group, before: Cells, width: int, key: int | None) -> Group:
    """The lines that were there before in their old order, then the new ones: no task changes by sorting."""
    places = {identify(line, key): place for place, line in enumerate(split_lines(before, width))}
    lines = list(zip(group.numbers, split_lines(group.cells, width), strict=True))
    lines.sort(key=lambda line: places.get(identify(line[1], key), len(places)))
    return Group([number for number, _cells in lines], [cell for _number, cells in lines for cell in cells])


def identify(cells: Cells, key: int | None) -> Cells:
    """What a line is known by within its group."""
    return (cells[key].strip(),) if key is not None and key < len(cells) else tuple(cells)
