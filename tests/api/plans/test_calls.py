"""Plans for programs: a document makes a plan, what it would do is shown, a run does it, once."""

import json
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from taskbuilder.records.models import Plan, PlanRun, Submission
from taskbuilder.records.plans.runner import apply_due
from taskbuilder.taskspec.secrets.split import MASK
from tests.api.conftest import REQUEST, Program, issue

HEADERS = ["Camera", "Address"]
ROWS = [[f"gate-{number}", f"rtsp://admin:canary-{number}@192.0.2.{number}/main"] for number in (1, 2, 3)]
DOCUMENT: dict[str, Any] = {
    "name": "Cameras",
    "template": REQUEST,
    "headers": HEADERS,
    "rows": ROWS,
    "columns": {"Camera": "/name", "Address": "/input/data/0/url"},
    "key": "Camera",
}


def root_of(program: Program) -> str:
    return f"/v1/{program.service.project.cloud_project_id}/plans"


def post(program: Program, path: str, body: object = None) -> Any:
    return program.client.post(
        path, body or {}, content_type="application/json", headers={"X-Auth-Token": program.token}
    )


def put(program: Program, **changes: object) -> Any:
    body = DOCUMENT | {"service_id": program.service.service_id} | changes
    return post(program, root_of(program), body)


def read(program: Program, path: str) -> Any:
    return json.loads(program.get(path).content)


def list_filled(counts: dict[str, int]) -> dict[str, int]:
    return {change: count for change, count in counts.items() if count}


def test_a_document_makes_a_plan_and_a_run_applies_it(program: Program) -> None:
    made = put(program)
    plan = made.json()
    assert (made.status_code, list_filled(plan["changes"]), plan["name"]) == (200, {"new": 3}, "Cameras")
    assert plan["page"] == f"http://testserver/projects/harbour/plans/{plan['id']}/"

    asked = post(program, f"{made['Location']}/runs", {"judging": plan["judging"]})
    assert (asked.status_code, asked.json()["state"], asked.json()["rows_total"]) == (202, "running", 3)
    assert (
        post(program, f"{made['Location']}/runs", {"judging": plan["judging"]}).json()["id"]
        == asked.json()["id"]
    )
    apply_due(stop=Event())
    names = (
        Submission.objects.filter(plan_rows__plan=plan["id"]).order_by("name").values_list("name", flat=True)
    )
    assert list(names) == ["gate-1", "gate-2", "gate-3"]
    assert PlanRun.objects.count() == 1
    assert read(program, asked["Location"])["rows"] == {"open": 3}


def test_an_exported_document_changes_nothing_and_tells_no_secret(program: Program) -> None:
    made = put(program)
    document = read(program, f"{made['Location']}/document")
    assert "canary" not in json.dumps(document)
    assert document["rows"][0] == ["gate-1", f"rtsp://{MASK}@192.0.2.1/main"]
    before = Plan.objects.get()
    digests = list(before.rows.order_by("position").values_list("key", "digest"))

    again = post(program, root_of(program), document)

    after = Plan.objects.get()
    assert (again.status_code, after.base) == (200, before.base)
    assert [row.cells for row in after.rows.order_by("position")] == ROWS
    assert list(after.rows.order_by("position").values_list("key", "digest")) == digests


def test_rows_are_shown_with_what_is_wrong(program: Program) -> None:
    made = put(program, rows=[["gate-1", "nonsense"], ["gate-1", "rtsp://192.0.2.2/main"]])
    assert list_filled(made.json()["changes"]) == {"invalid": 2}

    rows = read(program, f"{made['Location']}/rows?change=invalid")["rows"]
    assert [(row["number"], row["key"], row["change"]) for row in rows] == [
        (1, "gate-1", "invalid"),
        (2, "gate-1", "invalid"),
    ]
    problems = [[(each["column"], each["message"]) for each in row["problems"]] for row in rows]
    assert [column for column, _message in problems[0]] == [None, "Address"]
    assert ("Camera", "Another row has the same key.") in problems[1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"template": []}, "[template] should be a task's request"),
        ({"headers": ["a", "a"]}, "[headers] should be a list of different names"),
        ({"rows": [["a"]]}, "[rows] should be a list of lists with a text for each header"),
        ({"columns": {"No": "/name"}}, "[columns] should be an object whose members are among the headers"),
        ({"columns": {"Camera": "name"}}, "[columns] should have JSON Pointers such as /input/data/0/url"),
        ({"key": "No"}, "[key] should be one of the headers, or null"),
        ({"name": " "}, "[name] should be a text of 1 to 100 characters"),
    ],
)
def test_what_is_not_a_plan_is_named(program: Program, changes: dict[str, object], message: str) -> None:
    refused = put(program, **changes)

    assert (refused.status_code, refused.json()["error_msg"]) == (
        400,
        f"Invalid argument. The param {message}.",
    )
    assert Plan.objects.count() == 0


def test_a_reader_changes_nothing_and_another_project_has_no_such_plan(program: Program) -> None:
    made = put(program)
    viewer = Program(issue("reviewer").text, program.service, program.client)

    assert put(viewer).status_code == 403
    assert post(viewer, f"{made['Location']}/runs", {"judging": 1}).status_code == 403
    assert viewer.get(made["Location"]).status_code == 200
    assert program.get(f"{root_of(program)}/{uuid4()}").status_code == 404


def test_other_ticks_while_a_run_is_under_way_are_refused(program: Program) -> None:
    made = put(program)
    judging = made.json()["judging"]
    run = post(program, f"{made['Location']}/runs", {"judging": judging, "replaces": True})["Location"]

    refused = post(program, f"{made['Location']}/runs", {"judging": judging, "deletes": True})

    assert (refused.status_code, refused["Location"]) == (409, run)
    assert refused.json()["error_msg"] == (
        "Another run of this plan has not ended. It has creates, replaces, unlike this call, which started "
        "nothing. Wait for its end, or cancel it: its address is in Location."
    )
    assert PlanRun.objects.count() == 1


def test_a_run_is_paused_resumed_and_cancelled(program: Program) -> None:
    made = put(program)
    run = post(program, f"{made['Location']}/runs", {"judging": made.json()["judging"]})["Location"]

    states = [
        post(program, f"{run}:{verb}").json()["state"] for verb in ("pause", "pause", "resume", "cancel")
    ]
    assert states == ["paused", "paused", "running", "cancelled"]
    late = post(program, f"{made['Location']}/runs", {"judging": made.json()["judging"]})
    assert late.json()["state"] == "cancelled"
    assert PlanRun.objects.filter(finished_at__lte=timezone.now()).count() == 1
