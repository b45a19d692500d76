"""Actions on the thread of a Celery worker: done without a relay, once, also where the worker is killed."""

import signal
from collections.abc import Iterator
from itertools import cycle

import pytest
from pytest_django import Settings

from taskbuilder.records.models import ActionAttempt, TaskAction
from taskbuilder.records.outbox.notification import make_app
from taskbuilder.records.task_actions.states import OPEN
from taskbuilder.simulator.server import Simulator
from tests.records.outbox.test_celery_worker import a_worker
from tests.records.outbox.test_kills import Order, order
from tests.records.task_actions.conftest import ask_for, finish, in_cloud, run
from tests.records.task_actions.test_crashes import CHECKED, ENDS, IN_TURN, SENDING
from tests.support.brokers import Broker, running
from tests.support.clock import Clock
from tests.support.waiting import wait_until

__all__ = ["order"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(settings: Settings) -> Iterator[Broker]:
    """Of either kind: actions need no message, and a worker only starts where it has one."""
    with running("redis") as broker:
        settings.BROKER_URL = broker.url
        yield broker
        make_app(broker.url).close()
    settings.BROKER_URL = ""


def is_finished() -> bool:
    return not TaskAction.objects.filter(state__in=OPEN).exists()


def test_a_worker_does_them_without_a_relay(broker: Broker, cloud: Simulator, clock: Clock) -> None:
    submission = run(clock, urls=2)
    cloud.calls.clear()
    with a_worker(broker):
        for kind in IN_TURN:
            ask_for(kind, submission)
            wait_until(is_finished)
            clock.pass_by(60)
            assert in_cloud(cloud, submission) == ENDS[kind]
    assert [cloud.calls[kind] for kind in (*IN_TURN, "show")] == [2, 2, 2, 0]
    ends = TaskAction.objects.values_list("state", "finding", "attempt_count")
    assert set(ends) == {("done", "accepted", 1)}
    assert ActionAttempt.objects.values("worker").distinct().count() == 1


def test_a_worker_that_is_killed(broker: Broker, order: Order, cloud: Simulator, clock: Clock) -> None:
    """At each commit point, an action of each kind in turn; the next actor goes on from there."""
    for point, kind in zip(SENDING, cycle(IN_TURN), strict=False):
        submission = run(clock, urls=2, name=f"gate-{point}")
        for earlier in IN_TURN[: IN_TURN.index(kind)]:
            ask_for(earlier, submission)
            finish()
            clock.pass_by(60)
        cloud.calls.clear()
        ask_for(kind, submission)
        assert order("worker", point) == -signal.SIGKILL, point
        finish()
        clock.pass_by(60)
        assert (in_cloud(cloud, submission), point) == (ENDS[kind], point)
        calls = {"show": 2 if point in CHECKED else 0, kind.value: 2}
        assert {name: cloud.calls[name] for name in calls} == calls, point
    assert set(TaskAction.objects.values_list("state", flat=True)) == {"done"}
    assert not ActionAttempt.objects.filter(result="open").exists()
