"""Events of actions that failed, one for each batch, and of replacements that failed or were cancelled."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from taskbuilder.records.models import (
    ActionBatch,
    CreatedTask,
    ProjectEvent,
    Replacement,
    Submission,
    TaskAction,
)
from taskbuilder.records.models.drafts import TITLE_LENGTH
from taskbuilder.records.notifications.kinds import ACTION_FAILED, REPLACE_CANCELLED, REPLACEMENT_FAILED
from taskbuilder.records.task_actions.states import ActionState

FAILED = (ActionState.REFUSED, ActionState.GIVEN_UP)


def note_failures(actions: Iterable[TaskAction], *, now: datetime) -> None:
    """Adds an event for each batch of these whose first action failed. Four queries where one did."""
    failed = {action.batch_id: action for action in actions if action.state in FAILED}
    if not failed:
        return
    batches = ActionBatch.objects.select_related("by").in_bulk(failed)
    submissions = find_submissions(failed.values())
    ProjectEvent.objects.bulk_create(
        (
            ProjectEvent(
                project_id=action.project_id,
                submission_id=submissions.get(action.created_id),
                batch=batches[key],
                name=action.task_id[:TITLE_LENGTH],
                by=batches[key].by.get_username(),
                kind=ACTION_FAILED,
                at=now,
                task_ids=[action.task_id],
            )
            for key, action in failed.items()
        ),
        ignore_conflicts=True,
    )


def find_submissions(actions: Iterable[TaskAction]) -> dict[int | None, UUID]:
    """By created task."""
    keys = [action.created_id for action in actions if action.created_id]
    rows = CreatedTask.objects.filter(pk__in=keys).order_by()
    return dict(rows.values_list("pk", "submission_id"))


def note_failed_replacement(row: Replacement, *, now: datetime) -> None:
    ProjectEvent.objects.create(
        project_id=row.new.project_id, submission=row.new, kind=REPLACEMENT_FAILED, at=now
    )


def note_cancelled_replacement(new: Submission, *, by: str, now: datetime) -> None:
    ProjectEvent.objects.create(
        project_id=new.project_id, submission=new, kind=REPLACE_CANCELLED, by=by, at=now
    )
