"""Where a table's header is and what its columns are called: titles above it, two rows, none."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import median

from taskbuilder.tables.contents import Content, find_content
from taskbuilder.tables.table import Note
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import one_line

ABOVE = _("Rows above the header that are not read: %(count)d.")
JOINED = _("The header has two rows. They were joined, as in “%(example)s”.")
NO_HEADER = _("No row names the columns. They have letters instead: A, B, C.")
UNNAMED = _("Columns without a name in the header: %(columns)s. They have letters instead.")
REPEATED = _("Columns of the same name were numbered: %(columns)s.")
SAMPLE = 60
"""Records by which the header is found."""
_MOST_NAMED = 8
_SPACES = re.compile(r"\s+")
_VALUES = frozenset({Content.ADDRESS, Content.HOST, Content.MAC, Content.IDENTIFIER, Content.TIME})
"""Contents that are in no header."""

Spans = Mapping[tuple[int, int], tuple[int, int]]
"""Merged cells: the record's number and the column of the first; how many rows and columns it covers."""
Sample = Sequence[tuple[int, list[str]]]


@dataclass(frozen=True, kw_only=True)
class Header:
    """The names of the columns as the file has them, and how many records of the sample are not rows."""

    names: list[str]
    above: int = 0
    """Records before the first row: titles and the header itself."""
    notes: list[Note] = field(default_factory=list)


def find_header(sample: Sample, spans: Spans) -> Header:
    """The header of a table by its first records that hold something."""
    place = find_place(sample)
    cells = sample[place][1]
    if is_row(cells):
        return Header(names=[], above=place, notes=[*note_above(place), Note(template=NO_HEADER)])
    first, last = find_rows(sample, place, spans)
    if first == last:
        return Header(names=cells, above=place + 1, notes=note_above(place))
    names = join(sample[first], sample[last][1], spans)
    example = next((name for name in names if " " in name), names[0])
    joined = Note(template=JOINED, params={"example": one_line(example)})
    return Header(names=names, above=last + 1, notes=[*note_above(first), joined])


def note_above(count: int) -> list[Note]:
    return [Note(template=ABOVE, params={"count": count})] if count else []


def find_place(sample: Sample) -> int:
    """The first record that has at least half as many filled cells as records further down have."""
    lower = sample[len(sample) // 2 :]
    usual = median(count_filled(cells) for _number, cells in lower)
    least = max(ceil(usual / 2), min(usual, 2))
    enough = (place for place, (_number, cells) in enumerate(sample) if count_filled(cells) >= least)
    return next(enough, 0)


def count_filled(cells: Sequence[str]) -> int:
    return sum(map(bool, cells))


def is_row(cells: Sequence[str]) -> bool:
    """Whether a record holds values, and so does not name columns."""
    found = Counter(find_content(cell) for cell in cells if cell)
    return any(found[content] for content in _VALUES) or not found[Content.TEXT]


def find_rows(sample: Sample, place: int, spans: Spans) -> tuple[int, int]:
    """The first and the last record of the header: two, where one says what groups of columns are."""
    if place + 1 < len(sample) and is_upper(sample[place], sample[place + 1][1], spans):
        return place, place + 1
    if place and is_group_row(sample[place - 1], sample[place][1], spans):
        return place - 1, place
    return place, place


def is_upper(upper: tuple[int, list[str]], lower: list[str], spans: Spans) -> bool:
    """Whether the record below a header is its second row: it fills what the first one leaves empty."""
    number, above = upper
    if is_row(lower) or any(find_content(cell) is Content.NUMBER for cell in lower if cell):
        return False
    covered = {
        at + step
        for (row, at), (_rows, columns) in spans.items()
        if row == number and columns > 1
        for step in range(columns)
    }
    if covered:
        return all(cell_at(lower, at) for at in covered) and not any(
            cell_at(lower, at) for at in range(len(above)) if at not in covered and (number, at) in spans
        )
    gaps = [at for at in range(1, max(len(above), len(lower))) if not cell_at(above, at)]
    left = [at for at in range(len(above)) if cell_at(above, at) and not cell_at(lower, at)]
    return bool(gaps) and bool(left) and all(cell_at(lower, at) for at in gaps)


def is_group_row(upper: tuple[int, list[str]], lower: list[str], spans: Spans) -> bool:
    """Whether the record above a header says what groups of its columns have in common."""
    number, above = upper
    groups = [at for at, cell in enumerate(above) if cell]
    has_repeats = len({cell for cell in lower if cell}) < count_filled(lower)
    is_merged = any(
        row == number and 1 < columns < len(lower) for (row, _at), (_rows, columns) in spans.items()
    )
    return len(groups) > 1 and (is_merged or has_repeats)


def join(upper: tuple[int, list[str]], lower: list[str], spans: Spans) -> list[str]:
    """Each name of the lower row behind the one that covers it."""
    number, above = upper
    names: list[str] = []
    group, left = "", 0
    for at in range(max(len(above), len(lower))):
        if cell_at(above, at):
            group, left = above[at], spans.get((number, at), (1, len(lower)))[1]
            left = left if any(row == number for row, _at in spans) else len(lower)
        below = cell_at(lower, at)
        before = group if left > 0 else ""
        left -= 1
        names.append(
            f"{before} {below}" if before and below and before != below else below or cell_at(above, at)
        )
    return names


def cell_at(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def name_columns(names: Sequence[str], kept: Sequence[int]) -> tuple[list[str], list[Note]]:
    """Names for the columns that are kept: a letter for each without, a number behind each repeated one."""
    own = {_SPACES.sub(" ", names[at]) for at in kept}
    taken: set[str] = set()
    whole: list[str] = []
    unnamed, repeated = [], []
    counts: Counter[str] = Counter()
    for at in kept:
        wanted = _SPACES.sub(" ", names[at]) or write_letter(at)
        unnamed += [] if names[at] else [wanted]
        given = wanted
        counts[wanted] += 1
        while given in taken or (given != wanted and given in own):
            counts[wanted] += 1 if given != wanted else 0
            given = f"{wanted} ({counts[wanted]})"
        repeated += [given] if given != wanted else []
        taken.add(given)
        whole.append(given)
    notes = [Note(template=UNNAMED, params={"columns": shorten(unnamed)})] if unnamed and any(names) else []
    notes += [Note(template=REPEATED, params={"columns": shorten(repeated)})] if repeated else []
    return whole, notes


def shorten(names: Sequence[str]) -> tuple[str, ...]:
    """The first names of many, for a sentence."""
    shown = tuple(one_line(name) for name in names[:_MOST_NAMED])
    return (*shown, "…") if len(names) > _MOST_NAMED else shown


def write_letter(at: int) -> str:
    """A column as spreadsheets call it: A, B, …, AA, for 0, 1, …, 26."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
