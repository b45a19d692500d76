"""The tasks of a project by their state now: how many, and which has been in it for longest."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from taskbuilder.records.cloud_tasks.states import ORDER, as_known
from taskbuilder.records.models import CloudTask, Project, TaskReading
from taskbuilder.records.task_actions.states import ActionKind, list_offered


@dataclass(frozen=True, kw_only=True)
class Oldest:
    """The task that has been in a state for longest, as the cloud says, and since when."""

    submission: UUID
    name: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class StateNow:
    """A state as it came; `services` are those with such tasks, by name, each with how many.

    `offered`: what can be done to tasks in this state.
    """

    state: str
    count: int
    services: list[tuple[str, int]]
    oldest: Oldest | None
    offered: list[ActionKind]


@dataclass(frozen=True, kw_only=True)
class ServiceReading:
    """When a service's tasks were last read whole, and what was wrong with the reading after that."""

    name: str
    read_at: datetime | None
    problem: str
    counts: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class TasksNow:
    """`read_at`: when the service was read whole that is the least fresh."""

    states: list[StateNow] = field(default_factory=list)
    readings: list[ServiceReading] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(each.count for each in self.states)

    @property
    def read_at(self) -> datetime | None:
        times = [each.read_at for each in self.readings]
        return min(filter(None, times), default=None) if all(times) else None

    @property
    def problems(self) -> list[ServiceReading]:
        return [each for each in self.readings if each.problem]


def read_now(project: Project, readings: list[ServiceReading]) -> TasksNow:
    """Those that are in the cloud, the most urgent state first. Two queries."""
    services: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    platforms: defaultdict[str, set[str]] = defaultdict(set)
    for state, name, platform, count in count_tasks(project):
        services[state].append((name, count))
        platforms[state].add(platform)
    oldest = find_oldest(project) if services else {}
    ordered = sorted(services, key=lambda state: (ORDER[as_known(state)], state))
    return TasksNow(
        states=[
            StateNow(
                state=state,
                count=sum(count for _name, count in services[state]),
                services=sorted(services[state]),
                oldest=oldest.get(state),
                offered=list_offered([state], platforms[state]),
            )
            for state in ordered
        ],
        readings=readings,
    )


def count_tasks(project: Project) -> QuerySet[CloudTask, tuple[str, str, str, int]]:
    rows = list_present(project).values("state", "service__name", "service__platform")
    return rows.annotate(count=Count("pk")).values_list(
        "state", "service__name", "service__platform", "count"
    )


def find_oldest(project: Project) -> dict[str, Oldest]:
    since = Coalesce("cloud_updated_at", "read_at")
    number = Window(RowNumber(), partition_by=F("state"), order_by=(since.asc(), F("pk").asc()))
    rows = list_present(project).annotate(since=since, number=number).filter(number=1)
    columns = ("state", "created__submission", "created__submission__name", "since")
    return {
        state: Oldest(submission=submission, name=name, since=moment)
        for state, submission, name, moment in rows.values_list(*columns)
    }


def list_present(project: Project) -> QuerySet[CloudTask]:
    return CloudTask.objects.filter(service__project=project, missing_since__isnull=True).order_by()


def list_readings(project: Project) -> list[ServiceReading]:
    """Of the services whose tasks are followed, by name. One query."""
    rows = TaskReading.objects.filter(service__project=project, begun_at__isnull=False)
    columns = ("service__name", "read_at", "problem", "counts")
    return [
        ServiceReading(name=name, read_at=read_at, problem=problem, counts=counts)
        for name, read_at, problem, counts in rows.order_by("service__name", "pk").values_list(*columns)
    ]
