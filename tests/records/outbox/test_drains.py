"""Many submissions, relays and workers, and servers that come and go: each request is seen once."""

import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from taskbuilder.records.models import Project, Submission
from taskbuilder.records.outbox.notification import make_app, notify_workers
from taskbuilder.records.samples import load_samples
from taskbuilder.records.submissions.creation import build_submission, enqueue
from taskbuilder.simulator.server import Simulator
from tests.records.conftest import REQUEST
from tests.support.brokers import find_free_port, running
from tests.support.processes import database_url, start
from tests.support.waiting import PATIENCE, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
MANY = 2000
THREADS = "16"


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator() as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        Submission.objects.all().delete()  # the samples' own history is none of this
        Project.objects.update(most_in_flight=100)
        yield simulator


def create_many(count: int) -> None:
    project, operator = Project.objects.get(slug="campus"), User.objects.get(username="operator")
    service = project.services.get(platform="modelarts-edge")
    for number in range(count):
        enqueue(
            build_submission(
                service=service,
                request=REQUEST | {"name": f"n{number}"},
                confirmations=[],
                by=operator,
                now=timezone.now(),
            )
        )


def count_settled() -> int:
    return Submission.objects.filter(settled_at__isnull=False).count()


@contextmanager
def processes(commands: list[str], **variables: str) -> "Iterator[list[subprocess.Popen[bytes]]]":
    running = [
        start(command, "--threads", THREADS, **{"TASKBUILDER_RELAY_LEASE_SECONDS": "90", **variables})
        for command in commands
    ]
    try:
        yield running
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            process.communicate(timeout=PATIENCE)


@pytest.mark.parametrize("kind", ["redis", "rabbitmq"])
def test_relays_and_workers_drain_two_thousand_while_the_broker_loses_everything(
    cloud: Simulator, settings: Settings, kind: str
) -> None:
    with running(kind) as broker:
        settings.BROKER_URL = broker.url
        create_many(MANY)
        with processes(["relay", "relay", "worker", "worker"], TASKBUILDER_BROKER_URL=broker.url):
            wait_until(lambda: count_settled() > MANY // 4)
            broker.lose_everything()
            wait_until(lambda: count_settled() == MANY)
        make_app(broker.url).close()
    names = Counter(seen.body["name"] for seen in cloud.requests)
    assert (len(names), max(names.values())) == (MANY, 1)
    assert Submission.objects.filter(state="created").count() == MANY
    kinds = {worker.rsplit("-", 2)[-2] for worker in list_workers()}
    assert len(kinds) >= 2, "several processes had their share"


def list_workers() -> set[str]:
    rows = Submission.objects.values_list("attempts__worker", flat=True).distinct()
    return {worker for worker in rows if worker}


class Gate:
    """Between processes and the database: shut, every connection is cut and new ones are refused."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.port = find_free_port()
        self.connections: set[socket.socket] = set()
        self.listener: socket.socket | None = None

    def open(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def shut(self) -> None:
        assert self.listener is not None
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for each in tuple(self.connections):
            hang_up(each)

    def accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _address = listener.accept()
                far = socket.create_connection(self.target)
            except OSError:
                return
            self.connections |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.pump, args=(one, other), daemon=True).start()

    def pump(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        hang_up(source)
        hang_up(sink)
        self.connections -= {source, sink}


def hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # its other side was faster
    finally:
        connection.close()


def test_a_database_that_is_gone_for_ten_seconds_loses_nothing(cloud: Simulator) -> None:
    create_many(600)
    database = connection.settings_dict
    gate = Gate(database["HOST"], int(database["PORT"]))
    gate.open()
    url = database_url().replace(f":{database['PORT']}/", f":{gate.port}/")
    lease = {
        "TASKBUILDER_RELAY_LEASE_SECONDS": "20"
    }  # what was claimed as the connection broke is swept then
    with processes(["relay", "relay"], TASKBUILDER_DATABASE_URL=url, **lease):
        wait_until(lambda: count_settled() > 100)
        gate.shut()
        time.sleep(10)
        assert count_settled() < 600
        gate.open()
        wait_until(lambda: count_settled() == 600)
    gate.shut()
    names = Counter(seen.body["name"] for seen in cloud.requests)
    assert (len(names), max(names.values())) == (600, 1)
    assert set(Submission.objects.values_list("state", flat=True)) == {"created"}


def test_a_message_for_nothing_is_passed_over(cloud: Simulator, settings: Settings) -> None:
    with running("redis") as broker:
        settings.BROKER_URL = broker.url
        notify_workers(uuid4())
        create_many(1)
        with processes(["worker"], TASKBUILDER_BROKER_URL=broker.url):
            wait_until(lambda: count_settled() == 1)
        make_app(broker.url).close()
    assert len(cloud.requests) == 1
