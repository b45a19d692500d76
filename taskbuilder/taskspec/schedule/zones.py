"""Zones that change their clocks, beside offsets that never do."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from taskbuilder.taskspec.json_value import JsonValue

AHEAD = timedelta(days=370)
"""Any zone that changes its clocks regularly does so within a year."""
AREAS = ("", "Asia/", "Europe/", "America/", "Africa/", "Australia/", "Pacific/", "Atlantic/", "Indian/")
NAMELESS = {"Beijing": "Asia/Shanghai", "Delhi": "Asia/Kolkata", "Mumbai": "Asia/Kolkata"}
"""Cities that no zone is called by."""
_PLACE = re.compile(r"[A-Za-z][A-Za-z_/ -]{1,40}")


@dataclass(frozen=True, kw_only=True)
class Change:
    """A zone's next change of clocks: when, the day there, and its offsets before and after."""

    day: date
    moment: datetime
    before: timedelta
    after: timedelta


def find_place(name: JsonValue) -> ZoneInfo | None:
    """The zone of that name, or that a city gives its name, in any letter case; None where there is none."""
    if not isinstance(name, str) or not _PLACE.fullmatch(name):
        return None
    place = re.sub("[A-Za-z]+", lambda word: word[0].capitalize(), name.strip()).replace(" ", "_")
    called = [NAMELESS.get(place, place), name.strip().upper()]
    for key in (f"{area}{each}" for each in called for area in AREAS):
        try:
            return ZoneInfo(key)
        except (KeyError, ValueError, OSError):  # none, or a folder of the zones' own
            continue
    return None


def find_change(zone: tzinfo, *, now: datetime) -> Change | None:
    """The next change of a zone's clocks after `now` (aware); None where none is known within a year."""
    midnight = datetime.combine(now.astimezone(UTC), time(), tzinfo=UTC)
    change = _find_change(zone, midnight)
    return _find_change(zone, now) if change is not None and change.moment <= now else change


@lru_cache(maxsize=256)
def _find_change(zone: tzinfo, now: datetime) -> Change | None:
    """Remembered for a day's begin: looking at each day of a year takes long."""
    before = now.astimezone(zone).utcoffset()
    moment = now
    while moment < now + AHEAD:
        following = moment + timedelta(days=1)
        after = following.astimezone(zone).utcoffset()
        if after != before and before is not None and after is not None:
            changed = _find_moment(zone, moment, following)
            day = changed.astimezone(zone).date()
            return Change(day=day, moment=changed, before=before, after=after)
        moment = following
    return None


def _find_moment(zone: tzinfo, begin: datetime, end: datetime) -> datetime:
    """The first second of the new offset between two moments."""
    offset = begin.astimezone(zone).utcoffset()
    while end - begin > timedelta(seconds=1):
        middle = begin + (end - begin) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            begin = middle
        else:
            end = middle
    return end
