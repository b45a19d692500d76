"""A zone's next change of clocks, asked for again and again as the clocks go on."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from taskbuilder.taskspec.schedule.zones import find_change

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 3, 28, 23, tzinfo=UTC), SPRING),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), SPRING),
        (datetime(2026, 3, 29, 1, 0, 1, tzinfo=UTC), AUTUMN),
        (datetime(2026, 3, 29, 23, tzinfo=UTC), AUTUMN),
    ],
)
def test_on_its_day_a_change_is_the_next_one_until_it_has_come(now: datetime, day: date) -> None:
    change = find_change(ZoneInfo("Europe/Berlin"), now=now)
    assert change is not None
    assert change.day == day
    assert {change.before, change.after} == {timedelta(hours=1), timedelta(hours=2)}


def test_a_zone_that_keeps_its_clocks_has_none() -> None:
    assert find_change(ZoneInfo("Asia/Shanghai"), now=datetime(2026, 3, 29, tzinfo=UTC)) is None
