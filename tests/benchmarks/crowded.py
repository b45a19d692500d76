"""How soon others are answered while one gunicorn reads the largest requests and answers, four at once.

Run as a module it makes the server's data, and prints how a program gets in.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from pathlib import Path
from statistics import median

import requests

from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from tests.benchmarks.figures import Figure
from tests.benchmarks.world import ROOT, slow_cloud
from tests.support.waiting import wait_until

AT_ONCE, IDLE_TIMES, TRIALS = 4, 40, 10
PATIENCE = 120
MOST_SECONDS = 1.0
MOST_INPUTS, MOST_BODY, DEPTH = 5_000, 11_900_000, 60
SERVICE_ID = "crowded"
SERVER = ["-m", "gunicorn", "--config", "python:taskbuilder.serving", "--log-level", "warning"]


@dataclass(frozen=True)
class Server:
    """One that runs, and how a program calls it."""

    address: str
    token: str
    path: str
    trial: str
    """Where an administrator tests the connection to the cloud."""
    administrator: Mapping[str, str]
    """The headers of one who has signed in."""

    def try_cloud(self) -> int:
        """Has the cloud asked, which answers with a page of an error; answers the status."""
        status = 0
        for _time in range(TRIALS):
            address, headers = f"{self.address}{self.trial}", self.administrator
            answer = requests.post(address, headers=headers, timeout=PATIENCE, allow_redirects=False)
            status = answer.status_code
        return status

    def judge(self, body: bytes) -> int:
        """Has a request checked; answers the status."""
        headers = {"X-Auth-Token": self.token, "Content-Type": "application/json"}
        return requests.post(
            f"{self.address}{self.path}", body, headers=headers, timeout=PATIENCE
        ).status_code

    def open_sign_in(self) -> float:
        """Seconds until the sign-in page is there."""
        begin = time.monotonic()
        requests.get(f"{self.address}/sign-in/", timeout=PATIENCE).raise_for_status()
        return time.monotonic() - begin


def measure_crowded() -> Iterator[Figure]:
    with running_server() as server:
        idle = median(server.open_sign_in() for _time in range(IDLE_TIMES))
        for name, make in BODIES.items():
            longest = time_others(server, partial(server.judge, make()), answer=HTTPStatus.OK)
            yield show(f"four of {name}", longest, idle)
        longest = time_others(server, server.try_cloud, answer=HTTPStatus.FOUND)
        yield show("four clouds that answer with an error page of 1 MB", longest, idle)


def show(beside: str, longest: float, idle: float) -> Figure:
    name = f"the sign-in page beside {beside}: {longest / idle:.0f} times idle"
    return Figure(name=name, value=longest, limit=MOST_SECONDS, unit="s")


def time_others(server: Server, call: Callable[[], int], *, answer: int) -> float:
    """The longest that the sign-in page takes until four such calls are answered so."""
    seconds = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        calls = [pool.submit(call) for _number in range(AT_ONCE)]
        while not all(call.done() for call in calls):
            seconds.append(server.open_sign_in())
    if {call.result() for call in calls} != {answer}:
        raise RuntimeError("A call was not answered as it should be.")
    return max(seconds)


def write(**members: JsonValue) -> bytes:
    request: JsonObject = {"name": "gate", "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/a"}]}}
    request |= {"output": {"dis": {"stream_name": "a"}}, **members}
    return json.dumps(request).encode()


def write_inputs() -> bytes:
    data: list[JsonValue] = [
        {"url": f"rtsp://user:password-{number}@camera-{number}.example.com/live?token=secret-{number}"}
        for number in range(MOST_INPUTS)
    ]
    return write(input={"type": "url", "data": data})


def write_config() -> bytes:
    """Many members rather than one long text: each is looked at."""
    member = '"key-%06d":"rtsp://user:password@host/%06d"'
    count = MOST_BODY // len(member % (0, 0))
    members = ",".join(member % (number, number) for number in range(count))
    return write(config={"common": "HERE"}).replace(b'"HERE"', f"{{{members}}}".encode())


def write_deep() -> bytes:
    """Of the service's schema, each level of which is asked for again by the one above."""
    config: JsonValue = {}
    for _level in range(DEPTH):
        config = {"below": config, "beside": [config]} if _level < 12 else {"below": config}
    return write(config=config)


def write_addresses() -> bytes:
    """One text in which everything may be secret."""
    part = "a://a@"
    return write(config={"common": {"note": part * (MOST_BODY // len(part))}})


BODIES: Mapping[str, Callable[[], bytes]] = {
    "5,000 inputs": write_inputs,
    "12 MB of config": write_config,
    "12 MB of addresses in one text": write_addresses,
    "a deep schema": write_deep,
}


@contextmanager
def running_server() -> Iterator[Server]:
    """On data of its own, with one process, as it is without WEB_CONCURRENCY."""
    with tempfile.TemporaryDirectory() as home, slow_cloud("tests.benchmarks.failing_cloud") as cloud:
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TASKBUILDER", "DJANGO"))
        }
        environment |= {"TASKBUILDER_HOME": home, "TASKBUILDER_STATIC_ROOT": f"{home}/static"}
        environment |= {"DJANGO_SETTINGS_MODULE": "taskbuilder.settings"}
        environment |= {"TASKBUILDER_CLOUD_ADDRESSES": "http://127.0.0.0/8"}
        run = [sys.executable, "-W", "ignore"]
        made = subprocess.run(
            [*run, "-m", "tests.benchmarks.crowded", cloud],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        address = f"127.0.0.1:{find_port()}"
        command = [*run, *SERVER, "--bind", address, "taskbuilder.wsgi"]
        with (
            Path(home, "log").open("w") as log,
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as gunicorn,
        ):
            try:
                server = Server(f"http://{address}", **json.loads(made.stdout.splitlines()[-1]))
                wait_until(lambda: is_there(server))
                yield server
            finally:
                gunicorn.terminate()


def find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def is_there(server: Server) -> bool:
    try:
        return server.open_sign_in() > 0
    except requests.ConnectionError:
        return False


def make_data(cloud: str) -> JsonObject:
    """A project with a service whose schema is deep, a token, and an administrator who has signed in."""
    from uuid import uuid4

    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from taskbuilder.records.access.api_tokens import issue_token
    from tests.benchmarks.world import create_project

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    project, now = create_project(cloud, most_in_flight=1), timezone.now()
    schema = {
        "$defs": {
            "level": {
                "type": "object",
                "properties": {
                    "below": {"$ref": "#/$defs/level"},
                    "beside": {"type": "array", "items": {"$ref": "#/$defs/level"}},
                },
            }
        },
        "$ref": "#/$defs/level",
    }
    project.services.update(config_schema=schema)
    person, service = User.objects.get(), project.services.get()
    ends_at = now + timedelta(days=1)
    issued = issue_token(
        token_id=uuid4(), project=project, person=person, label="bench", ends_at=ends_at, now=now
    )
    assert issued is not None
    path = f"/v1/{project.cloud_project_id}/services/{service.service_id}/tasks:validate"
    administrator = Client()
    administrator.force_login(User.objects.create_superuser("administrator"))
    session, token = administrator.cookies[settings.SESSION_COOKIE_NAME].value, "c" * 32
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    return {
        "token": issued.text,
        "path": path,
        "trial": reverse("admin:records_project_test", args=[project.pk]),
        "administrator": {"Cookie": cookies, "X-CSRFToken": token},
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(make_data(sys.argv[1])))
