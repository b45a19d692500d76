"""The relay follows tasks on its own."""

from contextlib import closing
from threading import Event, Thread

import pytest
from django.db import connection

from taskbuilder.records.cloud_tasks import follower
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import run, states_of
from tests.records.resolution.conftest import LEASE
from tests.support.clock import Clock
from tests.support.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_relay_reads_what_is_due(cloud: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two relays at once read each service once."""
    monkeypatch.setattr(follower, "PAUSE_SECONDS", 0.05)
    submission = run()
    clock.pass_by(60)
    cloud.faults.add("list", Fault.late(0.5))
    stop = Event()

    def run_relay() -> None:
        with closing(connection):  # this thread's own, which nobody else would close
            Relay(threads=1, lease=LEASE).run(stop)

    relays = [Thread(target=run_relay) for _ in range(2)]
    for relay in relays:
        relay.start()
    try:
        wait_until(lambda: states_of(submission) == ["RUNNING", "RUNNING"])
    finally:
        stop.set()
        for relay in relays:
            relay.join()
    assert cloud.calls["list"] == 1
