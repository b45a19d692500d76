"""By what a list of submissions is narrowed, and by which index it is then read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    F,
    Field,
    IntegerField,
    QuerySet,
    UUIDField,
)
from django.db.models.functions import Coalesce

from taskbuilder.records.models import Project, Submission
from taskbuilder.records.models.submissions import Remark
from taskbuilder.records.search.matches import SearchWords, fits_words
from taskbuilder.taskspec.search.kinds import list_combinations

Values = Sequence[str | int | UUID]
Projects = Sequence[int] | None
"""The keys of the projects to look in; None for all."""

COLUMNS: dict[str, "Field[object, object]"] = {
    "token": UUIDField(),
    "service": BigIntegerField(),
    "created_by": IntegerField(),
    "schedule_type": CharField(),
    "input_type": CharField(),
    "sinks": CharField(),
    "remarks": IntegerField(),
    "task_state": CharField(),
    "state": CharField(),
}
"""Each has an index that ends with the time. Those that narrow a list most come first."""
OF_ONE_PROJECT = frozenset({"token", "service"})
"""Their index needs no project: each belongs to one."""
RARE = 1_000
"""So few rows are read and compared, whatever else is asked of them."""
MOST_BRANCHES = 80


@dataclass(frozen=True, kw_only=True)
class SubmissionFilters:
    """What a list is narrowed by; what is empty or None narrows nothing. People and others by their keys."""

    state: str = ""
    task_state: str = ""
    services: tuple[int, ...] | None = None
    input_type: str = ""
    sink: str = ""
    schedule_type: str = ""
    created_by: int | None = None
    tokens: tuple[UUID, ...] | None = None
    is_commented: bool | None = None
    is_reviewed: bool | None = None
    is_adopted: bool | None = None
    has_drift: bool | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    words: SearchWords = field(default_factory=SearchWords)

    @property
    def columns(self) -> dict[str, Values]:
        """The columns that are narrowed, each with the values that fit."""
        asked: dict[str, Values | None] = {
            "token": self.tokens,
            "service": self.services,
            "created_by": None if self.created_by is None else (self.created_by,),
            "schedule_type": (self.schedule_type,) if self.schedule_type else None,
            "input_type": (self.input_type,) if self.input_type else None,
            "sinks": list_combinations(self.sink) if self.sink else None,
            "remarks": self.remarks,
            "task_state": (self.task_state,) if self.task_state else None,
            "state": (self.state,) if self.state else None,
        }
        return {name: values for name, values in asked.items() if values is not None}

    @property
    def remarks(self) -> tuple[int, ...] | None:
        """Every sum of remarks that fits."""
        asked = {
            Remark.COMMENTED: self.is_commented,
            Remark.REVIEWED: self.is_reviewed,
            Remark.ADOPTED: self.is_adopted,
            Remark.DIFFERS: self.has_drift,
        }
        wanted = {remark: value for remark, value in asked.items() if value is not None}
        sums = range(sum(Remark) + 1)
        fits = (
            each for each in sums if all(bool(each & remark) == value for remark, value in wanted.items())
        )
        return tuple(fits) if wanted else None

    @property
    def is_by_index(self) -> bool:
        """Whether an index alone tells what fits."""
        return len(self.columns) <= 1 and not self.words


def narrow(
    rows: QuerySet[Submission], filters: SubmissionFilters, projects: Projects, *, but: str = ""
) -> QuerySet[Submission]:
    """Of `rows`, which keys or the index of the column `but` find, those that fit all else."""
    columns = {name: values for name, values in filters.columns.items() if name != but}
    if projects is not None:
        columns["project"] = projects
    for name, values in columns.items():
        rows = filter_found(rows, name, values)
    if filters.created_from:
        rows = rows.filter(created_at__gte=filters.created_from)
    if filters.created_to:
        rows = rows.filter(created_at__lt=filters.created_to)
    return rows


def filter_found(rows: QuerySet[Submission], name: str, values: Values) -> QuerySet[Submission]:
    """By a column, but not by its index: a database may choose the wrong one, and sort what it leads to."""
    column = Coalesce(F(name), F(name), output_field=COLUMNS.get(name, BigIntegerField()))
    return rows.alias(**{f"found_{name}": column}).filter(**{f"found_{name}__in": values})


def list_branches(filters: SubmissionFilters, projects: Projects) -> list[QuerySet[Submission]]:
    """The lists that together are the one asked for; an index reads each in the order of time.

    `projects`: the keys of those to look in, None for all. At most one query, to choose the index.
    """
    column = choose_column(filters, projects)
    keys = list(list_keys(column, filters, projects))
    # Words that are common in all may be in none of one project: its list would be read to its end.
    if len(keys) > MOST_BRANCHES or (filters.words and len(keys) > 1):
        column, keys = "", [{}]
    branches = [narrow(Submission.objects.filter(**key), filters, projects, but=column) for key in keys]
    return [rows.filter(fits_words(filters.words)) for rows in branches] if filters.words else branches


def list_keys(
    column: str, filters: SubmissionFilters, projects: Projects
) -> Iterator[dict[str, str | int | UUID]]:
    """How the index of a column is entered: by one value, and by one project where it begins with that."""
    values = [{column: value} for value in filters.columns[column]] if column else [{}]
    if projects is None or column in OF_ONE_PROJECT:
        yield from values
    else:
        yield from ({"project": project, **value} for project in projects for value in values)


def choose_column(filters: SubmissionFilters, projects: Projects) -> str:
    """The first whose values few rows have, or else the first; "" for the order of time alone."""
    usable = [name for name in filters.columns if projects is not None or name in OF_ONE_PROJECT]
    if len(usable) < 2:
        return next(iter(usable), "")
    # Not by their own names: the project may have something of that name.
    many = {f"has_many_{name}": has_many(name, filters.columns[name], projects) for name in usable}
    found = Project.objects.order_by().values(**many).first() or many
    return next((name for name in usable if not found[f"has_many_{name}"]), usable[0])


def has_many(name: str, values: Values, projects: Projects) -> Exists:
    """Whether more than RARE rows have one of those values."""
    rows = Submission.objects.filter(**{f"{name}__in": values})
    if projects is not None and name not in OF_ONE_PROJECT:
        rows = rows.filter(project__in=projects)
    return Exists(rows.order_by()[RARE : RARE + 1])
