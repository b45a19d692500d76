"""A schedule's runs by dateutil's rrule: an independent reckoning to hold ours against."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from dateutil.rrule import DAILY, MINUTELY, MONTHLY, WEEKLY, rrule

Span = tuple[datetime, datetime]


def list_runs(schedule: dict[str, Any], *, since: datetime, until: datetime) -> list[Span]:
    """Every run, in the schedule's own time, that belongs to a day from `since` on, before `until`."""
    is_once = schedule["type"].lower() == "once"
    frames: list[Span] = []
    for row in schedule.get("periods") or [schedule["frequency"]]:
        frames += [read_once(row)] if is_once else list_frames(schedule, row, since, until)
    if "periods" in schedule:
        return sorted(frames)
    return sorted(run for frame in frames for run in repeat(schedule["frequency"], frame))


def read_once(row: dict[str, Any]) -> Span:
    return datetime.fromisoformat(row["begin_at"]), datetime.fromisoformat(row["end_at"])


def list_frames(
    schedule: dict[str, Any], row: dict[str, Any], since: datetime, until: datetime
) -> Iterator[Span]:
    hour, minute, second = (int(part) for part in row["begin_at"].split(":"))
    end_hour, end_minute, end_second = (int(part) for part in row["end_at"].split(":"))
    length = timedelta(hours=end_hour - hour, minutes=end_minute - minute, seconds=end_second - second)
    if length < timedelta():
        length += timedelta(days=1)
    rules: dict[str, dict[str, Any]] = {
        "daily": {"freq": DAILY},
        "weekly": {"freq": WEEKLY, "byweekday": [day - 1 for day in schedule.get("days_of_week", ())]},
        "monthly": {"freq": MONTHLY, "bymonthday": schedule.get("days_of_month", ())},
    }
    days = rules[schedule["type"].lower()]
    begin = since.replace(hour=hour, minute=minute, second=second, microsecond=0)
    for moment in rrule(dtstart=begin, until=until, **days):
        yield moment, moment + length


def repeat(frequency: dict[str, Any], frame: Span) -> Iterator[Span]:
    begin, end = frame
    duration = timedelta(minutes=frequency["duration"])
    last = end - timedelta(seconds=1)
    for moment in rrule(MINUTELY, interval=frequency["interval"], dtstart=begin, until=last):
        yield moment, min(moment + duration, end)
