"""Next runs, pictures and changes of clocks against dateutil (ux.md, 21)."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.schedule.chart import Lane, draw_schedule
from taskbuilder.taskspec.schedule.runs import next_runs
from taskbuilder.taskspec.schedule.times import DAY, read_offset
from taskbuilder.taskspec.schedule.zones import find_change
from tests.taskspec.schedule.rrules import list_runs, read_once, repeat
from tests.taskspec.strategies import schedules

at = datetime.fromisoformat
ANY_SCHEDULE = schedules(Platform.IEF) | schedules(Platform.MODELARTS_EDGE)
MOMENTS = st.datetimes(at("2020-01-01"), at("2035-12-31")) | st.sampled_from(
    [at("2028-02-28T23:59"), at("2028-02-29"), at("2027-02-28"), at("2026-12-31T23:00")]
)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "UTC", "Africa/Cairo")
STEP = timedelta(minutes=30)


@pytest.mark.ux(21)
@settings(max_examples=150)
@given(ANY_SCHEDULE, MOMENTS, st.sampled_from(ZONES))
def test_the_next_runs_are_those_of_rrule(schedule: dict[str, Any], here: datetime, zone: str) -> None:
    offset = read_offset(schedule["timezone"])
    assert offset is not None
    found = next_runs(schedule, now=here.replace(tzinfo=offset))
    days = 2 if schedule.get("frequency") and schedule["type"].lower() == "daily" else 800
    since = here.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    until = since + timedelta(days=days)
    wanted = [span for span in list_runs(schedule, since=since, until=until) if span[1] > here]
    count = min(len(found), len(wanted))
    told = [(run.begin.replace(tzinfo=None), run.end.replace(tzinfo=None)) for run in found]
    assert sorted(told[:count]) == wanted[:count]
    assert len(found) == 10 or len(found) == len(wanted)
    theirs, ours = tz.gettz(zone), ZoneInfo(zone)
    for run in found:  # the same moments on the clocks of a zone that changes them
        assert f"{run.begin.astimezone(ours):%c %z}" == f"{run.begin.astimezone(theirs):%c %z}"


def fill(spans: list[tuple[int, int]]) -> Counter[int]:
    """How often each half hour's begin is covered."""
    grid = int(STEP.total_seconds())
    return Counter(second for begin, end in spans for second in range(-(-begin // grid) * grid, end, grid))


def window_of(schedule: dict[str, Any]) -> tuple[datetime, int]:
    """Days that stand for a schedule's lanes: a week from a Monday on, a month of 31 days after another."""
    return (at("2026-01-01"), 31) if schedule["type"].lower() == "monthly" else (at("2026-06-01"), 7)


def lanes_of(schedule: dict[str, Any]) -> dict[int, list[tuple[int, int]]]:
    """The runs of each lane by rrule, cut at midnight."""
    start, count = window_of(schedule)
    lanes: dict[int, list[tuple[int, int]]] = {number: [] for number in range(1, count + 1)}
    since, until = start - timedelta(days=1), start + timedelta(days=count, seconds=-1)
    for begin, end in list_runs(schedule, since=since, until=until):
        first, last = (int((moment - start).total_seconds()) for moment in (begin, end))
        for number in lanes:
            low, high = max(first, (number - 1) * DAY), min(last, number * DAY)
            if low < high:
                lanes[number].append((low - (number - 1) * DAY, high - (number - 1) * DAY))
    return lanes


@pytest.mark.ux(21)
@settings(max_examples=120)
@given(ANY_SCHEDULE.filter(lambda schedule: schedule["type"].lower() != "once"))
def test_the_picture_is_filled_where_rrule_runs(schedule: dict[str, Any]) -> None:
    picture = draw_schedule(schedule)
    assert picture is not None
    wanted = lanes_of(schedule)
    assert {lane.number: sorted(lane.runs) for lane in picture.lanes} == {
        number: sorted(runs) for number, runs in wanted.items()
    }
    for lane in picture.lanes:
        twice = {second for second, count in fill(list(lane.runs)).items() if count > 1}
        assert set(fill(list(lane.overlaps))) == twice


@pytest.mark.ux(21)
@settings(max_examples=80)
@given(ANY_SCHEDULE.filter(lambda schedule: schedule["type"].lower() == "once"))
def test_dates_are_filled_where_rrule_runs(schedule: dict[str, Any]) -> None:
    picture = draw_schedule(schedule)
    assert picture is not None
    for lane in picture.lanes[:3]:
        assert lane.day is not None
        midnight = datetime.combine(lane.day, time())
        runs = [run for run in list_once(schedule, midnight) if touches(*run, midnight)]
        assert sorted(lane.runs) == sorted(cut_at(*run, midnight) for run in runs)


def list_once(schedule: dict[str, Any], midnight: datetime) -> list[tuple[datetime, datetime]]:
    """The runs of a day, of a schedule that runs once; a frame of years is cut to what matters of it."""
    if "periods" in schedule:
        return list_runs(schedule, since=midnight, until=midnight)
    frame = read_once(schedule["frequency"])
    cut = (frame[0], min(frame[1], midnight + timedelta(days=2)))
    runs = repeat(schedule["frequency"], cut)
    return [
        (begin, min(begin + timedelta(minutes=schedule["frequency"]["duration"]), frame[1]))
        for begin, _end in runs
    ]


def touches(begin: datetime, end: datetime, midnight: datetime) -> bool:
    return begin.date() <= midnight.date() <= (end - timedelta(seconds=1)).date()


def cut_at(begin: datetime, end: datetime, midnight: datetime) -> tuple[int, int]:
    seconds = [int((moment - midnight).total_seconds()) for moment in (begin, end)]
    return max(seconds[0], 0), min(seconds[1], DAY)


@pytest.mark.ux(21)
@given(MOMENTS, st.sampled_from(ZONES))
def test_a_change_of_clocks_is_the_one_that_dateutil_knows(here: datetime, zone: str) -> None:
    now = here.replace(tzinfo=UTC)
    change = find_change(ZoneInfo(zone), now=now)
    theirs = tz.gettz(zone)
    before = now.astimezone(theirs).utcoffset()
    moment = now
    while moment.astimezone(theirs).utcoffset() == before and moment < now + timedelta(days=370):
        moment += STEP
    if moment >= now + timedelta(days=370):
        assert change is None
    else:
        assert change is not None
        assert (change.before, change.after) == (before, moment.astimezone(theirs).utcoffset())
        assert change.day == moment.astimezone(theirs).date()


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), st.lists)


@given(
    st.dictionaries(
        st.sampled_from(["type", "execution_mode", "timezone", "days_of_week", "periods", "frequency"]),
        JSON | st.sampled_from(["once", "daily", "weekly", "monthly", "period", "frequency"]),
    )
    | JSON
)
def test_any_schedule_has_a_picture_or_none(schedule: Any) -> None:
    picture = draw_schedule(schedule)
    assert picture is None or all(isinstance(lane, Lane) for lane in picture.lanes)


def test_a_night_goes_on_in_the_next_lane_and_sundays_in_mondays() -> None:
    picture = draw_schedule(
        {
            "type": "weekly",
            "execution_mode": "period",
            "days_of_week": [7],
            "periods": [{"begin_at": "22:00:00", "end_at": "06:00:00"}],
        }
    )
    assert picture is not None
    filled = {lane.number: [(s.begin, s.end, s.is_carried) for s in lane.stretches] for lane in picture.lanes}
    assert filled[7] == [(79200, DAY, False)]
    assert filled[1] == [(0, 21600, True)]
    assert [number for number, stretches in filled.items() if stretches] == [1, 7]


def test_a_task_of_centuries_is_drawn_at_its_beginning_and_counted() -> None:
    picture = draw_schedule(
        {
            "type": "once",
            "execution_mode": "period",
            "periods": [{"begin_at": "2026-01-01T00:00:00", "end_at": "9999-12-31T23:59:59"}],
        }
    )
    assert picture is not None
    assert len(picture.lanes) == 31
    assert picture.more == (at("9999-12-31") - at("2026-01-01")).days + 1 - 31
