"""SIGKILL of web servers, relays and workers at each commit point of a plan: each row is made once."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from taskbuilder.records.models import ActionAttempt, Plan, PlanRun, RunStep, Submission, TaskAction
from taskbuilder.records.outbox.fault_points import Point
from taskbuilder.records.outbox.notification import make_app
from taskbuilder.records.plans import judging, runner
from taskbuilder.records.plans.applying import undo
from taskbuilder.records.plans.states import RunState
from taskbuilder.records.resolution.decisions import decide_closed, decide_found, skip_search
from taskbuilder.simulator.server import Simulator
from tests.api.conftest import issue
from tests.records.cloud_tasks.conftest import clock, cloud
from tests.records.conftest import REQUEST
from tests.records.outbox.test_kills import DELIVERING, Order, order
from tests.records.plans.site import apply, count_changes, finish, make_plan, person, settle, start
from tests.support.brokers import find_free_port, running
from tests.support.clock import Clock
from tests.support.processes import ROOT, database_url
from tests.support.waiting import wait_until

__all__ = ["clock", "cloud", "order"]
pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 4
PLANNING = [Point.PLANNING, Point.PLANNED]
JUDGING = [Point.JUDGE_CLAIMED, Point.JUDGING, Point.JUDGED, Point.COMPARED]
STARTING = {Point.RUN_STARTING: 0, Point.RUN_STARTED: 1}
"""With how many runs there are after it."""
APPLYING = [
    Point.RUN_CLAIMED,
    Point.SUBMITTING,
    Point.STEPPING,
    Point.STEPPED,
    Point.STEPS_SETTLING,
    Point.STEPS_SETTLED,
]
DECIDING = {Point.DECIDING: False, Point.DECIDED: True}
"""And whether it is decided then."""
UNDOING = [each for each in APPLYING if each is not Point.SUBMITTING]


def make_rows(name: str, count: int = ROWS) -> list[list[str]]:
    return [[f"{name}-{number}", f"rtsp://192.0.2.1/{number}", "1"] for number in range(count)]


def make(name: str) -> Plan:
    return make_plan(make_rows(name), name=name)


def check(cloud: Simulator, *names: str) -> None:
    """Exactly the rows of these plans are in the cloud, each once, and no request was sent twice."""
    wanted = Counter(f"gate-{row[0]}" for name in names for row in make_rows(name))
    assert Counter(task["name"] for task in cloud.tasks) == wanted
    assert not Submission.objects.filter(due_at__isnull=False).exists()
    assert not RunStep.objects.filter(state="open").exists()


def go_on() -> None:
    """Whatever the dead held is free again, as it is after a while."""
    Submission.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now())
    Plan.objects.filter(judge_due_at__isnull=False).update(judge_due_at=timezone.now())
    TaskAction.objects.filter(lease_until__isnull=False).update(lease_until=timezone.now())


def resolve(cloud: Simulator) -> None:
    """Says of each unknown outcome what the cloud shows, as a person does."""
    for submission in Submission.objects.filter(state="unknown"):
        ids = [task["id"] for task in cloud.tasks if task["name"] == submission.name]
        if ids:
            decide_found(submission.pk, task_ids=ids, by=person(), note="", now=timezone.now())
        else:
            skip_search(submission.pk, by=person(), note="", now=timezone.now())
            decide_closed(submission.pk, by=person(), note="", now=timezone.now())


def complete(plan: Plan, run: PlanRun, cloud: Simulator, clock: Clock) -> None:
    """A relay that lives goes on; what was unknown is resolved, and what was not made is applied again."""
    go_on()
    finish(run, clock)
    resolve(cloud)
    if count_changes(plan) != {"unchanged": ROWS}:
        apply(plan, clock)
    settle(plan, clock)
    assert count_changes(plan) == {"unchanged": ROWS}


def test_a_relay_that_is_killed_while_it_checks(
    cloud: Simulator, clock: Clock, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "MOST_AT_ONCE", 0)
    for point in JUDGING:
        plan = make(point)
        assert not judging.ensure_judged(plan, now=timezone.now())
        assert order("relay", point, few=True) == -signal.SIGKILL
        plan.refresh_from_db()
        assert plan.is_judged == (point is Point.COMPARED)
        go_on()
        judging.judge_due(now=timezone.now() + timedelta(seconds=1))
        assert count_changes(plan) == {"new": ROWS}
        finish(start(plan), clock)
    check(cloud, *JUDGING)


def test_a_relay_that_is_killed_while_it_applies(cloud: Simulator, clock: Clock, order: Order) -> None:
    for point in (*APPLYING, *DELIVERING):
        plan = make(point)
        run = start(plan)
        assert order("relay", point, few=True) == -signal.SIGKILL, point
        complete(plan, run, cloud, clock)
    check(cloud, *APPLYING, *DELIVERING)


def test_a_relay_that_is_killed_while_it_undoes(cloud: Simulator, clock: Clock, order: Order) -> None:
    for point in UNDOING:
        plan = make(point)
        undoing = undo(apply(plan, clock), by=person(), now=timezone.now())
        assert order("relay", point, few=True) == -signal.SIGKILL, point
        go_on()
        finish(undoing, clock)
        settle(plan, clock)
        assert (undoing.state, count_changes(plan)) == (RunState.DONE, {"new": ROWS}), point
    check(cloud)
    assert not ActionAttempt.objects.filter(result="open").exists()


def test_a_worker_that_is_killed_while_it_applies(
    broker: None, cloud: Simulator, clock: Clock, order: Order, settings: Settings
) -> None:
    """The relay's part is done here: the worker hears of each row by RabbitMQ."""
    url = settings.BROKER_URL
    for point in DELIVERING:
        settings.BROKER_URL = url
        plan = make(point)
        run = start(plan)
        runner.apply_due()
        assert order("worker", point) == -signal.SIGKILL, point
        settings.BROKER_URL = ""  # the relay that takes over waits for nobody
        complete(plan, run, cloud, clock)
    check(cloud, *DELIVERING)


@pytest.fixture
def broker(settings: Settings) -> Iterator[None]:
    with running("rabbitmq") as rabbit:
        settings.BROKER_URL = rabbit.url
        yield
        make_app(rabbit.url).close()
    settings.BROKER_URL = ""


@dataclass
class Server:
    """A gunicorn that an operator is signed in to; its worker dies at the point that a file names."""

    address: str
    death: Path
    token: str
    cookies: Mapping[str, str]
    headers: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        csrf = self.cookies[django_settings.CSRF_COOKIE_NAME]
        self.headers = {"Cookie": cookies, "X-CSRFToken": csrf}

    def open(self, path: str) -> int:
        return self.ask("GET", path, headers=self.headers)

    def press(self, path: str, **form: object) -> int:
        return self.ask("POST", path, headers=self.headers, data=form)

    def call(self, path: str, body: object) -> int:
        return self.ask("POST", path, headers={"X-Auth-Token": self.token}, json=body)

    def ask(self, method: str, path: str, **more: object) -> int:
        """The status; 0 where the server died."""
        try:
            answer = requests.request(method, self.address + path, allow_redirects=False, timeout=60, **more)  # type: ignore[arg-type]
        except requests.ConnectionError:
            assert not self.death.exists()
            return 0
        assert not self.death.exists(), f"{self.death.read_text()} was not passed: {answer.status_code}"
        return answer.status_code


@pytest.fixture
def server(cloud: Simulator, tmp_path: Path) -> Iterator[Server]:
    client, death = Client(), tmp_path / "death"
    client.force_login(person())
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    address = f"127.0.0.1:{find_free_port()}"
    command = ["-m", "gunicorn", "--config", "python:tests.records.plans.dying_server", "--bind", address]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TASKBUILDER_DATABASE_URL": database_url(),
        "DEATH": str(death),
    }
    cookies = {django_settings.SESSION_COOKIE_NAME: session, django_settings.CSRF_COOKIE_NAME: "c" * 32}
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", *command, "--log-level", "critical", "taskbuilder.wsgi"],
        cwd=ROOT,
        env=environment,
    ) as gunicorn:
        try:
            server = Server(f"http://{address}", death, issue().text, cookies)
            wait_until(lambda: server.open("/sign-in/") > 0)
            yield server
        finally:
            gunicorn.terminate()


def address_of(plan: Plan, below: str) -> str:
    return f"/projects/harbour/plans/{plan.pk}/{below}"


def test_a_web_server_that_is_killed_while_it_stores_a_plan(
    cloud: Simulator, clock: Clock, server: Server
) -> None:
    """A program sends the whole plan, and sends it again after no answer."""
    project = person().memberships.get(project__slug="harbour").project
    service = project.services.get(platform="ief", requires_config=False)
    document = {"template": REQUEST, "headers": ["Camera", "Address", "CPU"], "key": "Camera"}
    document |= {"service_id": service.service_id, "columns": {"Address": "/input/data/0/url"}}
    path = f"/v1/{project.cloud_project_id}/plans"
    for point in (*PLANNING, *JUDGING):
        body = document | {"name": point, "rows": make_rows(point)}
        server.death.write_text(point)
        assert server.call(path, body) == 0
        assert Plan.objects.filter(name=point).count() == (point is not Point.PLANNING)
        assert server.call(path, body) == 200
        plan = Plan.objects.get(name=point)
        assert (plan.is_judged, count_changes(plan)) == (True, {"new": ROWS})
        finish(start(plan), clock)
    check(cloud, *PLANNING, *JUDGING)


def test_a_web_server_that_is_killed_while_a_plan_is_changed_and_applied(
    cloud: Simulator, clock: Clock, server: Server
) -> None:
    for point in JUDGING:
        plan = make(point)
        server.death.write_text(point)
        assert server.open(address_of(plan, "apply/")) == 0
        plan.refresh_from_db()
        assert plan.is_judged == (point is Point.COMPARED)
        assert server.open(address_of(plan, "apply/")) == 200
        assert count_changes(plan) == {"new": ROWS}
    for point, count in STARTING.items():
        plan = make(point)
        assert server.open(address_of(plan, "apply/")) == 200
        plan.refresh_from_db()
        server.death.write_text(point)
        posted = {"judging": plan.judging, "creates": "on"}
        assert server.press(address_of(plan, "apply/"), **posted) == 0
        assert PlanRun.objects.filter(plan=plan).count() == count
        assert server.press(address_of(plan, "apply/"), **posted) == 303
        finish(PlanRun.objects.get(plan=plan), clock)
    for point in JUDGING:
        finish(start(Plan.objects.get(name=point)), clock)
    check(cloud, *JUDGING, *STARTING)


def test_a_web_server_that_is_killed_while_a_run_is_paused_resumed_cancelled_and_undone(
    cloud: Simulator, clock: Clock, server: Server
) -> None:
    states = {"pause": RunState.PAUSED, "resume": RunState.RUNNING, "cancel": RunState.CANCELLED}
    for point, is_decided in DECIDING.items():
        plan = make(point)
        run = start(plan)
        before: str = run.state
        for do, state in states.items():
            server.death.write_text(point)
            assert server.press(address_of(plan, f"runs/{run.pk}/control/"), do=do) == 0
            run.refresh_from_db()
            assert run.state == (state if is_decided else before)
            assert server.press(address_of(plan, f"runs/{run.pk}/control/"), do=do) == 303
            run.refresh_from_db()
            assert run.state == state
            before = state
        apply(plan, clock)
    check(cloud, *DECIDING)
    for point, count in STARTING.items():
        plan = make(point)
        run = apply(plan, clock)
        server.death.write_text(point)
        form = {"do": "undo", "confirmed": "yes"}
        assert server.press(address_of(plan, f"runs/{run.pk}/control/"), **form) == 0
        undone = PlanRun.objects.filter(undoes=run)
        assert undone.count() == count
        assert server.press(address_of(plan, f"runs/{run.pk}/control/"), **form) == 303
        finish(undone.get(), clock)
        settle(plan, clock)
        assert count_changes(plan) == {"new": ROWS}
    check(cloud, *DECIDING)
