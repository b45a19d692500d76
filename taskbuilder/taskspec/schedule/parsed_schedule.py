"""What a schedule says, be it unfinished: its days, its spans of time, and the runs in them."""

from collections.abc import Iterator
from typing import Any, TypeVar

from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object, is_whole, list_rows
from taskbuilder.taskspec.problem import Path
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

    @property
    def is_by_period(self) -> bool:
        return self.mode is ExecutionMode.PERIOD

    def list_spans(self) -> list[tuple[Path, JsonObject]]:
        """The objects that have a begin and an end, each with its path."""
        if self.mode is ExecutionMode.PERIOD:
            return list_rows(self.value.get("periods"), "schedule", "periods")
        if self.mode is ExecutionMode.FREQUENCY:
            return [(("schedule", "frequency"), as_object(self.value.get("frequency")))]
        return []

    def read_days(self) -> set[int]:
        """The days of the week, or of the month, that it runs on."""
        if self.type is ScheduleType.DAILY:
            return set(WEEKDAYS)
        days = self.value.get("days_of_month" if self.type is ScheduleType.MONTHLY else "days_of_week")
        return {day for day in days if is_whole(day)} if isinstance(days, list) else set()

    def read_ends(self, span: JsonObject) -> tuple[int | None, int | None]:
        """A span's begin and end, in the calendar or, of any that repeats, from midnight; None for none."""
        read = read_moment if self.type is ScheduleType.ONCE else read_time
        begin, end = read(span.get("begin_at")), read(span.get("end_at"))
        return None if begin is None else seconds_of(begin), None if end is None else seconds_of(end)

    def read_frames(self) -> Iterator[Ends]:
        """The spans that take time; one between times of day may end on the day after its begin."""
        for _path, span in self.list_spans():
            begin, end = self.read_ends(span)
            if begin is None or end is None or begin == end:
                continue
            if begin < end:
                yield begin, end
            elif self.type is not ScheduleType.ONCE:
                yield begin, end + DAY

    def list_runs(self, frame: Ends, after: int) -> Iterator[Ends]:
        """The runs of a frame that end after a second: the frame by period, by frequency one an interval."""
        begin, end = frame
        if end <= after:
            return
        if self.is_by_period:
            yield frame
            return
        frequency = self.read_frequency()
        if frequency is not None:
            interval, duration = (each * 60 for each in frequency)
            passed = max(0, (after - begin - duration) // interval + 1)
            for start in range(begin + passed * interval, end, interval):
                yield start, min(start + duration, end)  # the frame's end ends the last one too

    def read_frequency(self) -> tuple[int, int] | None:
        """How many minutes after each other runs begin, and how long each lasts; None for none."""
        frequency = as_object(self.value.get("frequency"))
        interval, duration = frequency.get("interval"), frequency.get("duration")
        if is_whole(interval) and is_whole(duration) and interval in MINUTES and duration in MINUTES:
            return interval, duration
        return None


def read_word(value: JsonValue, words: type[Word]) -> Word | None:
    """One of the schedule's words in any letter case (rule `schedule.type.value`); None for another."""
    if not isinstance(value, str):
        return None
    known: dict[object, Any] = words._value2member_map_
    found: Word | None = known.get(value)
    if found is None and value.isascii():  # "K" may also be the sign for Kelvin
        found = known.get(value.lower())
    return found
