"""Sums of weights over minutes agree with sums that are added up minute by minute."""

from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.records.boards.loads import Load
from taskbuilder.taskspec.schedule.minutes import list_stretches

MINUTES = 40
TASKS = st.lists(st.tuples(st.integers(0, 2**MINUTES - 1), st.integers(0, 9_999)), max_size=8)


@given(TASKS, st.integers(0, 20_000), st.integers(1, 2 * MINUTES))
def test_sums_peaks_and_excess(tasks: list[tuple[int, int]], limit: int, step: int) -> None:
    load = Load(MINUTES)
    for bits, weight in tasks:
        load.add(bits, weight)
    sums = [sum(weight for bits, weight in tasks if bits >> minute & 1) for minute in range(MINUTES)]
    above = {m for begin, end in list_stretches(load.find_above(limit)) for m in range(begin, end)}
    assert load.list_peaks(1) == sums
    assert load.list_peaks(step) == [max(sums[start : start + step]) for start in range(0, MINUTES, step)]
    assert load.list_peaks(load.minutes) == [max(sums)]
    assert above == {minute for minute, each in enumerate(sums) if each > limit}
