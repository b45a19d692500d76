"""How long each project keeps requests and submissions; without a limit, for ever.

Only what has ended is removed: an unknown outcome stays until a person has resolved it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from taskbuilder.records.cloud_tasks.drift import unmark
from taskbuilder.records.models import (
    PlanRow,
    Project,
    RunStep,
    SearchEntry,
    ShownRequest,
    Submission,
    TaskAction,
)
from taskbuilder.records.plans.states import StepState
from taskbuilder.records.search.entries import write_text
from taskbuilder.records.submissions.pagination import walk_by_time
from taskbuilder.records.submissions.states import SETTLED, State
from taskbuilder.records.write_lock import take_chunks

CHUNK = 100
"""Rows that one statement changes, so that nobody waits long for a lock."""
ENDED = tuple(state for state in SETTLED if state is not State.UNKNOWN)
IS_HELD = Exists(PlanRow.objects.filter(standing=OuterRef("pk"))) | Exists(
    RunStep.objects.filter(before=OuterRef("pk"), state=StepState.OPEN)
)
"""A plan without its submission would create the task again."""
STRIPPED: dict[str, object] = {"request": {}, "secrets": {}}


@dataclass(frozen=True)
class Removed:
    """How many requests were removed, and how many submissions with all that belongs to them.

    `actions` are those on tasks that were not created here: they belong to no submission.
    """

    requests: int = 0
    submissions: int = 0
    actions: int = 0

    def __add__(self, other: "Removed") -> "Removed":
        return Removed(
            self.requests + other.requests,
            self.submissions + other.submissions,
            self.actions + other.actions,
        )


@dataclass(frozen=True)
class MonthOfRows:
    """What would be removed of what was submitted in one month."""

    month: datetime
    requests: int
    submissions: int


def list_limited_projects() -> QuerySet[Project]:
    """Those that do not keep everything."""
    has_limit = Q(strip_after_days__isnull=False) | Q(delete_after_days__isnull=False)
    return Project.objects.filter(has_limit)


def retain(project: Project, *, now: datetime) -> Removed:
    """Removes what the project no longer keeps, a chunk at a time."""
    deleted = sum(delete(chunk) for chunk in walk_chunks(find_deletable(project, now)))
    stripped = sum(
        strip(chunk)
        for rows in (find_strippable(project, now), find_held(project, now))
        for chunk in walk_chunks(rows)
    )
    actions = delete_actions(project, now)
    if (until := find_end(project, project.strip_after_days, now)) is not None:
        Project.objects.filter(pk=project.pk).update(stripped_until=until)
    return Removed(requests=stripped, submissions=deleted, actions=actions)


def forecast(project: Project, *, now: datetime) -> list[MonthOfRows]:
    """What `retain` would remove now, by the month of its submission in UTC, the oldest first."""
    deletable = find_deletable(project, now)
    strippable = find_strippable(project, now) | find_held(project, now)
    deleted = count_by_month(deletable)
    stripped = count_by_month(strippable.exclude(pk__in=deletable.values("pk")))
    months = sorted({*deleted, *stripped})
    return [MonthOfRows(each, stripped.get(each, 0), deleted.get(each, 0)) for each in months]


def count_by_month(rows: QuerySet[Submission]) -> dict[datetime, int]:
    months = rows.order_by().annotate(month=TruncMonth("created_at")).values("month")
    return dict(months.annotate(count=Count("pk")).values_list("month", "count"))


def find_deletable(project: Project, now: datetime) -> QuerySet[Submission]:
    return find_ended(project, project.delete_after_days, now).exclude(IS_HELD)


def find_held(project: Project, now: datetime) -> QuerySet[Submission]:
    """Those that would be removed if no plan knew by them what is there: only their requests are."""
    return find_ended(project, project.delete_after_days, now).filter(IS_HELD).exclude(request={})


def find_strippable(project: Project, now: datetime) -> QuerySet[Submission]:
    """None that was stripped before: the project remembers until when all are, and looks at the others."""
    rows = find_ended(project, project.strip_after_days, now).exclude(request={})
    return rows.filter(created_at__gte=project.stripped_until) if project.stripped_until else rows


def find_ended(project: Project, days: int | None, now: datetime) -> QuerySet[Submission]:
    """Those that ended more than so many days ago; none without a limit."""
    if days is None:
        return Submission.objects.none()
    end = now - timedelta(days=days)
    # The index has no end of a submission, but none ends before it is created.
    return Submission.objects.filter(project=project, created_at__lt=end, settled_at__lt=end, state__in=ENDED)


def find_end(project: Project, days: int | None, now: datetime) -> datetime | None:
    """Until when everything has ended so many days ago; None without a limit.

    What ended later, or has not ended, is looked at again the next time.
    """
    if days is None:
        return None
    end = now - timedelta(days=days)
    rows = Submission.objects.filter(project=project, created_at__lt=end)
    if project.stripped_until:
        rows = rows.filter(created_at__gte=project.stripped_until)
    left = rows.exclude(settled_at__lt=end, state__in=ENDED).order_by("created_at", "pk")
    return left.values_list("created_at", flat=True).first() or end


def walk_chunks(rows: QuerySet[Submission]) -> Iterator[QuerySet[Submission]]:
    """The rows, the oldest first, a chunk at a time: each still fits when something is done to it."""
    for chunk in walk_by_time(rows.only("pk", "created_at"), chunk=CHUNK):
        yield rows.filter(pk__in=[row.pk for row in chunk])


def delete(rows: QuerySet[Submission]) -> int:
    """The submissions with their attempts, tasks, decisions and keys; answers how many."""
    _all, by_model = rows.delete()
    return by_model.get(Submission._meta.label, 0)


def delete_actions(project: Project, now: datetime) -> int:
    """Those on tasks that were not created here, as long after their end as submissions; answers how many."""
    if project.delete_after_days is None:
        return 0
    end = now - timedelta(days=project.delete_after_days)
    rows = TaskAction.objects.filter(created=None, project=project, settled_at__lt=end).order_by("pk")
    return sum(found.delete()[1].get(TaskAction._meta.label, 0) for found in take_chunks(rows, chunk=CHUNK))


def strip(rows: QuerySet[Submission]) -> int:
    """The requests, and what only these were found by; answers of how many."""
    kept = list(rows.only("pk", "project_id", "name", "description"))
    with transaction.atomic():
        ShownRequest.objects.filter(task__created__submission__in=kept).delete()
        unmark(Submission.objects.filter(pk__in=[row.pk for row in kept]))
        count = rows.update(**STRIPPED)
        for row in kept:
            row.request = {}
            SearchEntry.objects.filter(submission=row).update(text=write_text(row))
    return count
