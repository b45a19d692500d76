"""Zones that change their clocks, beside offsets that never do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

AHEAD = timedelta(days=370)
"""Any zone that changes its clocks regularly does so within a year."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """A zone's next change of clocks: the day there, and its offsets before and after."""

    day: date
    before: timedelta
    after: timedelta


def find_change(zone: tzinfo, *, now: datetime) -> Change | None:
    """The next change of a zone's clocks after `now` (aware); None where none is known within a year."""
    before = now.astimezone(zone).utcoffset()
    moment = now
    while moment < now + AHEAD:
        following = moment + timedelta(days=1)
        after = following.astimezone(zone).utcoffset()
        if after != before and before is not None and after is not None:
            return Change(day=_find_day(zone, moment, following), before=before, after=after)
        moment = following
    return None


def _find_day(zone: tzinfo, begin: datetime, end: datetime) -> date:
    """The date there of the change between two moments, the first minute of the new offset."""
    offset = begin.astimezone(zone).utcoffset()
    while end - begin > timedelta(minutes=1):
        middle = begin + (end - begin) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            begin = middle
        else:
            end = middle
    return end.astimezone(zone).date()
