"""What is known of a submission's tasks in the cloud, and of all tasks of a project by state."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from taskbuilder.records.cloud_tasks.changes import find_seen
from taskbuilder.records.cloud_tasks.states import GONE, LASTING, ORDER, as_known
from taskbuilder.records.models import CloudTask, CreatedTask, Project, TaskAction, TaskReading

MOST_ROWS = 100


@dataclass(frozen=True, kw_only=True)
class FollowedTask:
    """A created task: `seen` is None until it was read, `read_at` when it was read last.

    `action` is the latest that was asked of it.
    """

    key: int
    task_id: str
    position: int
    seen: CloudTask | None
    read_at: datetime | None
    action: TaskAction | None = None


@dataclass(frozen=True, kw_only=True)
class FollowedTasks:
    """A submission's tasks, at most MOST_ROWS, the most urgent first.

    `counts` are of all. `read_at`: since when no task is less fresh; None where one was never read. `problem`
    says what was wrong with the last reading of the service. `acted_at`: when an action on one of them
    changed last; `is_acting`: whether one is under way.
    """

    tasks: list[FollowedTask]
    total: int
    counts: list[tuple[str, int]]
    read_at: datetime | None
    changed_at: datetime | None
    problem: str
    differing: int
    """How many the cloud shows otherwise than they were sent."""
    platform: str = ""
    acted_at: datetime | None = None
    is_acting: bool = False

    @property
    def states(self) -> list[str]:
        return [state for state, _count in self.counts]

    @property
    def is_gone(self) -> bool:
        """Whether the cloud has none of them any longer."""
        return self.counts == [(GONE, self.total)]

    @property
    def has_ended(self) -> bool:
        """Whether none of them runs again unless somebody starts it."""
        is_known = sum(count for _state, count in self.counts) == self.total
        return is_known and LASTING.union([GONE]).issuperset(self.states)


def find_followed(*, project: Project, submission_id: UUID) -> FollowedTasks:
    """The tasks of a project's submission; none where it is another's. One query, or two with actions."""
    rows = CreatedTask.objects.filter(submission=submission_id, submission__project=project)
    reading = "submission__service__reading"
    latest = TaskAction.objects.filter(created=OuterRef("pk")).order_by("-pk").values("pk")
    found = list(
        rows.select_related("seen__shown")
        .defer("seen__shown__request")
        .annotate(whole_at=F(f"{reading}__read_at"), problem=F(f"{reading}__problem"))
        .annotate(platform=F("submission__service__platform"))
        .annotate(action=Subquery(latest[:1]))
        .order_by("position")
    )
    keys = [row.action for row in found if row.action]
    actions = TaskAction.objects.in_bulk(keys) if keys else {}
    tasks = [follow(row, row.whole_at, actions.get(row.action or 0)) for row in found]
    seen = [task.seen for task in tasks if task.seen]
    shown = [getattr(row, "shown", None) for row in seen]
    times = [task.read_at for task in tasks if task.read_at]
    return FollowedTasks(
        tasks=sorted(tasks, key=lambda task: rank(task.seen))[:MOST_ROWS],
        total=len(tasks),
        counts=sort_counts(Counter(row.shown_state for row in seen)),
        read_at=min(times) if times and len(times) == len(tasks) else None,
        changed_at=max((row.read_at for row in seen), default=None),
        differing=sum(each is not None and each.has_drift for each in shown),
        problem=(found[0].problem or "") if found else "",
        platform=found[0].platform if found else "",
        acted_at=max((action.changed_at for action in actions.values()), default=None),
        is_acting=any(action.is_open for action in actions.values()),
    )


def follow(row: CreatedTask, whole_at: datetime | None, action: TaskAction | None) -> FollowedTask:
    """A task with what is known of it; a later reading of its whole service found the same."""
    seen = find_seen(row)
    read_at = max(filter(None, (seen.read_at, whole_at))) if seen else None
    return FollowedTask(
        key=row.pk,
        task_id=row.task_id,
        position=row.position,
        seen=seen,
        read_at=read_at,
        action=action,
    )


def rank(seen: CloudTask | None) -> int:
    return ORDER[as_known(seen.shown_state)] if seen else len(ORDER)


def sort_counts(counts: Counter[str]) -> list[tuple[str, int]]:
    """By state, the most urgent first."""
    return sorted(counts.items(), key=lambda each: (ORDER[as_known(each[0])], each[0]))


@dataclass(frozen=True, kw_only=True)
class ProjectTasks:
    """The tasks of a project that are in the cloud, by state; `read_at`: when the least fresh were read."""

    counts: list[tuple[str, int]]
    read_at: datetime | None


def count_project(project: Project) -> ProjectTasks:
    """Of all its services, as they were read last. One query."""
    readings = TaskReading.objects.filter(service__project=project).values_list("counts", "read_at")
    total: Counter[str] = Counter()
    times = []
    for counts, read_at in readings:
        total.update(counts)
        times += [read_at] if counts and read_at else []
    return ProjectTasks(counts=sort_counts(total), read_at=min(times, default=None))
