"""The schedule as people see it: a picture, the same in words, and the next runs in three zones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from taskbuilder.forms.labels import gettext
from taskbuilder.forms.render.templates import draw
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import write_list
from taskbuilder.taskspec.schedule.chart import Lane, Picture, draw_schedule
from taskbuilder.taskspec.schedule.kinds import WEEKDAYS, ScheduleType
from taskbuilder.taskspec.schedule.parsed_schedule import Ends
from taskbuilder.taskspec.schedule.runs import next_runs
from taskbuilder.taskspec.schedule.times import read_offset, write_offset
from taskbuilder.taskspec.schedule.zones import find_change
from taskbuilder.web.drafts.schedule.next_runs import describe_runs
from taskbuilder.web.drafts.state import DraftState

LATER = _(
    "From %(day)s, runs start %(span)s later in %(zone)s time, because clocks there change and this "
    "offset does not."
)
EARLIER = _(
    "From %(day)s, runs start %(span)s earlier in %(zone)s time, because clocks there change and this "
    "offset does not."
)
MEETS = _("%(zone)s is at %(before)s until its clocks change on %(day)s. This offset applies after that.")
LANES = {
    ScheduleType.ONCE: _("Days with runs"),
    ScheduleType.DAILY: _("Week"),
    ScheduleType.WEEKLY: _("Week"),
    ScheduleType.MONTHLY: _("Month"),
}
LEGEND = (
    ("runs", _("Run")),
    ("frames", _("Between first and last run")),
    ("carried", _("Continues from the day before")),
    ("overlaps", _("Overlapping runs")),
)
"""What the bars of a row mean, each by what the row calls them."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A lane as it is drawn: paths in minutes by 20, and what it says in words."""

    title: str
    frames: str
    runs: str
    carried: str
    overlaps: str
    words: str


def draw_picture(state: DraftState, viewer: ZoneInfo | None) -> SafeString:
    """The schedule as HTML, in whatever state it is.

    `viewer`: None where the browser named no zone; then the project's is used.
    """
    schedule = state.request.get("schedule")
    picture = draw_schedule(schedule)
    offset = read_offset(schedule.get("timezone")) if isinstance(schedule, dict) else None
    zone = viewer or ZoneInfo(state.project.time_zone)
    runs = next_runs(schedule, now=state.now)
    rows = [describe_lane(lane, picture) for lane in picture.lanes] if picture else []
    more = ngettext("and %(counter)s more day", "and %(counter)s more days", picture.more if picture else 0)
    words = {
        "title": gettext(LANES[picture.kind]) if picture else "",
        "rows": rows,
        "legend": [
            (name, gettext(words)) for name, words in LEGEND if any(getattr(row, name) for row in rows)
        ],
        "more": more % {"counter": picture.more} if picture and picture.more else "",
        "sentence": state.sentence,
        "hours": (0, 6, 12, 18, 24),
        "is_timed": bool(runs),
        "is_past": picture is not None and offset is not None and not runs,
        **describe_runs(runs, zone, is_viewer=viewer is not None, now=state.now),
        "notes": list(find_notes(offset, {zone.key, state.project.time_zone}, state.now)) if offset else [],
    }
    return draw("picture", words)


def describe_lane(lane: Lane, picture: Picture) -> Row:
    frames = [stretch.ends for stretch in lane.stretches] if picture.by_frequency else []
    if lane.day is not None:
        title = date_format(lane.day, "DATE_FORMAT")
    else:
        title = str(lane.number) if picture.kind is ScheduleType.MONTHLY else gettext(WEEKDAYS[lane.number])
    return Row(
        title=title,
        frames=write_path(frames),
        runs=write_path(lane.runs),
        carried=write_path([stretch.ends for stretch in lane.stretches if stretch.is_carried]),
        overlaps=write_path(lane.overlaps),
        words=write_lane(lane, picture),
    )


def write_path(runs: tuple[Ends, ...] | list[Ends]) -> str:
    """Bars as the path of an SVG that is 1440 minutes wide and 20 high."""
    return "".join(f"M{begin / 60:g} 0H{end / 60:g}V20H{begin / 60:g}z" for begin, end in runs)


def write_lane(lane: Lane, picture: Picture) -> str:
    """ "00:00–06:00 (from the day before), 20:00–24:00; twice at once: 21:00–22:00"."""
    carried = gettext("%(times)s (from the day before)")
    spans = [
        (carried if stretch.is_carried else "%(times)s") % {"times": write_ends(stretch.ends)}
        for stretch in lane.stretches
    ]
    words = write_list(spans, gettext)
    if picture.by_frequency and lane.stretches:
        runs = ngettext("%(counter)s run", "%(counter)s runs", len(lane.runs)) % {"counter": len(lane.runs)}
        words = gettext("%(times)s: %(runs)s") % {"times": words, "runs": runs}
    if lane.overlaps:
        twice = write_list(map(write_ends, lane.overlaps), gettext)
        words = gettext("%(times)s; overlapping: %(twice)s") % {"times": words, "twice": twice}
    return words


def write_ends(ends: Ends) -> str:
    return "–".join(f"{end // 3600:02}:{end // 60 % 60:02}" for end in ends)


def find_notes(offset: tzinfo, zones: set[str], now: datetime) -> Iterator[str]:
    """For each zone that changes its clocks: when this offset parts from it, or comes to be its own."""
    ours = offset.utcoffset(None)
    for name in sorted(zones):
        change = find_change(ZoneInfo(name), now=now)
        if change is None or ours not in (change.before, change.after):
            continue
        words = {"zone": name, "day": date_format(change.day, "DATE_FORMAT")}
        if ours == change.before:
            template = LATER if change.after > change.before else EARLIER
            yield gettext(template) % {**words, "span": write_span(abs(change.after - change.before))}
        else:
            yield gettext(MEETS) % {**words, "before": write_offset(change.before)}


def write_span(span: timedelta) -> str:
    """ "an hour", or "30 minutes" where it is another time."""
    minutes = span // timedelta(minutes=1)
    if minutes == 60:
        return gettext("an hour")
    return ngettext("%(counter)s minute", "%(counter)s minutes", minutes) % {"counter": minutes}
