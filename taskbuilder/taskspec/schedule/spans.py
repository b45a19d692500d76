"""What a schedule says, be it unfinished: its days, its spans of time, and the runs in them."""

from collections.abc import Iterator

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.problem import Path
from taskbuilder.taskspec.rules.parsed_request import ParsedRequest, is_whole, list_rows, read_object
from taskbuilder.taskspec.schedule.kinds import MINUTES, WEEKDAYS, ExecutionMode, ScheduleType
from taskbuilder.taskspec.schedule.times import DAY, read_moment, read_time, seconds_of

Ends = tuple[int, int]
"""The first second of something and the one after its last: from midnight, or in the calendar."""


def list_spans(parsed: ParsedRequest) -> list[tuple[Path, dict[str, JsonValue]]]:
    """The objects that have a begin and an end, each with its path."""
    if parsed.mode is ExecutionMode.PERIOD:
        return list_rows(parsed.schedule.get("periods"), "schedule", "periods")
    if parsed.mode is ExecutionMode.FREQUENCY:
        return [(("schedule", "frequency"), read_object(parsed.schedule, "frequency"))]
    return []


def read_days(parsed: ParsedRequest) -> set[int]:
    """The days of the week, or of the month, that a schedule runs on."""
    if parsed.schedule_type is ScheduleType.DAILY:
        return set(WEEKDAYS)
    name = "days_of_month" if parsed.schedule_type is ScheduleType.MONTHLY else "days_of_week"
    days = parsed.schedule.get(name)
    return {day for day in days if is_whole(day)} if isinstance(days, list) else set()


def read_frames(parsed: ParsedRequest) -> Iterator[Ends]:
    """The spans between times of day, from midnight; one whose end is before its begin ends a day later."""
    for _path, span in list_spans(parsed):
        begin, end = read_time(span.get("begin_at")), read_time(span.get("end_at"))
        if begin is not None and end is not None and begin != end:
            yield seconds_of(begin), seconds_of(end) + (DAY if end < begin else 0)


def read_moments(parsed: ParsedRequest) -> Iterator[Ends]:
    """The spans between dates and times, in the calendar."""
    for _path, span in list_spans(parsed):
        begin, end = read_moment(span.get("begin_at")), read_moment(span.get("end_at"))
        if begin is not None and end is not None and begin < end:
            yield seconds_of(begin), seconds_of(end)


def list_runs(parsed: ParsedRequest, frame: Ends, after: int) -> Iterator[Ends]:
    """The runs of a frame that end after a second: itself by period, by frequency one at each interval."""
    begin, end = frame
    if end <= after:
        return
    if parsed.mode is ExecutionMode.PERIOD:
        yield frame
        return
    frequency = read_object(parsed.schedule, "frequency")
    interval, duration = _read_minutes(frequency.get("interval")), _read_minutes(frequency.get("duration"))
    if interval and duration:
        passed = max(0, (after - begin - duration) // interval + 1)
        for start in range(begin + passed * interval, end, interval):
            yield start, min(start + duration, end)  # the frame's end ends the last one too


def _read_minutes(value: JsonValue) -> int:
    """The seconds of an interval or a duration, 0 where it is none."""
    return value * 60 if is_whole(value) and value in MINUTES else 0
