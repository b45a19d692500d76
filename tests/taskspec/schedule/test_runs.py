"""The next runs of a schedule, against a reckoning that walks the calendar minute by minute."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.schedule.runs import Run, next_runs
from taskbuilder.taskspec.schedule.times import read_offset
from tests.taskspec.samples import FREQUENCY, SCHEDULES, changed
from tests.taskspec.strategies import schedules

EAST = read_offset("+08:00")
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    """A date and time eight hours east."""
    return datetime.fromisoformat(text).replace(tzinfo=EAST)


def told(runs: list[Run]) -> list[tuple[str, str]]:
    return [(f"{run.begin:%Y-%m-%d %H:%M:%S}", f"{run.end:%Y-%m-%d %H:%M:%S}") for run in runs]


def days_told(runs: list[Run]) -> list[str]:
    return [f"{run.begin:%Y-%m-%d}" for run in runs]


def test_the_one_under_way_comes_first_and_the_past_never() -> None:
    daily = SCHEDULES["daily"]
    assert told(next_runs(daily, now=at("2026-03-01T19:59:59"), limit=2)) == [
        ("2026-03-01 08:00:00", "2026-03-01 20:00:00"),
        ("2026-03-02 08:00:00", "2026-03-02 20:00:00"),
    ]
    assert days_told(next_runs(daily, now=at("2026-03-01T20:00:00"), limit=1)) == ["2026-03-02"]


def test_times_are_the_schedules_own() -> None:
    (run,) = next_runs(SCHEDULES["daily"], now=datetime(2026, 3, 1, 12, tzinfo=UTC), limit=1)
    assert run == Run(begin=at("2026-03-02T08:00:00"), end=at("2026-03-02T20:00:00"))
    assert run.begin.utcoffset() == timedelta(hours=8)


def test_leap_days() -> None:
    leap = changed(SCHEDULES["monthly"], {"/days_of_month": [29]})
    assert days_told(next_runs(leap, now=at("2028-02-01T00:00:00"), limit=2)) == ["2028-02-29", "2028-03-29"]
    assert days_told(next_runs(leap, now=at("2027-02-01T00:00:00"), limit=1)) == ["2027-03-29"]


def test_the_31st_comes_seven_times_a_year_and_ten_are_found() -> None:
    rare = changed(SCHEDULES["monthly"], {"/days_of_month": [31]})
    found = days_told(next_runs(rare, now=at("2026-02-01T00:00:00")))
    assert [day[:7] for day in found] == [
        *("2026-03", "2026-05", "2026-07", "2026-08", "2026-10"),
        *("2026-12", "2027-01", "2027-03", "2027-05", "2027-07"),
    ]


def test_weekdays_begin_on_monday() -> None:
    weekly = changed(SCHEDULES["weekly"], {"/days_of_week": [1, 7]})
    found = next_runs(weekly, now=at("2026-03-01T21:00:00"), limit=3)  # a Sunday
    assert [f"{run.begin:%A}" for run in found] == ["Monday", "Sunday", "Monday"]


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    night = changed(
        SCHEDULES["weekly"],
        {"/days_of_week": [7], "/periods/0": {"begin_at": "22:00:00", "end_at": "06:00:00"}},
    )
    assert told(next_runs(night, now=at("2026-03-02T05:00:00"), limit=2)) == [
        ("2026-03-01 22:00:00", "2026-03-02 06:00:00"),
        ("2026-03-08 22:00:00", "2026-03-09 06:00:00"),
    ]


def test_by_frequency_the_frame_ends_the_last_run() -> None:
    often = changed(
        SCHEDULES["frequency"],
        {"/frequency": {"interval": 25, "duration": 10, "begin_at": "08:00:00", "end_at": "08:55:00"}},
    )
    assert told(next_runs(often, now=at("2026-03-01T08:11:00"), limit=3)) == [
        ("2026-03-01 08:25:00", "2026-03-01 08:35:00"),
        ("2026-03-01 08:50:00", "2026-03-01 08:55:00"),
        ("2026-03-02 08:00:00", "2026-03-02 08:10:00"),
    ]


def test_a_last_run_is_over_when_its_frame_is() -> None:
    frame = {"begin_at": "2026-03-01T08:00:00", "end_at": "2026-03-01T08:55:00"}
    once: JsonObject = {
        "type": "once",
        "execution_mode": "frequency",
        "timezone": "+08:00",
        "frequency": {"interval": 25, "duration": 10, **frame},
    }
    assert told(next_runs(once, now=at("2026-03-01T08:54:59"))) == [
        ("2026-03-01 08:50:00", "2026-03-01 08:55:00")
    ]
    assert next_runs(once, now=at("2026-03-01T08:55:00")) == []


def test_once_is_over_after_its_periods() -> None:
    once = changed(
        SCHEDULES["once"],
        {"/periods/1": {"begin_at": "2026-02-01T08:00:00", "end_at": "2026-02-03T08:00:00"}},
    )
    assert days_told(next_runs(once, now=at("2026-02-02T00:00:00"))) == ["2026-02-01", "2026-03-01"]
    assert next_runs(once, now=at("2026-03-01T20:00:00")) == []


@pytest.mark.parametrize("limit", [0, 1, 10, 500])
def test_there_are_as_many_as_asked(limit: int) -> None:
    assert len(next_runs(SCHEDULES["frequency"], now=at("2026-03-01T00:00:00"), limit=limit)) == limit


@pytest.mark.parametrize(
    "edits",
    [
        {"/timezone": "Asia/Shanghai"},
        {"/type": "hourly"},
        {"/execution_mode": None},
        {"/periods": 5},
        {"/periods": [{"begin_at": "08:00:00", "end_at": "08:00:00"}]},
        {"/periods": [{"begin_at": "08:00:00"}, 5]},
        {"/execution_mode": "frequency"},
        {"/execution_mode": "frequency", "/frequency": {**FREQUENCY, "interval": 10**30}},
        {"/execution_mode": "frequency", "/frequency": {**FREQUENCY, "duration": True}},
        {"/type": "weekly"},
        {"/type": "weekly", "/days_of_week": [True, "1", 8]},
        {"/type": "monthly", "/days_of_month": 5},
        {"/type": "once"},
    ],
)
def test_what_is_missing_or_wrong_never_runs(edits: dict[str, Any]) -> None:
    assert next_runs(changed(SCHEDULES["daily"], edits), now=at("2026-03-01T00:00:00")) == []


@pytest.mark.parametrize("schedule", [None, [], "daily", 5, {}])
def test_what_is_no_schedule_never_runs(schedule: Any) -> None:
    assert next_runs(schedule, now=at("2026-03-01T00:00:00")) == []


ALL_TIME: JsonObject = {
    "interval": 5,
    "duration": 5,
    "begin_at": "0001-01-01T00:00:00",
    "end_at": "9999-12-31T23:59:59",
}


def test_a_frame_as_long_as_the_calendar_takes_no_time() -> None:
    endless: JsonObject = {
        "type": "once",
        "execution_mode": "frequency",
        "timezone": "+08:00",
        "frequency": ALL_TIME,
    }
    begin = time.process_time()
    assert told(next_runs(endless, now=at("2026-03-01T00:02:00"), limit=1)) == [
        ("2026-03-01 00:00:00", "2026-03-01 00:05:00")
    ]
    assert told(next_runs(endless, now=at("9999-12-31T23:56:00"))) == [
        ("9999-12-31 23:55:00", "9999-12-31 23:59:59")
    ]
    assert time.process_time() - begin < 1


def test_the_calendar_may_end() -> None:
    night = changed(SCHEDULES["daily"], {"/periods/0": {"begin_at": "22:00:00", "end_at": "06:00:00"}})
    assert days_told(next_runs(night, now=at("9999-12-30T12:00:00"))) == ["9999-12-30"]


def minutes_of(schedule: dict[str, Any], now: datetime, days: int) -> Iterator[datetime]:
    """Each minute from `now` on in which a task by whole minutes runs, by the clock alone."""
    moment = now
    while moment < now + timedelta(days=days):
        if any(_covers(schedule, row, moment) for row in _rows(schedule)):
            yield moment
        moment += MINUTE


def _rows(schedule: dict[str, Any]) -> list[dict[str, Any]]:
    return [schedule["frequency"]] if "frequency" in schedule else list(schedule["periods"])


def _covers(schedule: dict[str, Any], row: dict[str, Any], moment: datetime) -> bool:
    begin, end = _minute(row["begin_at"]), _minute(row["end_at"])
    length = (end - begin) % 1440
    passed = (moment.hour * 60 + moment.minute - begin) % 1440
    day = (moment - timedelta(minutes=passed)).date()
    if passed >= length or not _is_due(schedule, day.isoweekday(), day.day):
        return False
    return "interval" not in row or passed % row["interval"] < row["duration"]


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])


def _is_due(schedule: dict[str, Any], weekday: int, day: int) -> bool:
    return weekday in schedule.get("days_of_week", [weekday]) and day in schedule.get("days_of_month", [day])


CLOCKS = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}:00")
ROWS = st.fixed_dictionaries({"begin_at": CLOCKS, "end_at": CLOCKS}).filter(
    lambda row: row["begin_at"] != row["end_at"]
)


@st.composite
def by_the_minute(draw: st.DrawFn) -> dict[str, Any]:
    """A repeating schedule of whole minutes, its periods past midnight too."""
    kind = draw(st.sampled_from(("daily", "weekly", "monthly")))
    schedule: dict[str, Any] = {"type": kind, "timezone": "+08:00"}
    if kind == "weekly":
        schedule["days_of_week"] = draw(st.lists(st.integers(1, 7), min_size=1, unique=True))
    if kind == "monthly":
        schedule["days_of_month"] = draw(st.lists(st.integers(26, 31), min_size=1, unique=True))
    if draw(st.booleans()):
        periods = draw(st.lists(ROWS, min_size=1, max_size=3))
        return schedule | {"execution_mode": "period", "periods": periods}
    minutes = {"interval": draw(st.integers(5, 720)), "duration": draw(st.integers(5, 720))}
    return schedule | {"execution_mode": "frequency", "frequency": draw(ROWS) | minutes}


@given(
    by_the_minute(), st.sampled_from(("2026-02-26T11:17:00", "2028-02-27T00:00:00", "2026-12-30T23:59:00"))
)
def test_the_runs_cover_the_minutes_that_the_clock_names(schedule: dict[str, Any], begin: str) -> None:
    now, days = at(begin), 4
    until = now + timedelta(days=days)
    covered = set()
    for run in next_runs(schedule, now=now, limit=3000):
        moment = max(run.begin, now)
        while moment < min(run.end, until):
            covered.add(moment)
            moment += MINUTE
    assert sorted(covered) == list(minutes_of(schedule, now, days))


@given(st.sampled_from(Platform).flatmap(schedules), st.datetimes(timezones=st.just(UTC)))
def test_runs_are_in_order_whole_and_ahead(schedule: dict[str, Any], now: datetime) -> None:
    if not 2 < now.year < 9998:
        return
    runs = next_runs(schedule, now=now)
    assert len(runs) <= 10
    assert all(run.begin < run.end and run.end > now for run in runs)
    assert [run.begin for run in runs] == sorted(run.begin for run in runs)
