"""The submissions before and behind one in a list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from taskbuilder.records.keyset import Cursor
from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.listing import Listing
from taskbuilder.records.submissions.pagination import BY_TIME


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """One beside a submission, as a link to it says."""

    cursor: Cursor[UUID]
    name: str
    slug: str


@dataclass(frozen=True)
class Neighbours:
    """The next newer one and the next older one, None at an end of the list."""

    newer: Neighbour | None
    older: Neighbour | None


def find_neighbours(listing: Listing, submission: Submission) -> Neighbours:
    """Those of a submission, which need not be in the list itself. One query, by the indexes of the list."""
    here = BY_TIME.cursor_of(submission)
    found = sorted(list_candidates(listing, here), key=lambda each: each.cursor)
    newer = [each for each in found if each.cursor > here]
    older = [each for each in found if each.cursor < here]
    return Neighbours(newer=newer[0] if newer else None, older=older[-1] if older else None)


def list_candidates(listing: Listing, here: Cursor[UUID]) -> list[Neighbour]:
    """The nearest of each branch of the list, to both sides."""
    keys = []
    for rows in listing.branches:
        for place, newest_first in ((BY_TIME.newer_than(here), False), (BY_TIME.older_than(here), True)):
            order = BY_TIME.order(newest_first=newest_first)
            keys.append(rows.filter(place).order_by(*order).values("pk")[:1])
    if not keys:
        return []
    # A compound of SQLite's takes no limits of its own.
    near = [Submission.objects.filter(pk__in=each).order_by() for each in keys]
    columns = [each.values_list("created_at", "pk", "name", "project__slug") for each in near]
    return [make_neighbour(*row) for row in columns[0].union(*columns[1:], all=True)]


def make_neighbour(created_at: datetime, pk: UUID, name: str, slug: str) -> Neighbour:
    return Neighbour(cursor=Cursor(created_at, pk), name=name, slug=slug)
