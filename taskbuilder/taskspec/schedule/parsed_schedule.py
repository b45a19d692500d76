"""What a schedule says, be it unfinished: its days, its spans of time, and the runs in them."""

from collections.abc import Iterator
from typing import TypeVar, cast

from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from taskbuilder.taskspec.problem import Path
from taskbuilder.taskspec.rules.parsed_request import is_whole, list_rows, read_object
from taskbuilder.taskspec.schedule.kinds import MINUTES, WEEKDAYS, ExecutionMode, ScheduleType
from taskbuilder.taskspec.schedule.times import DAY, read_moment, read_time, seconds_of

Ends = tuple[int, int]
"""The first second of something and the one after its last: from midnight, or in the calendar."""
Word = TypeVar("Word", ScheduleType, ExecutionMode)


class ParsedSchedule:
    """A schedule in any state: what is missing or of the wrong type reads as empty."""

    def __init__(self, value: JsonValue) -> None:
        self.value: JsonObject = value if isinstance(value, dict) else {}
        self.type = read_word(self.value.get("type"), ScheduleType)
        self.mode = read_word(self.value.get("execution_mode"), ExecutionMode)

    def list_spans(self) -> list[tuple[Path, JsonObject]]:
        """The objects that have a begin and an end, each with its path."""
        if self.mode is ExecutionMode.PERIOD:
            return list_rows(self.value.get("periods"), "schedule", "periods")
        if self.mode is ExecutionMode.FREQUENCY:
            return [(("schedule", "frequency"), read_object(self.value, "frequency"))]
        return []

    def read_days(self) -> set[int]:
        """The days of the week, or of the month, that it runs on."""
        if self.type is ScheduleType.DAILY:
            return set(WEEKDAYS)
        days = self.value.get("days_of_month" if self.type is ScheduleType.MONTHLY else "days_of_week")
        return {day for day in days if is_whole(day)} if isinstance(days, list) else set()

    def read_frames(self) -> Iterator[Ends]:
        """The spans between times of day, from midnight; one that ends before its begin ends a day later."""
        for _path, span in self.list_spans():
            begin, end = read_time(span.get("begin_at")), read_time(span.get("end_at"))
            if begin is not None and end is not None and begin != end:
                yield seconds_of(begin), seconds_of(end) + (DAY if end < begin else 0)

    def read_moments(self) -> Iterator[Ends]:
        """The spans between dates and times, in the calendar."""
        for _path, span in self.list_spans():
            begin, end = read_moment(span.get("begin_at")), read_moment(span.get("end_at"))
            if begin is not None and end is not None and begin < end:
                yield seconds_of(begin), seconds_of(end)

    def list_runs(self, frame: Ends, after: int) -> Iterator[Ends]:
        """The runs of a frame that end after a second: the frame by period, by frequency one an interval."""
        begin, end = frame
        if end <= after:
            return
        if self.mode is ExecutionMode.PERIOD:
            yield frame
            return
        frequency = read_object(self.value, "frequency")
        interval, duration = (_read_minutes(frequency.get(name)) for name in ("interval", "duration"))
        if interval and duration:
            passed = max(0, (after - begin - duration) // interval + 1)
            for start in range(begin + passed * interval, end, interval):
                yield start, min(start + duration, end)  # the frame's end ends the last one too


def read_word(value: JsonValue, words: type[Word]) -> Word | None:
    """One of the schedule's words in any letter case (rule `schedule.type.value`); None for another."""
    if not isinstance(value, str) or not value.isascii():  # "K" may also be the sign for Kelvin
        return None
    return cast("Word | None", words._value2member_map_.get(value.lower()))


def _read_minutes(value: JsonValue) -> int:
    """The seconds of an interval or a duration, 0 where it is none."""
    return value * 60 if is_whole(value) and value in MINUTES else 0
