"""Which changes of tasks people are notified of: failed, abnormal, stopped or gone without us."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q

from taskbuilder.records.cloud_tasks.states import GONE
from taskbuilder.records.models import ProjectEvent, Submission, TaskAction, TaskChange
from taskbuilder.records.notifications.kinds import TASK_ABNORMAL, TASK_FAILED, TASK_STOPPED, TASK_VANISHED
from taskbuilder.records.task_actions.states import OPEN, STOPPED, ActionKind, ActionState

KIND_OF_STATE = {
    **dict.fromkeys(("FAILED", "CREATE_FAILED", "START_FAILED"), TASK_FAILED),
    "ABNORMAL": TASK_ABNORMAL,
    **dict.fromkeys(STOPPED, TASK_STOPPED),
    GONE: TASK_VANISHED,
}
NEWS_FOR = timedelta(days=1)
"""Of an older task, what is read for the first time is left out."""
PAUSE = timedelta(hours=1)
"""For a task that goes back and forth."""
MOST_TASK_IDS = 100


def note_events(changes: Collection[TaskChange], *, seen_at: datetime) -> None:
    """Adds an event for each submission and kind. Three or four queries where there is something to note."""
    found = [(change, kind) for change in changes if (kind := find_kind(change)) is not None]
    if not found:
        return
    own = find_own_changes([change for change, _kind in found])
    submissions = find_submissions(change for change, _kind in found)
    tasks: dict[tuple[Submission, str], list[str]] = {}
    for change, kind in found:
        submission = submissions[change.task.created.submission_id]
        is_news = change.before != "" or submission.created_at > seen_at - NEWS_FOR
        if is_news and change.task_id not in own:
            tasks.setdefault((submission, kind), []).append(change.task.created.task_id)
    noted = list_recent(submissions, seen_at=seen_at)
    ProjectEvent.objects.bulk_create(
        ProjectEvent(
            project_id=submission.project_id,
            submission=submission,
            kind=kind,
            at=seen_at,
            task_ids=ids[:MOST_TASK_IDS],
        )
        for (submission, kind), ids in tasks.items()
        if (submission.pk, kind) not in noted
    )


def find_kind(change: TaskChange) -> str | None:
    """None for what nobody is notified of: also a task that goes on stopping, or was first seen stopped."""
    kind = KIND_OF_STATE.get(change.after)
    if kind == TASK_STOPPED and (not change.before or change.before in STOPPED):
        return None
    return kind if kind != KIND_OF_STATE.get(change.before) else None


def find_own_changes(changes: Iterable[TaskChange]) -> set[int]:
    """The tasks of these that were stopped or deleted from here. A query or two where any was."""
    stopped = [change.task_id for change in changes if change.after in STOPPED]
    gone = [change.task_id for change in changes if change.after == GONE]
    own = Q(created__in=gone, kind=ActionKind.DELETE) | Q(created__in=stopped, kind=ActionKind.STOP)
    if not (stopped or gone):
        return set()
    actions = TaskAction.objects.filter(own, state__in=(*OPEN, ActionState.DONE)).order_by()
    rows = list(actions.values_list("created", "kind", "settled_at"))
    changed_at = find_last_changes(key for key, kind, _at in rows if kind == ActionKind.STOP)
    return {
        key
        for key, kind, settled_at in rows
        if kind == ActionKind.DELETE
        or settled_at is None
        or key not in changed_at
        or settled_at >= changed_at[key]
    }


def find_last_changes(tasks: Iterable[int]) -> dict[int, datetime]:
    """When each last changed before this: what was stopped earlier has been running since."""
    rows = TaskChange.objects.filter(task__in=list(tasks)).order_by()
    return dict(rows.values("task").annotate(at=Max("seen_at")).values_list("task", "at"))


def find_submissions(changes: Iterable[TaskChange]) -> dict[UUID, Submission]:
    keys = {change.task.created.submission_id for change in changes}
    return Submission.objects.only("project_id", "created_at").in_bulk(keys)


def list_recent(submissions: Collection[UUID], *, seen_at: datetime) -> set[tuple[UUID | None, str]]:
    """What was noted of these a short while ago."""
    kinds = set(KIND_OF_STATE.values())
    rows = ProjectEvent.objects.filter(submission__in=submissions, kind__in=kinds, at__gt=seen_at - PAUSE)
    return set(rows.values_list("submission", "kind"))
