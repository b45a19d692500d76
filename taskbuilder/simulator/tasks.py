"""The simulated service tasks, for calls that the gate has let through."""

import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from taskbuilder.simulator.exchange import Answer, Call, refuse, refuse_at_gateway
from taskbuilder.simulator.lifecycle import STARTABLE, STOPPABLE, Course, Details, show_at, write_time
from taskbuilder.simulator.store import StoredTask, TaskStore
from taskbuilder.simulator.task_filters import choose, read_number
from taskbuilder.simulator.world import WorldProject, WorldService
from taskbuilder.taskspec.api_messages import INVALID, word_all
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import Severity
from taskbuilder.taskspec.validate import find_problems

MAX_LIMIT = 1000
DEFAULT_LIMIT = 100
ACTIONS = {"start": "started", "stop": "stopped"}
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class Created:
    """A create call that was answered before, and when."""

    project_id: str
    service_id: str
    created_at: str
    task_ids: tuple[str, ...]
    request: dict[str, Any]


class ServiceTasks:
    """The tasks of all services, as they are by the `clock`. Every method that answers raises Refusal."""

    def __init__(self, store: TaskStore, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def create(self, call: Call, project: WorldProject, service_id: str) -> Answer:
        """One task per input, each with an id of 32 hex digits (reference, "Example Responses")."""
        service = _find_service(project, service_id)
        request = _read_request(call.body, service)
        ids = [uuid.uuid4().hex for _row in request["input"]["data"]]
        tasks = _make_tasks(request, project, service, ids=ids, now=self._clock())
        self._store.add(tasks)
        return Answer.of_json(201, {"tasks": [{"id": task["id"]} for task in tasks]})

    def add_created(self, created: Created, project: WorldProject) -> None:
        """Hold the tasks of an earlier create call; not of a service that the project lacks."""
        if (service := project.find_service(created.service_id)) is None:
            return
        now = datetime.fromisoformat(created.created_at)
        ids = list(created.task_ids)
        self._store.add(_make_tasks(created.request, project, service, ids=ids, now=now))

    def list_page(self, call: Call, project: WorldProject, service_id: str) -> Answer:
        """A page of a service's tasks, newest first, by offset and limit; on IEF also filtered and sorted."""
        service = _find_service(project, service_id)
        limit = read_number(call, "limit", default=DEFAULT_LIMIT, minimum=1, maximum=MAX_LIMIT)
        offset = read_number(call, "offset", default=0, minimum=0, maximum=2**31)
        tasks = self._show_all(self._store.of_service(project_id=project.id, service_id=service_id))
        if service.platform is Platform.IEF:
            tasks = choose(tasks, call)
        return Answer.of_json(200, {"count": len(tasks), "tasks": tasks[offset : offset + limit]})

    def show(self, project: WorldProject, service_id: str, task_id: str) -> Answer:
        """One task."""
        shown, _course = self._find(project, service_id, task_id)
        return Answer.of_json(200, shown)

    def delete(self, project: WorldProject, service_id: str, task_id: str) -> Answer:
        """Deletes it in a while."""
        shown, course = self._find(project, service_id, task_id)
        if shown["state"] != "DELETING":
            self._store.write_course(task_id, replace(course, deleted_at=self._clock().timestamp()))
        return Answer(202)

    def control(self, action: str, project: WorldProject, service_id: str, task_id: str) -> Answer:
        """Starts or stops it in a while, on IEF."""
        if _find_service(project, service_id).platform is not Platform.IEF:
            raise refuse_at_gateway(404, "APIG.0101", "The API does not exist or has not been published.")
        shown, course = self._find(project, service_id, task_id)
        if shown["state"] not in (STARTABLE if action == "start" else STOPPABLE):
            message = f"A task in the state {shown['state']} cannot be {ACTIONS[action]}."
            raise refuse(409, "ModelArts.3503", message)
        now = self._clock().timestamp()
        began = Course(began_at=now)
        self._store.write_course(
            task_id, began if action == "start" else replace(course, stopped_at=now, ending="")
        )
        return Answer(202)

    def list_newest(self, *, limit: int | None = None) -> list[Details]:
        """The newest tasks of all services."""
        return self._show_all(self._store.newest())[:limit]

    def set_ending(self, task_ids: Iterable[str], ending: str) -> None:
        """Has tasks fail so."""
        now = self._clock().timestamp()
        for task_id in task_ids:
            self._store.write_course(task_id, Course(began_at=now, ending=ending))

    def _find(self, project: WorldProject, service_id: str, task_id: str) -> tuple[Details, Course]:
        _find_service(project, service_id)
        if not _ID.fullmatch(task_id):
            raise refuse(400, "ModelArts.0104", f"parameter [task_id] does not match ^{_ID.pattern}$")
        found = self._store.find(project_id=project.id, service_id=service_id, task_id=task_id)
        shown = show_at(*found, now=self._clock()) if found else None
        if found is None or shown is None:
            raise refuse(404, "ModelArts.3501", f"Task {task_id} does not exist.")
        return shown, found.course

    def _show_all(self, tasks: Iterable[StoredTask]) -> list[Details]:
        now = self._clock()
        shown = (show_at(task, course, now=now) for task, course in tasks)
        return [task for task in shown if task is not None]


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
    request: dict[str, Any], project: WorldProject, service: WorldService, *, ids: list[str], now: datetime
) -> list[Details]:
    """One for each input, by these ids."""
    common: Details = {
        "name": request["name"],
        "service_name": service.name,
        "service_id": service.id,
        "creator": project.username,
        "project_id": project.id,
        "description": request.get("description", ""),
        "created_at": write_time(now),
        "updated_at": write_time(now),
        "state": "PENDING",
        "output": request["output"],
        **{name: request[name] for name in ("schedule", "config") if name in request},
        **({"schedule_status": "ACTIVATED"} if "schedule" in request else {}),
    }
    rows = request["input"]["data"]
    return [
        {"id": task_id, **common, "input": {**request["input"], "data": [row]}}
        for task_id, row in zip(ids, rows, strict=False)
    ]
