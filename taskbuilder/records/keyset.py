"""Pages of rows by time and key, so that the last of a million costs what the first does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from django.db.models import Expression, Model, Q, QuerySet


class Keyed(Protocol):
    """A model's row, or what was read of one."""

    @property
    def pk(self) -> object: ...


Row = TypeVar("Row", bound=Keyed)
ModelRow = TypeVar("ModelRow", bound=Model)
Key = TypeVar("Key", UUID, int)


@dataclass(frozen=True, order=True)
class Cursor(Generic[Key]):
    """A place between two rows, as text in an address: the time and the key of the one beside it."""

    at: datetime
    key: Key

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.key}"


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Newest first. `older` and `newer` are cursors of the neighbouring pages, empty where there is none."""

    rows: list[Row]
    older: str = ""
    newer: str = ""


class Fetch(Protocol[Key, Row]):
    """Reads so many rows behind a place in the order of time, or from its beginning."""

    def __call__(self, place: Cursor[Key] | None, *, newest_first: bool, limit: int) -> list[Row]: ...


@dataclass(frozen=True, kw_only=True)
class Keyset(Generic[Key]):
    """Rows in the order of the column `time`, then of their key; `read_key` raises ValueError for no key."""

    time: str
    read_key: Callable[[str], Key]

    def read_cursor(self, text: str | None) -> Cursor[Key] | None:
        """The cursor that an address holds; None where it holds none that can be read."""
        moment, _, key = (text or "").partition("~")
        try:
            at = datetime.fromisoformat(moment)
            # In UTC, as databases store it: at the calendar's ends other offsets lead outside of it.
            cursor = Cursor(at.astimezone(UTC), self.read_key(key))
        except (ValueError, OverflowError):
            return None
        return cursor if at.tzinfo is not None else None

    def cursor_of(self, row: Keyed) -> Cursor[Key]:
        return Cursor(getattr(row, self.time), getattr(row, "pk"))  # noqa: B009 - a key of its own type

    def older_than(self, cursor: Cursor[Key]) -> Q:
        return self.behind(cursor.at, cursor.key, newest_first=True)

    def newer_than(self, cursor: Cursor[Key]) -> Q:
        return self.behind(cursor.at, cursor.key, newest_first=False)

    def behind(self, at: datetime | Expression, key: Key | Expression, *, newest_first: bool) -> Q:
        """What comes behind a place in the order."""
        way = "lte" if newest_first else "gte"
        beside = Q(**{self.time: at, f"pk__{'gte' if newest_first else 'lte'}": key})
        return Q(**{f"{self.time}__{way}": at}) & ~beside

    def find(self, place: Cursor[Key] | None, *, newest_first: bool) -> Q:
        """What comes behind a place, or everything."""
        return self.behind(place.at, place.key, newest_first=newest_first) if place else Q()

    def order(self, *, newest_first: bool) -> tuple[str, str]:
        return (f"-{self.time}", "-pk") if newest_first else (self.time, "pk")

    def fetch_from(self, rows: QuerySet[ModelRow]) -> Fetch[Key, ModelRow]:
        """Reads them in one query."""

        def fetch(place: Cursor[Key] | None, *, newest_first: bool, limit: int) -> list[ModelRow]:
            found = rows.filter(self.find(place, newest_first=newest_first))
            return list(found.order_by(*self.order(newest_first=newest_first))[:limit])

        return fetch

    def read_page(
        self, fetch: Fetch[Key, Row], *, before: str | None, after: str | None, limit: int
    ) -> Page[Row]:
        """The page behind or before a cursor; the newest without one that can be read."""
        if (newest := self.read_cursor(after)) is not None:
            return self._page_newer(fetch, newest, limit)
        return self._page_older(fetch, self.read_cursor(before), limit)

    def _page_older(self, fetch: Fetch[Key, Row], cursor: Cursor[Key] | None, limit: int) -> Page[Row]:
        found = fetch(cursor, newest_first=True, limit=limit + 1)
        shown = found[:limit]
        return Page(
            rows=shown,
            older=self._write(shown[-1:]) if len(found) > limit else "",
            newer=self._write(shown[:1]) if cursor is not None else "",
        )

    def _page_newer(self, fetch: Fetch[Key, Row], cursor: Cursor[Key], limit: int) -> Page[Row]:
        found = fetch(cursor, newest_first=False, limit=limit + 1)
        shown = found[:limit][::-1]
        newer = self._write(shown[:1]) if len(found) > limit else ""
        return Page(rows=shown, older=self._write(shown[-1:]), newer=newer)

    def _write(self, ends: list[Row]) -> str:
        """The cursor of the one row that this is; empty for none."""
        return "".join(str(self.cursor_of(row)) for row in ends)
