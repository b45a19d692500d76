"""`manage.py simulator` as a process: its banner, its files, its refusals."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from taskbuilder.simulator.world import DEFAULT_WORLD
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).parent.parent.parent


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "simulator", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_what_it_is_and_leaves_when_told(tmp_path: Path, number: signal.Signals) -> None:
    store = tmp_path / "tasks.sqlite3"
    with start("--port", "0", "--store", store, "--world", DEFAULT_WORLD) as process:
        assert process.stdout is not None
        first, second = process.stdout.readline(), process.stdout.readline()
        assert first.startswith("Simulated cloud at http://127.0.0.1:")
        assert second.startswith("This is a stand-in for the cloud: ")
        with socket.create_connection(("127.0.0.1", int(first.rsplit(":", 1)[1]))):
            time.sleep(0.1)
            process.send_signal(number)
            _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, "")
    assert store.exists()


def test_taken_port_is_said_in_a_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with start("--port", str(port), "--store", tmp_path / "tasks.sqlite3") as process:
            _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert errors.startswith(f"CommandError: The simulator cannot start at 127.0.0.1:{port}: ")
    assert errors.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("world", [[], {}, {"projects": [{}]}, "no JSON"])
def test_world_that_is_none_is_said_in_a_line(tmp_path: Path, world: object) -> None:
    file = tmp_path / "world.json"
    file.write_text(world if isinstance(world, str) else json.dumps(world))
    with start("--port", "0", "--world", file) as process:
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert errors.startswith(f"CommandError: {file} is not a valid world: ")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("text", ["", "{}", '[{"project_id": 1}]'])
def test_created_calls_that_are_none_are_said_in_a_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "created.json"
    file.write_text(text)
    with start("--port", "0", "--created", file) as process:
        _output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (
        1,
        f"CommandError: --created: {file} cannot be read: ValidationError\n",
    )
