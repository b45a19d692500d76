"""The simulated cloud as a function from calls to answers."""

import re
from pathlib import Path

from taskbuilder.simulator.exchange import Answer, Call, Refusal, refuse_at_gateway
from taskbuilder.simulator.faults_page import PATH
from taskbuilder.simulator.front import front_page
from taskbuilder.simulator.gate import Gate
from taskbuilder.simulator.identity import TokenDesk
from taskbuilder.simulator.store import TaskStore
from taskbuilder.simulator.tasks import ServiceTasks
from taskbuilder.simulator.world import World

_TASKS = r"/v1/(?P<project_id>[^/]+)/services/(?P<service_id>[^/]+)/tasks"
OPERATIONS = (
    ("token", "POST", re.compile(r"/v3/auth/tokens")),
    ("create", "POST", re.compile(_TASKS)),
    ("list", "GET", re.compile(_TASKS)),
    ("show", "GET", re.compile(_TASKS + r"/(?P<task_id>[^/]+)")),
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

    def __init__(self, world: World, store_file: Path | None) -> None:
        self.store = TaskStore(store_file)
        self.desk = TokenDesk(world)
        self._gate = Gate(world, self.desk)
        self._tasks = ServiceTasks(self.store)

    def answer(self, call: Call) -> Answer:
        """What the cloud would say."""
        operation, names = operation_of(call)
        try:
            if operation == "token":
                return self.desk.issue(call)
            if operation == "front":
                return front_page(self.store.newest(limit=100))
            if not operation:
                raise refuse_at_gateway(404, "APIG.0101", "The API does not exist or has not been published.")
            project = self._gate.admit(call, names["project_id"])
            if operation == "create":
                return self._tasks.create(call, project, names["service_id"])
            if operation == "list":
                return self._tasks.list_page(call, project, names["service_id"])
            return self._tasks.show(project, names["service_id"], names["task_id"])
        except Refusal as refusal:
            return refusal.answer
