"""The access log, the health of a process, and a line with its request's id for each page that fails."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django import Settings

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project
from taskbuilder.web.http import health
from tests.security.conftest import sign_in
from tests.security.conftest import world as world
from tests.security.test_access import ADMINISTRATION, DRAFT, OPEN, PROGRAMS, address_of, list_names
from tests.support.log_lines import heard, record_lines
from tests.support.outage import database_away
from tests.test_logs import TIME

PAGES = sorted(set(list_names(get_resolver())) - PROGRAMS - {"start"})
SERVICE = 1
"""Any number: a query fails before it is looked for."""


@pytest.mark.usefixtures("world")
def test_each_answer_has_a_line() -> None:
    client = sign_in("operator")
    operator = User.objects.get(username="operator").pk
    with heard() as lines:
        answer = client.get("/projects/harbour/?token=canary")
    (line,) = lines
    assert re.fullmatch(
        rf"{TIME} INFO taskbuilder.access \d+/MainThread request={answer['X-Request-Id']} "
        rf"GET /projects/harbour/ status=200 ms=\d+ user={operator} project=harbour from=127.0.0.1",
        line,
    )


@pytest.mark.usefixtures("world")
def test_a_line_says_where_its_answer_leads() -> None:
    with heard() as lines:
        Client().get("/projects/?token=canary")
    (line,) = lines
    assert re.search(r" GET /projects/ status=302 ms=\d+ from=127.0.0.1 to=/sign-in/\?…$", line)


@pytest.mark.usefixtures("world")
def test_a_line_is_one_object_of_json_where_that_is_wanted() -> None:
    with heard("json") as lines:
        answer = Client().get("/projects/%0A%22x")
    line, warned = map(json.loads, lines)
    assert set(line) == {"time", "level", "logger", "process", "request", "status", "ms", "from", "message"}
    assert (warned["level"], warned["message"]) == ("WARNING", 'Not Found: /projects/\\n"x')
    assert (line["request"], line["message"], line["status"]) == (
        answer["X-Request-Id"],
        'GET /projects/\n"x',
        404,
    )


def test_a_process_that_lives_says_so_and_asks_nothing(db: None, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["tasks.example.net"]
    with heard() as lines, database_away():
        answer = Client().get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json(), list(lines)) == (200, {"status": "ok"}, [])


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_process_that_can_answer_is_ready(transactional_db: None, method: str) -> None:
    assert getattr(Client(), method)("/readyz").status_code == 200
    with database_away():
        away = Client().get("/readyz")
    assert (away.status_code, away.json()) == (503, {"status": "the database is not available"})
    assert Client().get("/readyz").json() == {"status": "ok"}


def test_a_process_before_its_migration_is_not(db: None) -> None:
    health.check_migrations.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'records'")
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "the database is not migrated"})


class Planted(Exception):
    """The error that brings a page down."""


def fail_at(number: int) -> Callable[..., object]:
    """Raises at that query of a request."""
    asked = [0]

    def execute(run: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        asked[0] += 1
        if asked[0] == number:
            raise Planted("canary-71d3")
        return run(sql, *arguments)

    return execute


@pytest.fixture
def draft(world: None) -> None:
    project, owner = Project.objects.get(slug="harbour"), User.objects.get(username="operator")
    start_draft(project=project, owner=owner, now=timezone.now(), draft_id=DRAFT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_that_fails_leaves_one_line_with_its_id(name: str, method: str) -> None:
    """At whichever of its queries it fails."""
    address = f"/admin/records/service/{SERVICE}/schema/" if name in ADMINISTRATION else address_of(name)
    client = sign_in("operator")
    client.raise_request_exception = False
    failed = 0
    for number in range(1, 40):
        with record_lines() as lines, connection.execute_wrapper(fail_at(number)):
            answer = client.generic(method, address)
        errors = [line for line in lines if " ERROR " in line]
        if answer.status_code != 500:
            assert errors == []
            break
        failed += 1
        assert len(errors) == 1
        assert f"request={answer['X-Request-Id']} Internal Server Error: {address} | " in errors[0]
        assert "test_access_log.Planted (" in errors[0]
        assert "canary-71d3" not in errors[0]
        assert answer["X-Request-Id"] in answer.content.decode()
    assert failed or name in OPEN
