"""Adopting tasks that were created elsewhere: each becomes a submission of the history."""

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.cloud_tasks.changes import count_states, lock_reading, note_states
from taskbuilder.records.cloud_tasks.found import list_created_here, select_found
from taskbuilder.records.models import (
    CloudTask,
    CreatedTask,
    FoundTask,
    InputFingerprint,
    SearchEntry,
    Service,
    Submission,
    TaskChange,
)
from taskbuilder.records.models.submissions import Remark
from taskbuilder.records.search.entries import make_entry
from taskbuilder.records.submissions.creation import build_submission
from taskbuilder.records.submissions.fingerprints import list_all_digests
from taskbuilder.records.submissions.states import State
from taskbuilder.records.write_lock import give_way

CHUNK = 100
MOST_SECONDS = 10.0
"""A page that adopts very many says how many are left, and is asked again."""


class Reason(models.TextChoices):
    """Why one is not adopted."""

    TAKEN = "taken", _("Already in the history, or no longer in the cloud")
    UNKNOWN = "unknown", _("A submission with this name has an unknown outcome: resolve it first")
    LARGE = "large", _("Its request is too large")


@dataclass(kw_only=True)
class Adopted:
    """The ids of the new submissions, how many were left out and why, and for how many time was short."""

    submissions: list[UUID] = field(default_factory=list)
    left_out: dict[Reason, int] = field(default_factory=dict)
    rest: int = 0

    def leave_out(self, reason: Reason, count: int = 1) -> None:
        self.left_out[reason] = self.left_out.get(reason, 0) + count


def adopt(
    keys: Collection[int],
    *,
    service: Service,
    by: User,
    now: datetime,
    most_seconds: float = MOST_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Adopted:
    """Adopts those of a service's found tasks that have these keys, a chunk at a time.

    Of two people who adopt one at the same moment one finds it taken. No transaction may be open.
    """
    result, waiting, end = Adopted(), sorted(keys, reverse=True), clock() + most_seconds
    for start in range(0, len(waiting), CHUNK):
        if start and clock() > end:
            result.rest = len(waiting) - start
            break
        if start:
            give_way()
        adopt_chunk(waiting[start : start + CHUNK], result, service=service, by=by, now=now)
    return result


@transaction.atomic
def adopt_chunk(keys: Collection[int], result: Adopted, *, service: Service, by: User, now: datetime) -> None:
    reading = lock_reading(service)
    rows = list(
        select_found(service.project).filter(service=service, pk__in=keys).order_by("created_at", "pk")
    )
    if len(rows) < len(keys):
        result.leave_out(Reason.TAKEN, len(keys) - len(rows))
    fit = list(choose(rows, service, result))
    made = [(row, make_submission(row, service, by=by, now=now)) for row in fit]
    # Rows of one moment would be in no order.
    for number, (_row, submission) in enumerate(made):
        submission.created_at = submission.settled_at = now + timedelta(microseconds=number)
    store(made, service, now=now)
    FoundTask.objects.filter(pk__in=[row.pk for row in fit]).delete()
    reading.counts = count_states(service)
    reading.save(update_fields=["counts"])
    result.submissions += [submission.pk for _row, submission in made]


def choose(rows: Collection[FoundTask], service: Service, result: Adopted) -> Iterator[FoundTask]:
    """Those that can be adopted; the others are counted."""
    here = list_created_here(service, [row.task_id for row in rows])
    unknown = list_unknown_names(service)
    for row in rows:
        if row.task_id in here:
            result.leave_out(Reason.TAKEN)
        elif row.name in unknown:
            result.leave_out(Reason.UNKNOWN)
        elif not row.request:
            result.leave_out(Reason.LARGE)
        else:
            yield row


def list_unknown_names(service: Service) -> set[str]:
    """The names of the tasks that may have been created here after all."""
    rows: QuerySet[Submission] = Submission.objects.filter(
        project=service.project_id, service=service, state=State.UNKNOWN
    )
    return set(rows.values_list("name", flat=True))


def make_submission(row: FoundTask, service: Service, *, by: User, now: datetime) -> Submission:
    """The submission that it becomes; its secrets are unknown."""
    submission = build_submission(
        service=service,
        request={"name": row.name or row.task_id, **row.request},
        confirmations=[],
        by=by,
        now=now,
    )
    submission.state, submission.due_at = State.CREATED, None
    submission.remarks = Remark.ADOPTED
    return submission


def store(made: list[tuple[FoundTask, Submission]], service: Service, *, now: datetime) -> None:
    """The rows of each: as of a submission that was sent, with one task whose state is known."""
    submissions = [submission for _row, submission in made]
    Submission.objects.bulk_create(submissions)
    SearchEntry.objects.bulk_create(make_entry(each) for each in submissions)
    InputFingerprint.objects.bulk_create(
        InputFingerprint(service=service, submission=each, digest=digest)
        for each in submissions
        for digest in list_all_digests(each.request)
    )
    created = CreatedTask.objects.bulk_create(
        CreatedTask(submission=submission, position=0, task_id=row.task_id) for row, submission in made
    )
    seen = CloudTask.objects.bulk_create(
        CloudTask(
            created=task,
            service=service,
            state=row.state,
            cloud_created_at=row.created_at,
            cloud_updated_at=row.cloud_updated_at,
            read_at=row.read_at,
            digest=row.digest,
        )
        for task, (row, _submission) in zip(created, made, strict=True)
    )
    # No events: that one has failed long since is not news.
    TaskChange.objects.bulk_create(TaskChange(task=each, after=each.state, seen_at=now) for each in seen)
    note_states([submission.pk for submission in submissions])
