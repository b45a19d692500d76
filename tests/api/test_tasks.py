"""Listing and showing tasks through our endpoint, as through the cloud's."""

import json
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any

import pytest

from taskbuilder.records.models import CloudTask, Project, Service
from taskbuilder.records.submissions import wait
from taskbuilder.simulator.exchange import Answer
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.api.conftest import REQUEST, Program, issue

VCN = {
    "type": "vcn",
    "vcn": {"ip": "192.0.2.9", "port": 443, "username": "u", "password": "Quay-7-lantern"},
    "data": [{"device_id": "d", "stream_type": 1}],
}
EXPECTED_ERRORS = [
    (400, "ModelArts.0101", 400, "ModelArts.0101"),
    (401, "ModelArts.0201", 502, "ModelArts.0201"),
    (403, "ModelArts.4116", 403, "ModelArts.4116"),
    (404, "ModelArts.3502", 404, "ModelArts.3502"),
    (408, "ModelArts.4205", 503, "TaskBuilder.0503"),
    (409, "ModelArts.3503", 409, "ModelArts.3503"),
    (413, "ModelArts.4104", 413, "ModelArts.4104"),
    (429, "ModelArts.2799", 429, "ModelArts.2799"),
    (500, "ModelArts.0010", 503, "TaskBuilder.0503"),
    (503, "APIG.0601", 503, "TaskBuilder.0503"),
]
"""What the cloud says, and what a program gets."""


def read(program: Program, path: str = "") -> tuple[int, Any]:
    response = program.get(program.path + path)
    return response.status_code, json.loads(response.content)


def fill(cloud: Simulator, service: Service, *numbers: int, **members: Any) -> None:
    """As many tasks, created outside of this installation."""
    common = {"service_id": service.service_id, "project_id": service.project.cloud_project_id}
    common |= {"created_at": "2026-01-01T00:00:00Z", "input": REQUEST["input"], "output": REQUEST["output"]}
    cloud.add([{"id": f"{each:032x}", "name": f"gate-{each}", **common, **members} for each in numbers])


@pytest.fixture
def ief(program: Program) -> Program:
    services = Service.objects.select_related("project").order_by("name")
    service = services.filter(project__slug="harbour", platform="ief")[0]
    return Program(program.token, service, program.client)


def test_it_lists_by_page_and_shows_one(cloud: Simulator, program: Program) -> None:
    """Also what was not created here, without its secrets; a page's state is the same from then on."""
    fill(cloud, program.service, 1, 2, 3, creator="console", unexpected={"token": "canary-token", "more": 1})
    status, page = read(program, "?offset=1&limit=1")
    shown = read(program, f"/{2:032x}")[1]
    assert (status, page["count"], [each["id"] for each in page["tasks"]]) == (200, 3, [f"{2:032x}"])
    assert page["tasks"] == [shown]
    assert (shown["state"], shown["creator"], shown["input"]) == ("RUNNING", "console", REQUEST["input"])
    assert shown["output"]["webhook"]["headers"] == {"X-Token": "••••••"}
    assert shown["unexpected"] == {"token": "••••••", "more": 1}
    assert cloud.calls == {"token": 1, "list": 1, "show": 1}


def test_it_narrows_and_sorts_on_ief(cloud: Simulator, ief: Program) -> None:
    fill(cloud, ief.service, *range(12), input=VCN)
    _status, page = read(ief, "?name_like=gate-1&sort_key=name&sort_dir=asc&state=RUNNING")
    assert [each["name"] for each in page["tasks"]] == ["gate-1", "gate-10", "gate-11"]
    assert page["tasks"][0]["input"]["vcn"]["password"] == "••••••"
    status, refused = read(ief, "?state=DANCING")
    assert (status, refused["error_code"]) == (400, "ModelArts.0101")
    assert refused["error_msg"].startswith("Invalid argument. The param [state] should be one of [PENDING,")


@pytest.mark.usefixtures("relay")
def test_what_a_program_reads_the_pages_show_too(cloud: Simulator, program: Program) -> None:
    program.post()
    (task,) = cloud.tasks
    assert read(program, f"/{task['id']}")[1]["state"] in ("PENDING", "STARTING")
    cloud.faults.add("show", Fault.answering(404, b'{"error_code": "ModelArts.3501", "error_msg": "No."}'))
    assert read(program, f"/{task['id']}")[0] == HTTPStatus.NOT_FOUND
    assert CloudTask.objects.get().shown_state == "GONE"


@pytest.mark.parametrize(("status", "code", "ours", "our_code"), EXPECTED_ERRORS)
def test_the_clouds_errors(
    cloud: Simulator, program: Program, status: int, code: str, ours: int, our_code: str
) -> None:
    """Those that are about our way into the cloud are ours; what else the cloud says comes along."""
    body = json.dumps({"error_code": code, "error_msg": "No.", "advice": "Wait."}).encode()
    fault = Fault.answering(status, body, {"Retry-After": "7", "X-Request-Id": "cloud-1"})
    for operation, path in (("list", ""), ("show", f"/{1:032x}")):
        cloud.faults.add(operation, fault, fault)  # a token is renewed once
        response = program.get(program.path + path)
        said = json.loads(response.content)
        assert (response.status_code, said["error_code"], said["error_msg"]) == (ours, our_code, "No.")
        assert said["advice"] == "Wait."
        assert response.headers.get("Retry-After") == {429: "7", 503: "1"}.get(ours)
        cloud.faults.clear()


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("?limit=0", 400, "ModelArts.0101"),
        ("?offset=x", 400, "ModelArts.0101"),
        ("/" + "0" * 32, 404, "ModelArts.3501"),
        ("/" + "A" * 32, 400, "ModelArts.0104"),
        ("/%2E%2E", 400, "ModelArts.0104"),
        ("/%00", 400, "ModelArts.0104"),
    ],
)
def test_what_there_is_not(cloud: Simulator, program: Program, path: str, status: int, code: str) -> None:
    assert [read(program, path)[0], read(program, path)[1]["error_code"]] == [status, code]


def test_another_projects_task_is_not_shown(cloud: Simulator, program: Program) -> None:
    other = Project.objects.get(slug="campus").services.select_related("project")[0]
    fill(cloud, other, 7)
    assert read(program, f"/{7:032x}")[0] == HTTPStatus.NOT_FOUND
    foreign = Program(issue().text, other, program.client)
    assert read(foreign, f"/{7:032x}")[0] == HTTPStatus.FORBIDDEN


def test_answers_that_cannot_be_read(cloud: Simulator, program: Program) -> None:
    """A page of a proxy; and what JSON can hold and no answer of ours may."""
    cloud.faults.add("list", Fault.answering(200, b"<h1>Welcome</h1>"))
    assert read(program)[0] == HTTPStatus.BAD_GATEWAY
    odd = b'{"count": "x", "tasks": [{"id": "7", "config": {"a": NaN, "b": "\\ud800"}, "x": %s}]}'
    deep = b"[" * 90 + b"]" * 90
    cloud.faults.add("list", Fault(Answer(200, odd % deep)))
    status, page = read(program)
    assert (status, page["count"], page["tasks"][0]["config"]) == (200, 1, {"a": "nan", "b": "?"})


def test_where_too_many_wait_it_is_refused(
    cloud: Simulator, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages are served whatever programs wait for: a cloud that answers nothing holds no more threads."""
    monkeypatch.setattr(wait, "places", BoundedSemaphore(1))
    for path in ("", f"/{1:032x}"):
        with wait.places:
            status, body = read(program, path)
        assert (status, body["error_code"], cloud.calls["list"]) == (429, "APIG.0308", 0)
    assert read(program)[0] == HTTPStatus.OK
    assert wait.places.acquire(blocking=False)  # it is free again
