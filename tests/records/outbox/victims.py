"""Processes that die at a point of submitting or delivering, forked from one that has loaded everything."""

import os
import signal
from datetime import timedelta
from threading import Event, Lock
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

import taskbuilder.urls  # noqa: F401 - so that no child has to load every page
from taskbuilder.records.outbox import fault_points
from taskbuilder.records.outbox.fault_points import Point
from taskbuilder.records.outbox.relay import Relay

LEASE = timedelta(seconds=settings.RELAY_LEASE_SECONDS)
LONGEST_SECONDS = 30


def die_at(point: Point, nth: int) -> None:
    """This process is killed as it passes that point for the nth time."""
    lock, passed = Lock(), [0]

    def watch(here: Point) -> None:
        with lock:
            passed[0] += here is point
            if here is point and passed[0] == nth:
                os.kill(os.getpid(), signal.SIGKILL)

    fault_points.watchers.append(watch)


def relay(order: dict[str, Any]) -> None:
    Relay(threads=2, lease=LEASE).run(Event())


def worker(order: dict[str, Any]) -> None:
    from taskbuilder.records.outbox.celery_worker import run_worker

    run_worker(threads=2)


def web(order: dict[str, Any]) -> None:
    """One call of a program, as the web server has it."""
    client = Client(SERVER_NAME="localhost", headers=order["headers"])
    client.post(order["path"], order["body"], content_type="application/json")


def page(order: dict[str, Any]) -> None:
    """One press of a button by the operator, as the web server has it."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="operator"))
    client.post(order["path"], order["form"])


KINDS = {"relay": relay, "worker": worker, "web": web, "page": page}


def take_few() -> None:
    """Of a plan two rows in a transaction, and three on their way: each point is passed several times."""
    from taskbuilder.records.plans import judging, runner

    runner.CHUNK = judging.CHUNK = 2
    runner.count_ahead = lambda plan: 3


def obey(order: dict[str, Any]) -> int:
    """Forks, and waits for the end: minus the signal's number for one that was killed."""
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST_SECONDS)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # where the answers go: Celery says hello there
        die_at(Point(order["point"]), order["nth"])
        if order.get("few"):
            take_few()
        KINDS[order["kind"]](order)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
