"""Claiming actions that are due: a lease on a row, within the project's limits of requests."""

from collections.abc import Collection
from datetime import datetime, timedelta
from math import ceil

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from taskbuilder.records.models import ActionAttempt, ActionResult, Project, TaskAction
from taskbuilder.records.outbox import rate_limit
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.task_actions.states import ActionState, Finding

LEASE = timedelta(minutes=2)
"""Longer than a call may take, and all that is written about it."""
DIED = "The relay stopped between sending and the answer."
MOST_SWEPT = 500


def lock(rows: QuerySet[TaskAction]) -> QuerySet[TaskAction]:
    """The rows that nobody else is busy with, locked."""
    return rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)


def claim_due(*, worker: str, limit: int, now: datetime) -> list[int]:
    """Takes up to `limit` due actions, shared out among the projects that may be sent to.

    Of a project the longest due come first. One query where nothing is due.
    """
    claimed: list[int] = []
    due = TaskAction.objects.filter(project=OuterRef("pk"), due_at__lte=now)
    paused = {"pace__paused_until__gt": now}
    projects = list(Project.objects.filter(Exists(due)).exclude(**paused).order_by("?"))
    for number, project in enumerate(projects):
        share = ceil((limit - len(claimed)) / (len(projects) - number))
        claimed += claim(project, worker=worker, limit=share, now=now)
    return claimed


def claim(project: Project, *, worker: str, limit: int, now: datetime) -> list[int]:
    """Takes of a project's due actions as many as its pace allows: of several claimers one gets a row."""
    if not limit:
        return []
    with transaction.atomic():
        pace = rate_limit.lock_pace(project.pk)
        limit = min(limit, rate_limit.count_allowed(pace, project, now=now))
        due = TaskAction.objects.filter(project=project, due_at__lte=now).order_by("due_at", "pk")
        ids = list(lock(due).values_list("pk", flat=True)[:limit]) if limit else []
        if ids:
            leased = {"lease_until": now + LEASE, "leased_by": worker}
            rows = TaskAction.objects.filter(pk__in=ids)
            rows.update(state=ActionState.SENDING, due_at=None, changed_at=now, **leased)
            rate_limit.spend(pace, project, len(ids), now=now)
        fault_point(Point.CLAIMING)
    fault_point(Point.CLAIMED)
    return ids


def hold(action_ids: Collection[int], *, worker: str, now: datetime) -> QuerySet[TaskAction]:
    """Those of the rows, locked, on which this worker's lease lasts."""
    held = TaskAction.objects.filter(pk__in=action_ids, state=ActionState.SENDING, leased_by=worker)
    return held.filter(lease_until__gt=now).select_for_update(of=("self",))


def sweep_expired(*, now: datetime) -> int:
    """Finishes what a dead sender left: to be checked where it was about to send, else due again."""
    expired = TaskAction.objects.filter(lease_until__lte=now).order_by("lease_until")
    if not expired.exists():
        return 0
    with transaction.atomic():
        rows = list(lock(expired)[:MOST_SWEPT])
        opened = ActionAttempt.objects.filter(action__in=rows, result=ActionResult.OPEN)
        calls = {*opened.filter(is_check=False).values_list("action", flat=True)}
        opened.filter(is_check=True).update(ended_at=now, result=ActionResult.NOT_SENT, message=DIED)
        opened.update(ended_at=now, result=ActionResult.UNKNOWN, message=DIED)
        for row in rows:
            if row.pk in calls:
                row.must_check, row.finding = True, Finding.LOST
            row.state = ActionState.CHECKING if row.must_check else ActionState.QUEUED
            row.due_at, row.changed_at, row.lease_until, row.leased_by = now, now, None, ""
            row.save()
    return len(rows)
