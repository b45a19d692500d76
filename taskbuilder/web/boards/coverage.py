"""The hours of a week in which cameras are analysed by no task, with what changes when clocks do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from taskbuilder.records.boards.coverage import Camera, Coverage, list_cameras
from taskbuilder.records.boards.plans import Plan, read_ended, read_plans
from taskbuilder.records.boards.timetable import Timetable
from taskbuilder.records.models import Role
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.messages import gettext_noop
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.taskspec.schedule.kinds import ScheduleType
from taskbuilder.taskspec.schedule.minutes import Bits
from taskbuilder.taskspec.schedule.parsed_schedule import ParsedSchedule
from taskbuilder.taskspec.schedule.zones import Change, find_change
from taskbuilder.web.boards.calendar import Week, read_week
from taskbuilder.web.boards.lanes import Lane, draw_days, draw_marks, draw_runs, write_cell
from taskbuilder.web.drafts.schedule.chart import write_span
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.http.addresses import find_address
from taskbuilder.web.http.page_form import FilterField, FilterForm

LANES_PER_PAGE, LONGEST_QUERY, MOST_NAMED = 50, 200, 3
USUAL_LEAST = 2
"""Minutes: a period up to 23:59 runs on as the next day's first (rule `schedule.time.overnight`)."""
AHEAD = timedelta(days=60)
"""How long before clocks change it is said."""
LATER = gettext_noop("From %(day)s, these start %(span)s later in %(zone)s time: %(tasks)s.")
EARLIER = gettext_noop("From %(day)s, these start %(span)s earlier in %(zone)s time: %(tasks)s.")


def list_leasts() -> list[tuple[str, str]]:
    minutes = [(str(each), _("shorter than %(count)d minutes") % {"count": each}) for each in (15, 30, 60)]
    return [("", _("of one minute")), *minutes]


class CoverageFilter(FilterForm):
    """By words of the cameras' names or tags; the week and the zone stay."""

    q = forms.CharField(
        label=gettext_lazy("Camera or tag"),
        required=False,
        widget=forms.SearchInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    least = FilterField(label=gettext_lazy("Ignore gaps"), choices=list_leasts, required=False)
    week = forms.CharField(required=False, widget=forms.HiddenInput)
    zone = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def words(self) -> list[str]:
        return str(self.cleaned_data["q"][:LONGEST_QUERY]).casefold().split()

    @property
    def least_minutes(self) -> int:
        named = self.cleaned_data["least"]
        return int(named) if named in dict(list_leasts()) and named else USUAL_LEAST


@dataclass(frozen=True, kw_only=True)
class ShownCamera:
    """A lane of the picture, with who reads the camera: the first few, and how many more."""

    lane: Lane
    tasks: Sequence[tuple[str, str]] = ()
    more: int = 0
    hours: str = ""


@member_required(Role.VIEWER)
def show_coverage(request: ProjectRequest) -> HttpResponse:
    """The calendar. Two queries, and the page's own two."""
    week, form = read_week(request, now=timezone.now()), CoverageFilter(request.GET)
    plans = read_plans(request.project)
    table = Timetable(plans.plans, week.span)
    ended = read_ended(request.project, but={plan.submission for plan in plans.plans})
    cameras = list_cameras(table, ended, words=form.words)
    coverage = Coverage(cameras=cameras, span=week.span, least=form.least_minutes)
    number = max(read_number(request.GET.get("page", "")) or 1, 1)
    first = (number - 1) * LANES_PER_PAGE
    context = {
        "week": week,
        "form": form,
        "count": len(cameras),
        "lanes": [
            draw_camera(request, week, coverage, each) for each in cameras[first : first + LANES_PER_PAGE]
        ],
        "group": draw_group(week, coverage) if len(cameras) > 1 else [],
        "notes": list(list_notes(week, cameras)),
        "day_lines": draw_days(week),
        "newer": week.link(page=str(number - 1)) if number > 1 and cameras[first:] else "",
        "older": week.link(page=str(number + 1)) if len(cameras) > first + LANES_PER_PAGE else "",
        "unknown_count": len(table.unknown),
        "is_cut": plans.is_cut,
    }
    return render(request, "boards/coverage.html", context)


def draw_camera(request: ProjectRequest, week: Week, coverage: Coverage, camera: Camera) -> ShownCamera:
    gaps = coverage.find_gaps(camera.analysed)
    runs, frames = draw_runs(camera.analysed)
    plans = [row.plan for row in camera.rows]
    return ShownCamera(
        lane=draw_gaps(week, camera.name, gaps, runs=runs, frames=frames),
        tasks=[
            (plan.name, find_address("submission", request.project.slug, plan.submission))
            for plan in plans[:MOST_NAMED]
        ],
        more=len(plans[MOST_NAMED:]),
    )


def draw_group(week: Week, coverage: Coverage) -> list[ShownCamera]:
    """When none of the cameras is analysed, and when not all are."""
    titles = {
        _("Not all are analysed"): coverage.gaps_of_any,
        _("None is analysed"): coverage.gaps_of_all,
    }
    return [ShownCamera(lane=draw_gaps(week, title, gaps)) for title, gaps in titles.items()]


def draw_gaps(week: Week, title: str, gaps: Bits, *, runs: str = "", frames: str = "") -> Lane:
    return Lane(
        title=title,
        runs=runs,
        frames=frames,
        marks=draw_marks(gaps),
        end=_("%(hours)s h") % {"hours": week.write_hours(gaps)},
        cells=[write_gaps(week, gaps, day_number) for day_number in range(len(week.days))],
    )


def write_gaps(week: Week, gaps: Bits, number: int) -> str:
    day = week.days[number]
    if week.cut(gaps, day) == [(day.begin, day.end)]:
        return _("all day")
    return write_cell(week, gaps, day) or _("none")


def list_notes(week: Week, cameras: Sequence[Camera]) -> Iterator[str]:
    """What clocks that change soon do to the tasks of these cameras: offsets do not follow them."""
    plans = {row.plan.submission: row.plan for camera in cameras for row in camera.rows}
    repeating = [plan for plan in plans.values() if repeats(plan.schedule)]
    change = find_change(week.zone, now=week.span.begin)
    if change is not None and repeating and change.moment < week.span.begin + AHEAD:
        yield write_note(change, week, repeating)


def repeats(schedule: JsonValue) -> bool:
    parsed = ParsedSchedule(schedule)
    return parsed.type not in (None, ScheduleType.ONCE)


def write_note(change: Change, week: Week, plans: Sequence[Plan]) -> str:
    names, more = ", ".join(plan.name for plan in plans[:MOST_NAMED]), len(plans[MOST_NAMED:])
    if more:
        words = ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more)
        names = words % {"names": names, "count": more}
    return _(LATER if change.after > change.before else EARLIER) % {
        "day": date_format(change.day, "DATE_FORMAT"),
        "span": write_span(abs(change.after - change.before)),
        "zone": week.zone.key,
        "tasks": names,
    }
