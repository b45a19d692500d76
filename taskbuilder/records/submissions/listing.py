"""Reading a filtered list of submissions: a page of it, and how long it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from taskbuilder.records.keyset import Page
from taskbuilder.records.models import CreatedTask, Submission
from taskbuilder.records.search.matches import SearchWords, list_matches
from taskbuilder.records.submissions.filters import Projects, SubmissionFilters, list_branches, narrow
from taskbuilder.records.submissions.pagination import BY_TIME

# What a list never shows: the request and everything that is as large.
PAYLOADS = ("request", "secrets", "confirmations")
RELATED = ("service", "created_by")
MOST_COUNTED = 10_000
MOST_MATCHES = 3_000
"""What more submissions fit is common: then they are read in the order of time until enough are found."""
ID_LENGTH = 32
BEGUN_ID = re.compile(r"[0-9a-f]{8,32}")
Rows = QuerySet[Submission]


@dataclass(frozen=True)
class Count:
    """How many there are, or at least how many."""

    number: int
    is_exact: bool


def load(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """As a list shows them."""
    return rows.defer(*PAYLOADS).select_related(*RELATED)


@dataclass(frozen=True)
class Listing:
    """Lists that together are the one asked for, each read by an index; `is_countable`: and counted by it."""

    branches: list[QuerySet[Submission]]
    is_countable: bool

    def fetch(
        self, place: Q, *, newest_first: bool, limit: int, load: Callable[[Rows], Rows] = load
    ) -> list[Submission]:
        """So many at a place, in the order of time. One query, or two where there are several branches."""
        order = BY_TIME.order(newest_first=newest_first)
        found = [rows.filter(place).order_by(*order)[:limit] for rows in self.branches]
        if len(found) == 1:
            return list(load(found[0]))
        keys = [rows.values("pk") for rows in found]
        near = [Submission.objects.filter(pk__in=each).values_list("created_at", "pk") for each in keys]
        chosen = sorted(near[0].union(*near[1:], all=True), reverse=newest_first)[:limit] if near else []
        rows = load(Submission.objects.filter(pk__in=[key for _time, key in chosen]))
        return sorted(rows, key=lambda row: (row.created_at, row.pk), reverse=newest_first)

    def count(self) -> Count | None:
        """Up to MOST_COUNTED; None where counting would read what is not shown. At most one query."""
        if not self.is_countable or len(self.branches) > 1:
            return None
        number = sum(rows.values("created_at")[: MOST_COUNTED + 1].count() for rows in self.branches)
        return Count(min(number, MOST_COUNTED), is_exact=number <= MOST_COUNTED)

    def count_up_to(self, most: int) -> int:
        """As far as that, whatever it takes. A query for each branch."""
        number = 0
        for rows in self.branches:
            number += rows.values("created_at")[: most - number].count() if number < most else 0
        return number


def make_listing(filters: SubmissionFilters, projects: Projects) -> Listing:
    """The list that is asked for, in those projects; None for all. At most three queries."""
    keys = find_keys(filters.words, projects) if filters.words else None
    if keys is None:
        return Listing(list_branches(filters, projects), is_countable=filters.is_by_index)
    rows = narrow(Submission.objects.filter(pk__in=keys), filters, projects)
    return Listing([rows], is_countable=True)


def find_keys(words: SearchWords, projects: Projects) -> list[UUID] | None:
    """The ids of all submissions that words fit; None where they are too many to be named."""
    project = projects[0] if projects and len(projects) == 1 else None
    matches = list_matches(words, project=project, limit=MOST_MATCHES + 1)
    return None if len(matches) > MOST_MATCHES else [*matches, *list_with_id(words)]


def list_with_id(words: SearchWords) -> list[UUID]:
    """Those whose id, or a task's, begins with the one word there is; a query where it may be an id."""
    digits = "".join(words.all).replace("-", "")
    if len(words.all) != 1 or not BEGUN_ID.fullmatch(digits):
        return []
    first, last = UUID(digits.ljust(ID_LENGTH, "0")), UUID(digits.ljust(ID_LENGTH, "f"))
    own = Submission.objects.filter(pk__range=(first, last)).values_list("pk")
    created = CreatedTask.objects.order_by().filter(task_id__begins=digits).values_list("submission_id")
    return [key for (key,) in own.union(created)[:MOST_MATCHES]]


def read_page(listing: Listing, *, before: str | None, after: str | None, limit: int) -> Page[Submission]:
    """The page of a list that an address asks for; a cursor that cannot be read leads to the newest."""
    return BY_TIME.read_page(listing.fetch, before=before, after=after, limit=limit)
