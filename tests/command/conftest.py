"""The command against a server that runs in the tests' process, with a relay and the simulated cloud."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from taskbuilder.command import following
from taskbuilder.command.main import main
from taskbuilder.command.yaml_file import write_yaml
from tests.api.conftest import REQUEST, Program, cloud, program, relay

__all__ = ["cloud", "program", "relay"]
Run = Callable[..., int]


@pytest.fixture
def run(program: Program, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command, signed in by the environment; what it exits with."""
    monkeypatch.setenv("TASKBUILDER_URL", live_server.url)
    monkeypatch.setenv("TASKBUILDER_TOKEN", program.token)
    monkeypatch.setenv("TASKBUILDER_PROJECT", program.service.project.cloud_project_id)
    monkeypatch.setattr(following, "PAUSE_SECONDS", 0.1)
    # The server is in this process. Where an earlier test has closed the stream that its log goes to, logging
    # would say so on what the command writes to.
    monkeypatch.setattr(logging, "raiseExceptions", False)
    return lambda *words: main([str(word) for word in words])


@pytest.fixture
def site(tmp_path: Path, program: Program) -> Path:
    """A folder with a plan of three cameras."""
    folder = tmp_path / "site"
    folder.mkdir()
    plan = {
        "name": "Cameras",
        "service": program.service.service_id,
        "key": "Camera",
        "columns": {"Camera": "/name", "Address": "/input/data/0/url"},
        "template": json.loads(json.dumps(REQUEST)),
    }
    write_yaml(folder / "template.yaml", plan)
    write_site(folder, [f"gate-{number}" for number in (1, 2, 3)])
    return folder


def write_site(folder: Path, cameras: list[str], host: str = "192.0.2.1") -> None:
    rows = [
        {"Camera": name, "Address": f"rtsp://admin:canary-{name}@{host}/{name}", "Note": "007"}
        for name in cameras
    ]
    write_yaml(folder / "rows.yaml", rows)
