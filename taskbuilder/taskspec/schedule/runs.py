"""When a schedule runs next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from taskbuilder.taskspec.rules.parsed_request import ParsedRequest, is_whole, list_rows, read_object
from taskbuilder.taskspec.schedule.kinds import MINUTES, ExecutionMode, ScheduleType
from taskbuilder.taskspec.schedule.times import read_moment, read_offset, read_time

MOST_DAYS = 2 * 366
"""How far ahead is looked: far enough for ten runs on the 31st, of which a year has seven."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Run:
    """One run of a task, both ends in the schedule's own offset."""

    begin: datetime
    end: datetime


def next_runs(schedule: Any, *, now: datetime, limit: int = 10) -> list[Run]:
    """The next runs from `now` (aware) on, in order, at most `limit`; one that is under way comes first.

    A period whose end is before its begin, and a frequency's frame, run past midnight. By frequency a run
    begins at the frame's begin and each interval after it, before the frame's end, which also ends it.
    Parts of the schedule that are missing or wrong give no runs.
    """
    parsed = ParsedRequest(request={"schedule": schedule}, platform=None)
    offset = read_offset(parsed.schedule.get("timezone"))
    if offset is None or parsed.schedule_type is None or parsed.mode is None:
        return []
    here = now.astimezone(offset).replace(tzinfo=None)
    ahead = _spans(parsed, parsed.schedule_type, here)
    return [
        Run(begin.replace(tzinfo=offset), end.replace(tzinfo=offset)) for begin, end in islice(ahead, limit)
    ]


def _spans(parsed: ParsedRequest, kind: ScheduleType, here: datetime) -> Iterator[Span]:
    """Every run in order that ends after `here`, from the day before on, whose night may still run."""
    if kind is ScheduleType.ONCE:
        yield from _runs_in(parsed, sorted(_moments(parsed)), here)
        return
    for day in _days(parsed, kind, here.date()):
        yield from _runs_in(parsed, sorted(_frames_of(parsed, day)), here)


def _days(parsed: ParsedRequest, kind: ScheduleType, today: date) -> Iterator[date]:
    days_of_week, days_of_month = parsed.schedule.get("days_of_week"), parsed.schedule.get("days_of_month")
    for ahead in range(-1, MOST_DAYS):
        try:
            day = today + timedelta(days=ahead)
        except OverflowError:  # the calendar's own ends
            continue
        if (
            kind is ScheduleType.DAILY
            or (kind is ScheduleType.WEEKLY and _has(days_of_week, day.isoweekday()))
            or (kind is ScheduleType.MONTHLY and _has(days_of_month, day.day))
        ):
            yield day


def _has(days: Any, day: int) -> bool:
    return isinstance(days, list) and any(is_whole(each) and each == day for each in days)


def _rows(parsed: ParsedRequest) -> list[dict[str, Any]]:
    if parsed.mode is ExecutionMode.PERIOD:
        return [row for _path, row in list_rows(parsed.schedule.get("periods"))]
    return [read_object(parsed.schedule, "frequency")]


def _moments(parsed: ParsedRequest) -> Iterator[Span]:
    for row in _rows(parsed):
        begin, end = read_moment(row.get("begin_at")), read_moment(row.get("end_at"))
        if begin is not None and end is not None and begin < end:
            yield begin, end


def _frames_of(parsed: ParsedRequest, day: date) -> Iterator[Span]:
    for row in _rows(parsed):
        begin, end = read_time(row.get("begin_at")), read_time(row.get("end_at"))
        if begin is None or end is None or begin == end:
            continue
        try:
            last_day = day if begin < end else day + timedelta(days=1)
        except OverflowError:
            continue
        yield datetime.combine(day, begin), datetime.combine(last_day, end)


def _runs_in(parsed: ParsedRequest, frames: list[Span], here: datetime) -> Iterator[Span]:
    if parsed.mode is ExecutionMode.PERIOD:
        yield from (frame for frame in frames if frame[1] > here)
        return
    frequency = read_object(parsed.schedule, "frequency")
    interval, duration = _minutes(frequency.get("interval")), _minutes(frequency.get("duration"))
    if interval and duration:
        for frame in frames:
            yield from _repeat(frame, interval, duration, here)


def _minutes(value: Any) -> timedelta | None:
    return timedelta(minutes=value) if is_whole(value) and value in MINUTES else None


def _repeat(frame: Span, interval: timedelta, duration: timedelta, here: datetime) -> Iterator[Span]:
    """The runs within a frame that end after `here`; those before it are skipped at once."""
    begin, end = frame
    length = end - begin
    passed = max(0, (here - begin - duration) // interval + 1)
    while end > here and passed * interval < length:
        after = passed * interval
        yield begin + after, begin + min(after + duration, length)
        passed += 1
