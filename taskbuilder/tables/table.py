"""What a file is read as: headers, rows, notes on what was understood, and why a file is not a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from taskbuilder.taskspec.problem import Translate, fill, untranslated


@dataclass(frozen=True, kw_only=True)
class Note:
    """What is worth knowing of a table beside its rows, such as skipped lines. Holds no cell but headers."""

    template: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def render(self, translate: Translate = untranslated) -> str:
        """The note in the reader's language."""
        return fill(self.template, self.params, translate)


class UnreadableTable(Exception):
    """A file is not a table that can be read: `problem.render(translate)` says why and what to do."""

    def __init__(self, template: str, **params: Any) -> None:
        self.problem = Note(template=template, params=params)
        super().__init__(self.problem.render())


class Row(NamedTuple):
    """A row: its number in the file, from 1 (the line it begins in, or the spreadsheet's row), and its cells.

    A row has as many cells as the table has headers; an empty cell is "".
    """

    number: int
    cells: list[str]


@dataclass(frozen=True, kw_only=True, repr=False)
class Table:
    """A table as it was read. Headers are unique and not empty: a column without one has its letter, "C"."""

    headers: list[str]
    rows: list[Row]
    notes: list[Note] = field(default_factory=list)
