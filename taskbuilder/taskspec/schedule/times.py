"""The reference's times read: of day, of the calendar, and offsets from UTC."""

import re
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.schedule.kinds import MOMENT, OFFSET, TIME_OF_DAY

DAY = 24 * 60 * 60
"""Seconds."""
_LENGTH = len("hh:mm:ss")
_TIME_OF_DAY, _MOMENT, _OFFSET = re.compile(TIME_OF_DAY), re.compile(MOMENT), re.compile(OFFSET)


def read_time(value: JsonValue) -> time | None:
    """A time of day, `hh:mm:ss`; None where it is none."""
    return _read_time(value) if isinstance(value, str) and len(value) == _LENGTH else None


@lru_cache(maxsize=4096)
def _read_time(text: str) -> time | None:
    return time.fromisoformat(text) if _TIME_OF_DAY.fullmatch(text) else None


def read_moment(value: JsonValue) -> datetime | None:
    """A date and time, `yyyy-MM-ddThh:mm:ss`, without offset; None where it is none or does not exist."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def read_offset(value: JsonValue) -> timezone | None:
    """An offset from UTC, `+hh:mm` or `-hh:mm`; None where it is none."""
    if not isinstance(value, str) or not _OFFSET.fullmatch(value):
        return None
    span = timedelta(hours=int(value[1:3]), minutes=int(value[4:6]))
    return timezone(-span if value[0] == "-" else span)


def write_offset(offset: timedelta | None) -> str:
    """ "+08:00"; +00:00 for none."""
    minutes = abs(offset or timedelta()) // timedelta(minutes=1)
    return f"{'-' if offset and offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


def seconds_of(moment: time | datetime) -> int:
    """Seconds since midnight, or since the calendar's day 0."""
    days = moment.toordinal() if isinstance(moment, datetime) else 0
    return days * DAY + moment.hour * 3600 + moment.minute * 60 + moment.second


def moment_of(seconds: int) -> datetime:
    """The moment that is so many seconds after the calendar's day 0."""
    return datetime.combine(date.fromordinal(seconds // DAY), time()) + timedelta(seconds=seconds % DAY)
