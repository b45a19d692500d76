"""The fix of an overnight period removes the problem and leaves nothing to fix."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Problem
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.samples import SCHEDULES, changed, task


def apply(document: Any, patch: Iterable[Mapping[str, Any]]) -> Any:
    """As much of RFC 6902 as a fix uses: replace a member, add an element."""
    made = copy.deepcopy(document)
    for step in patch:
        *above, last = pointer.split(step["path"])
        holder = pointer.get(made, pointer.join(above))
        if step["op"] == "replace":
            assert last in holder
            holder[last] = step["value"]
        else:
            assert step["op"] == "add"
            holder.insert(int(last), step["value"])
    return made


def overnight(*periods: tuple[str, str]) -> dict[str, Any]:
    rows = [{"begin_at": begin, "end_at": end} for begin, end in periods]
    return changed(task(schedule="daily"), {"/schedule/periods": rows})


def only_problem(request: Any) -> Problem:
    (problem,) = find_problems(request, platform=None)
    return problem


@pytest.mark.parametrize(
    ("begin", "end", "periods"),
    [
        ("22:00:00", "06:00:00", [("22:00:00", "23:59:00"), ("00:00:00", "06:00:00")]),
        ("08:00:00", "00:00:00", [("08:00:00", "23:59:00")]),
        ("23:58:59", "00:00:01", [("23:58:59", "23:59:00"), ("00:00:00", "00:00:01")]),
    ],
)
def test_it_splits_at_midnight(begin: str, end: str, periods: list[tuple[str, str]]) -> None:
    request = overnight((begin, end))
    problem = only_problem(request)
    assert (problem.path, problem.rule) == ("/schedule/periods/0/end_at", "schedule.time.overnight")
    assert problem.fix is not None
    mended = apply(request, problem.fix.patch)
    assert mended == overnight(*periods)
    assert find_problems(mended, platform=None) == []


def test_each_row_has_a_mend_of_its_own() -> None:
    request = overnight(("08:00:00", "09:00:00"), ("22:00:00", "06:00:00"), ("10:00:00", "11:00:00"))
    problem = only_problem(request)
    assert problem.fix is not None
    mended = apply(request, problem.fix.patch)
    assert mended == overnight(
        ("08:00:00", "09:00:00"), ("22:00:00", "23:59:00"), ("00:00:00", "06:00:00"), ("10:00:00", "11:00:00")
    )
    assert find_problems(mended, platform=None) == []


def test_none_is_offered_where_nothing_would_be_left_before_midnight() -> None:
    assert only_problem(overnight(("23:59:00", "06:00:00"))).fix is None


def test_none_is_offered_for_a_frequency() -> None:
    frequency = {**SCHEDULES["frequency"]["frequency"], "end_at": "06:00:00"}
    problem = only_problem(changed(task(schedule="frequency"), {"/schedule/frequency": frequency}))
    assert (problem.rule, problem.fix) == ("schedule.time.overnight", None)


def test_programs_get_text_and_patch() -> None:
    assert only_problem(overnight(("22:00:00", "06:00:00"))).as_json() == {
        "path": "/schedule/periods/0/end_at",
        "rule": "schedule.time.overnight",
        "severity": "confirm",
        "message": "Period 1: “End” is before the start. The platform does not say that tasks run past "
        "midnight. Confirm, or change the times.",
        "fix": {
            "text": "Split in two: up to 23:59:00 and from 00:00:00",
            "patch": [
                {"op": "replace", "path": "/schedule/periods/0/end_at", "value": "23:59:00"},
                {
                    "op": "add",
                    "path": "/schedule/periods/1",
                    "value": {"begin_at": "00:00:00", "end_at": "06:00:00"},
                },
            ],
        },
    }
