"""What services and nodes have to carry over a week, before a plan is applied and after."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from taskbuilder.records.boards.forecast import Forecast, forecast
from taskbuilder.records.boards.ledger import MILLI
from taskbuilder.records.boards.loads import Load
from taskbuilder.records.boards.plans import MOST_PLANS, Plan, imagine_plan
from taskbuilder.records.models import Plan as PlanOfRows
from taskbuilder.records.models import PlanRow
from taskbuilder.records.plans.states import Change
from taskbuilder.records.plans.store import make_renderer
from taskbuilder.web.boards.calendar import Week, read_week
from taskbuilder.web.boards.capacity import HOUR, name_target, write_amount
from taskbuilder.web.http.access import ProjectRequest

COMING = (Change.NEW, Change.LOST, Change.CHANGED, Change.DRIFTED)
LEAVING = (Change.CHANGED, Change.DRIFTED, Change.GONE)
MOST_LINES = 20


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """The greatest sum of an hour, now and after, and what is stated; "–" for nothing."""

    before: str
    after: str
    most: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """A service or node. `above`: when it would be exceeded."""

    title: str
    is_node: bool
    cpu: Amounts
    memory: Amounts
    above: str


@dataclass(frozen=True, kw_only=True)
class PlanCapacity:
    """`more`: how many services and nodes are not among the lines.

    `most_rows`: up to how many rows are added up, where there are more; then it has none.
    """

    lines: list[Line] = field(default_factory=list)
    more: int = 0
    most_rows: int = 0


def describe_capacity(request: ProjectRequest, plan: PlanOfRows, *, now: datetime) -> PlanCapacity | None:
    """Of all that could be ticked, over seven days from today; None without estimates.

    Four queries.
    """
    rows = list(select_rows(plan)[: MOST_PLANS + 1])
    if plan.service_id is None:
        return None
    if len(rows) > MOST_PLANS:
        return PlanCapacity(most_rows=MOST_PLANS)
    leaving = {row.standing_id for row in rows if row.change in LEAVING and row.standing_id is not None}
    week = replace(read_week(request, now=now), monday=now.astimezone(request.zone).date(), zone=request.zone)
    found = find_changed(request, week, leaving, list(imagine(plan, rows, now)))
    if not found:
        return None
    names = dict(request.project.services.values_list("pk", "name"))
    lines = [describe(week, each, name_target(each.target, names)) for each in found[:MOST_LINES]]
    return PlanCapacity(lines=lines, more=len(found) - len(lines))


def select_rows(plan: PlanOfRows) -> "QuerySet[PlanRow]":
    rows = PlanRow.objects.filter(plan=plan, change__in={*COMING, *LEAVING}, key_problem="")
    return rows.only("change", "cells", "standing").order_by()


def imagine(plan: PlanOfRows, rows: Iterable[PlanRow], now: datetime) -> Iterator[Plan]:
    """What the tasks of these rows would do. Raises UnreadableSecret."""
    renderer = make_renderer(plan)
    for row in rows:
        if row.change in COMING:
            request = renderer.render(row.cells)
            yield imagine_plan(request, service=plan.service_id or 0, now=now)


def find_changed(
    request: ProjectRequest, week: Week, leaving: set[UUID], coming: list[Plan]
) -> list[Forecast]:
    found = forecast(request.project, leaving=leaving, coming=coming, span=week.span)
    return [each for each in found if each.says_something]


def describe(week: Week, found: Forecast, title: str) -> Line:
    above = found.after.above
    words = _("Exceeded: first %(first)s; %(hours)s h in these seven days")
    return Line(
        title=title,
        is_node=bool(found.target.node),
        cpu=write_amounts(found.before.cpu, found.after.cpu, found.after.most_cpu, MILLI),
        memory=write_amounts(found.before.memory, found.after.memory, found.after.most_memory, 1),
        above=words % {"first": week.write_first(above), "hours": week.write_hours(above)} if above else "",
    )


def write_amounts(before: Load, after: Load, most: int | None, unit: int) -> Amounts:
    peaks = (max(load.list_peaks(HOUR), default=0) for load in (before, after))
    written = [write_amount(peak, unit) for peak in peaks]
    return Amounts(
        before=written[0], after=written[1], most="–" if most is None else write_amount(most, unit)
    )
