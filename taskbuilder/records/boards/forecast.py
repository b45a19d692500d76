"""What services and nodes would have to carry once some tasks went and others came."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from taskbuilder.records.boards.ledger import Target, Usage, add_up, list_targets, read_capacities
from taskbuilder.records.boards.plans import Plan, read_plans
from taskbuilder.records.boards.timetable import Timetable
from taskbuilder.records.models import Project
from taskbuilder.taskspec.schedule.minutes import Span


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """A service or a node, as it is and as it would be."""

    target: Target
    before: Usage
    after: Usage

    @property
    def says_something(self) -> bool:
        loads = (self.before.cpu, self.before.memory, self.after.cpu, self.after.memory)
        return self.after.capacity is not None or any(load.planes for load in loads)


def forecast(
    project: Project, *, leaving: Collection[UUID], coming: Sequence[Plan], span: Span
) -> list[Forecast]:
    """Of each service and node that this changes: those that would be exceeded come first. Two queries.

    `leaving`: submissions, none of whose tasks runs any longer.
    """
    plans, capacities = read_plans(project).plans, read_capacities(project)
    going = [plan for plan in plans if plan.submission in leaving]
    staying = [plan for plan in plans if plan.submission not in leaving]
    before, after, changed = (
        dict(list_targets(Timetable(each, span))) for each in (plans, [*staying, *coming], [*going, *coming])
    )
    found = [
        Forecast(
            target=target,
            before=add_up(target, before.get(target, []), capacities.get(target), span.minutes),
            after=add_up(target, after.get(target, []), capacities.get(target), span.minutes),
        )
        for target in sorted(changed, key=lambda each: (bool(each.node), each))
    ]
    return sorted(found, key=lambda each: not each.after.above)
