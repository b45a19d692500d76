"""Which column of a table answers which question: by its name, and by what it holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from taskbuilder.tables.contents import Content, find_column_content, find_content
from taskbuilder.tables.names import find_thing, normalise

SAMPLE = 200
"""Rows that are looked at."""
_EXACT, _SAME_THING, _WITHIN, _BY_CONTENT = 100, 80, 60, 40
_TELLING = frozenset({Content.ADDRESS, Content.HOST, Content.IDENTIFIER})
"""Contents by which a column is found whose name says nothing."""
_SHAPED = _TELLING - {Content.IDENTIFIER}
"""Contents that a cell shows by its looks: some cell of a column has to be like that."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A question that a column can answer.

    `key` is what the match names it by, such as a JSON pointer. `names` are its member's name and its title
    in each language. `content` is what its answers hold, `begins` what each begins with, in lower case: one
    of these, or anything where it is empty.
    """

    key: str
    names: tuple[str, ...]
    content: Content = Content.TEXT
    begins: tuple[str, ...] = ()


def match_columns(
    headers: Sequence[str], sample_rows: Sequence[Sequence[str]], wanted: Sequence[Wanted]
) -> dict[int, str]:
    """By columns, from 0, the keys of what they answer. Each column and question is matched once at most.

    The better match wins; of two that are alike the column, then the question, that comes first.
    """
    columns = list_columns(sample_rows, len(headers))
    rated = [
        (-score, number, place)
        for number, (header, column) in enumerate(zip(headers, columns, strict=True))
        for place, each in enumerate(wanted)
        if column.can_answer(each) and (score := rate(normalise(header), column.content, each))
    ]
    found: dict[int, str] = {}
    for _score, column, place in sorted(rated):
        if column not in found and wanted[place].key not in found.values():
            found[column] = wanted[place].key
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class Column:
    """The filled cells of a column, and what each holds: found once, however many questions there are."""

    cells: Sequence[str]
    contents: Sequence[Content]

    @cached_property
    def content(self) -> Content | None:
        return find_column_content(self.contents)

    def can_answer(self, wanted: Wanted) -> bool:
        """Whether a cell is as answers are, or none is filled: a wrong one is a problem of its row."""
        pairs = zip(self.cells, self.contents, strict=True)
        return not self.cells or any(is_like(cell, content, wanted) for cell, content in pairs)


def list_columns(rows: Sequence[Sequence[str]], width: int) -> Iterator[Column]:
    """Each column of the first rows."""
    for place in range(width):
        cells = [cell for row in rows[:SAMPLE] if place < len(row) and (cell := row[place])]
        yield Column(cells, [find_content(cell) for cell in cells])


def is_like(cell: str, content: Content, wanted: Wanted) -> bool:
    is_alike = wanted.content not in _SHAPED or content is wanted.content
    return is_alike and (not wanted.begins or cell.lower().startswith(wanted.begins))


def rate(header: str, content: Content | None, wanted: Wanted) -> int:
    """How well a column fits a question; 0 if it does not."""
    names = [normalise(name) for name in wanted.names]
    if header in names:
        return _EXACT
    thing, is_exact = find_thing(header)
    things = {found for found, is_whole in map(find_thing, names) if is_whole and found is not None}
    if thing is not None and thing in things:
        return _SAME_THING if is_exact else _WITHIN
    if thing is None and content in _TELLING and content == wanted.content:
        return _BY_CONTENT
    return _BY_CONTENT // 2 if content is Content.ADDRESS and wanted.content is Content.ADDRESS else 0
