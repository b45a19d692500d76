"""A schedule as a picture: which parts of which days it fills, where it overlaps, what crosses midnight."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.schedule.kinds import ExecutionMode, ScheduleType
from taskbuilder.taskspec.schedule.parsed_schedule import Ends, ParsedSchedule
from taskbuilder.taskspec.schedule.times import DAY

MOST_DATES = 31
"""Of a schedule that runs once; later ones are counted."""


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A period's or frame's part of one day, in seconds; one that goes on from the day before is carried."""

    begin: int
    end: int
    is_carried: bool = False

    @property
    def ends(self) -> Ends:
        return self.begin, self.end


Filled = dict[int, list[tuple[Stretch, list[Ends]]]]
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


def draw_schedule(schedule: JsonValue) -> Picture | None:
    """The picture of a schedule in any state; None as long as it fills no time.

    A day's night goes on in the next lane, from Sunday's in Monday's, from the 31st's in the 1st's: which day
    follows the 28th to the 30th depends on the month, and the next number is used for it.
    """
    parsed = ParsedSchedule(schedule)
    kind = parsed.type
    if kind is None or parsed.mode is None:
        return None
    is_once, count = kind is ScheduleType.ONCE, 31 if kind is ScheduleType.MONTHLY else 7
    filled = _fill(parsed, count)
    if not filled:
        return None
    days = sorted(filled)[:MOST_DATES] if is_once else range(1, count + 1)
    return Picture(
        kind=kind,
        lanes=tuple(_lane(day, filled.get(day, []), is_date=is_once) for day in days),
        by_frequency=parsed.mode is ExecutionMode.FREQUENCY,
        more=_count_dates(parsed) - len(days) if is_once else 0,
    )


def _lane(day: int, filled: list[tuple[Stretch, list[Ends]]], *, is_date: bool) -> Lane:
    runs = sorted(run for _stretch, runs in filled for run in runs)
    return Lane(
        number=0 if is_date else day,
        day=date.fromordinal(day) if is_date else None,
        stretches=tuple(sorted((stretch for stretch, _runs in filled), key=lambda each: each.ends)),
        runs=tuple(runs),
        overlaps=tuple(_find_overlaps(runs)),
    )


def _find_overlaps(runs: list[Ends]) -> Iterator[Ends]:
    """Where two or more of the runs, sorted by their begins, go on at the same time; each part once."""
    reached, shown = -1, -1
    for begin, end in runs:
        start = max(begin, shown)
        stop = min(end, reached)
        if start < stop:
            yield start, stop
            shown = stop
        reached = max(reached, end)


def _fill(parsed: ParsedSchedule, count: int) -> Filled:
    """What is filled of each date, of a schedule that runs once, or of each day of the week or month."""
    is_once, frames = parsed.type is ScheduleType.ONCE, list(parsed.read_frames())
    if is_once:
        begun = [(begin // DAY, (begin % DAY, end - begin // DAY * DAY)) for begin, end in frames]
    else:
        days = sorted(parsed.read_days() & set(range(1, count + 1)))
        begun = [(day, frame) for day in days for frame in frames]
    filled: Filled = defaultdict(list)
    for day, frame in begun:
        for lane, part in enumerate(_split(parsed, frame), start=day):
            filled[lane if is_once else (lane - 1) % count + 1].append(part)
    return filled


def _split(parsed: ParsedSchedule, frame: Ends) -> Iterator[tuple[Stretch, list[Ends]]]:
    """A frame's part of each day, with the runs in it; days that cannot be drawn are left out."""
    for number in range(min((frame[1] - 1) // DAY + 1, MOST_DATES)):
        begin, end = _cut(frame, number * DAY)
        yield Stretch(begin=begin, end=end, is_carried=number > 0), [*_runs_on(parsed, frame, number * DAY)]


def _runs_on(parsed: ParsedSchedule, frame: Ends, midnight: int) -> Iterator[Ends]:
    """The runs of a frame that touch the day after that midnight, each cut to it."""
    for run in parsed.list_runs(frame, midnight):
        if run[0] >= midnight + DAY:
            return
        yield _cut(run, midnight)


def _cut(ends: Ends, midnight: int) -> Ends:
    """The part that is on a day, in seconds from its midnight."""
    return max(ends[0] - midnight, 0), min(ends[1] - midnight, DAY)


def _count_dates(parsed: ParsedSchedule) -> int:
    """How many dates a schedule that runs once fills, however many years that is."""
    count, counted = 0, 0
    for begin, end in sorted(parsed.read_frames()):
        last = (end - 1) // DAY
        count += max(0, last - max(begin // DAY - 1, counted))
        counted = max(counted, last)
    return count
