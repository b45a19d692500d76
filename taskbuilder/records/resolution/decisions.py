"""Decisions about submissions whose outcome is unknown; each is recorded."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_noop as _

from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import CreatedTask, Decision, Project, Submission, Verdict
from taskbuilder.records.models.decisions import NOTE_LENGTH
from taskbuilder.records.outbox.notification import notify_workers
from taskbuilder.records.outbox.results import list_new_tasks
from taskbuilder.records.resolution.search import find_taken
from taskbuilder.records.submissions.states import State
from taskbuilder.records.submissions.transitions import change_state, deciding

TASK_ID = re.compile(r"[0-9a-f]{32}")
SEARCHES = (Verdict.LOOKED, Verdict.SKIPPED)
FOUND_IN_CLOUD = _("Found in the cloud.")


class NotUnknown(Exception):
    """Its outcome is known by now: the answer came after all, or somebody else decided."""


class SearchFirst(Exception):
    """Nobody has searched the cloud since the last attempt, or skipped that on purpose."""


class LongNote(Exception):
    """The note has more characters than are saved."""


@dataclass(eq=False)
class WrongIds(Exception):
    """These cannot be the ids of its tasks."""

    ids: list[str]


class BadIds(WrongIds):
    """These are not ids of tasks; `ids` is empty where none was given."""


class TakenIds(WrongIds):
    """Another submission already has these tasks; `tasks` have their submission and its project."""

    def __init__(self, tasks: list[CreatedTask]) -> None:
        super().__init__([task.task_id for task in tasks])
        self.tasks = tasks


@deciding()
def decide_found(
    submission_id: UUID, *, task_ids: Collection[str], by: User | None, note: str, now: datetime
) -> None:
    """These tasks are its own: it is created. Raises NotUnknown, BadIds, TakenIds or LongNote."""
    ids = list(dict.fromkeys(task_ids))
    check_ids(ids)
    lock_cloud_project(submission_id)
    submission = hold(submission_id)
    taken = sorted(find_taken(submission, task_ids=ids), key=lambda task: ids.index(task.task_id))
    if taken:
        raise TakenIds(taken)
    write(submission, Verdict.FOUND, by=by, note=note, now=now, task_ids=ids)
    outcome = {"reason": "created", "message": FOUND_IN_CLOUD}
    change_state(submission, State.CREATED, now=now, is_decided=True, outcome=outcome)
    known = submission.tasks.values_list("task_id", flat=True)
    new = list_new_tasks(submission_id, ids, known=known)
    CreatedTask.objects.bulk_create(CreatedTask(**{**task, "submission": submission}) for task in new)


def lock_cloud_project(submission_id: UUID) -> None:
    """Until the transaction ends: of two submissions that claim one task at once, the second is refused.

    Locks every project that reaches the same project of the cloud, always in the same order.
    """
    reached = Submission.objects.filter(pk=submission_id).values("project__cloud_project_id")
    projects = Project.objects.filter(cloud_project_id__in=reached).order_by("pk")
    list(projects.select_for_update(no_key=True).values_list("pk"))


def check_ids(task_ids: Collection[str]) -> None:
    """Raises BadIds where these are not the ids of at least one task."""
    wrong = [task_id for task_id in task_ids if not TASK_ID.fullmatch(task_id)]
    if wrong or not task_ids:
        raise BadIds(wrong)


@deciding()
def decide_send_again(submission_id: UUID, *, by: User, note: str, now: datetime) -> None:
    """It does not exist: it is due again at once. Raises NotUnknown, SearchFirst or LongNote."""
    submission = hold(submission_id)
    if not has_searched(submission):
        raise SearchFirst
    write(submission, Verdict.SEND_AGAIN, by=by, note=note, now=now)
    change_state(submission, State.QUEUED, now=now, is_decided=True, due_at=now)
    transaction.on_commit(lambda: notify_workers(submission_id))


@deciding()
def decide_closed(submission_id: UUID, *, by: User, note: str, now: datetime) -> None:
    """It was not created and is not wanted: its end. Raises NotUnknown, SearchFirst or LongNote."""
    submission = hold(submission_id)
    if not has_searched(submission):
        raise SearchFirst
    write(submission, Verdict.CLOSED, by=by, note=note, now=now)
    change_state(submission, State.CLOSED, now=now, is_decided=True)


@deciding()
def decide_not_sure(submission_id: UUID, *, by: User, note: str, now: datetime) -> None:
    """It stays as it is, with a word on why. Raises NotUnknown or LongNote."""
    write(hold(submission_id), Verdict.NOT_SURE, by=by, note=note, now=now)


@deciding()
def skip_search(submission_id: UUID, *, by: User, note: str, now: datetime) -> None:
    """Continues without a search, on purpose. Raises NotUnknown or LongNote."""
    write(hold(submission_id), Verdict.SKIPPED, by=by, note=note, now=now)


def has_searched(submission: Submission) -> bool:
    """Whether the cloud was searched, or this was skipped, since the last attempt. One query."""
    searches = submission.decisions.filter(verdict__in=SEARCHES, attempt_count=submission.attempt_count)
    return searches.exists()


def check_note(note: str) -> None:
    """Raises LongNote: nothing of what somebody wrote is cut off unseen."""
    if len(note) > NOTE_LENGTH:
        raise LongNote


def hold(submission_id: UUID) -> Submission:
    """The row, locked; raises NotUnknown."""
    submission = Submission.objects.select_for_update().get(pk=submission_id)
    if submission.state != State.UNKNOWN:
        raise NotUnknown
    return submission


def write(
    submission: Submission,
    verdict: Verdict,
    *,
    by: User | None,
    note: str,
    now: datetime,
    task_ids: Collection[str] = (),
) -> Decision:
    """Raises LongNote."""
    check_note(note)
    return submission.decisions.create(
        verdict=verdict,
        by=by,
        at=now,
        attempt_count=submission.attempt_count,
        note=storable_text(note, limit=NOTE_LENGTH),
        task_ids=list(task_ids),
    )
