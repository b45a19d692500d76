"""Claiming what is due: a lease on a row, which one sender at a time holds, and keeps while it sends."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from math import ceil
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet

from taskbuilder.records.models import Project, Submission
from taskbuilder.records.outbox import rate_limit
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.outbox.sql import CompiledQuery, CompiledUpdate, ids_of, param
from taskbuilder.records.submissions.states import DUE, State


def lock(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """The rows that nobody else is busy with, locked; SQLite has one writer at a time anyway."""
    return rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)


def claim_due(
    *, worker: str, limit: int, lease: timedelta, now: datetime, overdue: timedelta = timedelta(0)
) -> list[UUID]:
    """Takes up to `limit` due submissions for this worker, shared out among the projects that may be sent to.

    Of a project the longest due come first. No other claimer gets them. With `overdue` only what has been due
    for so long. One query where nothing is due.
    """
    claimed: list[UUID] = []
    due_by = now - overdue
    projects = rate_limit.open_projects.run(now=now, due_by=due_by)
    for number, project in enumerate(projects):
        share = ceil((limit - len(claimed)) / (len(projects) - number))
        claimed += claim(project, worker=worker, limit=share, lease=lease, now=now, due_by=due_by)
    return claimed


@cache
def due_rows(limit: int, has_ids: bool) -> CompiledQuery[UUID]:
    """At most so many of a project's submissions that are due, locked, the longest due first."""

    @CompiledQuery
    def due() -> QuerySet[Submission, UUID]:
        by = param(Submission, "due_at", "due_by")
        rows = Submission.objects.filter(project=param(Submission, "project"), due_at__lte=by, state__in=DUE)
        if has_ids:
            rows = rows.filter(pk__among=ids_of(Submission))
        return lock(rows.order_by("due_at")).values_list("pk", flat=True)[:limit]

    return due


def claim(
    project: Project,
    *,
    worker: str,
    limit: int,
    lease: timedelta,
    now: datetime,
    due_by: datetime,
    among: Collection[UUID] | None = None,
) -> list[UUID]:
    """Takes of a project's due rows as many as its pace allows: of several claimers one gets a row.

    Of all its submissions, or of those `among` alone; the longest due come first.
    """
    if not limit:
        return []
    with transaction.atomic():
        pace = rate_limit.lock_pace(project.pk)
        limit = min(limit, rate_limit.count_allowed(pace, project, now=now))
        rows = due_rows(limit, among is not None)
        ids = rows.run(project=project.pk, due_by=due_by, ids=among) if limit else []
        if ids:
            write_leases.run(ids=ids, lease_until=now + lease, leased_by=worker)
            rate_limit.spend(pace, project, len(ids), now=now)
        fault_point(Point.CLAIMING)
    fault_point(Point.CLAIMED)
    return ids


@CompiledUpdate
def write_leases() -> tuple[QuerySet[Submission], dict[str, object]]:
    leased = {name: param(Submission, name) for name in ("lease_until", "leased_by")}
    rows = Submission.objects.filter(pk__among=ids_of(Submission))
    return rows, {"state": State.SENDING, "due_at": None, **leased}


@CompiledUpdate
def begin_all() -> tuple[QuerySet[Submission], Mapping[str, object]]:
    mine = {"state": State.SENDING, "leased_by": param(Submission, "leased_by")}
    held = Submission.objects.filter(pk__among=ids_of(Submission), **mine)
    begun = {"lease_until": param(Submission, "lease_until"), "attempt_count": F("attempt_count") + 1}
    return held.filter(lease_until__gt=param(Submission, "lease_until", "now")), begun


def begin(
    submission_ids: Collection[UUID], *, worker: str, lease: timedelta, now: datetime
) -> Collection[UUID]:
    """Renews the leases that this worker still holds and counts an attempt for each; answers which."""
    until = now + lease
    if begin_all.run(ids=submission_ids, leased_by=worker, now=now, lease_until=until) == len(submission_ids):
        return submission_ids
    renewed = Submission.objects.filter(pk__in=submission_ids, leased_by=worker, lease_until=until)
    return set(renewed.values_list("pk", flat=True))


def hold(submission_id: UUID, *, worker: str, now: datetime) -> Submission | None:
    """The row, locked, where this worker's lease on it lasts."""
    held = Submission.objects.filter(
        pk=submission_id, state=State.SENDING, leased_by=worker, lease_until__gt=now
    )
    return held.select_for_update().first()


def renew_leases(submission_ids: Collection[UUID], *, worker: str, lease: timedelta, now: datetime) -> None:
    """Renews the leases on what this worker is still sending."""
    held = Submission.objects.filter(pk__in=submission_ids, state=State.SENDING, leased_by=worker)
    held.update(lease_until=now + lease)
