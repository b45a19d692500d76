"""What the estimates of running tasks add up to, for each service and node, beside what a manager stated."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import Q

from taskbuilder.records.boards.loads import Load
from taskbuilder.records.boards.timetable import Row, Timetable
from taskbuilder.records.models import Capacity, Project
from taskbuilder.taskspec.schedule.minutes import Bits

MILLI = 1_000
"""Parts of a core that CPU is counted in."""


@dataclass(frozen=True, order=True)
class Target:
    """A service by its key, or a node by its ID."""

    service: int = 0
    node: str = ""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Over a span: CPU in thousandths of a core, memory in MB. `unstated` counts tasks without estimate."""

    target: Target
    cpu: Load
    memory: Load
    tasks: int
    unstated: int
    capacity: Capacity | None

    @property
    def most_cpu(self) -> int | None:
        stated = self.capacity.cpu if self.capacity else None
        return None if stated is None else round(stated * MILLI)

    @property
    def most_memory(self) -> int | None:
        return self.capacity.memory if self.capacity else None

    @cached_property
    def cpu_above(self) -> Bits:
        return 0 if self.most_cpu is None else self.cpu.find_above(self.most_cpu)

    @cached_property
    def memory_above(self) -> Bits:
        return 0 if self.most_memory is None else self.memory.find_above(self.most_memory)

    @property
    def above(self) -> Bits:
        """The minutes in which either is more than there is."""
        return self.cpu_above | self.memory_above


def list_usages(table: Timetable, capacities: Mapping[Target, Capacity]) -> list[Usage]:
    """Of each service and node that has tasks or a capacity: services first.

    The cloud does not say on which of several nodes a task runs: it counts on each.
    """
    rows = dict(list_targets(table))
    targets = sorted({*rows, *capacities}, key=lambda target: (bool(target.node), target))
    return [
        add_up(target, rows.get(target, []), capacities.get(target), table.span.minutes) for target in targets
    ]


def list_exceeded(table: Timetable, capacities: Mapping[Target, Capacity]) -> list[Usage]:
    """Of those that have a capacity, where it is exceeded."""
    rows = dict(list_targets(table))
    usages = (
        add_up(target, rows.get(target, []), capacity, table.span.minutes)
        for target, capacity in sorted(capacities.items(), key=lambda each: each[0])
    )
    return [usage for usage in usages if usage.above]


def list_targets(table: Timetable) -> Iterator[tuple[Target, list[Row]]]:
    for service, rows in table.by_service.items():
        yield Target(service=service), rows
    nodes: dict[str, list[Row]] = {}
    for row in table.rows:
        for node in row.plan.nodes:
            nodes.setdefault(node, []).append(row)
    for node, rows in nodes.items():
        yield Target(node=node), rows


def add_up(target: Target, rows: Iterable[Row], capacity: Capacity | None, minutes: int) -> Usage:
    cpu, memory, tasks, unstated = Load(minutes), Load(minutes), 0, 0
    for row in rows:
        plan = row.plan
        cpu.add(row.bits, round(plan.cpu * MILLI) * plan.tasks)
        memory.add(row.bits, round(plan.memory) * plan.tasks)
        tasks += plan.tasks
        unstated += 0 if plan.cpu or plan.memory else plan.tasks
    return Usage(target=target, cpu=cpu, memory=memory, tasks=tasks, unstated=unstated, capacity=capacity)


def read_capacities(project: Project) -> dict[Target, Capacity]:
    """One query. That of a service goes with it to another project."""
    own = Q(project=project, service=None) | Q(service__project=project)
    return {
        Target(service=each.service_id or 0, node=each.node): each for each in Capacity.objects.filter(own)
    }


@transaction.atomic
def save_capacity(project: Project, target: Target, *, cpu: float | None, memory: int | None) -> None:
    """States it anew; without either it is not limited any longer."""
    what = {"project": project, "node": target.node} if target.node else {"service_id": target.service}
    if cpu is None and memory is None:
        Capacity.objects.filter(**what).delete()
    else:
        Capacity.objects.update_or_create(**what, defaults={"project": project, "cpu": cpu, "memory": memory})
