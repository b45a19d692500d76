"""The next runs as people read them: in the task's offset, in the viewer's zone and in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language

from taskbuilder.forms.labels import gettext
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.schedule.runs import Run
from taskbuilder.taskspec.schedule.times import write_offset
from taskbuilder.web.time_spans import write_span

MOMENT, MOMENT_AND_YEAR = _("D j M, H:i"), _("D j M Y, H:i")
"""How Django is to write a time, its date with the weekday."""


@dataclass(frozen=True, kw_only=True)
class ShownRun:
    """A run's times, each with its column's name where rows are cards, and how long it is until then."""

    times: tuple[tuple[str, str], ...]
    until: str


def describe_runs(runs: list[Run], zone: ZoneInfo, *, is_viewer: bool, now: datetime) -> dict[str, object]:
    """The next runs in the task's offset, in the viewer's zone and in UTC, where that is none of the two."""
    if not runs:
        return {"runs": [], "columns": []}
    ours = gettext("The task's time (%s)") % write_offset(runs[0].begin.utcoffset())
    theirs = (gettext("Your time (%s)") if is_viewer else gettext("The project's time (%s)")) % zone.key
    columns = {ours: None, theirs: zone, "UTC": UTC}
    labels = {ours: "", theirs: zone.key, "UTC": "UTC"}
    times = {name: [write_run(run, each, now) for run in runs] for name, each in columns.items()}
    if times["UTC"] in (times[ours], times[theirs]):
        del times["UTC"]
    named = [labels[name] for name in times]
    rows = zip(runs, *times.values(), strict=True)
    shown = [
        ShownRun(times=tuple(zip(named, written, strict=True)), until=write_until(run, now))
        for run, *written in rows
    ]
    return {"runs": shown, "columns": list(times)}


def write_until(run: Run, now: datetime) -> str:
    """ "in 3 days", or that it runs already."""
    if run.begin <= now:
        return gettext("running")
    return gettext("in %(time)s") % {"time": write_span(now, run.begin)}


def write_run(run: Run, zone: tzinfo | None, now: datetime) -> str:
    """Its begin and end, the end's date only where it is another; `zone`: None for the task's own offset."""
    try:
        begin, end = (moment.astimezone(zone or run.begin.tzinfo) for moment in (run.begin, run.end))
    except OverflowError:  # the calendar's own ends
        return ""
    first = write_moment(begin, now)
    if end.date() == begin.date():
        return f"{first}\u2060–\u2060{end:%H:%M}"  # two times are not parted by a line's end
    return f"{first} – {write_moment(end, now)}"


def write_moment(moment: datetime, now: datetime) -> str:
    """ "Tue 20 Oct, 20:00", with the year where that is not this one; never over two lines."""
    template = MOMENT if moment.year == now.year else MOMENT_AND_YEAR
    return _write_moment(get_language(), template, moment.replace(tzinfo=None))


@lru_cache(maxsize=4096)
def _write_moment(_language: str | None, template: str, moment: datetime) -> str:
    """Remembered: each answer to typing shows the same runs again, and Django takes long to write one."""
    return date_format(moment, gettext(template)).replace(" ", "\xa0")
