"""What two requests have otherwise: applied to the one, the changes give the other, and no more than that."""

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskbuilder.taskspec.comparison.diff import Change, ChangeKind, apply_changes, compare
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.split import MASK, split_secrets
from tests.support.step_counts import count_steps
from tests.taskspec.samples import GONE, changed, task
from tests.taskspec.strategies import any_json, spoilt_requests, valid_requests

PLATFORMS = st.sampled_from(Platform)
CAMERAS = [{"id": f"camera-{number}"} for number in range(5)]


@st.composite
def edited_pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """A request, and what somebody might have made of it: rows repeated, removed, in another order."""
    one = draw(valid_requests(draw(PLATFORMS)))
    other = copy.deepcopy(one)
    rows = other["input"]["data"]
    rows += draw(st.lists(st.sampled_from(copy.deepcopy(rows)), max_size=3))
    other["input"]["data"] = draw(st.permutations(rows))[draw(st.integers(0, 1)) :]
    if draw(st.booleans()):
        other["input"]["data"].insert(0, draw(any_json()))
    return one, other


PAIRS = st.one_of(
    edited_pairs(),
    st.tuples(PLATFORMS.flatmap(valid_requests), PLATFORMS.flatmap(valid_requests)),
    PLATFORMS.flatmap(lambda platform: st.tuples(spoilt_requests(platform), spoilt_requests(platform))),
    st.tuples(*[st.dictionaries(st.sampled_from(("input", "a", "a/b~c", "0")), any_json(), max_size=3)] * 2),
)


def write(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@settings(max_examples=200)
@given(PAIRS)
def test_the_changes_from_one_to_the_other_make_the_other_of_the_one(pair: tuple[Any, Any]) -> None:
    one, other = pair
    before = write(one), write(other)
    assert write(apply_changes(compare(one, other), one)) == write(other)
    assert write(apply_changes(compare(other, one), other)) == write(one)
    assert (write(one), write(other)) == before


@given(PLATFORMS.flatmap(valid_requests), st.randoms())
def test_what_is_equal_has_no_changes(request_: Any, shuffler: random.Random) -> None:
    members = [*copy.deepcopy(request_).items()]
    shuffler.shuffle(members)
    assert compare(request_, dict(members)) == []


def cameras(*numbers: int) -> dict[str, Any]:
    return changed(task("edgecamera"), {"/input/data": [CAMERAS[number] for number in numbers]})


@pytest.mark.parametrize(
    ("one", "other", "changes"),
    [
        (cameras(0, 1, 2), cameras(0, 2), [(ChangeKind.REMOVED, "/input/data/1", None)]),
        (cameras(0, 2), cameras(0, 1, 2), [(ChangeKind.ADDED, None, "/input/data/1")]),
        (cameras(0, 1, 2), cameras(2, 0, 1), [(ChangeKind.MOVED, "/input/data/2", "/input/data/0")]),
        (
            cameras(0, 1),
            changed(cameras(1, 0), {"/input/data/0/camera_type": "ipc"}),
            [
                (ChangeKind.ADDED, None, "/input/data/0/camera_type"),
                (ChangeKind.MOVED, "/input/data/0", "/input/data/1"),
            ],
        ),
        (
            cameras(0),
            changed(cameras(0), {"/input/data/0/id": "camera-9", "/description": "At night"}),
            [
                (ChangeKind.CHANGED, "/input/data/0/id", "/input/data/0/id"),
                (ChangeKind.ADDED, None, "/description"),
            ],
        ),
        (
            task(sink="webhook"),
            changed(task(sink="webhook"), {"/output/webhook": GONE, "/output/dis": {"stream_name": "a"}}),
            [(ChangeKind.REMOVED, "/output/webhook", None), (ChangeKind.ADDED, None, "/output/dis")],
        ),
        (
            task(schedule="weekly"),
            changed(task(schedule="weekly"), {"/schedule/days_of_week": [1, 5, 6]}),
            [(ChangeKind.CHANGED, "/schedule/days_of_week", "/schedule/days_of_week")],
        ),
        ({"config": {"n": 1}}, {"config": {"n": True}}, [(ChangeKind.CHANGED, "/config/n", "/config/n")]),
    ],
)
def test_changes(one: Any, other: Any, changes: list[tuple[str, str | None, str | None]]) -> None:
    assert [(each.kind, each.before, each.after) for each in compare(one, other)] == changes


def test_an_input_is_known_by_what_it_reads_and_not_by_its_place() -> None:
    streams: list[dict[str, Any]] = [
        {"url": f"https://media.example.com/{number}", "node_id": "n"} for number in range(3)
    ]
    one: Any = {"input": {"type": "restful", "data": streams}}
    other: Any = {"input": {"type": "restful", "data": [{**streams[2], "node_id": "m"}, *streams[:2]]}}

    changes = [(each.kind, each.before, each.after, each.old, each.new) for each in compare(one, other)]
    assert changes == [
        (ChangeKind.MOVED, "/input/data/2", "/input/data/0", None, None),
        (ChangeKind.CHANGED, "/input/data/2/node_id", "/input/data/0/node_id", "n", "m"),
    ]


def test_a_row_without_an_identity_is_known_by_what_else_it_says() -> None:
    periods: list[dict[str, Any]] = [
        {"begin_at": f"0{hour}:00:00", "end_at": f"0{hour + 1}:00:00"} for hour in (1, 3, 5)
    ]
    one: Any = {"schedule": {"periods": periods}}
    other: Any = {"schedule": {"periods": [{**periods[2], "end_at": "07:30:00"}]}}

    assert [(each.kind, each.before) for each in compare(one, other)] == [
        (ChangeKind.CHANGED, "/schedule/periods/2/end_at"),
        (ChangeKind.REMOVED, "/schedule/periods/0"),
        (ChangeKind.REMOVED, "/schedule/periods/1"),
    ]


def test_hidden_secrets_are_equal() -> None:
    one = changed(task("vcn"), {"/input/vcn/password": "first"})
    other = changed(task("vcn"), {"/input/vcn/password": "second"})
    masked, seen = split_secrets(one)[0], split_secrets(other)[0]

    assert masked["input"]["vcn"]["password"] == MASK
    assert compare(masked, seen) == []


def test_a_change_says_nothing_of_its_values() -> None:
    """A log line or a traceback may hold it."""
    (change,) = compare({"name": "canary-1"}, {"name": "canary-2"})
    assert "canary" not in repr(change)
    assert isinstance(change, Change)


def many(count: int, *, seed: int = 0) -> dict[str, Any]:
    order = sorted(range(count), key=lambda number: number * 7_919 % 1_009)
    rows = [
        {
            "url": f"https://media.example.com/streams/{number + seed}",
            "certificate_check": True,
            "rtsp_path_in_response": f"path-{seed}",
            "headers": {"X-Site": f"site-{number // 2}"},
        }
        for number in order
    ]
    return {"name": "gate-1", "input": {"type": "restful", "data": rows}}


@pytest.mark.parametrize("seed", [0, 1, 100_000], ids=["moved", "overlapping", "apart"])
def test_twice_the_rows_take_twice_the_work(seed: int) -> None:
    once, twice = (
        count_steps(lambda count=count: compare(many(count), many(count, seed=seed)))  # type: ignore[misc]
        for count in (150, 300)
    )
    assert twice < 2.3 * once
