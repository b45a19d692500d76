"""The week that a board shows, in the zone of times or another, and its days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext

from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.schedule.minutes import MINUTE, Bits, Span, list_stretches, make_bits
from taskbuilder.taskspec.schedule.parsed_schedule import Ends
from taskbuilder.web.http.access import ProjectRequest
from taskbuilder.web.http.time_zone import find_zone

FIRST, LAST = date(2000, 1, 3), date(2099, 12, 28)
DAYS, HOUR = 7, 60
PROJECT_ZONE, OWN_ZONE = "project", "own"
DAY_STYLE = _("D j M")
"""How Django is to write a day of the week that is shown."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the zone's calendar and its minutes of the week, 1,380 to 1,500 of them."""

    day: date
    begin: int
    end: int

    @property
    def title(self) -> str:
        """ "Mon 30 Nov"."""
        return date_format(self.day, gettext(DAY_STYLE))


@dataclass(frozen=True, kw_only=True)
class Week:
    """Seven days from a Monday on; `own_zone` is the reader's, where it is another than the project's."""

    monday: date
    zone: ZoneInfo
    own_zone: ZoneInfo | None
    now: datetime
    query: QueryDict

    @cached_property
    def span(self) -> Span:
        begin, end = self._find_midnight(self.monday), self._find_midnight(self.monday + timedelta(DAYS))
        return Span(begin=begin, minutes=(end - begin) // MINUTE)

    @cached_property
    def days(self) -> list[Day]:
        days = [self.monday + timedelta(number) for number in range(DAYS)]
        begins = [self.span.find_minute(self._find_midnight(day)) for day in days]
        ends = [*begins[1:], self.span.minutes]
        return [
            Day(day=day, begin=begin, end=end) for day, begin, end in zip(days, begins, ends, strict=True)
        ]

    def _find_midnight(self, day: date) -> datetime:
        # To the minute: offsets of long ago had seconds.
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC).replace(second=0)

    @property
    def now_minute(self) -> int | None:
        """The minute that it is; None in another week."""
        minute = self.span.find_minute(self.now)
        return minute if 0 <= minute < self.span.minutes else None

    @property
    def is_project_zone(self) -> bool:
        return self.own_zone is None or self.zone != self.own_zone

    @property
    def title(self) -> str:
        last = self.monday + timedelta(DAYS - 1)
        return f"{date_format(self.monday, 'DATE_FORMAT')} – {date_format(last, 'DATE_FORMAT')}"

    @property
    def before(self) -> str:
        return self.link(week=str(max(self.monday - timedelta(DAYS), FIRST)))

    @property
    def after(self) -> str:
        return self.link(week=str(min(self.monday + timedelta(DAYS), LAST)))

    @property
    def this_week(self) -> str:
        return self.link(week="")

    @property
    def other_zone(self) -> str:
        return self.link(zone=OWN_ZONE if self.is_project_zone else PROJECT_ZONE)

    def link(self, **changes: str) -> str:
        """The page's address with other parameters; an empty one is left out."""
        kept = {name: self.query[name] for name in self.query} | changes
        return f"?{urlencode({name: value for name, value in kept.items() if value})}"

    def find_hour(self, minute: int) -> int:
        """What the clock's hour hand shows."""
        return self.span.find_moment(minute).astimezone(self.zone).hour

    def cut(self, bits: Bits, day: Day) -> list[Ends]:
        """The stretches of a day, in minutes of the week."""
        part = bits >> day.begin & make_bits(0, day.end - day.begin)
        return [(begin + day.begin, end + day.begin) for begin, end in list_stretches(part)]

    def write_ends(self, ends: Ends, day: Day) -> str:
        begin = self.span.find_moment(ends[0]).astimezone(self.zone).strftime("%H:%M")
        end = self.span.find_moment(ends[1]).astimezone(self.zone).strftime("%H:%M")
        return f"{begin}–{'24:00' if ends[1] == day.end else end}"

    def write_first(self, bits: Bits) -> str:
        """ "Mon 30 Nov, 08:00–18:00": the first stretch, as far as its day goes."""
        begin, end = next(list_stretches(bits))
        day = next(day for day in self.days if begin < day.end)
        return f"{day.title}, {self.write_ends((begin, min(end, day.end)), day)}"

    def write_hours(self, bits: Bits) -> str:
        """For how long, in hours."""
        hours = round(bits.bit_count() / HOUR, 1)
        return number_format(int(hours) if hours.is_integer() else hours)


def read_week(request: ProjectRequest, *, now: datetime) -> Week:
    """The week that the address names by any of its days, else this one; what makes no sense is ignored.

    It is in the zone of all times, unless the address asks for the project's, or for that of the browser.
    """
    project_zone = ZoneInfo(request.project.time_zone)
    own_zone = find_zone(request)
    own_zone = None if own_zone == project_zone else own_zone
    offered = {PROJECT_ZONE: project_zone, OWN_ZONE: own_zone}
    zone = offered.get(request.GET.get("zone", "")) or request.zone
    day = read_day(request.GET.get("week", "")) or now.astimezone(zone).date()
    monday = min(max(day, FIRST), LAST)
    monday -= timedelta(monday.weekday())
    return Week(monday=monday, zone=zone, own_zone=own_zone, now=now, query=request.GET)


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-30") else None
    except ValueError:
        return None
