"""What programs read: submissions page by page, services, and what is wrong with a request."""

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Member, Role, Submission
from taskbuilder.records.search.entries import save_entry
from taskbuilder.records.submissions.creation import build_submission
from taskbuilder.simulator.server import Simulator
from tests.api.conftest import ASKED, REQUEST, Program, issue


def body_of(answer: Any) -> Any:
    return json.loads(answer.content)


def root_of(program: Program) -> str:
    return f"/v1/{program.service.project.cloud_project_id}"


@pytest.fixture
def many(program: Program) -> list[str]:
    """The ids of five submissions, the newest first, two of them of one moment."""
    Submission.objects.all().delete()
    now, person = timezone.now(), User.objects.get(username="operator")
    rows = []
    for number in range(5):
        row = build_submission(
            service=program.service,
            request=REQUEST | {"name": f"gate-{number}"},
            confirmations=[],
            by=person,
            now=now + timedelta(seconds=max(number, 1)),
        )
        row.save(force_insert=True)
        save_entry(row)
        rows.append(row)
    rows.sort(key=lambda row: (row.created_at, row.pk), reverse=True)
    return [str(row.pk) for row in rows]


def test_the_newest_come_first_as_a_list_shows_them(program: Program, many: list[str]) -> None:
    listed = body_of(program.get(f"{root_of(program)}/submissions"))
    assert [each["id"] for each in listed["submissions"]] == many
    assert (listed["before"], listed["after"]) == (None, None)
    newest = Submission.objects.get(pk=many[0])
    assert listed["submissions"][0] == {
        "id": many[0],
        "state": "queued",
        "explanation": "Queued: it will be sent in a moment.",
        "name": "gate-4",
        "service_id": program.service.service_id,
        "created_at": newest.created_at.isoformat(),
        "settled_at": None,
        "task_state": None,
        "is_adopted": False,
    }


def test_pages_follow_each_other_to_the_end_and_back(program: Program, many: list[str]) -> None:
    address = f"{root_of(program)}/submissions"
    seen, page = [], body_of(program.client.get(address, {"limit": 2}, headers=sign(program)))
    pages = [page]
    while page["before"]:
        page = body_of(
            program.client.get(address, {"limit": 2, "before": page["before"]}, headers=sign(program))
        )
        pages.append(page)
    seen = [each["id"] for page in pages for each in page["submissions"]]
    assert (seen, len(pages)) == (many, 3)
    back = program.client.get(address, {"limit": 2, "after": page["after"]}, headers=sign(program))
    assert [each["id"] for each in body_of(back)["submissions"]] == many[2:4]


def sign(program: Program) -> dict[str, str]:
    return {"X-Auth-Token": program.token}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "gate-3"}, ["gate-3"]),
        ({"state": "queued", "limit": "1"}, ["gate-4"]),
        ({"state": "created"}, []),
        ({"state": ""}, ["gate-4", "gate-3", "gate-2"]),
        ({"input_type": "url", "sink": "webhook", "q": "gate"}, ["gate-4", "gate-3", "gate-2"]),
        ({"created_by": "operator", "schedule_type": "none"}, ["gate-4", "gate-3", "gate-2"]),
        ({"platform": "ief"}, []),
        ({"task_state": "RUNNING"}, []),
        ({"commented": "yes"}, []),
        ({"reviewed": "no", "commented": "no"}, ["gate-4", "gate-3", "gate-2"]),
        ({"created_from": "2000-01-01", "created_to": "2001-01-01"}, []),
    ],
)
def test_it_is_filtered(program: Program, many: list[str], query: dict[str, str], names: list[str]) -> None:
    answer = program.client.get(f"{root_of(program)}/submissions", query, headers=sign(program))
    assert [each["name"] for each in body_of(answer)["submissions"]][:3] == names


@pytest.mark.parametrize(
    "query",
    [
        {"state": "gone"},
        {"input_type": "pigeon"},
        {"created_by": "nobody"},
        {"service": "none"},
        {"reviewed": "maybe"},
        {"created_from": "1 March"},
        {"created_to": "9999-12-31"},
        {"q": "x" * 501},
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "-1"},
        {"limit": "1e1"},
        {"limit": "9" * 5000},
        {"limit": "五"},
        {"before": "x"},
        {"after": "2026-01-01~0"},
    ],
)
def test_what_makes_no_sense_is_a_400_that_names_it(program: Program, query: dict[str, str]) -> None:
    answer = program.client.get(f"{root_of(program)}/submissions", query, headers=sign(program))
    assert (answer.status_code, body_of(answer)["error_code"]) == (400, "ModelArts.0101")
    assert f"The param [{next(iter(query))}] " in body_of(answer)["error_msg"]


def test_lists_take_few_queries(
    program: Program, many: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        program.get(f"{root_of(program)}/submissions")
    with django_assert_num_queries(3):
        program.get(f"{root_of(program)}/services")


def test_nothing_of_another_project_is_listed(program: Program, many: list[str]) -> None:
    other = Program(issue(slug="campus").text, program.service, program.client)
    assert other.get(f"{root_of(program)}/submissions").status_code == 403
    assert other.get(f"{root_of(program)}/services").status_code == 403


def test_the_services_are_listed(program: Program) -> None:
    listed = body_of(program.get(f"{root_of(program)}/services"))["services"]
    services = list(program.service.project.services.order_by("name"))
    assert [each["id"] for each in listed] == [service.service_id for service in services]
    (ours,) = [each for each in listed if each["id"] == program.service.service_id]
    assert ours == {
        "id": program.service.service_id,
        "name": program.service.name,
        "platform": "modelarts-edge",
        "requires_config": False,
        "requires_node_id": program.service.requires_node_id,
        "config_schema": None,
    }


@pytest.mark.parametrize(
    ("request_body", "prefer", "acceptable", "rules"),
    [
        (REQUEST, "", True, []),
        (ASKED, "", True, ["name.cjk"]),
        (ASKED, "handling=strict", False, ["name.cjk"]),
        (REQUEST | {"name": "?"}, "", False, ["name.format"]),
        (b"{", "", False, ["json"]),
        (b"[]", "", False, ["member.type"]),
    ],
)
def test_a_request_is_judged_and_nothing_else(
    program: Program,
    cloud: Simulator,
    request_body: Any,
    prefer: str,
    acceptable: bool,
    rules: list[str],
) -> None:
    Member.objects.filter(person__username="operator").update(role=Role.VIEWER)
    before = Submission.objects.count()
    answer = program.client.post(
        f"{program.path}:validate",
        request_body,
        content_type="application/json",
        headers={**sign(program), "Prefer": prefer},
    )
    verdict = body_of(answer)
    assert (answer.status_code, verdict["is_acceptable"]) == (200, acceptable)
    assert [problem["rule"] for problem in verdict["problems"]] == rules
    assert (Submission.objects.count(), cloud.requests) == (before, [])


def test_of_no_such_service_nothing_is_judged(program: Program) -> None:
    path = program.path.replace(program.service.service_id, "no-such-service")
    answer = program.client.post(
        f"{path}:validate", REQUEST, content_type="application/json", headers=sign(program)
    )
    assert (answer.status_code, body_of(answer)["error_code"]) == (404, "ModelArts.3502")


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"before": "x"}, "[before] should be a value that a page of this list returned"),
        ({"after": "x"}, "[after] should be a value that a page of this list returned"),
        ({"limit": "0"}, "[limit] should be a number from 1 to 100"),
    ],
)
def test_a_refused_parameter_names_what_it_should_be(
    program: Program, query: dict[str, str], why: str
) -> None:
    answer = program.client.get(f"{root_of(program)}/submissions", query, headers=sign(program))
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert body_of(answer)["error_msg"] == f"Invalid argument. The param {why}."
