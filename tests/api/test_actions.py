"""Starting, stopping and deleting tasks through our endpoint, as through the cloud's."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from taskbuilder.records.models import CloudTask, Member, Role, Service, TaskAction
from taskbuilder.records.samples import load_samples
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.api.conftest import REQUEST, Program
from tests.support.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock(timezone.now())


@pytest.fixture
def cloud(transactional_db: None, clock: Clock) -> Iterator[Simulator]:
    with Simulator(clock=clock) as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        yield simulator


@pytest.fixture
def ief(program: Program) -> Program:
    services = Service.objects.select_related("project").order_by("name")
    return Program(program.token, services.filter(project__slug="harbour", platform="ief")[0], program.client)


def add(cloud: Simulator, program: Program, number: int = 1) -> str:
    """A task that was created elsewhere; it runs."""
    service = program.service
    common = {"service_id": service.service_id, "project_id": service.project.cloud_project_id}
    common |= {"created_at": "2026-01-01T00:00:00Z", "input": REQUEST["input"], "name": "gate"}
    cloud.add([{"id": f"{number:032x}", **common}])
    return f"{number:032x}"


def act(program: Program, task_id: str, action: str, *, wait: int = 30) -> tuple[int, Any]:
    """The status, and the state or the error's code."""
    headers = {"X-Auth-Token": program.token, "Prefer": f"wait={wait}"}
    path = f"{program.path}/{task_id}"
    if action == "delete":
        response = program.client.delete(path, headers=headers)
    else:
        response = program.client.post(f"{path}/{action}", headers=headers)
    body = json.loads(response.content)
    return response.status_code, body.get("state") or body["error_code"]


@pytest.mark.usefixtures("relay")
def test_one_created_here_and_one_created_elsewhere(cloud: Simulator, clock: Clock, ief: Program) -> None:
    schema: Any = ief.service.config_schema
    config = schema["examples"][0]
    assert ief.post(REQUEST | {"config": config}).status_code == 201
    own = cloud.tasks[0]["id"]
    for task_id in (own, add(cloud, ief)):
        clock.pass_by(60)
        assert act(ief, task_id, "stop") == (202, "done")
        assert act(ief, task_id, "start") == (409, "ModelArts.3503")  # it is still stopping
        clock.pass_by(60)
        assert act(ief, task_id, "start") == (202, "done")
        assert act(ief, task_id, "delete") == (202, "done")
        clock.pass_by(60)
        assert act(ief, task_id, "stop") == (404, "ModelArts.3501")
        assert act(ief, task_id, "delete") == (202, "done")  # what is gone is deleted
    assert CloudTask.objects.get(created__task_id=own).shown_state == "GONE"
    assert cloud.calls["delete"] == 3  # of what is known to be gone nothing is asked


@pytest.mark.usefixtures("relay")
def test_what_the_cloud_says(cloud: Simulator, ief: Program) -> None:
    """Refusals are passed on; a lost answer is checked, and not answered as done before it is known."""
    task_id = add(cloud, ief)
    arrears = b'{"error_code": "ModelArts.4116", "error_msg": "In arrears."}'
    cloud.faults.add("stop", Fault.answering(403, arrears), Fault.losing_the_answer())
    assert act(ief, task_id, "stop") == (403, "ModelArts.4116")
    assert act(ief, task_id, "stop") == (202, "done")
    assert TaskAction.objects.latest("asked_at").finding == "confirmed"
    assert cloud.calls["stop"] == 2


def test_without_a_relay(cloud: Simulator, ief: Program) -> None:
    """It is stored and answered; asked again it is the same, and another has to wait."""
    task_id = add(cloud, ief)
    assert [act(ief, task_id, "stop", wait=0) for _ in range(2)] == [(202, "queued")] * 2
    assert act(ief, task_id, "delete", wait=0) == (409, "TaskBuilder.0409")
    assert TaskAction.objects.count() == 1


def test_what_there_is_not(cloud: Simulator, program: Program, ief: Program) -> None:
    assert act(program, add(cloud, program), "start") == (404, "APIG.0101")
    assert act(ief, "x", "stop") == (400, "ModelArts.0104")
    Member.objects.filter(person__username="operator").update(role=Role.VIEWER)
    assert act(ief, add(cloud, ief, 2), "delete") == (403, "ModelArts.0112")
    assert not TaskAction.objects.exists()
