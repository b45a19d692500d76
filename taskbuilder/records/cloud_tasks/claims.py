"""Claiming a service's reading: of several relays one reads it at a time."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from taskbuilder.records.cloud_tasks.timetable import RECENT, SOON
from taskbuilder.records.models import Service, Submission, TaskReading
from taskbuilder.records.submissions.states import State

LEASE = timedelta(minutes=3)
"""Longer than a reading may take."""


def list_due(*, now: datetime, limit: int) -> list[Service]:
    """Services to read: whose time has come, that were never read, or that have just created something."""
    created = Submission.objects.filter(service=OuterRef("pk"), state=State.CREATED)
    is_due = Q(reading__due_at__lte=now)
    is_unread = Q(Exists(created), reading__due_at__isnull=True)
    is_recent = Q(Exists(created.filter(created_at__gt=now - RECENT)), reading__begun_at__lte=now - SOON)
    has_rested = Q(reading__failures=0) | is_due
    rows = Service.objects.filter(is_due | is_unread | is_recent & has_rested)
    free = rows.exclude(reading__lease_until__gt=now).select_related("project")
    # PostgreSQL would put those that were never read last.
    return list(free.order_by(F("reading__due_at").asc(nulls_first=True), "pk")[:limit])


def claim(service: Service, *, worker: str, now: datetime) -> bool:
    """Whether this worker may read it now."""
    TaskReading.objects.get_or_create(pk=service.pk)
    free = TaskReading.objects.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now), pk=service.pk)
    return bool(free.update(lease_until=now + LEASE, leased_by=worker, begun_at=now))
