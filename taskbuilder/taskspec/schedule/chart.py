"""A schedule as a picture: which parts of which days it fills, where it overlaps, what crosses midnight."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from taskbuilder.taskspec.rules.parsed_request import ParsedRequest, is_whole, list_rows, read_object
from taskbuilder.taskspec.schedule.kinds import MINUTES, ExecutionMode, ScheduleType
from taskbuilder.taskspec.schedule.times import read_moment, read_time, seconds_of

DAY = 24 * 60 * 60
"""Seconds of a lane; the ends of stretches and runs are seconds from its midnight."""
MOST_DATES = 31
"""Of a schedule that runs once; later ones are counted."""

Ends = tuple[int, int]
Key = int | date


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A period's or frame's part of one day; one that goes on from the day before is carried."""

    begin: int
    end: int
    is_carried: bool = False

    @property
    def ends(self) -> Ends:
        return self.begin, self.end


Filled = defaultdict[Any, list[tuple[Stretch, tuple[Ends, ...]]]]
"""The stretches of each lane with the runs in them."""


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One day: of the week (1 is Monday), of the month, or of the calendar.

    `runs` are the stretches themselves by period, the runs within them by frequency, which may overlap too.
    """

    number: int = 0
    day: date | None = None
    stretches: tuple[Stretch, ...] = ()
    runs: tuple[Ends, ...] = ()
    overlaps: tuple[Ends, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The lanes of a schedule; `more` counts the dates beyond the last that is drawn."""

    kind: ScheduleType
    lanes: tuple[Lane, ...]
    by_frequency: bool = False
    more: int = 0


def draw_schedule(schedule: Any) -> Picture | None:
    """The picture of a schedule in any state; None as long as it fills no time.

    A day's night goes on in the next lane, from Sunday's in Monday's, from the 31st's in the 1st's: which day
    follows the 28th to the 30th depends on the month, and the next number is used for it.
    """
    parsed = ParsedRequest(request={"schedule": schedule}, platform=None)
    if parsed.schedule_type is None or parsed.mode is None:
        return None
    is_once = parsed.schedule_type is ScheduleType.ONCE
    filled = _fill_dates(parsed) if is_once else _fill_days(parsed)
    if not filled:
        return None
    keys = sorted(filled)[:MOST_DATES] if is_once else range(1, _count_of(parsed.schedule_type) + 1)
    return Picture(
        kind=parsed.schedule_type,
        lanes=tuple(_lane(key, filled[key]) for key in keys),
        by_frequency=parsed.mode is ExecutionMode.FREQUENCY,
        more=_count_dates(parsed) - len(keys) if is_once else 0,
    )


def _count_of(kind: ScheduleType) -> int:
    return 31 if kind is ScheduleType.MONTHLY else 7


def _lane(key: Key, filled: list[tuple[Stretch, tuple[Ends, ...]]]) -> Lane:
    stretches = sorted((stretch for stretch, _runs in filled), key=lambda each: each.ends)
    runs = sorted(run for _stretch, runs in filled for run in runs)
    return Lane(
        number=key if isinstance(key, int) else 0,
        day=None if isinstance(key, int) else key,
        stretches=tuple(stretches),
        runs=tuple(runs),
        overlaps=tuple(find_overlaps(runs)),
    )


def find_overlaps(runs: list[Ends]) -> Iterator[Ends]:
    """Where two or more of the runs, sorted by their begins, go on at the same time; each part once."""
    reached, shown = -1, -1
    for begin, end in runs:
        start = max(begin, shown)
        stop = min(end, reached)
        if start < stop:
            yield start, stop
            shown = stop
        reached = max(reached, end)


def _fill_days(parsed: ParsedRequest) -> Filled:
    """What is filled of each day of the week or month."""
    kind = parsed.schedule_type
    assert kind is not None
    filled: Filled = defaultdict(list)
    count = _count_of(kind)
    for number in _numbers(parsed, kind):
        for begin, end in _frames(parsed):
            frame = (begin, end if begin < end else end + DAY)
            _fill(parsed, filled, number, frame, 0)
            if frame[1] > DAY:
                _fill(parsed, filled, number % count + 1, frame, 1)
    return filled


def _numbers(parsed: ParsedRequest, kind: ScheduleType) -> list[int]:
    if kind is ScheduleType.DAILY:
        return list(range(1, 8))
    name = "days_of_week" if kind is ScheduleType.WEEKLY else "days_of_month"
    days = parsed.schedule.get(name)
    chosen = {day for day in days if is_whole(day)} if isinstance(days, list) else set()
    return sorted(chosen & set(range(1, _count_of(kind) + 1)))


def _rows(parsed: ParsedRequest) -> list[dict[str, Any]]:
    if parsed.mode is ExecutionMode.PERIOD:
        return [row for _path, row in list_rows(parsed.schedule.get("periods"))]
    return [read_object(parsed.schedule, "frequency")]


def _frames(parsed: ParsedRequest) -> Iterator[Ends]:
    for row in _rows(parsed):
        begin, end = read_time(row.get("begin_at")), read_time(row.get("end_at"))
        if begin is not None and end is not None and begin != end:
            yield seconds_of(begin), seconds_of(end)


def _fill_dates(parsed: ParsedRequest) -> Filled:
    """What is filled of each date, of a schedule that runs once."""
    filled: Filled = defaultdict(list)
    for begin, end in _moments(parsed):
        _fill_span(parsed, filled, begin, end)
    return filled


def _moments(parsed: ParsedRequest) -> Iterator[tuple[datetime, datetime]]:
    for row in _rows(parsed):
        begin, end = read_moment(row.get("begin_at")), read_moment(row.get("end_at"))
        if begin is not None and end is not None and begin < end:
            yield begin, end


def _count_dates(parsed: ParsedRequest) -> int:
    """How many dates a schedule that runs once fills, however many years that is."""
    count, counted = 0, date.min.toordinal() - 1
    for begin, end in sorted(_moments(parsed)):
        last = (end - timedelta(seconds=1)).toordinal()
        count += max(0, last - max(begin.toordinal() - 1, counted))
        counted = max(counted, last)
    return count


def _fill_span(parsed: ParsedRequest, filled: Filled, begin: datetime, end: datetime) -> None:
    """Cuts a span at each midnight; days that cannot be among those that are drawn are left out."""
    midnight = datetime.combine(begin.date(), time())
    frame = (_seconds(begin - midnight), _seconds(end - midnight))
    for number in range(min((frame[1] - 1) // DAY + 1, MOST_DATES)):
        _fill(parsed, filled, begin.date() + timedelta(days=number), frame, number)


def _seconds(span: timedelta) -> int:
    return span.days * DAY + span.seconds


def _fill(parsed: ParsedRequest, filled: Filled, key: Key, frame: Ends, number: int) -> None:
    """Puts a frame's part of one day into that day's lane; day 0 is the one that it begins on."""
    (cut,) = _cut([frame], number)
    stretch = Stretch(begin=cut[0], end=cut[1], is_carried=number > 0)
    filled[key].append((stretch, tuple(_cut(_runs_on(parsed, frame, number), number))))


def _cut(runs: Iterable[Ends], number: int) -> Iterator[Ends]:
    """The parts of runs that lie on a day."""
    start = number * DAY
    for begin, end in runs:
        if begin < start + DAY and end > start:
            yield max(begin - start, 0), min(end - start, DAY)


def _runs_on(parsed: ParsedRequest, frame: Ends, number: int) -> Iterator[Ends]:
    """The runs of a frame that touch a day: itself by period, by frequency one at each interval."""
    if parsed.mode is ExecutionMode.PERIOD:
        yield frame
        return
    frequency = read_object(parsed.schedule, "frequency")
    interval, duration = _seconds_in(frequency.get("interval")), _seconds_in(frequency.get("duration"))
    if not (interval and duration):
        return
    begin, end = frame
    passed = max(0, (number * DAY - begin - duration) // interval + 1)
    for start in range(begin + passed * interval, min(end, (number + 1) * DAY), interval):
        yield start, min(start + duration, end)  # the frame's end ends the last one too


def _seconds_in(minutes: Any) -> int:
    """The seconds of an interval or a duration, 0 where it is none."""
    return minutes * 60 if is_whole(minutes) and minutes in MINUTES else 0


def find_gaps(lane: Lane) -> list[Ends]:
    """The parts of a day that no stretch fills."""
    edges = [(0, 0), *sorted(stretch.ends for stretch in lane.stretches), (DAY, DAY)]
    gaps, reached = [], 0
    for (_begin, end), (following, _end) in pairwise(edges):
        reached = max(reached, end)
        if reached < following:
            gaps.append((reached, following))
    return gaps
