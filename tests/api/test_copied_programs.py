"""What a submission's page offers to copy, run: it creates the same task."""

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from taskbuilder.api import preferences
from taskbuilder.records.models import Service, Submission
from taskbuilder.records.submissions.creation import build_submission, enqueue
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.json_value import JsonObject
from tests.api.conftest import issue
from tests.conftest import IN_CI

NASTY = 'it\'s "$HOME" `id` $(id) \\n & ; > %s ! # 门'
REQUEST: JsonObject = {
    "name": "gate-1",
    "description": NASTY,
    "input": {
        "type": "restful",
        "data": [
            {
                "url": "https://user:pass-word@192.0.2.1/streams?token=abc",
                "headers": {"Authorization": NASTY.replace("门", "m"), "X-Second": "b"},
                "certificate_check": False,
                "rtsp_path_in_response": "/input/url",
            }
        ],
    },
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": "canary-token"}}},
    "source_usage_estimate": {"cpu": 0.5, "memory": 512},
}
COMMANDS = {"curl": "sh", "python": sys.executable}


def require(program: str) -> str:
    if (found := shutil.which(program)) is None:
        (pytest.fail if IN_CI else pytest.skip)(f"no {program} was found, which runs what was copied")
    return str(found)


def list_values(request: JsonObject) -> dict[str, str]:
    """The secrets of REQUEST, by the names of their variables."""
    headers = request["input"]["data"][0]["headers"]  # type: ignore[index,call-overload]
    return {
        "INPUT_1_URL": "user:pass-word",
        "INPUT_1_URL_2": "abc",
        "INPUT_1_AUTHORIZATION": headers["Authorization"],  # type: ignore[index,call-overload,dict-item]
        "INPUT_1_X_SECOND": "b",
        "OUTPUT_WEBHOOK_X_TOKEN": "canary-token",
    }


@pytest.mark.parametrize("kind", COMMANDS)
def test_what_is_copied_creates_the_same_task(
    cloud: Simulator, live_server: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(preferences, "DEFAULT_WAIT", 0)  # no relay runs here that it could wait for
    require("curl" if kind == "curl" else sys.executable)
    operator = User.objects.get(username="operator")
    service = Service.objects.get(project__slug="harbour", platform="modelarts-edge")
    original = build_submission(
        service=service, request=REQUEST, confirmations=[], by=operator, now=timezone.now()
    )
    enqueue(original)
    client = Client()
    client.force_login(operator)
    address = f"/projects/harbour/submissions/{original.pk}/"
    host = live_server.url.removeprefix("http://")
    text = client.get(f"{address}?as={kind}", headers={"host": host}).text
    page = client.get(address, headers={"host": host}).text
    (shown,) = re.findall(rf'id="code-{kind}">.*?<code>(.*?)</code>', page, re.DOTALL)
    assert unescape(shown) == text
    assert re.findall(r"^#   (\w+)$", text, re.MULTILINE) == ["TOKEN", *list_values(REQUEST)]

    variables = {"TOKEN": issue().text, **list_values(REQUEST)}
    (tmp_path / "program").write_text(text)
    environment = {"PATH": os.environ["PATH"], "NO_PROXY": "*", **variables}
    done = subprocess.run(
        [COMMANDS[kind], tmp_path / "program"], env=environment, check=True, capture_output=True, text=True
    )
    made = Submission.objects.exclude(pk__in=[original.pk]).order_by("-created_at").first()
    assert made is not None, (done.stdout, done.stderr)
    assert made.full_request() == original.full_request() == REQUEST
    assert made.request == original.request
    assert made.service == service
    call_command("relay", "--once")
    sent = [seen.body for seen in cloud.requests if seen.body == REQUEST]
    assert len(sent) == len([task for task in cloud.tasks if task["name"] == REQUEST["name"]]) == 2
