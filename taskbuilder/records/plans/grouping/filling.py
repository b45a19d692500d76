"""Which group each line belongs to, where a plan makes a task of every so many lines."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, count

from taskbuilder.records.plans.grouping.lines import Cells, identify, widen

Numbered = tuple[int, list[str]]


def fill_groups(
    rows: Iterable[tuple[int, Cells]],
    *,
    column: int,
    width: int,
    size: int,
    key: int | None,
    before: Mapping[Cells, str],
) -> Iterator[Numbered]:
    """The rows, each with its group: as it says itself, as it was before, or the first that has room.

    `before`: the groups of lines by what these are known by.
    """
    wide = [(number, widen(cells, width)) for number, cells in rows]
    counts = Counter(name for _number, cells in wide if (name := cells[column].strip()))
    for _number, cells in wide:
        name = before.get(identify_apart(cells, key, column), "")
        if name and not cells[column].strip() and counts[name] < size:
            cells[column] = name
            counts[name] += 1
    free = find_room(counts, size)
    for number, cells in wide:
        if not cells[column].strip():
            cells[column] = next(free)
        yield number, cells


def find_room(counts: Counter[str], size: int) -> Iterator[str]:
    """ "1", "2", …: each as often as it has room."""
    for number in count(1):
        name = str(number)
        for _place in range(size - counts[name]):
            yield name


def identify_apart(cells: Cells, key: int | None, column: int) -> Cells:
    """What a line is known by, whatever group it is in."""
    return identify(cells if key is not None else [*cells[:column], *cells[column + 1 :]], key)


def note_groups(lines: Iterable[Cells], *, column: int, key: int | None) -> dict[Cells, str]:
    """The group of each line that is known."""
    return {identify_apart(line, key, column): line[column].strip() for line in lines}


def name_column(headers: Sequence[str], name: str) -> str:
    """A header that the table does not have yet."""
    return next(
        each for each in chain([name], (f"{name} {number}" for number in count(2))) if each not in headers
    )
