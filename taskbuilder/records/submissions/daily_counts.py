"""How many submissions of each day ended how, read from counts that are kept, not counted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import DailyCount, Project
from taskbuilder.records.prepared import Parameter, Prepared

Counts = Mapping[date, Mapping[str, int]]
"""By day (UTC) and result."""
Sums = tuple[int, date, str, int]


def read_counts(projects: Iterable[Project], *, since: date) -> Mapping[int, Counts]:
    """By project, only what is not 0. One query."""
    sums = select_sums(DailyCount.objects.filter(project__in=projects, day__gte=since))
    found: dict[int, dict[date, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for project, day, result, count in sums:
        found[project][day][result] = count
    return found


def read_counts_of(project: Project, *, since: date) -> Counts:
    """The same of one project. One query."""
    found: dict[date, dict[str, int]] = defaultdict(dict)
    for _project, day, result, count in SUMS_OF_PROJECT.ask(project=project.pk, since=since):
        found[day][result] = count
    return found


def select_sums(rows: QuerySet[DailyCount]) -> "QuerySet[DailyCount, Sums]":
    sums = rows.values("project", "day", "result").annotate(count=Sum("change")).exclude(count=0)
    return sums.values_list("project", "day", "result", "count")


def select_sums_of_project() -> "QuerySet[DailyCount, Sums]":
    project = Parameter("project", fields_of(Project)["id"])
    since = Parameter("since", fields_of(DailyCount)["day"])
    return select_sums(DailyCount.objects.filter(project=project, day__gte=since))


SUMS_OF_PROJECT = Prepared(select_sums_of_project)


def add_up() -> int:
    """Puts the rows of each count together into one, a transaction for each count; how many rows went."""
    many = DailyCount.objects.values("project", "day", "result").annotate(rows=Count("pk")).filter(rows__gt=1)
    return sum(add_up_one(**group) for group in many.values("project", "day", "result"))


@transaction.atomic
def add_up_one(*, project: int, day: date, result: str) -> int:
    """Only the rows that it sees and locks: others may be added meanwhile."""
    rows = DailyCount.objects.filter(project=project, day=day, result=result).select_for_update()
    changes = dict(rows.values_list("pk", "change"))
    DailyCount.objects.filter(pk__in=changes).delete()
    if total := sum(changes.values()):
        DailyCount.objects.create(project_id=project, day=day, result=result, change=total)
    return len(changes) - bool(total)
