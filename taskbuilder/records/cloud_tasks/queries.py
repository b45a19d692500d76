"""What is known of a submission's tasks in the cloud, and of all tasks of a project by state."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery

from taskbuilder.records.cloud_tasks.changes import find_seen
from taskbuilder.records.cloud_tasks.states import GONE, LASTING, ORDER, as_known
from taskbuilder.records.fields import fields_of
from taskbuilder.records.models import CloudTask, CreatedTask, Project, TaskAction, TaskReading
from taskbuilder.records.prepared import Parameter, Prepared

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
    def is_known(self) -> bool:
        """Whether every one was read."""
        return sum(count for _state, count in self.counts) == self.total

    @property
    def has_ended(self) -> bool:
        """Whether none of them runs again unless somebody starts it."""
        return self.is_known and LASTING.union([GONE]).issuperset(self.states)


def find_followed(*, project: Project, submission_id: UUID) -> FollowedTasks:
    """The tasks of a project's submission; none where it is another's. One query, or two with actions."""
    return follow_all(list(select_followed().filter(submission=submission_id, submission__project=project)))


def select_followed() -> QuerySet[CreatedTask]:
    """Tasks with all that `follow_all` asks of them."""
    reading = "submission__service__reading"
    latest = TaskAction.objects.filter(created=OuterRef("pk")).order_by("-pk").values("pk")
    rows = CreatedTask.objects.select_related("seen__shown").defer("seen__shown__request")
    known = rows.annotate(whole_at=F(f"{reading}__read_at"), problem=F(f"{reading}__problem"))
    known = known.annotate(platform=F("submission__service__platform"), action=Subquery(latest[:1]))
    return known.order_by("position")


def follow_all(found: list[CreatedTask]) -> FollowedTasks:
    """All tasks of a submission, as `select_followed` reads them. A query where there are actions."""
    known = [vars(row) for row in found]
    keys = [row["action"] for row in known if row["action"]]
    actions = TaskAction.objects.in_bulk(keys) if keys else {}
    tasks = [follow(row, vars(row)["whole_at"], actions.get(vars(row)["action"] or 0)) for row in found]
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
        problem=(known[0]["problem"] or "") if found else "",
        platform=known[0]["platform"] if found else "",
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


def select_readings() -> "QuerySet[TaskReading, tuple[dict[str, int], datetime | None]]":
    project = Parameter("project", fields_of(Project)["id"])
    return TaskReading.objects.filter(service__project=project).values_list("counts", "read_at")


READINGS = Prepared(select_readings)


def count_project(project: Project) -> ProjectTasks:
    """Of all its services, as they were read last. One query."""
    readings = READINGS.ask(project=project.pk)
    total: Counter[str] = Counter()
    times = []
    for counts, read_at in readings:
        total.update(counts)
        times += [read_at] if counts and read_at else []
    return ProjectTasks(counts=sort_counts(total), read_at=min(times, default=None))
