"""In which minutes of a span of time a schedule runs: bits of a number, quick to join and to compare."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.schedule.parsed_schedule import Ends, ParsedSchedule
from taskbuilder.taskspec.schedule.runs import list_frames
from taskbuilder.taskspec.schedule.times import read_offset, seconds_of

Bits = int
"""The lowest bit is the span's first minute."""
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Span:
    """So many minutes from a moment on, which is aware and a whole minute."""

    begin: datetime
    minutes: int

    @property
    def whole(self) -> Bits:
        return make_bits(0, self.minutes)

    def find_minute(self, moment: datetime) -> int:
        """The minute that a moment is in; below 0 before the span."""
        return (moment.astimezone(UTC) - self.begin.astimezone(UTC)) // MINUTE

    def find_moment(self, minute: int) -> datetime:
        return self.begin.astimezone(UTC) + minute * MINUTE


def make_bits(begin: int, end: int) -> Bits:
    """From one minute up to another; none where that is not later."""
    return ((1 << end - begin) - 1) << begin if end > begin else 0


def fill_minutes(schedule: JsonValue, span: Span) -> Bits:
    """The minutes whose first moment is in a run of the schedule; `next_runs` says what a run is."""
    parsed = ParsedSchedule(schedule)
    offset = read_offset(parsed.value.get("timezone"))
    if offset is None or parsed.type is None or parsed.mode is None:
        return 0
    first = seconds_of(span.begin.astimezone(offset))
    filled = 0
    for frame in list_frames(parsed, first):
        begin, end = ((seconds - first + 59) // 60 for seconds in frame)
        if begin >= span.minutes:
            break
        if end > 0:
            filled |= _fill_frame(parsed, begin, min(end, span.minutes))
    return filled & span.whole


def _fill_frame(parsed: ParsedSchedule, begin: int, end: int) -> Bits:
    """The minutes of a frame's runs; what is before the span is cut off."""
    frequency = parsed.read_frequency()
    if parsed.is_by_period:
        return make_bits(max(begin, 0), end)
    if frequency is None:
        return 0
    interval, duration = frequency
    begin += max(0, (-begin - duration) // interval + 1) * interval  # runs that ended before the span
    runs = repeat(make_bits(0, duration), interval, end - begin)
    return runs << begin if begin >= 0 else runs >> -begin


def repeat(bits: Bits, interval: int, length: int) -> Bits:
    """The same again each interval, up to a length."""
    if length <= 0:
        return 0
    while interval < length:
        bits |= bits << interval
        interval *= 2
    return bits & make_bits(0, length)


def list_stretches(bits: Bits) -> Iterator[Ends]:
    """The first minute of each stretch of set bits, and the one after its last."""
    minute = 0
    while bits:
        skipped = (bits & -bits).bit_length() - 1
        bits >>= skipped
        length = (~bits & (bits + 1)).bit_length() - 1
        bits >>= length
        yield minute + skipped, minute + skipped + length
        minute += skipped + length


def join_stretches(bits: Bits, *, least: int) -> Bits:
    """With gaps shorter than so many minutes filled, those at the span's ends excepted."""
    ends = [end for _begin, end in list_stretches(bits)]
    begins = [begin for begin, _end in list_stretches(bits)]
    for end, begin in zip(ends, begins[1:], strict=False):
        if begin - end < least:
            bits |= make_bits(end, begin)
    return bits
