"""Listing, showing, starting, stopping and deleting tasks, and walking through odd lists."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from taskbuilder.cloud import CloudClient, OutcomeUnknown, Refused, TaskDetails, TaskPage, TaskWalk
from taskbuilder.cloud import task_walk as walks
from taskbuilder.cloud.listing import read_page
from taskbuilder.cloud.session import Answer
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.lifecycle import STATES
from taskbuilder.simulator.server import Simulator
from tests.cloud.conftest import HARBOUR, SERVICE_ID, read_example

IEF_ID = HARBOUR.services[1].id


def read(*entries: dict[str, Any], **members: Any) -> TaskPage:
    body = json.dumps({"count": len(entries), "tasks": entries} | members).encode()
    page = read_page(Answer(200, CaseInsensitiveDict(), body))
    assert page is not None
    return page


def create(client: CloudClient, simulator: Simulator) -> str:
    """A task on IEF; it runs."""
    config = (HARBOUR.services[1].config_schema or {})["examples"][0]
    request = {**read_example("restful-webhook"), "config": config}
    return client.create_task(service_id=IEF_ID, body=json.dumps(request).encode()).task_ids[0]


# Details.


@pytest.mark.parametrize("state", [*STATES, "DANCING", ""])
def test_states_are_as_they_came(state: str) -> None:
    assert read({"id": "7f", "state": state}).tasks[0].state == state


def test_details_are_typed() -> None:
    entry = {
        "id": "7f",
        "name": "gate",
        "state": "ABNORMAL",
        "status": "The stream cannot be read.",
        "error": {"code": "ModelArts.3560", "message": "No answer in 5 s."},
        "schedule_status": "ACTIVATED",
        "created_at": "2026-03-02T12:00:00Z",
        "updated_at": "2026-03-02T12:00:03Z",
        "input": {"type": "url", "data": []},
        "nobody": "expects this",
    }
    page = read(entry)
    assert page.tasks[0].input == {"type": "url", "data": []}
    assert page.tasks == (
        TaskDetails(
            id="7f",
            name="gate",
            state="ABNORMAL",
            created_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
            updated_at=datetime(2026, 3, 2, 12, 0, 3, tzinfo=UTC),
            status="The stream cannot be read.",
            error_code="ModelArts.3560",
            error_message="No answer in 5 s.",
            schedule_status="ACTIVATED",
        ),
    )


@pytest.mark.parametrize(
    "entry",
    [
        {"state": None, "error": None, "status": None},
        {"state": [], "error": "broken", "status": {}, "updated_at": "soon", "input": 3},
        {"state": True, "error": {"code": [], "message": {}}, "schedule_status": {}},
    ],
)
def test_odd_members_are_dropped(entry: dict[str, Any]) -> None:
    assert read({"id": "7f", **entry}).tasks == (TaskDetails(id="7f", name="", state="", created_at=None),)


def test_secrets_are_hidden_on_the_way_in() -> None:
    vcn = {"type": "vcn", "vcn": {"ip": "192.0.2.7", "password": "Quay-7-lantern"}, "data": []}
    said = "login failed with Quay-7-lantern"
    (task,) = read({"id": "7f", "input": vcn, "status": said, "error": {"code": 7, "message": said}}).tasks
    hidden = "login failed with ••••••"
    assert (task.status, task.error_code, task.error_message) == (hidden, "7", hidden)
    assert "Quay-7-lantern" not in repr(task)


@pytest.mark.parametrize("count", [None, True, -1, "3"])
def test_a_count_that_is_none(count: object) -> None:
    assert read(count=count) == TaskPage((), None)


# The calls.


def test_show_stop_start_and_delete(client: CloudClient, simulator: Simulator) -> None:
    task_id = create(client, simulator)
    assert client.show_task(service_id=IEF_ID, task_id=task_id).state == "PENDING"
    client.stop_task(service_id=IEF_ID, task_id=task_id)
    assert client.show_task(service_id=IEF_ID, task_id=task_id).state == "STOPPING"
    with pytest.raises(Refused) as refused:
        client.start_task(service_id=IEF_ID, task_id=task_id)
    assert (refused.value.http_status, refused.value.is_gone) == (409, False)
    client.delete_task(service_id=IEF_ID, task_id=task_id)
    assert client.list_tasks(service_id=IEF_ID, offset=0, limit=5).tasks[0].state == "DELETING"


def test_what_is_gone_is_said(client: CloudClient) -> None:
    for call in (client.show_task, client.delete_task, client.start_task, client.stop_task):
        with pytest.raises(Refused) as refused:
            call(service_id=IEF_ID, task_id="0" * 32)
        assert refused.value.is_gone
    with pytest.raises(Refused) as refused:
        client.show_task(service_id="0" * 8, task_id="0" * 32)
    assert not refused.value.is_gone


@pytest.mark.parametrize("operation", ["delete", "start", "stop"])
@pytest.mark.parametrize("fault", [Fault.losing_the_answer(), Fault.answering(502, b"<h1>Bad Gateway</h1>")])
def test_an_answer_that_is_lost(
    client: CloudClient, simulator: Simulator, operation: str, fault: Fault
) -> None:
    task_id = create(client, simulator)
    calls: dict[str, Callable[..., None]] = {
        "delete": client.delete_task,
        "start": client.start_task,
        "stop": client.stop_task,
    }
    simulator.faults.add(operation, fault)
    with pytest.raises(OutcomeUnknown):
        calls[operation](service_id=IEF_ID, task_id=task_id)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id": "another"}'])
def test_another_task_than_the_one_asked_for(client: CloudClient, simulator: Simulator, body: bytes) -> None:
    simulator.faults.add("show", Fault.answering(200, body))
    with pytest.raises(Refused) as refused:
        client.show_task(service_id=SERVICE_ID, task_id="0" * 32)
    assert refused.value.message == "The cloud's response could not be read."


# Walks.


def make(*numbers: int) -> tuple[TaskDetails, ...]:
    return tuple(TaskDetails(id=str(each), name="", state="", created_at=None) for each in numbers)


def walk(ask: Callable[[int, int], TaskPage]) -> tuple[int, TaskWalk]:
    """How many tasks it gave, and the walk."""
    done = TaskWalk(ask=ask)
    return sum(len(tasks) for tasks in done), done


def page_through(total: int, *, count: int | None, most: int = 500) -> tuple[int, int, bool, str]:
    """Tasks, calls, whether all were seen, and the problem."""
    calls = []

    def ask(offset: int, limit: int) -> TaskPage:
        calls.append(offset)
        return TaskPage(make(*range(offset, min(total, offset + min(limit, most)))), count)

    given, done = walk(ask)
    return given, len(calls), done.is_whole, done.problem


@pytest.mark.parametrize(
    ("total", "count", "most", "calls"),
    [
        (0, 0, 500, 1),
        (0, None, 500, 1),
        (7, 7, 500, 1),
        (7, None, 500, 2),
        (250, 250, 500, 2),
        (1234, 1234, 500, 3),
        (1234, None, 500, 4),
        (250, 250, 100, 3),
        (7, 7, 1, 7),
    ],
)
def test_a_list_is_walked_to_its_end(total: int, count: int | None, most: int, calls: int) -> None:
    assert page_through(total, count=count, most=most) == (total, calls, True, "")


def test_a_count_that_is_the_pages_own() -> None:
    def ask(offset: int, limit: int) -> TaskPage:
        tasks = make(*range(offset, min(250, offset + 100)))
        return TaskPage(tasks, len(tasks))

    given, done = walk(ask)
    assert (given, done.is_whole, done.problem) == (250, True, "")


def test_a_list_that_repeats_itself() -> None:
    calls = []

    def ask(offset: int, limit: int) -> TaskPage:
        calls.append(offset)
        return TaskPage(make(*range(50)), 900)

    given, done = walk(ask)
    assert (given, len(calls), done.is_whole, done.problem) == (50, 2, False, walks.REPEATS)


def test_a_list_without_end() -> None:
    given, done = walk(lambda offset, limit: TaskPage(make(*range(offset, offset + limit)), None))
    assert (given, done.is_whole, done.problem) == (20_460, False, walks.TOO_LONG)


def test_pages_larger_than_asked_for() -> None:
    given, done = walk(lambda offset, limit: TaskPage(make(*range(3_333)), 3_333))
    assert (given, done.is_whole, done.problem) == (3_333, True, "")


def test_a_list_that_ends_too_early() -> None:
    assert page_through(7, count=9) == (7, 2, False, walks.INCOMPLETE)


def test_tasks_that_are_listed_twice_and_in_no_order() -> None:
    given, done = walk(lambda offset, limit: TaskPage(make(3, 1, 3, 2), 3))
    assert (given, done.is_whole, done.problem) == (3, True, walks.TWICE)


def test_a_task_that_is_deleted_meanwhile() -> None:
    """What follows it moves up, and one of them would be skipped."""
    pages = [make(*range(500)), make(*range(500, 700))]
    given, done = walk(lambda offset, limit: TaskPage(pages.pop(0), 700))
    assert (given, done.is_whole, done.problem) == (700, False, walks.SHIFTED)


def test_slow_pages() -> None:
    times = iter([0.0, 1.0, 61.0])
    done = TaskWalk(
        ask=lambda offset, limit: TaskPage(make(*range(offset, offset + 100)), 5_000),
        clock=lambda: next(times),
    )
    assert (len(list(done)), done.is_whole, done.problem) == (1, False, walks.TOO_SLOW)


@pytest.mark.parametrize(("status", "limits"), [(400, [500, 100]), (200, [500, 100]), (403, [500])])
def test_a_page_size_that_is_refused(status: int, limits: list[int]) -> None:
    asked = []

    def ask(offset: int, limit: int) -> TaskPage:
        asked.append(limit)
        if limit > 100:
            raise Refused("The param [limit] should be an integer from 1 to 100.", http_status=status)
        return TaskPage(make(1), 1)

    if status == 403:
        with pytest.raises(Refused):
            walk(ask)
    else:
        assert walk(ask)[0] == 1
    assert asked == limits
