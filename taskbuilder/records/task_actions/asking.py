"""Asking for an action on tasks, and taking back what no sender has begun."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.cloud_tasks.changes import find_seen
from taskbuilder.records.models import ActionBatch, ApiToken, CreatedTask, Project, Service, TaskAction
from taskbuilder.records.submissions.listing import PAYLOADS
from taskbuilder.records.submissions.transitions import deciding
from taskbuilder.records.task_actions.states import ActionKind, ActionState, Finding
from taskbuilder.taskspec.platforms import Platform

MOST_TASKS = 5_000
"""Of one batch."""
CHUNK = 500


class Reason(models.TextChoices):
    """Why nothing is asked of a task."""

    PLATFORM = "platform", _("Tasks on ModelArts Edge cannot be started or stopped.")
    GONE = "gone", _("The task is no longer in the cloud.")
    UNDER_WAY = "under_way", _("Another action on the task is under way.")


@dataclass(kw_only=True)
class Choice:
    """The tasks that an action can be asked of, and the others by the reason."""

    fit: list[CreatedTask] = field(default_factory=list)
    left_out: dict[Reason, list[CreatedTask]] = field(default_factory=dict)

    def leave_out(self, task: CreatedTask, reason: Reason) -> None:
        self.left_out.setdefault(reason, []).append(task)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked: `batch` is None where no task was left to ask it of."""

    batch: ActionBatch | None
    actions: list[TaskAction]
    left_out: dict[Reason, list[CreatedTask]]


def load_tasks(project: Project, rows: "QuerySet[CreatedTask]") -> "QuerySet[CreatedTask]":
    """Of a project's tasks those, with all that `ask` needs of them. One query."""
    own = rows.filter(submission__project=project).select_related("submission__service", "seen")
    return own.defer(*(f"submission__{name}" for name in PAYLOADS)).order_by("submission__created_at", "pk")


def choose(kind: ActionKind, tasks: Iterable[CreatedTask]) -> Choice:
    """Which of these tasks, as `load_tasks` reads them, it can be asked of. A query for each CHUNK."""
    found = list(tasks)
    busy = find_busy(found)
    choice = Choice()
    for task in found:
        if (
            reason := find_reason(kind, task, is_busy=(task.submission.service_id, task.task_id) in busy)
        ) is None:
            choice.fit.append(task)
        else:
            choice.leave_out(task, reason)
    return choice


def find_reason(kind: ActionKind, task: CreatedTask, *, is_busy: bool) -> Reason | None:
    seen = find_seen(task)
    if kind is not ActionKind.DELETE and task.submission.service.platform == Platform.MODELARTS_EDGE:
        return Reason.PLATFORM
    if seen is not None and seen.missing_since is not None:
        return Reason.GONE
    return Reason.UNDER_WAY if is_busy else None


def find_busy(tasks: Sequence[CreatedTask]) -> set[tuple[int, str]]:
    """The services and ids of the tasks that an action is under way for: a query for each CHUNK.

    Each half is found by an index of what is under way; by states SQLite would read what has ended, too.
    """
    busy: set[tuple[int, str]] = set()
    for start in range(0, len(tasks), CHUNK):
        chunk = tasks[start : start + CHUNK]
        projects = {task.submission.project_id for task in chunk}
        named = TaskAction.objects.filter(project__in=projects, task_id__in=[task.task_id for task in chunk])
        rows = named.order_by().values_list("service_id", "task_id")
        waiting, sending = rows.filter(due_at__isnull=False), rows.filter(state=ActionState.SENDING)
        busy.update(waiting.union(sending, all=True))
    return busy


def ask(
    kind: ActionKind,
    tasks: Iterable[CreatedTask],
    *,
    project: Project,
    by: User,
    now: datetime,
    token: ApiToken | None = None,
) -> Asked:
    """Has the outbox do it to each of a project's tasks, as `load_tasks` reads them, all or none stored.

    What it cannot be asked of is left out, with the reason; a task has one action at a time.
    """
    choice = choose(kind, tasks)
    with deciding():
        return write(kind, choice, project=project, by=by, now=now, token=token)


def ask_of_other(
    kind: ActionKind,
    service: Service,
    task_id: str,
    *,
    by: User,
    now: datetime,
    token: ApiToken | None = None,
) -> TaskAction | None:
    """Has the outbox do it to a task that was not created here; None where another action is under way."""
    with deciding():
        batch = ActionBatch.objects.create(
            project=service.project, kind=kind, by=by, token=token, asked_at=now
        )
        row = TaskAction(
            batch=batch,
            project=service.project,
            service=service,
            task_id=task_id,
            kind=kind,
            due_at=now,
            asked_at=now,
            changed_at=now,
        )
        TaskAction.objects.bulk_create([row], ignore_conflicts=True)
        action = TaskAction.objects.filter(batch=batch).first()
        if action is None:
            batch.delete()
        return action


def write(
    kind: ActionKind,
    choice: Choice,
    *,
    project: Project,
    by: User,
    now: datetime,
    token: ApiToken | None = None,
) -> Asked:
    """Stores the actions inside the caller's transaction."""
    if not choice.fit:
        return Asked(batch=None, actions=[], left_out=choice.left_out)
    batch = ActionBatch.objects.create(project=project, kind=kind, by=by, token=token, asked_at=now)
    rows = [
        TaskAction(
            batch=batch,
            project=project,
            service=task.submission.service,
            created=task,
            task_id=task.task_id,
            kind=kind,
            due_at=now,
            asked_at=now,
            changed_at=now,
        )
        for task in choice.fit
    ]
    # Of two who ask at the same moment one finds the task free: a constraint decides.
    TaskAction.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    actions = list(TaskAction.objects.filter(batch=batch).order_by("pk"))
    stored = {action.created_id for action in actions}
    for task in choice.fit:
        if task.pk not in stored:
            choice.leave_out(task, Reason.UNDER_WAY)
    if not actions:
        batch.delete()
    return Asked(batch=batch if actions else None, actions=actions, left_out=choice.left_out)


def list_queued(project: Project) -> "QuerySet[TaskAction]":
    """A project's actions that no sender has claimed, the oldest first."""
    rows = TaskAction.objects.filter(project=project, due_at__isnull=False, state=ActionState.QUEUED)
    return rows.order_by("asked_at", "pk")


def cancel_queued(
    project: Project,
    *,
    now: datetime,
    batches: Collection[UUID] | None = None,
    until: datetime | None = None,
) -> int:
    """Cancels all that no sender has claimed, of a project or of some of its batches; answers how many.

    `until`: only those that were asked for by then.

    One conditional UPDATE decides between this and a sender, as for a submission.
    """
    rows = list_queued(project).order_by()
    if batches is not None:
        rows = rows.filter(batch__in=batches)
    if until is not None:
        rows = rows.filter(asked_at__lte=until)
    with deciding():
        return rows.update(**cancelled(Finding.BY_PERSON, now=now))


def cancelled(finding: Finding, *, now: datetime) -> dict[str, object]:
    """What a cancelled action holds."""
    return {
        "state": ActionState.CANCELLED,
        "finding": finding,
        "due_at": None,
        "settled_at": now,
        "changed_at": now,
    }
