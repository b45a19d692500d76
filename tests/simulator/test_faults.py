"""Misbehaviour on demand: what a client sees, and whether tasks exist afterwards."""

import http.client
import time

import pytest

from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.simulator.test_reference import NAMES, post, read_example, simulator
from tests.support.waiting import finish, wait_until

__all__ = ["simulator"]

EXAMPLE = read_example(NAMES[0])


def test_each_fault_is_used_once_and_in_order(simulator: Simulator) -> None:
    simulator.faults.add("create", Fault.answering(503), Fault.answering(429, headers={"Retry-After": "2"}))
    replies = [post(simulator, EXAMPLE) for _ in range(3)]
    assert [reply[0] for reply in replies] == [503, 429, 201]
    assert replies[1][2]["retry-after"] == "2"
    assert (len(simulator.tasks), len(simulator.requests)) == (1, 3)


def test_faults_of_one_operation_leave_others_alone(simulator: Simulator) -> None:
    simulator.faults.add("list", Fault.answering(503))
    assert post(simulator, EXAMPLE)[0] == 201


@pytest.mark.parametrize(
    ("fault", "tasks"), [(Fault.hanging_up(), 0), (Fault.losing_the_answer(), 1), (Fault(cut_after=5), 1)]
)
def test_connection_is_closed(simulator: Simulator, fault: Fault, tasks: int) -> None:
    simulator.faults.add("create", fault)
    with pytest.raises((http.client.BadStatusLine, ConnectionError)):
        post(simulator, EXAMPLE)
    assert len(simulator.tasks) == tasks


def test_late_answer(simulator: Simulator) -> None:
    simulator.faults.add("create", Fault.late(0.3))
    began = time.monotonic()
    assert post(simulator, EXAMPLE)[0] == 201
    assert time.monotonic() - began >= 0.3


def test_dripping_answer(simulator: Simulator) -> None:
    simulator.faults.add("create", Fault(drip_seconds=0.001))
    assert post(simulator, EXAMPLE)[0] == 201


def test_closing_waits_for_no_late_answer() -> None:
    running = Simulator().__enter__()
    running.faults.add("front", Fault.late(3600))
    connection = http.client.HTTPConnection("127.0.0.1", running.port)
    connection.request("GET", "/")
    wait_until(lambda: running.faults.list_coming() == [])
    finish(running.close)
    connection.close()
