"""The simulated cloud against the reference's examples, spoken to without our own client."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from taskbuilder.simulator.server import MAX_BODY_BYTES, Simulator
from taskbuilder.simulator.world import DEFAULT_WORLD, World, WorldProject, read_world
from tests.support.waiting import PATIENCE

WORLD: World = read_world(DEFAULT_WORLD)
HARBOUR: WorldProject = WORLD.projects[0]
CAMPUS: WorldProject = WORLD.projects[1]
EDGE, INTRUSION, PLATES = HARBOUR.services
TASKS = f"/v1/{HARBOUR.id}/services/{EDGE.id}/tasks"
EXAMPLES = Path(__file__).parent.parent / "examples"
NAMES = ("reference-restful-webhook", "reference-edgecamera-dis", "reference-url-dis-daily")

Reply = tuple[int, Any, dict[str, str]]


def read_example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text())


def ask(
    simulator: Simulator,
    method: str,
    path: str,
    *,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Reply:
    """One call on a connection of its own: status, body as JSON where it is some, headers in lower case."""
    with closing(http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=PATIENCE)) as connection:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        text, named = response.read(), {name.lower(): value for name, value in response.getheaders()}
    return response.status, json.loads(text) if "json" in named.get("content-type", "") else text, named


def token_request(
    password: str = HARBOUR.password, scope: object = None, project: WorldProject = HARBOUR
) -> bytes:
    user = {"name": project.username, "password": password, "domain": {"name": project.domain_name}}
    identity = {"methods": ["password"], "password": {"user": user}}
    return json.dumps(
        {"auth": {"identity": identity, "scope": {"project": scope or {"id": project.id}}}}
    ).encode()


def sign_in(simulator: Simulator, project: WorldProject = HARBOUR) -> dict[str, str]:
    """The headers of a call that a fresh token signs."""
    body = token_request(project.password, project=project)
    status, _, headers = ask(simulator, "POST", "/v3/auth/tokens", body=body)
    assert status == 201
    return {"X-Auth-Token": headers["x-subject-token"], "Content-Type": "application/json"}


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        yield running


def post(simulator: Simulator, request: object, *, path: str = TASKS) -> Reply:
    return ask(simulator, "POST", path, body=json.dumps(request).encode(), headers=sign_in(simulator))


@pytest.mark.parametrize("name", NAMES)
def test_example_is_created(simulator: Simulator, name: str) -> None:
    status, body, headers = post(simulator, read_example(name))
    (task,) = simulator.tasks
    assert (status, body) == (201, {"tasks": [{"id": task["id"]}]})
    assert len(task["id"]) == 32
    assert set(task["id"]) <= set("0123456789abcdef")
    assert [seen.body for seen in simulator.requests] == [read_example(name)]
    assert len(headers["x-request-id"]) == 32


def test_example_of_status_400(simulator: Simulator) -> None:
    request = read_example(NAMES[0])
    del request["input"]
    status, body, _ = post(simulator, request)
    assert (status, body) == (
        400,
        {
            "error_code": "ModelArts.0101",
            "error_msg": "Invalid argument. The field [input] is required and cannot be empty.",
        },
    )
    assert simulator.tasks == []


def test_example_of_status_404(simulator: Simulator) -> None:
    path = f"/v1/{HARBOUR.id}/services/2a2db77f-0000-0000-0000-608a31865313/tasks"
    status, body, _ = post(simulator, read_example(NAMES[0]), path=path)
    message = "Service 2a2db77f-0000-0000-0000-608a31865313 does not exist."
    assert (status, body) == (404, {"error_code": "ModelArts.3502", "error_msg": message})


def test_one_task_per_input(simulator: Simulator) -> None:
    request = read_example("reference-edgecamera-dis")
    request["input"]["data"] = [{"id": f"camera-{number}"} for number in range(3)]
    _, body, _ = post(simulator, request)
    tasks = list(reversed(simulator.tasks))
    assert [entry["id"] for entry in body["tasks"]] == [task["id"] for task in tasks]
    assert [task["input"]["data"] for task in tasks] == [[{"id": f"camera-{number}"}] for number in range(3)]


def test_member_in_a_list_is_named(simulator: Simulator) -> None:
    request = read_example("reference-url-dis-daily")
    request["input"]["data"] += [{"url": "no address"}]
    _, body, _ = post(simulator, request)
    assert body["error_msg"].startswith("Invalid argument. The field [input.data[1].url] is invalid. ")


def test_what_a_person_would_confirm_is_accepted(simulator: Simulator) -> None:
    request = {**read_example("reference-url-dis-daily"), "name": "任务"}
    assert post(simulator, request)[0] == 201


def test_services_ask_for_their_own(simulator: Simulator) -> None:
    request = read_example("reference-restful-webhook")
    del request["source_usage_estimate"]
    path = f"/v1/{HARBOUR.id}/services/{{}}/tasks"
    _, no_config, _ = post(simulator, request, path=path.format(INTRUSION.id))
    _, no_node, _ = post(simulator, request, path=path.format(PLATES.id))
    assert no_config["error_msg"] == "Invalid argument. The field [config] is required and cannot be empty."
    assert no_node["error_msg"] == (
        "Invalid argument. The field [input.data[0].node_id] is required and cannot be empty."
    )
    assert INTRUSION.config_schema is not None
    request["config"] = INTRUSION.config_schema["examples"][0]
    assert post(simulator, request, path=path.format(INTRUSION.id))[0] == 201


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"a": NaN}', b'{"a": 1, "a": 1}', b"\xff", b"[" * 9999]
)
def test_body_that_is_no_request(simulator: Simulator, body: bytes) -> None:
    status, said, _ = ask(simulator, "POST", TASKS, body=body, headers=sign_in(simulator))
    assert (status, said["error_code"]) == (400, "ModelArts.0101")
    assert said["error_msg"].startswith("Invalid argument. ")


def test_body_above_12_megabytes(simulator: Simulator) -> None:
    body = b" " * (MAX_BODY_BYTES + 1)
    status, said, _ = ask(simulator, "POST", TASKS, body=body, headers=sign_in(simulator))
    assert (status, said["error_code"]) == (413, "APIG.0201")
    assert ask(simulator, "POST", TASKS, body=body[1:], headers=sign_in(simulator))[0] == 400


def test_body_without_a_length(simulator: Simulator) -> None:
    headers = {**sign_in(simulator), "Transfer-Encoding": "chunked"}
    assert ask(simulator, "POST", TASKS, body=b"0\r\n\r\n", headers=headers)[0] == 411


# List and show.


def test_list_pages(simulator: Simulator) -> None:
    request = read_example("reference-edgecamera-dis")
    request["input"]["data"] = [{"id": f"camera-{number}"} for number in range(5)]
    post(simulator, request)
    tasks = simulator.tasks
    headers = sign_in(simulator)
    assert ask(simulator, "GET", TASKS, headers=headers)[1] == {"count": 5, "tasks": tasks}
    page = ask(simulator, "GET", f"{TASKS}?offset=3&limit=1", headers=headers)[1]
    assert page == {"count": 5, "tasks": [tasks[3]]}
    other = f"/v1/{HARBOUR.id}/services/{PLATES.id}/tasks"
    assert ask(simulator, "GET", other, headers=headers)[1] == {"count": 0, "tasks": []}


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "limit=", "offset=-1", "offset=9" + "9" * 50]
)
def test_list_by_nonsense(simulator: Simulator, query: str) -> None:
    status, body, _ = ask(simulator, "GET", f"{TASKS}?{query}", headers=sign_in(simulator))
    name = query.partition("=")[0]
    assert (status, body["error_code"]) == (400, "ModelArts.0101")
    assert body["error_msg"].startswith(f"Invalid argument. The param [{name}] should be ")


def test_show(simulator: Simulator) -> None:
    post(simulator, read_example("reference-url-dis-daily"))
    (task,) = simulator.tasks
    status, body, _ = ask(simulator, "GET", f"{TASKS}/{task['id']}", headers=sign_in(simulator))
    assert (status, body in [task, *simulator.tasks]) == (200, True)  # a second later it starts
    example = read_example("reference-url-dis-daily")
    assert {name: body[name] for name in ("name", "description", "input", "output", "schedule")} == {
        name: example[name] for name in ("name", "description", "input", "output", "schedule")
    }
    assert "source_usage_estimate" not in body
    assert (body["schedule_status"], body["state"]) == ("ACTIVATED", "PENDING")


def test_show_of_nothing(simulator: Simulator) -> None:
    status, body, _ = ask(simulator, "GET", f"{TASKS}/{'0' * 32}", headers=sign_in(simulator))
    assert (status, body["error_msg"]) == (404, f"Task {'0' * 32} does not exist.")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1"), ("PUT", TASKS), ("DELETE", TASKS), ("GET", "/v3/auth/tokens")]
)
def test_api_that_does_not_exist(simulator: Simulator, method: str, path: str) -> None:
    status, body, _ = ask(simulator, method, path, headers=sign_in(simulator))
    assert (status, body["error_code"]) == (404, "APIG.0101")
    assert len(body["request_id"]) == 32


# Kept across restarts; the page.


def test_tasks_survive_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "cloud" / "tasks.sqlite3"
    now = datetime.now(UTC)
    with Simulator(store_path=file, clock=lambda: now) as first:
        post(first, read_example(NAMES[0]))
        task_id = first.tasks[0]["id"]
        ask(first, "DELETE", f"{TASKS}/{task_id}", headers=sign_in(first))
        tasks = first.tasks
    assert tasks[0]["state"] == "DELETING"
    with Simulator(store_path=file, clock=lambda: now) as second:
        assert second.tasks == tasks
        assert len(tasks) == 1
        body = ask(second, "GET", TASKS, headers=sign_in(second))[1]
    assert body == {"count": 1, "tasks": tasks}
    assert file.stat().st_mode & 0o777 == 0o600


def test_same_port_again(simulator: Simulator) -> None:
    with Simulator() as first:
        port = first.port
        sign_in(first)
    with Simulator(port=port) as second:
        assert second.url == f"http://127.0.0.1:{port}"
        sign_in(second)


def test_front_page(simulator: Simulator) -> None:
    request = read_example("reference-restful-webhook")
    post(simulator, request)
    status, page, headers = ask(simulator, "GET", "/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "A stand-in for the cloud" in page.decode()
    assert simulator.tasks[0]["id"] in page.decode()
    assert "application/json" not in page.decode()  # header values are secrets


def test_connection_is_kept(simulator: Simulator) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=PATIENCE)
    for _ in range(3):
        connection.request("GET", "/")
        connection.getresponse().read()
    connection.close()
    assert simulator.connection_count == 1


def test_sample_services_are_as_the_demo_needs_them() -> None:
    platforms = [[service.platform.value for service in project.services] for project in WORLD.projects]
    assert platforms == [["modelarts-edge", "ief", "ief"]] * 2
    flags = [[(s.requires_config, s.requires_node_id) for s in p.services] for p in WORLD.projects]
    assert flags == [[(False, False), (True, False), (False, True)]] * 2
