"""A client that openapi-python-client makes of our document: what it creates, lists, shows and acts on."""

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from taskbuilder.api.document import make_document
from taskbuilder.simulator.server import Simulator
from tests.api.conftest import REQUEST, Program
from tests.api.test_actions import add, clock, cloud, ief
from tests.support.clock import Clock

__all__ = ["clock", "cloud", "ief"]
PACKAGE = "made_client"
WEEKLY = {
    "type": "weekly",
    "execution_mode": "frequency",
    "timezone": "+08:00",
    "days_of_week": [1, 3],
    "frequency": {"interval": 60, "duration": 30, "begin_at": "08:00:00", "end_at": "20:00:00"},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the client's package is; making it takes a few seconds."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(make_document("http://localhost")))
    (folder / "config.yaml").write_text("post_hooks: []\n")
    command = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--fail-on-warning"]
    command += ["--path", "openapi.json", "--config", "config.yaml", "--meta", "none"]
    command += ["--output-path", PACKAGE]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (made.returncode, made.stderr) == (0, ""), made.stdout
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


def load(name: str) -> ModuleType:
    return importlib.import_module(f"{PACKAGE}.{name}")


@pytest.fixture
def client_of(made: Path, program: Program, live_server: LiveServer) -> Iterator[Any]:
    client = load("client").AuthenticatedClient(
        base_url=live_server.url, token=program.token, prefix="", auth_header_name="X-Auth-Token"
    )
    with client:
        yield client


@pytest.mark.usefixtures("relay")
def test_it_creates_shows_and_lists(program: Program, cloud: Simulator, client_of: Any) -> None:
    models, project = load("models"), program.service.project.cloud_project_id
    task = models.ModelArtsEdgeTask.from_dict(REQUEST)
    assert type(task.input_).__name__ == "ModelArtsEdgeTaskUrlInput"
    created = load("api.default.create_task").sync_detailed(
        project, program.service.service_id, client=client_of, body=task, idempotency_key="made-1"
    )
    assert created.status_code == 201
    assert [each.id for each in created.parsed.tasks] == [task["id"] for task in cloud.tasks]
    assert [seen.body for seen in cloud.requests] == [REQUEST]
    submission = created.headers["Location"].rpartition("/")[2]
    shown = load("api.default.show_submission").sync(project, submission, client=client_of)
    assert (str(shown.id), shown.state, len(shown.attempts)) == (submission, "created", 1)
    listed = load("api.default.list_submissions").sync(project, client=client_of, q="gate", limit=1)
    assert [str(each.id) for each in listed.submissions] == [submission]
    of_service = {"client": client_of, "project_id": project, "service_id": program.service.service_id}
    tasks = load("api.default.list_tasks").sync(**of_service, limit=5)
    (task_id,) = [each.id for each in created.parsed.tasks]
    task = load("api.default.show_task").sync(**of_service, task_id=task_id)
    assert (tasks.count, [each.id for each in tasks.tasks]) == (1, [task_id])
    assert (task.id, task.name, task.input_["type"]) == (task_id, "gate", "url")
    deleted = load("api.default.delete_task").sync_detailed(**of_service, task_id=task_id)
    assert (deleted.status_code, deleted.parsed.id, deleted.parsed.state) == (202, task_id, "done")
    refused = load("api.default.stop_task").sync_detailed(**of_service, task_id=task_id)
    assert (refused.status_code, refused.parsed.error_code) == (404, "APIG.0101")
    services = load("api.default.list_services").sync(project, client=client_of)
    assert program.service.service_id in [each.id for each in services.services]


@pytest.mark.usefixtures("relay")
def test_it_stops_starts_and_deletes_tasks(
    ief: Program, cloud: Simulator, clock: Clock, client_of: Any
) -> None:
    project, service = ief.service.project.cloud_project_id, ief.service.service_id
    task: dict[str, Any] = {
        "client": client_of,
        "project_id": project,
        "service_id": service,
        "task_id": add(cloud, ief),
    }
    stopped = load("api.default.stop_task").sync_detailed(**task)
    refused = load("api.default.start_task").sync_detailed(**task)
    clock.pass_by(60)
    started = load("api.default.start_task").sync_detailed(**task)
    deleted = load("api.default.delete_task").sync_detailed(**task)
    answers = [(each.status_code, each.parsed.state) for each in (stopped, started, deleted)]
    assert answers == [(202, "done")] * 3
    assert (refused.status_code, refused.parsed.error_code) == (409, "ModelArts.3503")
    assert load("api.default.show_task").sync(**task).state == "DELETING"


def test_it_reads_what_is_wrong(program: Program, client_of: Any) -> None:
    models, project = load("models"), program.service.project.cloud_project_id
    task = models.ModelArtsEdgeTask.from_dict(REQUEST | {"name": "?"})
    call = {"client": client_of, "body": task}
    verdict = load("api.default.validate_task").sync(project, program.service.service_id, **call)
    refusal = load("api.default.create_task").sync(project, program.service.service_id, **call)
    assert (verdict.is_acceptable, [each.rule for each in verdict.problems]) == (False, ["name.format"])
    assert (refusal.error_code, [each.rule for each in refusal.problems]) == (
        "ModelArts.0101",
        ["name.format"],
    )


@pytest.mark.usefixtures("made")
def test_it_tells_the_kinds_apart() -> None:
    made_of = load("models").IefTask.from_dict
    vcn = {
        "type": "vcn",
        "vcn": {"ip": "192.0.2.9", "port": 443, "username": "u", "password": "p"},
        "data": [{"device_id": "d", "stream_type": 1}],
    }
    task = made_of(REQUEST | {"input": vcn, "schedule": WEEKLY})
    kinds = type(task.input_).__name__, type(task.schedule).__name__
    assert kinds == ("IefTaskVcnInput", "IefTaskWeeklyByFrequency")
    assert task.to_dict()["schedule"] == WEEKLY
