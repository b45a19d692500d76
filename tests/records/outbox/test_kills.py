"""SIGKILL at each commit point of submitting and delivering: nothing is lost, nothing is sent twice."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from taskbuilder.records.access.api_tokens import issue_token
from taskbuilder.records.models import Attempt, Pace, Project, Service, Submission
from taskbuilder.records.outbox.fault_points import Point
from taskbuilder.records.outbox.notification import make_app
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.outbox.results import sweep_expired
from taskbuilder.records.resolution.decisions import skip_search
from taskbuilder.records.samples import load_samples
from taskbuilder.records.submissions.cancellation import TooLate, cancel
from taskbuilder.records.submissions.creation import build_submission, enqueue
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.conftest import REQUEST
from tests.support.brokers import running
from tests.support.processes import ROOT, database_url
from tests.support.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
DELIVERING = [
    Point.CLAIMING,
    Point.CLAIMED,
    Point.OPENING,
    Point.OPENED,
    Point.SENT,
    Point.CLOSING,
    Point.CLOSED,
]
BEFORE_SENDING = {Point.CLAIMING, Point.CLAIMED, Point.OPENING}
TOGETHER = {*BEFORE_SENDING, Point.CLOSING}
"""The points that several submissions may pass as one."""
KILLS = int(os.environ.get("TASKBUILDER_TEST_KILLS", "4"))
"""At each point, of each kind of process."""
LEASE_SECONDS = 1
Order = Callable[..., int]


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator() as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        Submission.objects.all().delete()  # the samples' own history is none of this
        yield simulator


@pytest.fixture
def order(cloud: Simulator, settings: Settings) -> Iterator[Order]:
    """Has a process do its work and die there; answers how it ended."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TASKBUILDER_DATABASE_URL": database_url(),
        "TASKBUILDER_RELAY_LEASE_SECONDS": str(LEASE_SECONDS),
        "TASKBUILDER_BROKER_URL": settings.BROKER_URL,
    }
    command = [sys.executable, "-W", "ignore", "-m", "tests.records.outbox.zygote"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, answers = process.stdin, process.stdout

        def give(kind: str, point: Point, nth: int = 1, **more: Any) -> int:
            print(json.dumps({"kind": kind, "point": point, "nth": nth, **more}), file=orders, flush=True)
            return int(answers.readline())

        yield give
        orders.close()


def create(count: int) -> list[Submission]:
    project, operator = Project.objects.get(slug="campus"), User.objects.get(username="operator")
    service = project.services.get(platform="modelarts-edge")
    made = []
    for _ in range(count):
        made.append(
            build_submission(
                service=service,
                request=REQUEST | {"name": f"n{uuid4().hex}"},
                confirmations=[],
                by=operator,
                now=timezone.now(),
            )
        )
        enqueue(made[-1])
    return made


def take_over() -> None:
    """A relay that lives takes over every lease and finishes everything."""
    relay = Relay(threads=4, lease=timedelta(seconds=60))
    Pace.objects.all().delete()

    def finish() -> bool:
        sweep_expired(now=timezone.now())
        relay.run_once()
        return not Submission.objects.filter(settled_at=None).exists()

    wait_until(finish)


def check(submissions: list[Submission], cloud: Simulator, point: Point) -> None:
    """Nothing was lost, nothing was sent twice, no lease and no attempt is left open."""
    # A sender killed in the middle of a body leaves a request that nobody can read: it creates nothing.
    seen = Counter(each.body["name"] for each in cloud.requests if each.body is not None)
    exists = {task["name"] for task in cloud.tasks}
    for submission in Submission.objects.filter(pk__in=[each.pk for each in submissions]):
        assert seen[submission.name] <= 1
        assert submission.state in {"created", "unknown"}
        assert (submission.state == "created") == submission.tasks.exists()
        if submission.state == "created":
            assert submission.name in exists
        if point in BEFORE_SENDING:
            assert submission.state == "created"
    assert not Attempt.objects.filter(result="open").exists()
    assert not Submission.objects.filter(lease_until__isnull=False).exists()


@pytest.mark.parametrize("point", DELIVERING)
def test_a_relay_that_is_killed(cloud: Simulator, order: Order, point: Point) -> None:
    made: list[Submission] = []
    for number in range(KILLS):
        made += create(1 if point in BEFORE_SENDING else 2)
        nth = 1 if point in TOGETHER else 1 + number % 2
        assert order("relay", point, nth) == -signal.SIGKILL
        Pace.objects.all().delete()
    take_over()
    check(made, cloud, point)
    assert len(made) == Submission.objects.count()


@pytest.fixture
def broker(settings: Settings) -> Iterator[None]:
    with running("redis") as redis:
        settings.BROKER_URL = redis.url
        yield
        make_app(redis.url).close()
    settings.BROKER_URL = ""


@pytest.mark.postgresql
@pytest.mark.parametrize("point", DELIVERING)
def test_a_worker_that_is_killed(
    broker: None, cloud: Simulator, order: Order, settings: Settings, point: Point
) -> None:
    made: list[Submission] = []
    for _ in range(KILLS):
        made += create(1)
        assert order("worker", point) == -signal.SIGKILL
        Pace.objects.all().delete()
    settings.BROKER_URL = ""  # the relay that takes over waits for nobody
    take_over()
    check(made, cloud, point)
    assert len(made) == Submission.objects.count()


@pytest.mark.parametrize("point", [Point.SUBMITTING, Point.SUBMITTED])
def test_a_web_process_that_is_killed_loses_no_request(cloud: Simulator, order: Order, point: Point) -> None:
    service = Service.objects.select_related("project").get(project__slug="campus", platform="modelarts-edge")
    person = User.objects.get(username="operator")
    now = timezone.now()
    issued = issue_token(
        token_id=uuid4(),
        project=service.project,
        person=person,
        label="x",
        ends_at=now + timedelta(days=1),
        now=now,
    )
    assert issued is not None
    path = f"/v1/{service.project.cloud_project_id}/services/{service.service_id}/tasks"
    for number in range(KILLS * 3):
        headers = {"X-Auth-Token": issued.text, "Idempotency-Key": f"k{number}", "Prefer": "wait=0"}
        call = {"path": path, "body": REQUEST | {"name": f"n{number}"}, "headers": headers}
        assert order("web", point, **call) == -signal.SIGKILL
        assert Submission.objects.filter(name=f"n{number}").count() == (point is Point.SUBMITTED)
        assert order("web", Point.CLOSED, **call) == 0  # the program asks again, and the process lives
        assert Submission.objects.filter(name=f"n{number}").count() == 1
    take_over()
    check(list(Submission.objects.all()), cloud, Point.CLAIMED)
    assert len(cloud.requests) == KILLS * 3


@pytest.mark.parametrize("point", [Point.DECIDING, Point.DECIDED])
def test_a_web_process_that_is_killed_cancels_whole_or_not_at_all(
    cloud: Simulator, order: Order, point: Point
) -> None:
    cancelled, kept = create(KILLS), create(KILLS)
    is_decided = point is Point.DECIDED
    for submission in cancelled:
        path = f"/projects/campus/submissions/{submission.pk}/cancel/"
        assert order("page", point, path=path, form={}) == -signal.SIGKILL
        submission.refresh_from_db()
        assert (submission.state == "cancelled", submission.decisions.count()) == (is_decided, is_decided)
    take_over()
    sent = Counter(each.body["name"] for each in cloud.requests)
    assert sent == Counter(each.name for each in [*kept, *([] if is_decided else cancelled)])


@pytest.mark.parametrize("point", [Point.CLAIMING, Point.CLAIMED, Point.OPENING, Point.OPENED])
def test_what_a_killed_relay_had_claimed_is_cancelled_only_once_it_waits_again(
    cloud: Simulator, order: Order, point: Point
) -> None:
    operator = User.objects.get(username="operator")
    for _ in range(KILLS):
        (submission,) = create(1)
        assert order("relay", point) == -signal.SIGKILL
        if point is not Point.CLAIMING:
            with pytest.raises(TooLate):
                cancel(submission.pk, by=operator, now=timezone.now())
            wait_until(lambda: sweep_expired(now=timezone.now()) > 0)
        if point is Point.OPENED:
            with pytest.raises(TooLate):
                cancel(submission.pk, by=operator, now=timezone.now())
        else:
            cancel(submission.pk, by=operator, now=timezone.now())
        Pace.objects.all().delete()
    take_over()
    state = "unknown" if point is Point.OPENED else "cancelled"
    assert set(Submission.objects.values_list("state", flat=True)) == {state}
    assert cloud.requests == []


@pytest.mark.parametrize("point", [Point.DECIDING, Point.DECIDED])
def test_a_web_process_that_is_killed_closes_whole_or_not_at_all(
    cloud: Simulator, order: Order, point: Point
) -> None:
    operator = User.objects.get(username="operator")
    submissions = create(KILLS)
    for _submission in submissions:
        cloud.faults.add("create", Fault.hanging_up())
        Relay(threads=1, lease=timedelta(seconds=60)).run_once()
        Pace.objects.all().delete()
    for submission in submissions:
        skip_search(submission.pk, by=operator, note="x", now=timezone.now())
        path = f"/projects/campus/submissions/{submission.pk}/settle/"
        form = {"do": "close", "note": "not in the console"}
        assert order("page", point, path=path, form=form) == -signal.SIGKILL
        submission.refresh_from_db()
        is_decided = point is Point.DECIDED
        assert submission.state == ("closed" if is_decided else "unknown")
        assert submission.decisions.filter(verdict="closed").count() == is_decided
    take_over()
    assert len(cloud.requests) == KILLS


def test_the_database_is_the_tests_own() -> None:
    """What is killed here writes where it is looked for."""
    assert connection.settings_dict["NAME"] in database_url()
