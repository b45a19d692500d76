"""The simulated service tasks: create, list and show, for calls that the gate has let through."""

import uuid
from datetime import UTC, datetime
from typing import Any

from taskbuilder.simulator.exchange import Answer, Call, refuse
from taskbuilder.simulator.store import Details, TaskStore
from taskbuilder.simulator.world import WorldProject, WorldService
from taskbuilder.taskspec.api_messages import INVALID, word_all
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import Severity
from taskbuilder.taskspec.validate import find_problems

MAX_LIMIT = 1000
DEFAULT_LIMIT = 100


class ServiceTasks:
    """The tasks of all services. Every method raises Refusal."""

    def __init__(self, store: TaskStore) -> None:
        self._store = store

    def create(self, call: Call, project: WorldProject, service_id: str) -> Answer:
        """One task per input, each with an id of 32 hex digits (reference, "Example Responses")."""
        service = _find_service(project, service_id)
        request = _read_request(call.body, service)
        tasks = _make_tasks(request, project, service, now=datetime.now(UTC))
        self._store.add(tasks)
        return Answer.of_json(201, {"tasks": [{"id": task["id"]} for task in tasks]})

    def list_page(self, call: Call, project: WorldProject, service_id: str) -> Answer:
        """A page of a service's tasks, newest first, by offset and limit; on IEF also by name and time."""
        service = _find_service(project, service_id)
        limit = _read_number(call, "limit", default=DEFAULT_LIMIT, minimum=1, maximum=MAX_LIMIT)
        offset = _read_number(call, "offset", default=0, minimum=0, maximum=2**31)
        tasks = self._store.of_service(project_id=project.id, service_id=service_id)
        if service.platform is Platform.IEF:
            tasks = [task for task in tasks if _fits(task, call)]
        return Answer.of_json(200, {"count": len(tasks), "tasks": tasks[offset : offset + limit]})

    def show(self, project: WorldProject, service_id: str, task_id: str) -> Answer:
        """One task."""
        _find_service(project, service_id)
        task = self._store.find(project_id=project.id, service_id=service_id, task_id=task_id)
        if task is None:
            raise refuse(404, "ModelArts.3501", f"Task {task_id} does not exist.")
        return Answer.of_json(200, task)


def _find_service(project: WorldProject, service_id: str) -> WorldService:
    service = project.find_service(service_id)
    if service is None:
        raise refuse(404, "ModelArts.3502", f"Service {service_id} does not exist.")
    return service


def _read_request(body: bytes, service: WorldService) -> dict[str, Any]:
    """The request, if nothing in it is an error. What is merely to be confirmed, the cloud accepts."""
    try:
        request = read_json(body)
    except UnreadableJson as unreadable:
        raise refuse(400, "ModelArts.0101", f"{INVALID} {unreadable.problem.message}") from None
    now = datetime.now(UTC)
    problems = find_problems(request, platform=service.platform, service=service, now=now)
    error = next((problem for problem in problems if problem.severity is Severity.ERROR), None)
    if error is not None:
        raise refuse(400, "ModelArts.0101", word_all([error]))
    assert isinstance(request, dict)  # find_problems has said so
    return request


def _make_tasks(
    request: dict[str, Any], project: WorldProject, service: WorldService, *, now: datetime
) -> list[Details]:
    common: Details = {
        "name": request["name"],
        "service_name": service.name,
        "service_id": service.id,
        "creator": project.username,
        "project_id": project.id,
        "description": request.get("description", ""),
        "created_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "updated_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "state": "PENDING" if "schedule" in request else "RUNNING",
        "output": request["output"],
        **{name: request[name] for name in ("schedule", "config") if name in request},
        **({"schedule_status": "ACTIVATED"} if "schedule" in request else {}),
    }
    rows = request["input"]["data"]
    return [{"id": uuid.uuid4().hex, **common, "input": {**request["input"], "data": [row]}} for row in rows]


def _fits(task: Details, call: Call) -> bool:
    """Whether a task is what the filters ask for (api.md, list)."""
    since = _read_number(call, "created_since", default=0, minimum=0, maximum=2**53)
    until = _read_number(call, "created_until", default=2**53, minimum=0, maximum=2**53)
    created = datetime.fromisoformat(task["created_at"]).timestamp() * 1000
    return dict(call.query).get("name_like", "") in task["name"] and since <= created <= until


def _read_number(call: Call, name: str, *, default: int, minimum: int, maximum: int) -> int:
    text = dict(call.query).get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 17 and minimum <= int(text) <= maximum):
        what = f"should be an integer from {minimum} to {maximum}"
        raise refuse(400, "ModelArts.0101", f"Invalid argument. The param [{name}] {what}.")
    return int(text)
