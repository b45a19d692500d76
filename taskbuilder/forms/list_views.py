"""Which part of each list a page shows: what is searched for, the window, and the rows that are open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Self

from django.utils.datastructures import MultiValueDict

from taskbuilder.forms.fields import KEY, Group, KeyValues, Rows
from taskbuilder.forms.walk import extend, find_field
from taskbuilder.taskspec.numbers import read_number

SEARCH, ONLY, WINDOW, TOGGLE = "search", "only", "window", "toggle"
"""Below the name of a list: what is searched for, whether only rows with problems are shown, the number of
the part that is shown, and, with a row's key, the button that opens and folds that row."""
OPEN, SHOWN = "open", "shown"
"""What a row posts under its own name while it is open: where it can be folded, and where it cannot."""
MOST_KEPT = 60
"""Of these in the address of a page; more make it too long."""


@dataclass(frozen=True)
class ListViews:
    """By the names of lists, and of rows."""

    searches: Mapping[str, str] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    windows: Mapping[str, int] = field(default_factory=dict)
    open_rows: Mapping[str, str] = field(default_factory=dict)
    drawn_rows: frozenset[str] = frozenset()
    """Those of a page that was posted, open or folded."""
    folded: str = ""
    """The row that was folded just now."""

    @classmethod
    def of(cls, data: MultiValueDict[str, str], group: Group) -> Self:
        """As a page posted them, or as its address has them."""
        find = cache(lambda name: find_field(group, name.split("-")))
        views: dict[str, dict[str, str]] = {SEARCH: {}, ONLY: {}, WINDOW: {}, OPEN: {}}
        drawn: set[str] = set()
        for name, values in data.lists():
            head, _hyphen, last = name.rpartition("-")
            what = OPEN if KEY.fullmatch(last) else last
            if what in views and values and isinstance(find(head), Rows):
                # A row of pairs posts their keys under the same name.
                text = OPEN if what == OPEN and OPEN in values else values[-1].strip()
                views[what][name if what == OPEN else head] = text
            if isinstance(found := find(name), Rows):
                rows = [extend(name, key) for key in values]
                drawn.update(rows)
                views[OPEN] |= dict.fromkeys(rows, SHOWN) if isinstance(found, KeyValues) else {}
        windows = {name: read_number(text) for name, text in views[WINDOW].items()}
        return cls(
            searches={name: text for name, text in views[SEARCH].items() if text},
            only=frozenset(views[ONLY]),
            windows={name: number for name, number in windows.items() if number is not None},
            open_rows=views[OPEN],
            drawn_rows=frozenset(drawn),
        )

    def has_control(self, name: str) -> bool:
        """Whether a page that was posted has the control of that name."""
        return all(row in self.open_rows for row in list_row_names(name))

    def has_part(self, name: str) -> bool:
        """Whether it has that part of the form, be it a folded row."""
        rows = [*list_row_names(name)]
        is_drawn = rows.pop() in self.drawn_rows if name in rows else True
        return is_drawn and all(row in self.open_rows for row in rows)

    def open_row(self, row: str) -> Self:
        return replace(self, open_rows={**self.open_rows, row: OPEN})

    def fold_row(self, row: str) -> Self:
        others = {name: how for name, how in self.open_rows.items() if name != row}
        return replace(self, open_rows=others, folded=row)

    def show_window(self, name: str, text: str) -> Self:
        number = read_number(text)
        return self if number is None else replace(self, windows={**self.windows, name: number})

    def as_query(self) -> list[tuple[str, str]]:
        """The same for an address."""
        pairs = [(extend(name, SEARCH), text) for name, text in self.searches.items()]
        pairs += [(extend(name, ONLY), "1") for name in sorted(self.only)]
        pairs += [(extend(name, WINDOW), str(number)) for name, number in self.windows.items()]
        pairs += [(name, OPEN) for name, how in self.open_rows.items() if how == OPEN]
        return pairs[:MOST_KEPT]


NO_VIEWS = ListViews()


def list_row_names(name: str) -> Iterator[str]:
    """The names of the rows that a control of that name is in, outermost first; of a row, its own too."""
    tokens = name.split("-")
    for place, token in enumerate(tokens, start=1):
        if KEY.fullmatch(token):
            yield "-".join(tokens[:place])
