"""How a problem is fixed: messages name it, and the fix of an overnight period leaves nothing to fix."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Platform
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


URL, RESTFUL, HOOK = "/input/data/0/url", task("restful"), "/output/webhook"


@pytest.mark.parametrize(
    ("request_", "edits", "message"),
    [
        (
            RESTFUL,
            {URL: "ftp://media.example.com/1"},
            "Input 1: Write “Request URL” as a full http or https address without spaces, such as "
            "https://media.example.com/streams/gate-1.",
        ),
        (
            RESTFUL,
            {URL: "https://media example.com/1"},
            "Input 1: Write “Request URL” as a full http or https address without spaces, such as "
            "https://media.example.com/streams/gate-1.",
        ),
        (
            task(),
            {URL: "rtsp:///live"},
            "Input 1: “Stream or file URL” has no host after “://”. Enter a full address, such as "
            "rtsp://camera-1.example.com/live.",
        ),
        (
            task(),
            {URL: "camera-1"},
            "Input 1: Write “Stream or file URL” as scheme://host/path, a full address without spaces, "
            "such as rtsp://camera-1.example.com/live.",
        ),
        (
            task(),
            {f"{HOOK}/url": "https://user:word@/x"},
            "“Webhook URL” has no host after “://”. Enter a full address, such as "
            "https://sink.example.net/results.",
        ),
        (
            RESTFUL,
            {"/input/data/0/certificate_check": None},
            "Input 1: Choose “Verify the certificate”.",
        ),
        (
            task(),
            {f"{HOOK}/headers": None},
            "“Webhook headers” is empty. Add at least one header: a name and a value.",
        ),
        (
            task(),
            {f"{HOOK}/headers": {"X-Site": "gate", "": "x"}},
            "Header 2 has no name. Enter its name: letters, digits and hyphens.",
        ),
        (
            task(),
            {f"{HOOK}/data_category": ["people", "cars", "people"]},
            "“Data categories”: entry 3 is the same as entry 1. Remove one.",
        ),
        (
            task(),
            {"/output": {}},
            "“Output”: choose where to send the results, object storage, a data stream, a webhook or "
            "several.",
        ),
    ],
)
def test_the_mend_is_named(request_: dict[str, Any], edits: dict[str, Any], message: str) -> None:
    (problem,) = find_problems(changed(request_, edits), platform=None)
    assert problem.message == message


def test_a_platform_without_object_storage_is_offered_none() -> None:
    (problem,) = find_problems(changed(task(), {"/output": {}}), platform=Platform.MODELARTS_EDGE)
    assert problem.message == (
        "“Output”: choose where to send the results, a data stream, a webhook or both."
    )


def test_an_address_that_is_also_too_long_is_told_both() -> None:
    request = changed(RESTFUL, {URL: "ftp://" + "x" * 1000})
    assert [problem.message for problem in find_problems(request, platform=None)] == [
        "Input 1: “Request URL” has 1006 characters. Shorten it to at most 1000.",
        "Input 1: Write “Request URL” as a full http or https address without spaces, such as "
        "https://media.example.com/streams/gate-1.",
    ]
