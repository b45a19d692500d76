"""A program with a token, the simulated cloud, and a relay between them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from taskbuilder.records.access.api_tokens import Issued, issue_token
from taskbuilder.records.models import Project, Service
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.samples import load_samples
from taskbuilder.simulator.server import Simulator

REQUEST: dict[str, Any] = {
    "name": "gate",
    "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/main"}]},
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": "canary-token"}}},
    "source_usage_estimate": {"cpu": 1, "memory": 512},
}
ASKED = REQUEST | {"name": "闸口"}
"""What an operator would be asked to confirm (rule name.cjk)."""


@pytest.fixture
def cloud(transactional_db: None) -> Iterator[Simulator]:
    with Simulator() as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        yield simulator


@pytest.fixture
def relay(cloud: Simulator) -> Iterator[None]:
    """A relay that runs beside the test."""
    stop = Event()

    def run() -> None:
        try:
            Relay(threads=4, lease=timedelta(seconds=90)).run(stop)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    yield
    stop.set()
    thread.join()


def issue(username: str = "operator", slug: str = "harbour", *, days: int = 30) -> Issued:
    now = timezone.now()
    issued = issue_token(
        token_id=uuid4(),
        project=Project.objects.get(slug=slug),
        person=User.objects.get(username=username),
        label="Night shift",
        ends_at=now + timedelta(days=days),
        now=now,
    )
    assert issued is not None
    return issued


@dataclass(frozen=True)
class Program:
    """Calls as a program of the cloud does, by a token header."""

    token: str
    service: Service
    client: Client

    @property
    def path(self) -> str:
        return f"/v1/{self.service.project.cloud_project_id}/services/{self.service.service_id}/tasks"

    def post(self, body: Any = None, **headers: str) -> HttpResponse:
        """Posts bytes as they are, anything else as JSON."""
        sent = {"X-Auth-Token": self.token} | {name.replace("_", "-"): text for name, text in headers.items()}
        data = REQUEST if body is None else body
        return self.client.post(self.path, data, content_type="application/json", headers=sent)  # type: ignore[return-value]  # Django's test response is one

    def get(self, path: str) -> HttpResponse:
        return self.client.get(path, headers={"X-Auth-Token": self.token})  # type: ignore[return-value]  # as above


MakeProgram = Callable[..., Program]


@pytest.fixture
def program(cloud: Simulator, client: Client) -> Program:
    service = Service.objects.select_related("project").get(
        project__slug="harbour", platform="modelarts-edge"
    )
    return Program(issue().text, service, client)
