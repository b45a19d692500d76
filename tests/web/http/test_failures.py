"""Failures of ours: each leaves one line in the log and has a page; a database that is away is a 503."""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from taskbuilder.records.models import Service
from tests.support.log_lines import Lines, record_lines
from tests.support.outage import database_away
from tests.test_logs import TIME
from tests.web.conftest import PASSWORD
from tests.web.failing import CANARY
from tests.web.http.test_errors import heading

HTMX = {"HX-Request": "true"}


@pytest.fixture
def lines() -> Iterator[Lines]:
    with record_lines() as lines:
        yield lines


@pytest.fixture
def failing(transactional_db: None, as_operator: Client) -> Client:
    """Shown what a browser is shown."""
    as_operator.raise_request_exception = False
    return as_operator


def read_references(page: str) -> list[str]:
    return re.findall(r'<code class="user-select-all text-break">(\w+)</code>', page)


@pytest.mark.urls("tests.web.failing")
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_failure_leaves_one_line_that_its_page_leads_to(
    failing: Client, lines: Lines, headers: dict[str, str]
) -> None:
    answer = failing.post(f"/fail/a%0Ab?token={CANARY}", {"password": CANARY}, headers=headers)
    page, reference = answer.content.decode(), answer["X-Request-Id"]

    assert (answer.status_code, heading(page), read_references(page)) == (
        500,
        ["Something went wrong"],
        [reference],
    )
    (line,) = lines
    assert re.fullmatch(
        rf"{TIME} ERROR django.request \d+/MainThread request={reference} "
        r"Internal Server Error: /fail/a\\nb \| tests.web.failing.Failed \("
        r"(django/core/handlers/\w+.py:\d+ \w+ > )+tests/web/failing.py:\d+ fail\)",
        line,
    )
    assert CANARY not in line


def test_each_answer_has_an_id_of_its_own(failing: Client, lines: Lines) -> None:
    answers = [failing.get(path, {"q": CANARY}) for path in ("/projects/", "/elsewhere/", "/static/none.css")]
    ids = [answer["X-Request-Id"] for answer in answers]

    assert [re.sub(r"[0-9a-f]{32}", "id", each) for each in ids] == ["id"] * 3
    assert len(set(ids)) == 3
    assert [line.partition("MainThread ")[2] for line in lines] == [
        f"request={ids[1]} Not Found: /elsewhere/",
        f"request={ids[2]} Not Found: /static/none.css",
    ]


def expect_unavailable(answer: Any, lines: Lines) -> None:
    page, reference = answer.content.decode(), answer["X-Request-Id"]
    assert (answer.status_code, answer.get("Retry-After"), heading(page), read_references(page)) == (
        503,
        "5",
        ["The database is unavailable"],
        [reference],
    )
    (line,) = lines
    assert re.search(
        rf"ERROR django.request .* request={reference} Service Unavailable: \S+ \| "
        r"django.db.utils.OperationalError \(.*\), caused by sqlite3.OperationalError\[SQLITE_\w+\] \(.*\)$",
        line,
    )


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    "path",
    ["/projects/", "/projects/gate/", "/rules/", "/elsewhere/", "/admin/", "/admin/records/project/", "/v1/"],
)
def test_a_database_that_is_away(failing: Client, lines: Lines, path: str, headers: dict[str, str]) -> None:
    with database_away():
        answer = failing.get(path, headers=headers)
    expect_unavailable(answer, lines)
    assert failing.get("/projects/").status_code == 200


@pytest.mark.parametrize("path", ["/sign-in/", "/admin/login/", "/projects/gate/drafts/new/"])
def test_a_form_while_the_database_is_away(failing: Client, lines: Lines, path: str, operator: User) -> None:
    with database_away():
        answer = failing.post(path, {"username": operator.username, "password": PASSWORD})
    expect_unavailable(answer, lines)
    assert PASSWORD not in "".join(lines)


@pytest.mark.urls("tests.web.failing")
def test_a_database_that_goes_away_before_the_session_is_saved(failing: Client, lines: Lines) -> None:
    before = connection.settings_dict["NAME"]
    try:
        answer = failing.get("/lose-database/")
    finally:
        connection.settings_dict["NAME"] = before
    expect_unavailable(answer, lines)


def test_a_database_that_is_locked(failing: Client, lines: Lines, service: Service) -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=0")
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = failing.post("/projects/gate/drafts/new/")
    finally:
        other.close()
        connection.close()
    expect_unavailable(answer, lines)


@pytest.mark.urls("tests.web.failing")
def test_a_wrong_question_is_no_outage(failing: Client) -> None:
    answer = failing.get("/ask-wrongly/")
    assert (answer.status_code, heading(answer.content.decode())) == (500, ["Something went wrong"])


@pytest.mark.urls("tests.web.failing")
def test_a_form_that_meets_a_change_of_somebody_else_s(failing: Client, lines: Lines) -> None:
    """A service, say, that was deleted between reading and writing."""
    answer = failing.post("/meet-a-change/")
    assert (answer.status_code, heading(answer.text)) == (409, ["Something changed meanwhile"])
    assert read_references(answer.text) == [answer["X-Request-Id"]]
    assert len(list(lines)) == 1
