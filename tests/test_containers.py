"""What compose.yaml and the Dockerfile say is there, checked without a container engine."""

import re
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from taskbuilder.proxies import Proxies, parse_proxies

ROOT = Path(__file__).parent.parent


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load((ROOT / "compose.yaml").read_text())


def read_dockerfile() -> Iterator[tuple[str, str]]:
    """Each instruction and its rest, lines that go on joined."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            word, _space, rest = line.partition(" ")
            yield word, rest


def test_every_command_is_one_of_ours(compose: Any) -> None:
    commands = [service["command"] for service in compose["services"].values() if "command" in service]
    assert [command[:2] for command in commands] == [["python", "manage.py"]] * 3
    assert {command[2] for command in commands} == {"relay", "worker", "migrate"} <= set(get_commands())


def test_every_variable_is_one_that_the_documents_list(compose: Any) -> None:
    operations = (ROOT / "docs/operations.md").read_text()
    listed = set(re.findall(r"^\| `(TASKBUILDER_\w+)`", operations, re.MULTILINE))
    given = {name for service in compose["services"].values() for name in service.get("environment", {})}
    assert {name for name in given if name.startswith("TASKBUILDER_")} <= listed
    assert {"TASKBUILDER_DATABASE_URL", "TASKBUILDER_BROKER_URL"} <= given


def test_no_secret_stands_in_it_and_each_has_to_be_set(compose: Any) -> None:
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASS|SECRET|KEYS|_URL", name):
                assert re.search(r"\$\{\w+:\?", str(value)), name


def test_the_proxy_alone_calls_the_web_and_is_believed(compose: Any) -> None:
    services, (subnet,) = compose["services"], compose["networks"]["front"]["ipam"]["config"]
    inside = {name for name, service in services.items() if "front" in service.get("networks", ())}
    assert inside == {"proxy", "web"}
    assert services["proxy"]["networks"] == ["front"]
    assert services["web"]["environment"]["TASKBUILDER_BEHIND_PROXY"] == subnet["subnet"]
    default = re.sub(r"\$\{\w+:-(.*)\}", r"\1", subnet["subnet"])
    assert parse_proxies(default) == Proxies((ip_network(default),))


def test_the_proxy_buffers_within_deadlines_and_more_than_the_largest_body() -> None:
    caddy = (ROOT / "Caddyfile").read_text()
    sizes = [int(size) * 1_000_000 for size in re.findall(r"(?:max_size|request_buffers) (\d+)MB", caddy)]
    assert len(sizes) == 2
    assert min(sizes) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert re.findall(r"^\t*(read_header|read_body|write|idle) \d+[sm]$", caddy, re.MULTILINE) == [
        "read_header",
        "read_body",
        "write",
        "idle",
    ]
    assert "reverse_proxy {$UPSTREAM:web:8000} {" in caddy
    assert re.findall(r"health_uri (\S+)", caddy) == [
        "/healthz"
    ]  # the application says itself what it misses


def test_what_is_waited_for_is_there_and_only_the_proxy_is_reached(compose: Any) -> None:
    services = compose["services"]
    assert set(services) == {"proxy", "web", "relay", "worker", "migrate", "postgres", "rabbitmq"}
    for name, service in services.items():
        for other, terms in service.get("depends_on", {}).items():
            assert other in services
            assert "healthcheck" in services[other] or terms["condition"] != "service_healthy"
        assert ("ports" in service) == (name == "proxy")


def test_the_image_copies_what_is_there_and_runs_as_nobody_special() -> None:
    lines = list(read_dockerfile())
    assert {word for word, _rest in lines} <= {
        "FROM",
        "COPY",
        "RUN",
        "WORKDIR",
        "ENV",
        "USER",
        "EXPOSE",
        "CMD",
    }
    allowed = (ROOT / ".dockerignore").read_text().splitlines()
    for word, rest in lines:
        if word == "COPY" and not rest.startswith("--from"):
            source = rest.split()[0].rstrip("/")
            assert (ROOT / source).exists()
            assert f"!{source}" in allowed
    words = [word for word, _rest in lines]
    assert words.index("USER") < words.index("CMD")
    assert dict(lines)["CMD"].startswith('["gunicorn", "--config", "python:taskbuilder.serving"')
