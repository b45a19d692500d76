"""The minutes of a span in which a schedule runs agree with its runs, whatever the offset, however long."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.schedule.minutes import (
    MINUTE,
    Span,
    fill_minutes,
    join_stretches,
    list_stretches,
    make_bits,
)
from taskbuilder.taskspec.schedule.runs import next_runs
from tests.taskspec.samples import SCHEDULES, changed
from tests.taskspec.schedule.test_runs import ALL_TIME
from tests.taskspec.strategies import schedules

BEGINS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - the zone is given apart
    lambda moment: moment.replace(second=0, microsecond=0)
)


def walk(schedule: JsonObject, span: Span) -> set[int]:
    """The minutes of the runs, one after another."""
    end, found = span.find_moment(span.minutes), set()
    for run in next_runs(schedule, now=span.begin, limit=9_999):
        if run.begin >= end:
            break
        begin = max(run.begin.astimezone(UTC), span.begin)
        moment = begin.replace(second=0)
        while moment < min(run.end, end):
            if moment >= begin:
                found.add(span.find_minute(moment))
            moment += MINUTE
    return found


def read(bits: int) -> set[int]:
    return {minute for begin, end in list_stretches(bits) for minute in range(begin, end)}


@given(st.sampled_from(Platform).flatmap(schedules), BEGINS, st.integers(1, 3 * 1440))
def test_the_minutes_are_those_of_the_runs(schedule: dict[str, Any], begin: datetime, minutes: int) -> None:
    span = Span(begin=begin, minutes=minutes)
    assert read(fill_minutes(schedule, span)) == walk(schedule, span)


@given(st.sampled_from(Platform).flatmap(schedules), st.timedeltas(-timedelta(days=9), timedelta(days=9)))
def test_near_the_first_run(schedule: dict[str, Any], before: timedelta) -> None:
    """Where a span of a few random days would seldom hold any: a schedule that runs once."""
    first = next_runs(schedule, now=datetime(2026, 1, 1, tzinfo=UTC), limit=1)
    begin = (first[0].begin if first else datetime(2026, 1, 1, tzinfo=UTC)) + before
    span = Span(begin=begin.replace(second=0, microsecond=0), minutes=1440)
    assert read(fill_minutes(schedule, span)) == walk(schedule, span)


def test_a_frame_as_long_as_the_calendar() -> None:
    once: JsonObject = {"type": "once", "execution_mode": "frequency", "timezone": "+08:00"}
    often = {**ALL_TIME, "interval": 60}
    span = Span(begin=datetime(2026, 3, 1, tzinfo=UTC), minutes=120)
    expected = make_bits(0, 5) | make_bits(60, 65)
    assert fill_minutes({**once, "frequency": often}, span) == expected


@pytest.mark.parametrize("schedule", [None, [], {}, changed(SCHEDULES["daily"], {"/timezone": "UTC"})])
def test_what_never_runs_fills_nothing(schedule: Any) -> None:
    assert fill_minutes(schedule, Span(begin=datetime(2026, 3, 1, tzinfo=UTC), minutes=9_000)) == 0


def test_short_gaps_are_joined() -> None:
    """A day's last minute, 23:59, stands for its end."""
    nights = make_bits(0, 10) | make_bits(11, 20) | make_bits(23, 30)
    assert list(list_stretches(join_stretches(nights, least=2))) == [(0, 20), (23, 30)]
