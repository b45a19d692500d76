"""The order of submissions by time, for pages, exports and long work."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from taskbuilder.records.keyset import Keyset
from taskbuilder.records.models import Submission
from taskbuilder.records.write_lock import give_way

BY_TIME = Keyset(time="created_at", read_key=UUID)


def walk_by_time(rows: QuerySet[Submission], *, chunk: int) -> Iterator[list[Submission]]:
    """The oldest first, so many at a time; no query is open between two chunks, and others can write.

    Each row is read once, whatever is done to a chunk before the next is read.
    """
    fetch = BY_TIME.fetch_from(rows)
    found = fetch(None, newest_first=False, limit=chunk)
    while found:
        yield found
        if len(found) < chunk:
            return
        give_way()
        found = fetch(BY_TIME.cursor_of(found[-1]), newest_first=False, limit=chunk)
