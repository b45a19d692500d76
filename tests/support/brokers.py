"""Brokers of a test's own: a Redis on a free port, a virtual host of RabbitMQ."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from tests.conftest import IN_CI
from tests.support.waiting import wait_for_port

RABBIT = ("127.0.0.1", 5672)


@dataclass
class Redis:
    """A server that can be restarted, which keeps nothing."""

    port: int
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        keeping = ["--save", "", "--appendonly", "no"]
        place = ["--bind", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(["redis-server", *place, *keeping], stdout=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def lose_everything(self) -> None:
        """Restarts it: whatever it held is gone."""
        self.stop()
        time.sleep(0.5)
        self.start()


@dataclass(frozen=True)
class RabbitMQ:
    """A virtual host of the server that runs already."""

    vhost: str

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@{RABBIT[0]}:{RABBIT[1]}/{self.vhost}"

    def start(self) -> None:
        control("add_vhost", self.vhost)
        control("set_permissions", "-p", self.vhost, "guest", ".*", ".*", ".*")

    def stop(self) -> None:
        control("delete_vhost", self.vhost)

    def lose_everything(self) -> None:
        """Restarts the application, and removes the host with all that it held."""
        control("stop_app")
        control("start_app")
        self.stop()
        self.start()


Broker = Redis | RabbitMQ


def control(*arguments: str) -> None:
    subprocess.run(["rabbitmqctl", "--quiet", *arguments], check=True, capture_output=True)


def find_why_not(kind: str) -> str:
    """Why that kind of broker cannot be used here; empty where it can."""
    if kind == "redis":
        return "" if shutil.which("redis-server") else "redis-server was not found: install Debian's package"
    if not shutil.which("rabbitmqctl"):
        return "rabbitmqctl was not found: install Debian's rabbitmq-server"
    try:
        socket.create_connection(RABBIT, timeout=2).close()
    except OSError:
        return f"RabbitMQ does not answer at {RABBIT[0]}:{RABBIT[1]}"
    return ""


@contextmanager
def running(kind: str) -> Iterator[Broker]:
    """A broker for one test; skips with the reason where there is none, which in CI fails."""
    if reason := find_why_not(kind):
        (pytest.fail if IN_CI else pytest.skip)(reason)
    broker: Broker = (
        Redis(find_free_port()) if kind == "redis" else RabbitMQ(f"taskbuilder-{uuid4().hex[:8]}")
    )
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
