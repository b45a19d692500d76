"""Faults by name: what a client sees of each, and what the simulator saw and holds."""

import http.client
import subprocess
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from taskbuilder.simulator.script import FAULTS, BadLine, read_line
from taskbuilder.simulator.server import Simulator
from tests.simulator.test_command import start
from tests.simulator.test_reference import NAMES, TASKS, post, read_example, sign_in, simulator
from tests.simulator.test_reference import ask as ask_cloud
from tests.support.waiting import PATIENCE, finish, listens, wait_until

__all__ = ["simulator"]

EXAMPLE = read_example(NAMES[0])
TWO = EXAMPLE | {"input": EXAMPLE["input"] | {"data": EXAMPLE["input"]["data"] * 2}}
ENDINGS = ("create-failed", "start-failed", "abnormal", "failed")
LOST = (http.client.HTTPException, ConnectionError)


def try_to_post(simulator: Simulator, body: Any = EXAMPLE) -> tuple[int, Any] | None:
    """Status and body, None where no answer came."""
    with suppress(*LOST):
        status, answer, _headers = post(simulator, body)
        return status, answer
    return None


def add(simulator: Simulator, line: str) -> None:
    simulator.add_fault(read_line(line))


def test_every_fault_is_tried_here() -> None:
    tried = {
        "refuse",
        "slow-identity",
        "expired-token",
        "fewer-ids",
        "more-ids",
        "throttle-list",
        "late-list",
        *ENDINGS,
        *(line for line, *_ in SEEN),
    }
    assert {each.partition("=")[0] for each in tried} == set(FAULTS)


SEEN: list[tuple[str, int | None, int, int]] = [
    ("drop-before", None, 0, 0),
    ("drop-after", None, 1, 1),
    ("late=0.2", 201, 1, 1),
    ("truncate", None, 1, 1),
    ("no-ids", 201, 1, 1),
    ("html-502", 502, 1, 0),
    ("throttle=7", 429, 1, 0),
    ("redirect", 307, 1, 0),
]


@pytest.mark.parametrize(("line", "status", "requests", "tasks"), SEEN)
def test_what_a_client_sees(
    simulator: Simulator, line: str, status: int | None, requests: int, tasks: int
) -> None:
    add(simulator, line)
    began = time.monotonic()
    seen = try_to_post(simulator)
    assert (seen and seen[0]) == status
    assert time.monotonic() - began >= (0.2 if line.startswith("late") else 0)
    assert (len(simulator.requests), len(simulator.tasks)) == (requests, tasks)
    assert (try_to_post(simulator) or [0])[0] == 201


@pytest.mark.parametrize(("line", "count"), [("no-ids", 0), ("fewer-ids", 1), ("more-ids", 3)])
def test_how_many_ids_are_told(simulator: Simulator, line: str, count: int) -> None:
    add(simulator, line)
    seen = try_to_post(simulator, TWO)
    assert seen is not None
    assert (seen[0], len(seen[1]["tasks"]), len(simulator.tasks)) == (201, count, 2)
    add(simulator, line)
    refused = try_to_post(simulator, {})
    assert (refused or [0])[0] == 400


@pytest.mark.parametrize("line", ENDINGS)
def test_tasks_that_fail(line: str) -> None:
    with Simulator(clock=lambda: now) as simulator:
        now = datetime.now(UTC)
        add(simulator, line)
        post(simulator, TWO)
        post(simulator, EXAMPLE)
        now += timedelta(minutes=1)
        states = [(task["state"], "error" in task) for task in simulator.tasks]
        ending = line.upper().replace("-", "_")
        assert states == [("RUNNING", False), (ending, True), (ending, True)]


@pytest.mark.parametrize(("line", "status"), [("throttle-list=7", 429), ("late-list=0.2", 200)])
def test_listing_that_misbehaves(simulator: Simulator, line: str, status: int) -> None:
    add(simulator, line)
    began = time.monotonic()
    answers = [ask_cloud(simulator, "GET", TASKS, headers=sign_in(simulator)) for _ in range(2)]
    assert time.monotonic() - began >= (0.2 if line.startswith("late") else 0)
    assert [answer[0] for answer in answers] == [status, 200]
    assert answers[0][2].get("retry-after") == ("7" if status == 429 else None)


def test_throttling_says_for_how_long(simulator: Simulator) -> None:
    add(simulator, "throttle=7*2")
    assert [post(simulator, EXAMPLE)[2].get("retry-after") for _ in range(3)] == ["7", "7", None]


def test_connections_are_refused_and_then_not(simulator: Simulator) -> None:
    port = simulator.port
    add(simulator, "refuse=3")
    wait_until(lambda: not listens("127.0.0.1", port))
    wait_until(lambda: listens("127.0.0.1", port))
    assert simulator.port == port
    assert (try_to_post(simulator) or [0])[0] == 201


def test_it_closes_while_it_refuses() -> None:
    simulator = Simulator().__enter__()
    port = simulator.port
    add(simulator, "refuse=3600")
    wait_until(lambda: not listens("127.0.0.1", port))
    finish(simulator.close)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "'nonsense' is no fault. Use one of refuse, drop-before, "),
        ("late=x", "'late=x' is no fault."),
        ("", "'' is no fault."),
        ("redirect=3", "redirect lasts no time: leave out =3."),
        ("late=99999", "late=99999: at most 3600 seconds, and 1 to 1000 times."),
        ("late*0", "late*0: at most"),
    ],
)
def test_a_line_that_is_none_is_named(line: str, message: str) -> None:
    with pytest.raises(BadLine) as refused:
        read_line(line)
    assert str(refused.value).startswith(message)


def ask(
    simulator: Simulator, method: str, form: dict[str, str] | None = None, **headers: str
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=PATIENCE)
    body = urlencode(form) if form is not None else None
    connection.request(method, "/faults", body, {"Host": f"127.0.0.1:{simulator.port}", **headers})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_its_page_adds_and_clears(simulator: Simulator) -> None:
    own = {"Origin": simulator.url}
    assert "Nothing: it behaves." in ask(simulator, "GET")[1]
    assert (
        ask(simulator, "POST", {"do": "add", "name": "late", "seconds": " 2 ", "times": "2"}, **own)[0] == 303
    )
    assert ask(simulator, "POST", {"name": "slow-identity"})[0] == 303
    page = ask(simulator, "GET")[1]
    assert (
        page.count("<li>late, at the next create"),
        page.count("<li>slow-identity, at the next token"),
    ) == (2, 1)
    assert all(f"<dt>{name}</dt>" in page for name in FAULTS)
    assert ask(simulator, "POST", {"do": "clear"})[0] == 303
    assert "Nothing: it behaves." in ask(simulator, "GET")[1]


def test_its_page_names_what_is_wrong_and_runs_nothing(simulator: Simulator) -> None:
    status, page = ask(simulator, "POST", {"name": "<script>", "times": "1"})
    assert (status, "&lt;script&gt;" in page, "<script" in page) == (422, True, False)
    status, page = ask(simulator, "POST", {"name": "late", "times": "x"})
    assert (status, "is no fault" in page) == (422, True)


@pytest.mark.parametrize(
    "header", [{"Origin": "https://evil.example.net"}, {"Referer": "https://evil.example.net/a"}]
)
def test_another_sites_page_may_not_drive_it(simulator: Simulator, header: dict[str, str]) -> None:
    assert ask(simulator, "POST", {"name": "late"}, **header)[0] == 403
    assert simulator.faults.list_coming() == []


def test_the_command_takes_a_script() -> None:
    with start("--port", "0", "--fault", "late=3*2", "--fault", "redirect") as process:
        assert process.stdout is not None
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/faults")
        page = connection.getresponse().read().decode()
        connection.close()
        process.terminate()
        process.communicate(timeout=PATIENCE)
    assert page.index("<li>late") < page.index("<li>redirect")
    assert page.count("<li>") == 3


def test_the_command_names_a_word_that_it_does_not_know() -> None:
    process: subprocess.Popen[str] = start("--port", "0", "--fault", "sulk")
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert errors.startswith("CommandError: --fault: 'sulk' is no fault. Use one of refuse, ")
