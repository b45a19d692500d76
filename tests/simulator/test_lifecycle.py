"""What becomes of the simulator's tasks: by the clock, by their schedule, and by start, stop and delete."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from taskbuilder.simulator.server import Simulator
from tests.simulator.test_reference import (
    EDGE,
    HARBOUR,
    INTRUSION,
    NAMES,
    TASKS,
    ask,
    post,
    read_example,
    sign_in,
)
from tests.support.clock import Clock

IEF = f"/v1/{HARBOUR.id}/services/{INTRUSION.id}/tasks"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday."""
assert INTRUSION.config_schema is not None
REQUEST = read_example(NAMES[0]) | {"config": INTRUSION.config_schema["examples"][0]}
REQUEST.pop("source_usage_estimate", None)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def simulator(clock: Clock) -> Iterator[Simulator]:
    with Simulator(clock=clock) as running:
        yield running


def create(simulator: Simulator, **changes: object) -> str:
    return str(post(simulator, REQUEST | changes, path=IEF)[1]["tasks"][0]["id"])


def call(simulator: Simulator, method: str, path: str = "") -> tuple[int, Any]:
    status, body, _headers = ask(simulator, method, f"{IEF}{path}", headers=sign_in(simulator))
    return status, body


def state_of(simulator: Simulator, task_id: str) -> tuple[str, str]:
    """And when it was reached, in seconds after noon."""
    _status, task = call(simulator, "GET", f"/{task_id}")
    return task["state"], task["updated_at"]


def test_a_task_begins(simulator: Simulator, clock: Clock) -> None:
    task_id = create(simulator)
    states = [state_of(simulator, task_id)]
    for seconds in (1, 2, 3600):
        clock.pass_by(seconds)
        states.append(state_of(simulator, task_id))
    assert states == [
        ("PENDING", "2026-03-02T12:00:00Z"),
        ("STARTING", "2026-03-02T12:00:01Z"),
        ("RUNNING", "2026-03-02T12:00:03Z"),
        ("RUNNING", "2026-03-02T12:00:03Z"),
    ]


def test_files_are_read_to_their_end(simulator: Simulator, clock: Clock) -> None:
    task_id = create(simulator, input={"type": "obs", "data": [{"bucket": "quay-videos", "path": "gate/"}]})
    clock.pass_by(60)
    assert state_of(simulator, task_id) == ("SUCCEEDED", "2026-03-02T12:00:33Z")


def test_a_schedule_is_followed(simulator: Simulator, clock: Clock) -> None:
    hours = {"begin_at": "13:00:00", "end_at": "14:00:00"}
    period = {"timezone": "+00:00", "type": "DAILY", "execution_mode": "period", "periods": [hours]}
    task_id = create(simulator, schedule=period)
    seen = []
    for minutes in (1, 59, 1, 60):
        clock.pass_by(60 * minutes)
        _status, task = call(simulator, "GET", f"/{task_id}")
        seen.append((clock.now.strftime("%H:%M"), task["state"], task["schedule_status"]))
    assert seen == [
        ("12:01", "PENDING", "ACTIVATED"),
        ("13:00", "STARTING", "ACTIVATED"),
        ("13:01", "RUNNING", "ACTIVATED"),
        ("14:01", "PENDING", "ACTIVATED"),
    ]
    call(simulator, "POST", f"/{task_id}/stop")
    assert call(simulator, "GET", f"/{task_id}")[1]["schedule_status"] == "INACTIVATED"


def test_stop_start_and_delete(simulator: Simulator, clock: Clock) -> None:
    task_id = create(simulator)
    clock.pass_by(60)
    seen = []
    for method, path in [("POST", "/stop"), ("POST", "/start"), ("DELETE", "")]:
        status, _body = call(simulator, method, f"/{task_id}{path}")
        at_once = state_of(simulator, task_id)[0]
        clock.pass_by(60)
        seen.append((status, at_once, call(simulator, "GET", f"/{task_id}")[1].get("state")))
    assert seen == [(202, "STOPPING", "STOPPED"), (202, "PENDING", "RUNNING"), (202, "DELETING", None)]
    gone = {"error_code": "ModelArts.3501", "error_msg": f"Task {task_id} does not exist."}
    for method, path in [("GET", ""), ("DELETE", ""), ("POST", "/start")]:
        assert call(simulator, method, f"/{task_id}{path}") == (404, gone)
    assert simulator.tasks == []


def test_a_task_that_fails_is_started_again(simulator: Simulator, clock: Clock) -> None:
    task_id = create(simulator)
    simulator.fail([{"id": task_id}], "ABNORMAL")
    clock.pass_by(60)
    _status, task = call(simulator, "GET", f"/{task_id}")
    error = {"code": "ModelArts.3560", "message": "The video stream cannot be read."}
    assert (task["state"], task["status"], task["error"]) == ("ABNORMAL", error["message"], error)
    assert call(simulator, "POST", f"/{task_id}/start")[0] == 202
    clock.pass_by(60)
    _status, task = call(simulator, "GET", f"/{task_id}")
    assert (task["state"], "error" in task) == ("RUNNING", False)


def test_control_that_does_not_fit(simulator: Simulator, clock: Clock) -> None:
    task_id = create(simulator)
    clock.pass_by(60)
    status, body = call(simulator, "POST", f"/{task_id}/start")
    assert (status, body["error_msg"]) == (409, "A task in the state RUNNING cannot be started.")
    call(simulator, "POST", f"/{task_id}/stop")
    assert call(simulator, "POST", f"/{task_id}/stop")[0] == 409
    assert (
        call(simulator, "DELETE", "/1")[1]["error_msg"] == "parameter [task_id] does not match ^[0-9a-f]{32}$"
    )


def test_edge_tasks_are_only_deleted(simulator: Simulator, clock: Clock) -> None:
    task_id = post(simulator, read_example(NAMES[0]))[1]["tasks"][0]["id"]
    headers = sign_in(simulator)
    answers = [
        ask(simulator, method, f"{TASKS}/{task_id}{path}", headers=headers)[0]
        for method, path in [("POST", "/stop"), ("POST", "/start"), ("DELETE", ""), ("DELETE", "")]
    ]
    assert (answers, EDGE.platform.value) == ([404, 404, 202, 202], "modelarts-edge")


def test_the_list_is_narrowed_and_sorted(simulator: Simulator, clock: Clock) -> None:
    ids = {}
    for name in ("b", "c", "a"):
        ids[create(simulator, name=name)] = name
        clock.pass_by(10)
    first = next(iter(ids))
    call(simulator, "POST", f"/{first}/stop")

    def ask_for(query: str) -> str:
        return "".join(task["name"] for task in call(simulator, "GET", f"?{query}")[1]["tasks"])

    since, until = (round((NOON + timedelta(seconds=each)).timestamp() * 1000) for each in (5, 15))
    assert {
        query: ask_for(query)
        for query in (
            "limit=9",
            "sort_dir=asc",
            "sort_key=name",
            "sort_key=name&sort_dir=asc",
            "sort_key=updated_at&sort_dir=desc",
            "state=RUNNING",
            f"id={first}",
            "name_like=c",
            f"created_since={since}",
            f"created_since={since}&created_until={until}",
        )
    } == {
        "limit=9": "acb",
        "sort_dir=asc": "bca",
        "sort_key=name": "cba",
        "sort_key=name&sort_dir=asc": "abc",
        "sort_key=updated_at&sort_dir=desc": "bac",
        "state=RUNNING": "ac",
        f"id={first}": "b",
        "name_like=c": "c",
        f"created_since={since}": "ac",
        f"created_since={since}&created_until={until}": "c",
    }


@pytest.mark.parametrize("query", ["state=BUSY", "sort_dir=up", "sort_key=size"])
def test_the_list_by_nonsense(simulator: Simulator, query: str) -> None:
    status, body = call(simulator, "GET", f"?{query}")
    name = query.partition("=")[0]
    assert (status, body["error_code"]) == (400, "ModelArts.0101")
    assert body["error_msg"].startswith(f"Invalid argument. The param [{name}] should be one of [")


def test_calls_are_counted(simulator: Simulator) -> None:
    task_id = create(simulator)
    call(simulator, "GET")
    call(simulator, "GET", f"/{task_id}")
    call(simulator, "DELETE", f"/{task_id}")
    assert simulator.calls == Counter(token=4, create=1, list=1, show=1, delete=1)
