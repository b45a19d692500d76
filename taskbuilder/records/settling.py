"""Settling unknown outcomes without a person, where a task's name is unique and so a match is certain."""

import logging
from datetime import datetime, timedelta
from threading import Event

from django.db import connection
from django.utils import timezone

from taskbuilder.cloud import CloudError
from taskbuilder.records.availability import DATABASE_AWAY
from taskbuilder.records.deciding import NotUnknown, WrongIds, decide_found
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.looking import Likeness, look
from taskbuilder.records.models import Decision, Submission, Verdict
from taskbuilder.records.submissions.states import State
from taskbuilder.records.submissions.unique_names import has_suffix

FIRST_LOOK = timedelta(seconds=5)
MOST_LOOKS = 8
"""Each comes after twice the time of the one before: the last after twenty minutes."""
PAUSE_SECONDS = 2.0
AT_ONCE = 20
logger = logging.getLogger(__name__)


def settle_until(stop: Event) -> None:
    """Looks now and then, on a thread of its own, until told to stop."""
    while not stop.wait(PAUSE_SECONDS):
        try:
            settle_certain(now=timezone.now())
        except DATABASE_AWAY as error:
            logger.warning("The database is away (%s). Trying again.", type(error).__name__)
        except Exception:
            logger.exception("Looking up unknown outcomes failed. Trying again.")
        connection.close()


def settle_certain(*, now: datetime) -> int:
    """Looks up what is due for a look; answers how many were settled."""
    unknown = Submission.objects.filter(state=State.UNKNOWN, project__suffixes_names=True)
    recent = unknown.filter(settled_at__lte=now - FIRST_LOOK, settled_at__gt=now - FIRST_LOOK * 2**MOST_LOOKS)
    rows = recent.select_related("project", "service").order_by("-settled_at")[:AT_ONCE]
    return sum(settle_one(row, now=now) for row in rows if is_due(row, now=now))


def is_due(submission: Submission, *, now: datetime) -> bool:
    """Whether enough time has passed for another look without a person."""
    if submission.settled_at is None or not has_suffix(submission):
        return False
    looks = submission.decisions.filter(
        verdict=Verdict.LOOKED, by=None, attempt_count=submission.attempt_count
    ).count()
    return looks < MOST_LOOKS and now >= submission.settled_at + FIRST_LOOK * 2**looks


def settle_one(submission: Submission, *, now: datetime) -> bool:
    """Whether the cloud showed for certain what became of it. It is never sent again from here."""
    try:
        found = look(submission, by=None, now=now)
        if not is_certain(submission, found):
            return False
        ids = [match["id"] for match in found.matches]
        decide_found(submission.pk, task_ids=ids, by=None, note="", now=now)
    except (CloudError, UnreadableSecret, NotUnknown, WrongIds) as error:
        logger.info("Looking for submission %s: %s", submission.pk, type(error).__name__)
        return False
    return True


def is_certain(submission: Submission, found: Decision) -> bool:
    """Whether a whole look found a task for each input, by the unique name, in time, and nobody else's."""
    inputs = submission.request["input"]["data"]
    return (
        not found.note
        and len(found.matches) == len(inputs)
        and all(not each["is_taken"] and each["likeness"] != Likeness.NAME for each in found.matches)
    )
