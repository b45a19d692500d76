"""What a relay throws away once a day: ended sessions, abandoned drafts, wrong passwords that lock nobody."""

import logging
from datetime import datetime, timedelta
from threading import Event

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from taskbuilder.records.availability import DATABASE_AWAY
from taskbuilder.records.drafts.store import UNTOUCHED
from taskbuilder.records.models import Draft

DAY = timedelta(days=1)
RETRY_SECONDS = 60.0
CHUNK = 500
"""Rows that one statement removes, so that nobody waits long for a lock."""
logger = logging.getLogger(__name__)


def tidy_until(stop: Event) -> None:
    """At once and then every day, on a thread of its own. Each relay does it; a second finds nothing."""
    while not stop.is_set():
        pause = DAY.total_seconds()
        try:
            logger.info("Tidied", extra=tidy(now=timezone.now()))
        except DATABASE_AWAY as error:
            logger.warning("The database is away (%s). Tidying later.", type(error).__name__)
            pause = RETRY_SECONDS
        except Exception:
            logger.exception("Tidying failed. Trying again tomorrow.")
        connection.close()
        stop.wait(pause)


def tidy(*, now: datetime) -> dict[str, int]:
    """How many rows of each kind were removed."""
    kept_from = now - timedelta(days=settings.DRAFT_DAYS)
    old_drafts = Q(updated_at__lt=kept_from) | UNTOUCHED & Q(updated_at__lt=now - DAY)
    old_attempts = Q(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)
    return {
        "sessions": remove(Session.objects.filter(expire_date__lt=now)),
        "drafts": remove(Draft.objects.filter(old_drafts)),
        "wrong_passwords": remove(AccessAttempt.objects.filter(old_attempts)),
    }


def remove(rows: "models.QuerySet[models.Model]") -> int:
    """Deletes them a chunk at a time, with what belongs to them; answers how many."""
    count = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        rows.filter(pk__in=keys).delete()
        count += len(keys)
    return count
