"""Rules of the schedule: its days, its times, and what fits the platform."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object, is_whole
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Fix, ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.schedule.kinds import (
    EXECUTION_MODES,
    MINUTES,
    MOMENT_EXAMPLE,
    SCHEDULE_TYPES,
    ExecutionMode,
    ScheduleType,
)
from taskbuilder.taskspec.schedule.parsed_schedule import ParsedSchedule
from taskbuilder.taskspec.schedule.times import DAY, moment_of, read_moment, read_offset, write_offset
from taskbuilder.taskspec.schedule.zones import find_change, find_place

MOST_PERIODS = 10
SHORTEST_MONTH = 28
LAST_SPLIT = (23 * 60 + 59) * 60
"""Up to here and from midnight on: what a sibling API documents to run on as one."""


def check_schedule(parsed: ParsedRequest, value: JsonObject) -> Iterator[Problem]:
    """The rules of tables 3 to 5 that need more than one field."""
    schedule = ParsedSchedule(value)
    kind, mode = schedule.type, schedule.mode
    if kind and parsed.platform and parsed.platform not in SCHEDULE_TYPES[kind][2]:
        yield report("schedule.type.platform", ("schedule", "type"))
    if mode and parsed.platform and parsed.platform not in EXECUTION_MODES[mode][2]:
        yield report("schedule.mode.platform", ("schedule", "execution_mode"))
    if kind is ScheduleType.WEEKLY:
        yield from _check_repeats(parsed, value, "days_of_week")
    if kind is ScheduleType.MONTHLY:
        yield from _check_repeats(parsed, value, "days_of_month")
        yield from _check_short(parsed, value)
    if kind:
        yield from _check_times(parsed, schedule)
    if mode is ExecutionMode.PERIOD and (count := len(as_list(value.get("periods")))) > MOST_PERIODS:
        yield report("schedule.periods.count", ("schedule", "periods"), count=count, limit=MOST_PERIODS)
    if mode is ExecutionMode.FREQUENCY:
        yield from _check_longer(parsed, value)


def name_offset(offset: JsonValue, now: datetime | None) -> Problem | None:
    """Rule `schedule.timezone.format` where the offset is the name of a place; None where it is not."""
    zone = find_place(offset)
    if zone is None or now is None:
        return None
    path, before = ("schedule", "timezone"), write_offset(now.astimezone(zone).utcoffset())
    words: dict[str, Any] = {"template": _PLACE, "place": zone.key, "before": before}
    if change := find_change(zone, now=now):
        words |= {"template": _CHANGES, "day": change.day.isoformat(), "after": write_offset(change.after)}
    return report("schedule.timezone.format", path, **words)


_PLACE = _("“%(field)s” must be an offset, not a place. %(place)s is at %(before)s: enter that.")
_CHANGES = _(
    "“%(field)s” must be an offset, not a place. %(place)s is at %(before)s until %(day)s, then at "
    "%(after)s. Enter one of them. An offset is not adjusted for clock changes."
)


def _days(parsed: ParsedRequest, schedule: JsonObject, name: str) -> Iterator[tuple[Path, int]]:
    for position, day in enumerate(as_list(schedule.get(name))):
        path = ("schedule", name, position)
        if is_whole(day) and parsed.is_sound(*path):
            yield path, day


def _check_repeats(parsed: ParsedRequest, schedule: JsonObject, name: str) -> Iterator[Problem]:
    seen: set[int] = set()
    for path, day in _days(parsed, schedule, name):
        if day in seen:
            yield report(f"schedule.{name}.value", path)
        seen.add(day)


def _check_short(parsed: ParsedRequest, schedule: JsonObject) -> Iterator[Problem]:
    """Rule `schedule.days_of_month.short`: advice, at the first of such days and on all of them."""
    days = reversed(list(_days(parsed, schedule, "days_of_month")))
    found = {day: path for path, day in days if day > SHORTEST_MONTH}
    if found:
        named = tuple(map(str, sorted(found)))
        template = _SHORT if len(found) > 1 else ""
        yield report("schedule.days_of_month.short", min(found.values()), template=template, days=named)


_SHORT = _("Days %(days)s do not exist in every month. The task does not run on those a month does not have.")


def _check_longer(parsed: ParsedRequest, schedule: JsonObject) -> Iterator[Problem]:
    path: Path = ("schedule", "frequency", "duration")
    frequency = as_object(schedule.get("frequency"))
    interval, duration = frequency.get("interval"), frequency.get("duration")
    if not (is_whole(interval) and is_whole(duration)) or duration <= interval:
        return
    if parsed.is_sound(*path) and parsed.is_sound("schedule", "frequency", "interval"):
        yield report("schedule.frequency.longer", path, duration=duration, interval=interval)


def _check_times(parsed: ParsedRequest, schedule: ParsedSchedule) -> Iterator[Problem]:
    taken, is_once = Taken(), schedule.type is ScheduleType.ONCE
    offset = schedule.value.get("timezone")
    zone = read_offset(offset) if is_once and parsed.now else None
    spans = schedule.list_spans()
    for path, span in spans:
        begin, end = schedule.read_ends(span)
        if is_once:
            yield from _check_calendar(parsed, path, span)
            if parsed.now and zone and end is not None and moment_of(end).replace(tzinfo=zone) < parsed.now:
                yield report("schedule.time.past", (*path, "end_at"), offset=offset)
        if begin is None or end is None:
            continue
        if begin == end or (is_once and end < begin):
            yield report("schedule.time.order", (*path, "end_at"), template="" if is_once else _DIFFERS)
            continue
        if schedule.mode is ExecutionMode.FREQUENCY:
            yield from _check_window(parsed, path, span, end - begin if end > begin else end + DAY - begin)
        if end < begin:
            yield report("schedule.time.overnight", (*path, "end_at"), fix=_split(path, span, begin))
        if len(spans) > 1 and taken.add(begin, end):
            yield report("schedule.periods.overlap", path)


def _check_window(parsed: ParsedRequest, path: Path, frequency: JsonObject, window: int) -> Iterator[Problem]:
    """Rule `schedule.frequency.window`; `window` is the time from begin to end, in seconds."""
    duration = frequency.get("duration")
    if is_whole(duration) and duration in MINUTES and window < duration * 60:
        yield report("schedule.frequency.window", (*path, "end_at"), duration=duration)


def _check_calendar(parsed: ParsedRequest, path: Path, span: JsonObject) -> Iterator[Problem]:
    """Rule `schedule.time.format`: a day that is well written and does not exist, such as 30 February."""
    for name in ("begin_at", "end_at"):
        value = span.get(name)
        if isinstance(value, str) and value and read_moment(value) is None and parsed.is_sound(*path, name):
            yield report("schedule.time.format", (*path, name), template=_NO_SUCH_DAY, example=MOMENT_EXAMPLE)


_NO_SUCH_DAY = _("“%(field)s” is a date that does not exist. Enter a real one, such as %(example)s.")
_DIFFERS = _(
    "“%(field)s” must differ from the start. Use 00:00:00 to 23:59:59 for a whole day, or change one of them."
)


def _split(path: Path, span: JsonObject, begin: int) -> Fix | None:
    """The fix of rule `schedule.time.overnight`; none for a frequency, which cannot be split."""
    if path[1] != "periods" or begin >= LAST_SPLIT:
        return None
    position = int(path[2])
    before = {"op": "replace", "path": f"/schedule/periods/{position}/end_at", "value": "23:59:00"}
    if span["end_at"] == "00:00:00":
        return Fix(template=_("End this period at 23:59:00"), patch=(before,))
    after = {"begin_at": "00:00:00", "end_at": span["end_at"]}
    return Fix(
        template=_("Split in two: up to 23:59:00 and from 00:00:00"),
        patch=(before, {"op": "add", "path": f"/schedule/periods/{position + 1}", "value": after}),
    )


class Taken:
    """The time that periods have taken so far, as disjoint stretches of seconds, in order."""

    def __init__(self) -> None:
        self._begins: list[int] = []
        self._ends: list[int] = []

    def add(self, begin: int, end: int) -> bool:
        """Takes a stretch, one past midnight where its end is before its begin; True if some was taken."""
        if end < begin:
            late, early = self.add(begin, DAY), self.add(0, end)
            return late or early
        if begin == end:
            return False
        first, last = bisect_left(self._ends, begin + 1), bisect_left(self._begins, end)
        is_shared = first < last
        if is_shared:
            begin, end = min(begin, self._begins[first]), max(end, self._ends[last - 1])
        self._begins[first:last], self._ends[first:last] = [begin], [end]
        return is_shared
