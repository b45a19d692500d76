"""The demo: one command, one folder, and a port that is free or is not."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from pytest_django import Settings

from taskbuilder.records.models import CreatedTask, Project
from taskbuilder.records.samples import load_samples
from taskbuilder.simulator.server import Simulator
from taskbuilder.web.demo.cloud_address import choose_port, find_free, is_free
from taskbuilder.web.demo.sample_tasks import write_created
from tests.support.waiting import PATIENCE, wait_until

ROOT = Path(__file__).resolve().parents[2]


def test_a_taken_port_is_refused_before_anything_starts(settings: Settings, tmp_path: Path) -> None:
    settings.EMBEDDED, settings.DEMO, settings.HOME = True, True, tmp_path
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(CommandError) as refusal:
            call_command("demo", port=str(port))

    assert (
        str(refusal.value) == f"Port {port} is taken. Choose another, for example: make demo PORT={port + 1}"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("port", ["", "web", "0", "65536", "-1"])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(CommandError, match=r"is not a port\. Set PORT to a number from 1 to 65535\.$"):
        call_command("demo", port=port)


def test_a_database_of_ones_own_is_left_alone(settings: Settings) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="Unset TASKBUILDER_DATABASE_URL"):
        call_command("demo", port=str(find_free()))


def test_a_database_that_is_not_a_demos_is_left_alone(settings: Settings) -> None:
    settings.EMBEDDED, settings.DEMO = True, False
    with pytest.raises(CommandError, match="set TASKBUILDER_DEMO=true"):
        call_command("demo", port=str(find_free()))


def test_the_cloud_keeps_its_port(tmp_path: Path, db: None) -> None:
    memory = tmp_path / "cloud.json"
    first = choose_port(memory, taken=1)

    assert choose_port(memory, taken=1) == first


def test_projects_follow_a_cloud_that_had_to_move(tmp_path: Path, project: Project) -> None:
    memory = tmp_path / "cloud.json"
    first = choose_port(memory, taken=1)
    Project.objects.update(base_url=f"http://127.0.0.1:{first}", identity_url="https://iam.example.net")
    second = choose_port(memory, taken=first)

    project.refresh_from_db()
    assert second != first
    assert (project.base_url, project.identity_url) == (
        f"http://127.0.0.1:{second}",
        "https://iam.example.net",
    )


def run_demo(
    home: Path, port: int, command: Sequence[str] = (sys.executable, "manage.py", "demo")
) -> "subprocess.Popen[str]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("TASKBUILDER_")}
    environment = {
        **own,
        "DJANGO_SETTINGS_MODULE": "taskbuilder.settings",
        "TASKBUILDER_DEMO": "true",
        "TASKBUILDER_HOME": str(home),
        # One for all demos: it is filled by the first of them.
        "TASKBUILDER_STATIC_ROOT": str(home.parent / "demo-static"),
        "PORT": str(port),
    }
    return subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until_ready(demo: "subprocess.Popen[str]") -> str:
    assert demo.stdout is not None
    return next(line.strip() for line in demo.stdout if line.startswith("Task Builder is ready"))


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_whole_and_stops_whole(tmp_path: Path, stop: signal.Signals) -> None:
    port = find_free()
    demo = run_demo(tmp_path, port)
    ready = read_until_ready(demo)
    demo.send_signal(stop)
    _, code = demo.communicate(timeout=PATIENCE), demo.returncode

    assert (ready, code, is_free(port)) == (f"Task Builder is ready: http://localhost:{port}/", 0, True)


def test_a_second_one_over_the_same_data_is_refused(tmp_path: Path) -> None:
    demo = run_demo(tmp_path, find_free())
    read_until_ready(demo)
    second = run_demo(tmp_path, find_free())
    output, _ = second.communicate(timeout=PATIENCE)
    demo.terminate()
    demo.communicate(timeout=PATIENCE)

    assert (output.count("A demo is running already over"), second.returncode) == (1, 1)


def test_it_stops_when_a_part_dies(tmp_path: Path) -> None:
    demo = run_demo(tmp_path, find_free())
    read_until_ready(demo)
    (relay,) = [pid for pid in children_of(demo.pid) if "relay" in command_of(pid)]
    os.kill(relay, signal.SIGKILL)
    output, _ = demo.communicate(timeout=PATIENCE)

    assert (output.count("The relay has ended by itself (exit code -9)"), demo.returncode) == (1, 1)
    time.sleep(0.1)


@pytest.mark.parametrize("command", [(sys.executable, "manage.py", "demo"), ("make", "--silent", "demo")])
def test_none_of_it_outlives_its_death(tmp_path: Path, command: tuple[str, ...]) -> None:
    port = find_free()
    demo = run_demo(tmp_path, port, command)
    read_until_ready(demo)
    begun = processes_over(tmp_path)
    demo.kill()
    demo.communicate(timeout=PATIENCE)  # their output ends with the last of them

    assert len(begun) >= 6  # the demo, the stand-in cloud, the relay, the web server and its two workers
    wait_until(lambda: processes_over(tmp_path) == [])
    again = run_demo(tmp_path, port)
    read_until_ready(again)
    assert sum("relay" in command_of(pid) for pid in processes_over(tmp_path)) == 1
    again.terminate()
    again.communicate(timeout=PATIENCE)


def processes_over(home: Path) -> list[int]:
    """Every process of this machine that was started over this folder of data, as the system has them."""
    return [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and f"TASKBUILDER_HOME={home}\0" in read_environment(folder)
    ]


def read_environment(process: Path) -> str:
    with suppress(OSError):  # it has ended, or is somebody else's
        return (process / "environ").read_text(errors="replace")
    return ""


def children_of(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def test_the_cloud_knows_the_tasks_of_the_sample_history(tmp_path: Path, db: None) -> None:
    """Otherwise the first thing that a demo says of them is that they are gone."""
    file = tmp_path / "tasks.json"
    with Simulator() as cloud:
        load_samples(cloud_url=cloud.url, now=timezone.now())
        write_created(file)
        cloud.add_created(file)
        assert {task["id"] for task in cloud.tasks} == set(
            CreatedTask.objects.values_list("task_id", flat=True)
        )
        berths = [task["input"]["data"] for task in cloud.tasks if task["name"] == "berths-1-to-4-day"]
        states = {task["state"] for task in cloud.tasks}
    assert berths == [[{"url": "rtsp://192.0.2.22/berth-3-4"}], [{"url": "rtsp://192.0.2.21/berth-1-2"}]]
    assert states <= {"RUNNING", "STARTING", "PENDING", "STOPPED", "SUCCEEDED"}
    assert "sample-not-a-key" not in file.read_text()


def test_the_cloud_passes_over_calls_of_another_world(tmp_path: Path) -> None:
    file = tmp_path / "created.json"
    call = {"project_id": "0f" * 16, "service_id": "s", "created_at": "2026-01-01T00:00:00Z"}
    file.write_text(json.dumps([{**call, "task_ids": ["0a" * 16], "request": {"name": "gate"}}]))
    with Simulator() as cloud:
        cloud.add_created(file)
        assert cloud.tasks == []
