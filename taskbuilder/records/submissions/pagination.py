"""Pages of submissions by key, so that the last of a million costs what the first does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from taskbuilder.records.models import Submission


@dataclass(frozen=True, kw_only=True)
class Cursor:
    """A place between two submissions, as text in an address: the time and the id of the one beside it."""

    created_at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.created_at.isoformat()}~{self.id}"


@dataclass(frozen=True, kw_only=True)
class Page:
    """Newest first. `older` and `newer` are cursors of the neighbouring pages, empty where there is none."""

    rows: list[Submission]
    older: str = ""
    newer: str = ""


def read_cursor(text: str | None) -> Cursor | None:
    """The cursor that an address holds; None where it holds none that can be read."""
    try:
        created_at, _, submission_id = (text or "").partition("~")
        moment = datetime.fromisoformat(created_at)
        # In UTC, as databases store it: at the calendar's ends other offsets lead outside of it.
        cursor = Cursor(created_at=moment.astimezone(UTC), id=UUID(submission_id))
    except (ValueError, OverflowError):
        return None
    return cursor if moment.tzinfo is not None else None


def page_older(rows: QuerySet[Submission], cursor: Cursor | None, limit: int) -> Page:
    if cursor is not None:
        rows = rows.filter(created_at__lte=cursor.created_at)
        rows = rows.exclude(created_at=cursor.created_at, id__gte=cursor.id)
    found = list(rows.order_by("-created_at", "-id")[: limit + 1])
    shown = found[:limit]
    return Page(
        rows=shown,
        older=cursor_at(shown, -1) if len(found) > limit else "",
        newer=cursor_at(shown, 0) if cursor is not None else "",
    )


def page_newer(rows: QuerySet[Submission], cursor: Cursor, limit: int) -> Page:
    rows = rows.filter(created_at__gte=cursor.created_at)
    rows = rows.exclude(created_at=cursor.created_at, id__lte=cursor.id)
    found = list(rows.order_by("created_at", "id")[: limit + 1])
    shown = found[:limit][::-1]
    return Page(
        rows=shown, older=cursor_at(shown, -1), newer=cursor_at(shown, 0) if len(found) > limit else ""
    )


def cursor_at(rows: list[Submission], index: int) -> str:
    return str(Cursor(created_at=rows[index].created_at, id=rows[index].pk)) if rows else ""
