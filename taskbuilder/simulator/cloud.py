"""The simulated cloud as a function from calls to answers."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from taskbuilder.simulator.exchange import Answer, Call, Refusal, refuse_at_gateway
from taskbuilder.simulator.faults_page import PATH
from taskbuilder.simulator.front import front_page
from taskbuilder.simulator.gate import Gate
from taskbuilder.simulator.identity import TokenDesk
from taskbuilder.simulator.store import TaskStore
from taskbuilder.simulator.tasks import Created, ServiceTasks
from taskbuilder.simulator.world import World

_TASKS = r"/v1/(?P<project_id>[^/]+)/services/(?P<service_id>[^/]+)/tasks"
_TASK = _TASKS + r"/(?P<task_id>[^/]+)"
OPERATIONS = (
    ("token", "POST", re.compile(r"/v3/auth/tokens")),
    ("create", "POST", re.compile(_TASKS)),
    ("list", "GET", re.compile(_TASKS)),
    ("show", "GET", re.compile(_TASK)),
    ("delete", "DELETE", re.compile(_TASK)),
    ("start", "POST", re.compile(_TASK + "/start")),
    ("stop", "POST", re.compile(_TASK + "/stop")),
    ("front", "GET", re.compile(r"/")),
    ("faults", "GET", re.compile(PATH)),
    ("script", "POST", re.compile(PATH)),
)


def operation_of(call: Call) -> tuple[str, dict[str, str]]:
    """The operation that a call is for, and what its path names; an empty name where there is none."""
    for name, method, path in OPERATIONS:
        match = path.fullmatch(call.path) if method == call.method else None
        if match:
            return name, match.groupdict()
    return "", {}


class SimulatedCloud:
    """Identity service, gateway and task service in one. Knows nothing of sockets, and no faults."""

    def __init__(self, world: World, store_file: Path | None, *, clock: Callable[[], datetime]) -> None:
        self._world = world
        self.store = TaskStore(store_file)
        self.desk = TokenDesk(world)
        self._gate = Gate(world, self.desk)
        self.tasks = ServiceTasks(self.store, clock=clock)

    def add_created(self, created: Created) -> None:
        """Hold the tasks of an earlier create call; not of a project that the world lacks."""
        if (project := self._world.find_project(created.project_id)) is not None:
            self.tasks.add_created(created, project)

    def answer(self, call: Call) -> Answer:
        """What the cloud would say."""
        operation, names = operation_of(call)
        try:
            if operation == "token":
                return self.desk.issue(call)
            if operation == "front":
                return front_page(self.tasks.list_newest(limit=100))
            if not operation:
                raise refuse_at_gateway(404, "APIG.0101", "The API does not exist or has not been published.")
            return self._answer_project(operation, names, call)
        except Refusal as refusal:
            return refusal.answer

    def _answer_project(self, operation: str, names: dict[str, str], call: Call) -> Answer:
        """What the tasks of a project are asked. Raises Refusal."""
        project, service_id = self._gate.admit(call, names["project_id"]), names["service_id"]
        if operation == "create":
            return self.tasks.create(call, project, service_id)
        if operation == "list":
            return self.tasks.list_page(call, project, service_id)
        if operation == "show":
            return self.tasks.show(project, service_id, names["task_id"])
        if operation == "delete":
            return self.tasks.delete(project, service_id, names["task_id"])
        return self.tasks.control(operation, project, service_id, names["task_id"])
