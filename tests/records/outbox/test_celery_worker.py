"""Celery workers: they deliver what is announced to them, once, and the relay what they never heard of."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Thread
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Submission
from taskbuilder.records.outbox import celery_worker
from taskbuilder.records.outbox.celery_worker import run_worker
from taskbuilder.records.outbox.notification import find_notifier, make_app, notify_workers
from taskbuilder.records.outbox.relay import WORKERS_TIME, Relay
from taskbuilder.records.outbox.sender import LAPSED
from taskbuilder.records.samples import load_samples
from taskbuilder.records.submissions.creation import submit
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.conftest import REQUEST
from tests.support.brokers import Broker, find_free_port, running
from tests.support.processes import start
from tests.support.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator() as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        yield simulator


@pytest.fixture(params=["redis", "rabbitmq"])
def broker(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Broker]:
    with running(request.param) as broker:
        use(settings, broker.url)
        yield broker
        make_app(broker.url).close()
    use(settings, "")


def use(settings: Settings, url: str) -> None:
    """As a process that starts with this broker."""
    settings.BROKER_URL = url


def create(name: str = "gate") -> Submission:
    project, operator = Project.objects.get(slug="harbour"), User.objects.get(username="operator")
    service = project.services.get(platform="modelarts-edge")
    now = timezone.now()
    draft = start_draft(project=project, owner=operator, service=service, now=now)
    return submit(draft=draft, request=REQUEST | {"name": name}, confirmations=[], by=operator, now=now)


def state_of(submission: Submission) -> str:
    return Submission.objects.values_list("state", flat=True).get(pk=submission.pk)


@contextmanager
def a_worker(broker: Broker) -> "Iterator[subprocess.Popen[bytes]]":
    process = start(
        "worker", "--threads", "4", TASKBUILDER_BROKER_URL=broker.url, TASKBUILDER_RELAY_LEASE_SECONDS="90"
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def test_what_is_created_is_delivered_without_a_relay(cloud: Simulator, broker: Broker) -> None:
    with a_worker(broker):
        submissions = [create(f"n{number}") for number in range(5)]
        wait_until(lambda: all(state_of(each) == "created" for each in submissions))
    assert len(cloud.requests) == 5
    assert {each.attempts.get().worker for each in submissions} != {""}


def test_one_that_is_announced_often_is_delivered_once(cloud: Simulator, broker: Broker) -> None:
    with a_worker(broker):
        submission = create()
        for _ in range(10):
            notify_workers(submission.pk)
        notify_workers(uuid4())
        last = create("last")
        wait_until(lambda: state_of(last) == "created" == state_of(submission))
        time.sleep(0.5)
    assert [seen.body["name"] for seen in cloud.requests].count("gate") == 1
    assert submission.attempts.count() == 1


def test_what_a_lost_message_left_is_the_relays(cloud: Simulator, broker: Broker) -> None:
    submission = create()
    broker.lose_everything()
    with a_worker(broker):
        relay = start("relay", TASKBUILDER_BROKER_URL=broker.url)
        try:
            wait_until(lambda: state_of(submission) == "created")
        finally:
            relay.terminate()
            relay.communicate()
    assert len(cloud.requests) == 1


def test_the_relay_leaves_workers_their_time(settings: Settings, cloud: Simulator) -> None:
    submission = create()
    settings.BROKER_URL = "redis://127.0.0.1:1"
    relay = Relay(threads=1, lease=timedelta(seconds=90))
    with ThreadPoolExecutor(1) as pool:
        assert relay.start(pool) == 0
        Submission.objects.filter(pk=submission.pk).update(due_at=timezone.now() - WORKERS_TIME)
        assert relay.start(pool) == 1
    relay.collect()
    assert state_of(submission) == "created"


def test_what_waited_until_its_lease_ended_is_not_sent(cloud: Simulator) -> None:
    submission = create()
    relay = Relay(threads=1, lease=timedelta(seconds=90))
    relay.held_until = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        assert relay.start(pool) == 1
    relay.collect()
    assert (state_of(submission), len(cloud.requests)) == ("waiting", 0)
    assert submission.attempts.get().message == LAPSED
    begun = time.monotonic()
    relay.keep_up(now=timezone.now())
    assert relay.held_until >= begun + 90


def test_a_broker_that_is_away_breaks_no_creating(
    cloud: Simulator, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    for scheme in ("redis", "amqp"):
        use(settings, f"{scheme}://guest:guest@127.0.0.1:{find_free_port()}//")
        submissions = [create(f"{scheme}-{number}") for number in range(20)]
        assert {state_of(each) for each in submissions} == {"queued"}
        wait_until(partial(is_quiet, settings.BROKER_URL))
    wait_until(lambda: len(caplog.records) == 2)  # a line is written just after the quiet begins
    assert [record.getMessage()[:25] for record in caplog.records] == ["The broker is unavailable"] * 2
    use(settings, "")
    Relay(threads=1, lease=timedelta(seconds=90)).run_once()
    assert Submission.objects.filter(name__regex="^(redis|amqp)-", state="created").count() == 40


def is_quiet(url: str) -> bool:
    """Whether nothing is announced for a while, since the broker failed."""
    return find_notifier(os.getpid(), url).quiet_until > time.monotonic()


class FailingBroker:
    """Celery whose consumer receives one submission, and ends of itself while that is being sent."""

    exitcode = 1

    def __init__(self, cloud: Simulator, submission: Submission) -> None:
        self.cloud, self.submission = cloud, submission
        self.conf: dict[str, object] = {}

    def task(self, deliver: Callable[[list[str]], None], name: str) -> None:
        self.deliver = deliver

    def Worker(self, **options: object) -> "FailingBroker":  # noqa: N802 - Celery's name
        return self

    def start(self) -> None:
        Thread(target=self.deliver, args=([str(self.submission.pk)],)).start()
        wait_until(lambda: self.cloud.requests != [])


def test_a_worker_that_celery_ends_finishes_what_it_is_sending(
    cloud: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.faults.add("create", Fault.late(0.5))
    submission = create()
    monkeypatch.setattr(celery_worker, "make_app", lambda url: FailingBroker(cloud, submission))
    assert run_worker(threads=2) == 1
    assert (state_of(submission), len(cloud.requests)) == ("created", 1)


def test_without_a_broker_there_is_no_worker() -> None:
    with pytest.raises(CommandError, match="TASKBUILDER_BROKER_URL is not set"):
        call_command("worker")


def test_without_a_broker_celery_is_not_even_loaded() -> None:
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        "import django; django.setup()\n"
        "import taskbuilder.urls; from taskbuilder.records.outbox import notification, relay\n"
        "from uuid import uuid4; notification.notify_workers(uuid4())\n"
        "print('celery' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"
