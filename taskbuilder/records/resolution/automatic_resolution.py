"""Resolving unknown outcomes without a person, where a task's name is unique and so a match is certain."""

import logging
from datetime import datetime, timedelta
from threading import Event

from django.utils import timezone

from taskbuilder.cloud import CloudError
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import Decision, Submission, Verdict
from taskbuilder.records.resolution.decisions import NotUnknown, WrongIds, decide_found
from taskbuilder.records.resolution.search import MatchStrength, search_cloud
from taskbuilder.records.submissions.states import State
from taskbuilder.records.submissions.unique_names import has_suffix
from taskbuilder.records.turns import one_turn
from taskbuilder.taskspec.json_value import as_object, list_rows

FIRST_SEARCH = timedelta(seconds=5)
MOST_SEARCHES = 8
"""Each comes after twice the time of the one before: the last after twenty minutes."""
PAUSE_SECONDS = 2.0
AT_ONCE = 20
logger = logging.getLogger(__name__)


def resolve_until(stop: Event) -> None:
    """Searches now and then, on a thread of its own, until `stop` is set."""
    while not stop.wait(PAUSE_SECONDS):
        with one_turn(
            logger, later="Trying again.", failed="Resolving unknown outcomes failed. Trying again."
        ):
            resolve_certain(now=timezone.now())


def resolve_certain(*, now: datetime) -> int:
    """Searches for what is due; answers how many were resolved."""
    unknown = Submission.objects.filter(state=State.UNKNOWN, project__suffixes_names=True)
    recent = unknown.filter(
        settled_at__lte=now - FIRST_SEARCH, settled_at__gt=now - FIRST_SEARCH * 2**MOST_SEARCHES
    )
    rows = recent.select_related("project", "service").order_by("-settled_at")[:AT_ONCE]
    return sum(resolve_one(row, now=now) for row in rows if is_due(row, now=now))


def is_due(submission: Submission, *, now: datetime) -> bool:
    """Whether enough time has passed for another search without a person."""
    if submission.settled_at is None or not has_suffix(submission):
        return False
    searches = submission.decisions.filter(
        verdict=Verdict.LOOKED, by=None, attempt_count=submission.attempt_count
    ).count()
    return searches < MOST_SEARCHES and now >= submission.settled_at + FIRST_SEARCH * 2**searches


def resolve_one(submission: Submission, *, now: datetime) -> bool:
    """Whether the cloud showed for certain that it was created. It is never sent again from here."""
    try:
        found = search_cloud(submission, by=None, now=now)
        if not is_certain(submission, found):
            return False
        ids = [match["id"] for match in found.matches]
        decide_found(submission.pk, task_ids=ids, by=None, note="", now=now)
    except (CloudError, UnreadableSecret, NotUnknown, WrongIds) as error:
        logger.info("Searching for submission %s: %s", submission.pk, type(error).__name__)
        return False
    return True


def is_certain(submission: Submission, found: Decision) -> bool:
    """Whether a complete search found a task for each input, by unique name, in time, and nobody else's."""
    return (
        not found.note
        and len(found.matches) == len(list_rows(as_object(submission.request.get("input")).get("data")))
        and all(not each["is_taken"] and each["likeness"] != MatchStrength.NAME for each in found.matches)
    )
