"""What a relay throws away once an hour: ended sessions, abandoned drafts, old notifications, saved filters
of nobody, exports after a day, wrong passwords that lock nobody, and what projects keep no longer.
"""

import logging
from datetime import datetime, timedelta
from threading import Event

from axes.models import AccessAttempt
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from taskbuilder.records.drafts.store import UNTOUCHED
from taskbuilder.records.models import (
    ActionBatch,
    Delivery,
    Draft,
    DraftImport,
    Export,
    ExportChunk,
    InventoryImport,
    PlanUpload,
    ProjectEvent,
    SavedFilter,
    Session,
)
from taskbuilder.records.submissions.daily_counts import add_up
from taskbuilder.records.submissions.retention import Removed, list_limited_projects, retain
from taskbuilder.records.turns import one_turn
from taskbuilder.records.write_lock import take_chunks

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
EVENT_TIME = timedelta(days=90)
"""For how long notifications can be read."""
RETRY_SECONDS = 60.0
CHUNK = 500
"""Rows that one statement removes, so that nobody waits long for a lock."""
logger = logging.getLogger(__name__)


def tidy_until(stop: Event) -> None:
    """At once and then every hour, on a thread of its own. Each relay does it; a second finds nothing."""
    while not stop.is_set():
        with one_turn(
            logger, later="Cleaning up later.", failed="The clean-up failed. Trying again in an hour."
        ) as turn:
            logger.info("Tidied", extra=tidy(now=timezone.now()))
        stop.wait(RETRY_SECONDS if turn.was_away else HOUR.total_seconds())


def tidy(*, now: datetime) -> dict[str, int]:
    """How many rows of each kind were removed."""
    kept_from = now - timedelta(days=settings.DRAFT_DAYS)
    old_drafts = Q(updated_at__lt=kept_from) | UNTOUCHED & Q(updated_at__lt=now - DAY)
    old_attempts = Q(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)
    removed = sum((retain(each, now=now) for each in list_limited_projects()), Removed())
    return {
        "counts": add_up(),
        "requests": removed.requests,
        "submissions": removed.submissions,
        "sessions": remove(Session.objects.filter(expire_date__lt=now)),
        "drafts": remove(Draft.objects.filter(old_drafts)),
        "exports": remove_exports(Export.objects.filter(expires_at__lt=now)),
        # Those whose tasks are gone with their submissions.
        "other_actions": removed.actions,
        "actions": remove(ActionBatch.objects.filter(actions=None, asked_at__lt=now - DAY)),
        "events": remove(ProjectEvent.objects.filter(at__lt=now - EVENT_TIME)),
        "inventory_imports": remove(InventoryImport.objects.filter(created_at__lt=now - DAY)),
        "imports": remove(DraftImport.objects.filter(created_at__lt=now - DAY)),
        "tables": remove(PlanUpload.objects.filter(created_at__lt=now - DAY)),
        "filters": remove(SavedFilter.objects.filter(person=None, is_shared=False)),
        "deliveries": remove(Delivery.objects.filter(created_at__lt=now - EVENT_TIME)),
        "wrong_passwords": remove(AccessAttempt.objects.filter(old_attempts)),
    }


def remove_exports(rows: "models.QuerySet[Export]") -> int:
    """First their files, piece by piece: each may be large. One query where there are none."""
    expired = list(rows.values_list("pk", flat=True))
    if not expired:
        return 0
    remove(ExportChunk.objects.filter(export__in=expired), chunk=1)
    return remove(rows.filter(pk__in=expired))


def remove(rows: "models.QuerySet[models.Model]", *, chunk: int = 0) -> int:
    """Deletes them a chunk at a time, with what belongs to them; answers how many."""
    chunks = take_chunks(rows.order_by("pk"), chunk=chunk or CHUNK)
    return sum(found.delete()[1].get(rows.model._meta.label, 0) for found in chunks)
