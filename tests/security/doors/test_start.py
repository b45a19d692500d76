"""What a process says and refuses when it starts: slips of the pen, unsafe settings, an embedded database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.waiting import PATIENCE

ROOT = Path(__file__).parents[3]
OWN = {
    "TASKBUILDER_DATABASE_URL": "sqlite:///:memory:",
    "TASKBUILDER_SECRET_KEY": "a key that only tests know, long enough for any check to accept",
    "TASKBUILDER_ENCRYPTION_KEYS": "bm90LWEtc2VjcmV0LWJ1dC0zMi1ieXRlcy1sb25nISE=",
    "TASKBUILDER_HOSTS": "tasks.example.net",
}
ASK = (
    "from django.conf import settings as s; "
    "print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
)
GUNICORN = ("-m", "gunicorn", "--no-control-socket", "--bind", "127.0.0.1:0", "taskbuilder.wsgi")
CONFIGURED = ("-m", "gunicorn", "--config", "python:taskbuilder.serving", *GUNICORN[2:])
EMBEDDED_LINE = "EMBEDDED INSTALLATION: TASKBUILDER_DATABASE_URL is not set"


def environment(variables: dict[str, str]) -> dict[str, str]:
    """This machine's, without any setting of ours but these."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("TASKBUILDER_")}
    return others | {"DJANGO_SETTINGS_MODULE": "taskbuilder.settings"} | variables


def run(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment(variables),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("TASKBUILDER_DATABASEURL", "TASKBUILDER_DATABASE_URL"),
        ("TASKBUILDER_DATABSE_URL", "TASKBUILDER_DATABASE_URL"),
        ("TASKBUILDER_ALLOWED_HOSTS", "TASKBUILDER_HOSTS"),
        ("TASKBUILDER_ENCRYPTION_KEY", "TASKBUILDER_ENCRYPTION_KEYS"),
        ("TASKBUILDER_BROKER", "TASKBUILDER_BROKER_URL"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_before_anything_is_made(
    tmp_path: Path, name: str, nearest: str
) -> None:
    home = tmp_path / "home"
    done = run("-c", ASK, TASKBUILDER_HOME=str(home), **{name: "x"})
    assert f"{name} is not a setting. Did you mean {nearest}?" in done.stderr
    assert (done.returncode, home.exists()) == (1, False)


@pytest.mark.parametrize(
    "name",
    [
        "TASKBUILDER_PORT",
        "TASKBUILDER_PORT_8000_TCP_ADDR",
        "TASKBUILDER_SERVICE_HOST",
        "TASKBUILDER_TOKEN",
        "TASKBUILDER_URL",
        "TASKBUILDER_PROJECT",
    ],
)
def test_what_others_set_beside_us_is_left_alone(name: str) -> None:
    assert run("-c", ASK, **OWN, **{name: "tcp://10.0.0.1:8000"}).returncode == 0


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"TASKBUILDER_DEBUG": "true"}, "TASKBUILDER_DEBUG shows the code's inside to everybody."),
        ({"TASKBUILDER_DEMO": "true"}, "TASKBUILDER_DEMO shows public passwords on the sign-in page."),
        ({"TASKBUILDER_HOSTS": "*"}, "TASKBUILDER_HOSTS allows every host."),
        ({"TASKBUILDER_HOSTS": "tasks.example.net,*"}, "TASKBUILDER_HOSTS allows every host."),
        ({"TASKBUILDER_SECRET_KEY": "secret"}, "TASKBUILDER_SECRET_KEY is too easy to guess."),
        ({"TASKBUILDER_SECRET_KEY": "x" * 80}, "TASKBUILDER_SECRET_KEY is too easy to guess."),
        ({"TASKBUILDER_HSTS": "a year"}, "TASKBUILDER_HSTS is 'a year'."),
    ],
)
@pytest.mark.parametrize(
    "server", [("-c", ASK), GUNICORN, CONFIGURED], ids=["settings", "bare", "configured"]
)
def test_what_is_unsafe_ends_the_start(variables: dict[str, str], told: str, server: tuple[str, ...]) -> None:
    done = run(*server, **OWN | variables)
    assert told in done.stderr
    assert done.returncode != 0


@pytest.mark.parametrize(
    ("variables", "printed"),
    [
        ({}, "31536000 False False"),
        ({"TASKBUILDER_HTTPS": "false"}, "0 False False"),
        ({"TASKBUILDER_HSTS": "0"}, "0 False False"),
        ({"TASKBUILDER_HSTS": "63072000; includeSubDomains; preload"}, "63072000 True True"),
    ],
)
def test_strict_transport_security_is_set_or_switched_off(variables: dict[str, str], printed: str) -> None:
    assert run("-c", ASK, **OWN | variables).stdout.strip() == printed


def serve(*command: str, **variables: str) -> list[str]:
    """What a server or sender writes until it is stopped, once it has begun."""
    with subprocess.Popen(
        [sys.executable, "-u", *command],
        env=environment(variables),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout is not None
        lines = []
        for line in server.stdout:
            lines.append(line)
            if "Booting worker" in line or " is sending" in line:
                server.terminate()
    return lines


@pytest.mark.parametrize(
    "command",
    [(*GUNICORN, "--workers", "2"), (*CONFIGURED, "--workers", "2"), ("manage.py", "relay", "--skip-checks")],
    ids=["bare", "configured", "relay"],
)
def test_an_embedded_installation_says_so(tmp_path: Path, command: tuple[str, ...]) -> None:
    lines = serve(*command, TASKBUILDER_HOME=str(tmp_path))
    said = [line for line in lines if EMBEDDED_LINE in line]
    assert len(said) >= 1
    assert str(tmp_path) in said[0]
    if "--config" in command:
        assert len(said) == 1


@pytest.mark.parametrize("variables", [OWN, {"TASKBUILDER_DEMO": "true"}], ids=["own", "demo"])
def test_others_do_not(tmp_path: Path, variables: dict[str, str]) -> None:
    lines = serve(*CONFIGURED, TASKBUILDER_HOME=str(tmp_path), **variables)
    assert [line for line in lines if "EMBEDDED" in line] == []
