"""When a schedule runs next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.schedule.kinds import ScheduleType
from taskbuilder.taskspec.schedule.parsed_schedule import Ends, ParsedSchedule
from taskbuilder.taskspec.schedule.times import DAY, moment_of, read_offset, seconds_of

MOST_DAYS = 2 * 366
"""How far ahead is looked: far enough for ten runs on the 31st, of which a year has seven."""


@dataclass(frozen=True)
class Run:
    """One run of a task, both ends in the schedule's own offset."""

    begin: datetime
    end: datetime


def next_runs(schedule: JsonValue, *, now: datetime, limit: int = 10) -> list[Run]:
    """The next runs from `now` (aware) on, in order, at most `limit`; one that is under way comes first.

    A period whose end is before its begin, and a frequency's frame, run past midnight. By frequency a run
    begins at the frame's begin and each interval after it, before the frame's end, which also ends it.
    Parts of the schedule that are missing or wrong give no runs.
    """
    parsed = ParsedSchedule(schedule)
    offset = read_offset(parsed.value.get("timezone"))
    if offset is None or parsed.type is None or parsed.mode is None:
        return []
    here = seconds_of(now.astimezone(offset))
    runs = (run for frame in list_frames(parsed, here) for run in parsed.list_runs(frame, here))
    return [
        Run(moment_of(begin).replace(tzinfo=offset), moment_of(end).replace(tzinfo=offset))
        for begin, end in islice(runs, limit)
    ]


def list_frames(parsed: ParsedSchedule, here: int) -> Iterator[Ends]:
    """Every frame in order, from the day before `here` on, whose night may still run; of `once` all."""
    days, frames = parsed.read_days(), sorted(parsed.read_frames())
    if parsed.type is ScheduleType.ONCE:
        yield from frames
        return
    last = date.max.toordinal()
    for ordinal in range(max(here // DAY - 1, 1), min(here // DAY + MOST_DAYS, last + 1)):
        day = date.fromordinal(ordinal)
        if (day.day if parsed.type is ScheduleType.MONTHLY else day.isoweekday()) in days:
            for begin, end in frames:
                if ordinal < last or end < DAY:  # no night follows the calendar's last day
                    yield ordinal * DAY + begin, ordinal * DAY + end
