"""Which tasks run when in a week: a lane for each service, opened on demand, and what is wrong with it."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from taskbuilder.records.boards.ledger import list_exceeded, read_capacities
from taskbuilder.records.boards.loads import count_running
from taskbuilder.records.boards.plans import read_plans
from taskbuilder.records.boards.timetable import Conflict, Row, Timetable
from taskbuilder.records.models import Role
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.taskspec.schedule.minutes import Bits
from taskbuilder.web.boards.calendar import Week, read_week
from taskbuilder.web.boards.capacity import describe_excess, name_target
from taskbuilder.web.boards.lanes import (
    STEP,
    Lane,
    draw_alarms,
    draw_days,
    draw_marks,
    draw_runs,
    draw_steps,
    write_cell,
)
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.addresses import find_address

LANES_PER_PAGE, MOST_CONFLICTS, MOST_NAMED = 50, 50, 5


@dataclass(frozen=True, kw_only=True)
class ShownConflict:
    """`tasks` are the first of those that read the camera, each with its address; `more` counts the rest."""

    camera: str
    tasks: list[tuple[str, str]]
    more: int
    first: str
    hours: str


@member_required(Role.VIEWER)
def show_week(request: ProjectRequest) -> HttpResponse:
    """The board. Three queries, and the page's own two."""
    week = read_week(request, now=timezone.now())
    plans = read_plans(request.project)
    names = dict(request.project.services.values_list("pk", "name"))
    table = Timetable(plans.plans, week.span)
    marks = mark_rows(table.conflicts)
    exceeded = list_exceeded(table, read_capacities(request.project))
    alarms = {usage.target.service: usage.above for usage in exceeded}
    opened = read_number(request.GET.get("service", ""))
    lanes = [
        replace(
            draw_service(week, names[key], rows, marks, is_open=key == opened, key=key),
            alarms=draw_alarms(alarms.get(key, 0)),
        )
        for key, rows in sorted(table.by_service.items(), key=lambda each: (names[each[0]], each[0]))
    ]
    context = {
        "week": week,
        "lanes": lanes,
        "day_lines": draw_days(week),
        "opened": names.get(opened) if opened else None,
        **describe_tasks(request, week, table.by_service.get(opened or 0, []), marks),
        "conflicts": [describe_conflict(request, week, each) for each in table.conflicts[:MOST_CONFLICTS]],
        "conflict_count": len(table.conflicts),
        "exceeded": [(name_target(each.target, names), describe_excess(week, each)) for each in exceeded],
        "unknown_count": len(table.unknown),
        "is_cut": plans.is_cut,
        "task_count": sum(row.plan.tasks for row in table.rows),
    }
    return render(request, "boards/week.html", context)


def mark_rows(conflicts: list[Conflict]) -> dict[int, Bits]:
    """In which minutes each row reads a camera that another reads too; by the row's identity."""
    found: defaultdict[int, Bits] = defaultdict(int)
    for conflict in conflicts:
        for row in conflict.rows:
            found[id(row)] |= conflict.bits & row.bits
    return found


def draw_service(
    week: Week, name: str, rows: list[Row], marks: dict[int, Bits], *, is_open: bool, key: int
) -> Lane:
    load = count_running(((row.bits, row.plan.tasks) for row in rows), week.span.minutes)
    peaks, marked = load.list_peaks(STEP), 0
    highest = max(peaks)
    for row in rows:
        marked |= marks.get(id(row), 0)
    # A zone that moved across the date line left out a whole day.
    cells = [max(peaks[day.begin // STEP : day.end // STEP], default=0) for day in week.days]
    return Lane(
        title=name,
        href=week.link(service="" if is_open else str(key), page=""),
        runs=draw_steps(peaks, highest),
        marks=draw_marks(marked),
        end=str(highest),
        cells=[_("up to %(count)s at once") % {"count": cell} if cell else _("none") for cell in cells],
        is_open=is_open,
    )


def describe_tasks(
    request: ProjectRequest, week: Week, rows: list[Row], marks: dict[int, Bits]
) -> dict[str, object]:
    """A page of the lanes of the service that is open, the newest first."""
    number = max(read_number(request.GET.get("page", "")) or 1, 1)
    first = (number - 1) * LANES_PER_PAGE
    shown = rows[first : first + LANES_PER_PAGE]
    return {
        "tasks": [draw_task(request, week, row, marks.get(id(row), 0)) for row in shown],
        "newer": week.link(page=str(number - 1)) if number > 1 and shown else "",
        "older": week.link(page=str(number + 1)) if len(rows) > first + LANES_PER_PAGE else "",
    }


def draw_task(request: ProjectRequest, week: Week, row: Row, marked: Bits) -> Lane:
    runs, frames = draw_runs(row.bits)
    return Lane(
        title=row.plan.name,
        href=find_address("submission", request.project.slug, row.plan.submission),
        runs=runs,
        frames=frames,
        marks=draw_marks(marked),
        cells=[write_cell(week, row.bits, day) or _("none") for day in week.days],
    )


def describe_conflict(request: ProjectRequest, week: Week, conflict: Conflict) -> ShownConflict:
    plans = [row.plan for row in conflict.rows]
    return ShownConflict(
        camera=conflict.source.name,
        tasks=[
            (plan.name, find_address("submission", request.project.slug, plan.submission))
            for plan in plans[:MOST_NAMED]
        ],
        more=len(plans[MOST_NAMED:]),
        first=week.write_first(conflict.bits),
        hours=week.write_hours(conflict.bits),
    )
