"""Which rows of a list a page draws, and which of them are open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from taskbuilder.forms.fields import ListOf, Rows, Value, key_of, rows_of
from taskbuilder.forms.list_views import TOGGLE, list_row_names
from taskbuilder.forms.render.context import RenderContext
from taskbuilder.forms.render.row_titles import describe_row
from taskbuilder.forms.walk import extend
from taskbuilder.taskspec.json_value import JsonObject

FEW_ROWS = 3
"""A list of so many is all open."""
MOST_WHOLE, WINDOW_SIZE = 200, 50
"""A longer list than the one is shown in parts of the other."""
MOST_OPENED = 20
"""Rows that open because of a problem. Where more have one the first alone opens, and the others say so."""


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """A row that a page draws. `number`: its place in the list, from 1."""

    value: JsonObject
    key: str
    name: str
    number: int
    problems: int
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class ShownList:
    """The part of a list that a page draws; `window` is its number, from 1, of `windows`.

    `with_problems`: of the whole list. `found`: how many rows fit what is searched for.
    """

    rows: list[ShownRow]
    keys: list[str]
    with_problems: list[str]
    found: int
    window: int
    windows: int
    search: str
    is_only: bool
    has_folds: bool


class RowChooser:
    """Chooses among the rows of one list."""

    def __init__(self, field: Rows, value: Value, context: RenderContext, name: str) -> None:
        self.field, self.context, self.name = field, context, name
        self.rows = rows_of(field, value)
        self.keys = [key_of(row) for row in self.rows]
        self.with_problems = [key for key in self.keys if context.counts[extend(name, key)]]
        self.has_folds = isinstance(field, ListOf) and len(self.rows) > FEW_ROWS
        self.focused = frozenset(list_row_names(context.focus))

    def choose(self) -> ShownList:
        """What the page draws: a row that takes the focus is there, whatever was searched for before."""
        views, search, is_only = self.context.views, "", False
        focus = next((at for at, key in enumerate(self.keys) if self.takes_focus(key)), None)
        places: Sequence[int] = range(len(self.rows))
        if self.has_folds:
            search, is_only = views.searches.get(self.name, ""), self.name in views.only
            places = self.find(search, is_only=is_only)
            if focus is not None and focus not in places:
                places, search, is_only = range(len(self.rows)), "", False
        windows = max(-(-len(places) // WINDOW_SIZE), 1) if len(places) > MOST_WHOLE else 1
        window = min(max(views.windows.get(self.name, 1), 1), windows)
        if windows > 1 and focus is not None:
            window = places.index(focus) // WINDOW_SIZE + 1
        drawn = places[(window - 1) * WINDOW_SIZE :][:WINDOW_SIZE] if windows > 1 else places
        return ShownList(
            rows=self.open_rows(drawn),
            keys=self.keys,
            with_problems=self.with_problems,
            found=len(places),
            window=window,
            windows=windows,
            search=search,
            is_only=is_only,
            has_folds=self.has_folds,
        )

    def takes_focus(self, key: str) -> bool:
        """Whether the focus goes into a row, or to the button that opens and folds it."""
        toggle = extend(extend(self.name, TOGGLE), key)
        return extend(self.name, key) in self.focused or self.context.focus == toggle

    def find(self, search: str, *, is_only: bool) -> Sequence[int]:
        """The places of the rows whose number or title has a text in it, or that have problems."""
        places: Sequence[int] = range(len(self.rows))
        if is_only:
            wanted_keys = frozenset(self.with_problems)
            places = [place for place in places if self.keys[place] in wanted_keys]
        if search:
            wanted = search.casefold()
            places = [place for place in places if wanted in f"{place + 1} {self.title(place).casefold()}"]
        return places

    def title(self, place: int) -> str:
        """The title of a folded row."""
        part = self.field.row if isinstance(self.field, ListOf) else self.field
        return describe_row(part, self.rows[place].get("row"), self.context)

    def open_rows(self, places: Sequence[int]) -> list[ShownRow]:
        """The rows in those places. Those with problems open, as far as the page does not get too long."""
        shown, views = [], self.context.views
        left = MOST_OPENED if len(self.with_problems) <= MOST_OPENED else 1
        for place in places:
            name = extend(self.name, self.keys[place])
            row = ShownRow(
                value=self.rows[place],
                key=self.keys[place],
                name=name,
                number=place + 1,
                problems=self.context.counts[name],
                is_open=not self.has_folds or name in views.open_rows or name in self.focused,
            )
            if row.problems and left and name != views.folded:
                row, left = replace(row, is_open=True), left - 1
            shown.append(row)
        return shown


def choose_rows(field: Rows, value: Value, context: RenderContext, name: str) -> ShownList:
    """The rows that a page draws of the list of that name."""
    return RowChooser(field, value, context, name).choose()
