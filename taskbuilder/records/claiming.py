"""Claiming what is due: a lease on a row, which one sender at a time holds, and keeps while it sends."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from taskbuilder.records import pacing
from taskbuilder.records.checkpoints import Point, passing
from taskbuilder.records.models import Project, Submission
from taskbuilder.records.states import DUE, State


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
    projects = list(pacing.list_open_projects(now, due_by=due_by))
    for number, project in enumerate(projects):
        share = pacing.share_out(limit - len(claimed), len(projects) - number)
        due = Submission.objects.filter(project=project, due_at__lte=due_by).order_by("due_at")
        claimed += claim(due, project, worker=worker, limit=share, lease=lease, now=now)
    return claimed


def claim(
    due: QuerySet[Submission],
    project: Project,
    *,
    worker: str,
    limit: int,
    lease: timedelta,
    now: datetime,
) -> list[UUID]:
    """Takes of these rows of one project as many as its pace allows: of several claimers one gets a row."""
    if not limit:
        return []
    with transaction.atomic():
        pace = pacing.lock_pace(project.pk)
        limit = min(limit, pacing.count_allowed(pace, project, now=now))
        ids = list(lock(due.filter(state__in=DUE)).values_list("pk", flat=True)[:limit]) if limit else []
        if ids:
            held = {"state": State.SENDING, "due_at": None, "lease_until": now + lease, "leased_by": worker}
            Submission.objects.filter(pk__in=ids).update(**held)
            pacing.spend(pace, project, len(ids), now=now)
        passing(Point.CLAIMING)
    passing(Point.CLAIMED)
    return ids


def hold(submission_ids: Collection[UUID], *, worker: str, now: datetime) -> QuerySet[Submission]:
    """Those rows on which this worker's lease lasts."""
    return Submission.objects.filter(
        pk__in=submission_ids, state=State.SENDING, leased_by=worker, lease_until__gt=now
    )


def renew_leases(submission_ids: Collection[UUID], *, worker: str, lease: timedelta, now: datetime) -> None:
    """Keeps what this worker is still sending its own."""
    held = Submission.objects.filter(pk__in=submission_ids, state=State.SENDING, leased_by=worker)
    held.update(lease_until=now + lease)
