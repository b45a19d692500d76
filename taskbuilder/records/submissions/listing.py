"""Reading a filtered list of submissions: a page of it, and how long it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from taskbuilder.records.counting import count_rows
from taskbuilder.records.fields import fields_of
from taskbuilder.records.keyset import Cursor, Page
from taskbuilder.records.models import CreatedTask, Project, Submission
from taskbuilder.records.prepared import Parameter, Prepared
from taskbuilder.records.search.matches import SearchWords, list_matches
from taskbuilder.records.submissions.filters import Projects, SubmissionFilters, list_branches, narrow
from taskbuilder.records.submissions.pagination import BY_TIME

# What a list never shows: the request and everything that is as large.
PAYLOADS = ("request", "secrets", "confirmations")
MOST_COUNTED = 10_000
MOST_MATCHES = 3_000
"""What more submissions fit is common: then they are read in the order of time until enough are found."""
ID_LENGTH = 32
BEGUN_ID = re.compile(r"[0-9a-f]{8,32}")
Rows = QuerySet[Submission]
EVERYTHING = SubmissionFilters()


class ListedSubmission(NamedTuple):
    """A submission as lists show it: what belongs to it by name, and nothing that is large."""

    pk: UUID
    created_at: datetime
    project_id: int
    name: str
    description: str
    state: str
    task_state: str | None
    settled_at: datetime | None
    input_type: str | None
    sinks: str | None
    schedule_type: str | None
    remarks: int | None
    service: str
    platform: str
    created_by: str


NAMED = {
    "service": "service__name",
    "platform": "service__platform",
    "created_by": "created_by__username",
}
COLUMNS = [NAMED.get(name, name) for name in ListedSubmission._fields]
Row = TypeVar("Row", Submission, ListedSubmission)


@dataclass(frozen=True)
class Count:
    """How many there are, or at least how many."""

    number: int
    is_exact: bool


def load_all(rows: Rows) -> list[Submission]:
    """With all that the API shows of each."""
    related = rows.select_related("service", "created_by")
    return list(related.defer(*PAYLOADS, "service__config_schema"))


def load_listed(rows: Rows) -> list[ListedSubmission]:
    return [ListedSubmission._make(row) for row in rows.values_list(*COLUMNS)]


@cache
def prepare_rows(*, newest_first: bool, is_behind: bool, limit: int) -> Prepared[tuple[object, ...]]:
    """Those of one project, by nothing narrowed: the list that is opened most."""
    fields = fields_of(Submission)
    place = (Parameter("at", fields["created_at"]), Parameter("key", fields["id"]))
    behind = BY_TIME.behind(*place, newest_first=newest_first) if is_behind else Q()

    def declare() -> "QuerySet[Submission, tuple[object, ...]]":
        own = Submission.objects.filter(behind, project=Parameter("project", fields_of(Project)["id"]))
        return own.order_by(*BY_TIME.order(newest_first=newest_first)).values_list(*COLUMNS)[:limit]

    return Prepared(declare)


def select_count() -> "QuerySet[Project, int]":
    own = Submission.objects.filter(project=Parameter("project", fields_of(Project)["id"])).order_by()
    number = count_rows(own.values("created_at")[: MOST_COUNTED + 1])
    project = Project.objects.filter(pk=Parameter("project", fields_of(Project)["id"])).order_by()
    return project.values_list(number, flat=True)


COUNT = Prepared(select_count)


@dataclass(frozen=True)
class Listing:
    """A list in some projects, None for all; `keys`: the only ones that words fit, where they are few."""

    filters: SubmissionFilters
    projects: Projects
    keys: list[UUID] | None

    @cached_property
    def branches(self) -> list[Rows]:
        """Lists that together are this one, each read by an index. At most one query, to choose it."""
        if self.keys is None:
            return list_branches(self.filters, self.projects)
        return [narrow(Submission.objects.filter(pk__in=self.keys), self.filters, self.projects)]

    @cached_property
    def whole_project(self) -> int | None:
        """The key of the one project that this is all of, None for any other list."""
        is_whole = self.projects is not None and len(self.projects) == 1
        return self.projects[0] if self.projects and is_whole and self.filters == EVERYTHING else None

    def fetch_listed(
        self, place: Cursor[UUID] | None, *, newest_first: bool, limit: int
    ) -> list[ListedSubmission]:
        """So many behind a place, in the order of time. As many queries as `fetch`."""
        if self.whole_project is None:
            found = BY_TIME.find(place, newest_first=newest_first)
            return self.fetch(found, newest_first=newest_first, limit=limit, load=load_listed)
        rows = prepare_rows(newest_first=newest_first, is_behind=place is not None, limit=limit)
        values = {"at": place.at, "key": place.key} if place else {}
        return [ListedSubmission._make(row) for row in rows.ask(project=self.whole_project, **values)]

    def fetch_all(self, place: Cursor[UUID] | None, *, newest_first: bool, limit: int) -> list[Submission]:
        found = BY_TIME.find(place, newest_first=newest_first)
        return self.fetch(found, newest_first=newest_first, limit=limit, load=load_all)

    def fetch(
        self, place: Q, *, newest_first: bool, limit: int, load: Callable[[Rows], list[Row]]
    ) -> list[Row]:
        """So many at a place, in the order of time. One query, or two where there are several branches."""
        order = BY_TIME.order(newest_first=newest_first)
        found = [rows.filter(place).order_by(*order)[:limit] for rows in self.branches]
        if len(found) == 1:
            return load(found[0])
        keys = [rows.values("pk") for rows in found]
        near = [Submission.objects.filter(pk__in=each).values_list("created_at", "pk") for each in keys]
        chosen = sorted(near[0].union(*near[1:], all=True), reverse=newest_first)[:limit] if near else []
        rows = load(Submission.objects.filter(pk__in=[key for _time, key in chosen]))
        return sorted(rows, key=lambda row: (row.created_at, row.pk), reverse=newest_first)

    def count(self) -> Count | None:
        """Up to MOST_COUNTED; None where counting would read what is not shown. At most one query."""
        if self.whole_project is not None:
            number = COUNT.first(project=self.whole_project) or 0
            return Count(min(number, MOST_COUNTED), is_exact=number <= MOST_COUNTED)
        if not (self.keys is not None or self.filters.is_by_index) or len(self.branches) > 1:
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
    return Listing(filters, projects, find_keys(filters.words, projects) if filters.words else None)


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


def read_page(
    listing: Listing, *, before: str | None, after: str | None, limit: int
) -> Page[ListedSubmission]:
    """The page of a list that an address asks for; a cursor that cannot be read leads to the newest."""
    return BY_TIME.read_page(listing.fetch_listed, before=before, after=after, limit=limit)
