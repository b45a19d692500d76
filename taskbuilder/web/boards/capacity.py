"""What running tasks are estimated to use, hour by hour, beside the capacity that a manager states."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from taskbuilder.records.boards.ledger import (
    MILLI,
    Target,
    Usage,
    list_usages,
    read_capacities,
    save_capacity,
)
from taskbuilder.records.boards.plans import read_plans
from taskbuilder.records.boards.timetable import Timetable
from taskbuilder.records.models import Role
from taskbuilder.records.models.capacities import NODE_LENGTH
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.taskspec.schedule.minutes import Bits, make_bits
from taskbuilder.web.boards.calendar import Week, read_week
from taskbuilder.web.boards.capacity_form import CapacityForm
from taskbuilder.web.boards.lanes import Lane, draw_days, draw_level, draw_marks, draw_steps
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.http.redirects import redirect_after_post

HOUR = 60


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A service or node as the ledger shows it: a lane for CPU, one for memory, and where it is exceeded."""

    title: str
    is_node: bool
    lanes: list[Lane]
    tasks: int
    unstated: int
    above: str
    edit: str
    hours: str
    is_open: bool


@member_required(Role.VIEWER)
def show_capacity(request: ProjectRequest) -> HttpResponse:
    """The ledger. Three queries, and the page's own two."""
    week = read_week(request, now=timezone.now())
    plans = read_plans(request.project)
    names = dict(request.project.services.values_list("pk", "name"))
    table = Timetable(plans.plans, week.span)
    usages = list_usages(table, read_capacities(request.project))
    opened = read_target(request.GET)
    context = {
        "week": week,
        "entries": [describe(request, week, usage, names, opened) for usage in usages],
        "opened": next((list_hours(week, usage) for usage in usages if usage.target == opened), None),
        "opened_title": name_target(opened, names) if opened else "",
        "day_lines": draw_days(week),
        "may_state": request.role.includes(Role.MANAGER),
        "unknown_count": len(table.unknown),
        "is_cut": plans.is_cut,
    }
    return render(request, "boards/capacity.html", context)


def read_target(query: Mapping[str, str]) -> Target | None:
    """The service or node that an address names; None for neither."""
    node = query.get("node", "")
    if 0 < len(node) <= NODE_LENGTH:
        return Target(node=node)
    service = read_number(query.get("service", ""))
    return Target(service=service) if service else None


def write_target(target: Target) -> dict[str, str]:
    return {"node": target.node} if target.node else {"service": str(target.service)}


def name_target(target: Target, names: Mapping[int, str]) -> str:
    return target.node or names.get(target.service, "")


def describe(
    request: ProjectRequest, week: Week, usage: Usage, names: Mapping[int, str], opened: Target | None
) -> Entry:
    edit = find_address("capacity-edit", request.project.slug)
    here, is_open = write_target(usage.target), usage.target == opened
    cpu, memory = usage.cpu.list_peaks(HOUR), usage.memory.list_peaks(HOUR)
    return Entry(
        title=name_target(usage.target, names),
        is_node=bool(usage.target.node),
        lanes=[
            draw_sum(title, week, peaks, most, unit, above)
            for title, peaks, most, unit, above in (
                ("CPU", cpu, usage.most_cpu, MILLI, usage.cpu_above),
                (_("Memory"), memory, usage.most_memory, 1, usage.memory_above),
            )
            if any(peaks) or most is not None
        ],
        tasks=usage.tasks,
        unstated=usage.unstated,
        above=describe_excess(week, usage),
        edit=f"{edit}?{urlencode(here)}",
        hours=week.link(service="", node="") if is_open else week.link(**{"service": "", "node": "", **here}),
        is_open=is_open,
    )


def draw_sum(title: str, week: Week, peaks: list[int], most: int | None, unit: int, above: Bits) -> Lane:
    """The greatest sum of each hour, with a line where the capacity is."""
    highest = max(*peaks, most or 0, 1)
    end = write_amount(max(peaks), unit)
    return Lane(
        title=title,
        runs=draw_steps(peaks, highest, HOUR),
        level="" if most is None else draw_level(week, most / highest),
        marks=draw_marks(above),
        end=end
        if most is None
        else _("up to %(used)s of %(capacity)s")
        % {
            "used": end,
            "capacity": write_amount(most, unit),
        },
    )


def write_amount(amount: int, unit: int) -> str:
    """In the estimates' unit, with as many digits as it has."""
    value = amount / unit
    return number_format(int(value) if value.is_integer() else round(value, 3), force_grouping=True)


def describe_excess(week: Week, usage: Usage) -> str:
    """When it is exceeded first, and for how long in this week; empty where it is not."""
    if not usage.above:
        return ""
    words = {"first": week.write_first(usage.above), "hours": week.write_hours(usage.above)}
    return _("Exceeded: first %(first)s; %(hours)s h in this week") % words


def list_hours(week: Week, usage: Usage) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Each hour of the clock, and for each day its CPU and memory, and whether that is too much.

    An hour that a day has twice shows the greater sums; one that it has not is empty.
    """
    cpu, memory = usage.cpu.list_peaks(HOUR), usage.memory.list_peaks(HOUR)
    found: dict[tuple[int, int], list[int]] = {}
    for number, day in enumerate(week.days):
        for minute in range(day.begin, day.end, HOUR):
            found.setdefault((week.find_hour(minute), number), []).append(minute // HOUR)
    return [
        (
            f"{hour:02}:00",
            [
                write_hour(cpu, memory, found.get((hour, number), []), usage)
                for number in range(len(week.days))
            ],
        )
        for hour in range(24)
    ]


def write_hour(cpu: list[int], memory: list[int], hours: list[int], usage: Usage) -> tuple[str, bool]:
    if not hours:
        return "", False
    words = {
        "cpu": write_amount(max(cpu[hour] for hour in hours), MILLI),
        "memory": write_amount(max(memory[hour] for hour in hours), 1),
    }
    is_above = any(usage.above & make_bits(hour * HOUR, (hour + 1) * HOUR) for hour in hours)
    return f"{words['cpu']} / {words['memory']}", is_above


@require_http_methods(["GET", "HEAD", "POST"])
@member_required(Role.MANAGER)
def edit_capacity(request: ProjectRequest) -> HttpResponse:
    """States the capacity of the service or node in the address, or of a node that is typed."""
    target = read_target(request.GET)
    names = dict(request.project.services.values_list("pk", "name"))
    if target is not None and not target.node and target.service not in names:
        raise Http404(_("Service not found in this project."))
    capacity = read_capacities(request.project).get(target) if target else None
    data = request.POST if request.method == "POST" else None
    back = resolve_url("tasks-capacity", slug=request.project.slug)
    form = CapacityForm(data, target=target, capacity=capacity, back=back)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        stated = target or Target(node=answers["node"])
        save_capacity(request.project, stated, cpu=answers["cpu"], memory=answers["memory"])
        messages.success(request, _("The capacity was saved."))
        return redirect_after_post(back)
    title = _("Add a node")
    if target:
        title = _("Capacity of %(name)s") % {"name": name_target(target, names)}
    context = {"form": form, "title": title}
    return render(request, "boards/capacity_edit.html", context, status=422 if form.errors else 200)
