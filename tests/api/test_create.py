"""The create call: answered as the cloud answers, recorded once, sent once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from taskbuilder import serving
from taskbuilder.records.models import Draft, RequestKey, Submission
from taskbuilder.records.resolution.decisions import decide_closed, skip_search
from taskbuilder.records.submissions import acceptance, wait
from taskbuilder.records.submissions.acceptance import KEY_LIFE
from taskbuilder.records.submissions.cancellation import cancel
from taskbuilder.records.submissions.creation import build_submission
from taskbuilder.records.submissions.wait import MOST_WAITING
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.secrets.split import MASK, find_masks
from tests.api.conftest import ASKED, REQUEST, Program

EXAMPLES = Path(__file__).parent.parent / "examples"


def body_of(answer: Any) -> Any:
    return json.loads(answer.content)


@pytest.mark.usefixtures("relay")
def test_a_request_becomes_tasks_and_the_answer_is_the_references(program: Program, cloud: Simulator) -> None:
    answer = program.post()
    assert answer.status_code == HTTPStatus.CREATED
    assert body_of(answer) == {"tasks": [{"id": cloud.tasks[0]["id"]}]}
    submission = Submission.objects.get(name="gate")
    assert answer["Location"] == f"/v1/{program.service.project.cloud_project_id}/submissions/{submission.pk}"
    assert "Preference-Applied" not in answer.headers
    assert [seen.body for seen in cloud.requests] == [REQUEST]
    assert (submission.draft_id, submission.created_by.username) == (None, "operator")
    assert submission.token is not None
    assert submission.token.label == "Night shift"
    assert list(find_masks(submission.request)) == [("output", "webhook", "headers", "X-Token")]


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.json")))
def test_the_references_examples_pass_as_they_are(program: Program, cloud: Simulator, name: str) -> None:
    example = json.loads((EXAMPLES / name).read_text())
    answer = program.post(example)
    assert answer.status_code == HTTPStatus.CREATED
    assert [task["id"] for task in body_of(answer)["tasks"]] == [task["id"] for task in reversed(cloud.tasks)]


def test_every_problem_is_named_in_the_references_words_and_nothing_is_recorded(
    program: Program, cloud: Simulator
) -> None:
    before = Submission.objects.count()
    answer = program.post(
        {"name": "?", "output": {"webhook": {"url": "x"}}, "source_usage_estimate": {"cpu": 1}}
    )
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    error = body_of(answer)
    assert error["error_code"] == "ModelArts.0101"
    assert error["error_msg"].startswith("Invalid argument. The field [name] is invalid.")
    assert "The field [input] is required and cannot be empty." in error["error_msg"]
    assert [problem["path"] for problem in error["problems"]][:2] == ["/name", "/input"]
    assert (Submission.objects.count(), cloud.requests) == (before, [])


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"{", "json"),
        (b'{"a": NaN}', "json"),
        (b"[" * 100_000, "json"),
        (b"\xff", "json"),
        (b"[]", "member.type"),
    ],
)
def test_what_is_no_request_is_a_400(program: Program, body: bytes, rule: str) -> None:
    answer = program.post(body)
    assert (answer.status_code, body_of(answer)["problems"][0]["rule"]) == (HTTPStatus.BAD_REQUEST, rule)


def test_a_body_beyond_the_limit_is_a_413(program: Program) -> None:
    answer = program.post(b'"' + b"x" * (12 * 1024 * 1024) + b'"')
    assert (answer.status_code, body_of(answer)["error_code"]) == (
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "APIG.0201",
    )


@pytest.mark.usefixtures("relay")
def test_what_an_operator_would_be_asked_comes_back_in_the_answer(program: Program) -> None:
    answer = program.post(ASKED)
    assert answer.status_code == HTTPStatus.CREATED
    assert [(each["rule"], each["severity"]) for each in body_of(answer)["problems"]] == [
        ("name.cjk", "confirm")
    ]
    confirmation = Submission.objects.get(name="闸口").confirmations[0]
    assert (confirmation["rule"], confirmation["by"]) == ("name.cjk", "operator")


def test_strict_handling_refuses_it(program: Program) -> None:
    answer = program.post(ASKED, Prefer="handling=strict")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert [problem["rule"] for problem in body_of(answer)["problems"]] == ["name.cjk"]


@pytest.mark.parametrize("url", [MASK, f"rtsp://{MASK}@192.0.2.1/main"])
def test_a_request_with_masked_secrets_is_refused(program: Program, url: str) -> None:
    before = Submission.objects.count()
    data = {"type": "url", "data": [{"url": "rtsp://192.0.2.1/a"}, {"url": url}]}
    answer = program.post(REQUEST | {"input": data})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    (again,) = [each for each in body_of(answer)["problems"] if each["rule"] == "secret.again"]
    assert again["path"] == "/input/data/1/url"
    assert again["message"].endswith(
        "contains the dots of a hidden secret. Replace the dots with the secret."
    )
    assert Submission.objects.count() == before


def test_a_service_that_is_deleted_meanwhile_is_a_503(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_service(*args: Any, **more: Any) -> Any:
        Submission.objects.filter(service=program.service).delete()
        Draft.objects.all().delete()
        program.service.delete()
        return build_submission(*args, **more)

    monkeypatch.setattr(acceptance, "build_submission", lose_service)
    program.client.raise_request_exception = False
    answer = program.post(REQUEST)
    assert (answer.status_code, answer["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "5")


def test_where_too_many_wait_already_it_is_a_202_at_once(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert serving.threads - 8 >= MOST_WAITING
    monkeypatch.setattr(wait, "places", BoundedSemaphore(1))
    monkeypatch.setattr(wait, "wait_until_settled", lambda *_args, **_more: pytest.fail("it waited"))
    with wait.places:
        assert program.post(REQUEST).status_code == 202


def test_without_the_clouds_answer_in_time_it_is_a_202_that_can_be_followed(program: Program) -> None:
    answer = program.post(Prefer="wait=0")
    assert (answer.status_code, answer["Retry-After"]) == (HTTPStatus.ACCEPTED, "1")
    assert body_of(answer)["state"] == "queued"
    shown = program.get(answer["Location"])
    assert shown.status_code == HTTPStatus.OK
    assert body_of(shown) == body_of(answer)
    assert body_of(shown)["request"]["output"]["webhook"]["headers"] == {"X-Token": MASK}
    assert b"canary" not in shown.content


@pytest.mark.usefixtures("relay")
def test_an_unknown_outcome_is_a_504_and_sent_once(program: Program, cloud: Simulator) -> None:
    cloud.faults.add("create", Fault.losing_the_answer())
    answer = program.post()
    assert (answer.status_code, body_of(answer)["error_code"]) == (
        HTTPStatus.GATEWAY_TIMEOUT,
        "TaskBuilder.0504",
    )
    shown = body_of(program.get(answer["Location"]))
    assert (shown["state"], [each["result"] for each in shown["attempts"]]) == ("unknown", ["unknown"])
    assert len(cloud.requests) == 1


def test_what_an_operator_cancels_is_a_410(program: Program, cloud: Simulator) -> None:
    first = program.post(Idempotency_Key="k1", Prefer="wait=0")
    submission = Submission.objects.get(pk=body_of(first)["id"])
    cancel(submission.pk, by=submission.created_by, now=timezone.now())
    answer = program.post(Idempotency_Key="k1")
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.GONE, first["Location"])
    assert body_of(answer) == {
        "error_code": "TaskBuilder.0410",
        "error_msg": "Cancelled: it was cancelled before it was sent.",
        "request_id": answer["X-Request-Id"],
    }
    assert (body_of(program.get(first["Location"]))["state"], cloud.requests) == ("cancelled", [])


@pytest.mark.usefixtures("relay")
def test_an_unknown_outcome_that_is_closed_is_a_410(program: Program, cloud: Simulator) -> None:
    cloud.faults.add("create", Fault.losing_the_answer())
    assert program.post(Idempotency_Key="k1").status_code == HTTPStatus.GATEWAY_TIMEOUT
    submission = Submission.objects.get(name="gate")
    person, now = submission.created_by, timezone.now()
    skip_search(submission.pk, by=person, note="x", now=now)
    decide_closed(submission.pk, by=person, note="x", now=now)
    answer = program.post(Idempotency_Key="k1")
    assert (answer.status_code, body_of(answer)["error_code"]) == (HTTPStatus.GONE, "TaskBuilder.0410")


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize(("status", "answered"), [(400, 400), (403, 403), (404, 404), (409, 409), (401, 502)])
def test_the_clouds_refusal_is_passed_on(
    program: Program, cloud: Simulator, status: int, answered: int
) -> None:
    body = b'{"error_code": "ModelArts.0118", "error_msg": "Quota.", "hint": "buy more"}'
    cloud.faults.add("create", *[Fault.answering(status, body)] * 2)
    answer = program.post()
    assert answer.status_code == answered
    assert body_of(answer) == {
        "error_code": "ModelArts.0118",
        "error_msg": "Quota.",
        "hint": "buy more",
        "request_id": answer["X-Request-Id"],
    }


@pytest.mark.usefixtures("relay")
def test_the_clouds_own_request_id_is_passed_on(program: Program, cloud: Simulator) -> None:
    cloud.faults.add("create", Fault.answering(400, b'{"error_msg": "No.", "request_id": "theirs"}'))
    answer = program.post()
    assert body_of(answer)["request_id"] == "theirs"
    assert answer["X-Request-Id"] not in ("", "theirs")


@pytest.mark.usefixtures("relay")
def test_the_same_key_and_body_is_the_same_submission(program: Program, cloud: Simulator) -> None:
    first = program.post(Idempotency_Key="k1")
    again = program.post(json.dumps(REQUEST, indent=4).encode(), Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (HTTPStatus.CREATED, HTTPStatus.CREATED)
    assert (body_of(first), first["Location"]) == (body_of(again), again["Location"])
    assert len(cloud.requests) == 1
    other = program.post(Idempotency_Key="k2")
    assert body_of(other) != body_of(first)


@pytest.mark.usefixtures("relay")
def test_the_same_key_with_another_body_is_a_422(program: Program, cloud: Simulator) -> None:
    program.post(Idempotency_Key="k1")
    answer = program.post(REQUEST | {"name": "other"}, Idempotency_Key="k1")
    assert (answer.status_code, body_of(answer)["error_code"]) == (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "TaskBuilder.0422",
    )
    assert len(cloud.requests) == 1


def test_a_key_in_flight_is_a_409_that_leads_to_it(program: Program) -> None:
    first = program.post(Idempotency_Key="k1", Prefer="wait=0")
    answer = program.post(Idempotency_Key="k1")
    assert answer.status_code == HTTPStatus.CONFLICT
    assert (answer["Location"], answer["Retry-After"]) == (first["Location"], "1")


def test_a_refused_body_leaves_its_key_free(program: Program) -> None:
    assert program.post({}, Idempotency_Key="k1").status_code == HTTPStatus.BAD_REQUEST
    assert program.post(Idempotency_Key="k1", Prefer="wait=0").status_code == HTTPStatus.ACCEPTED


def test_a_key_is_kept_for_30_days(program: Program) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        program.post(Idempotency_Key="k1", Prefer="wait=0")
        RequestKey.objects.update(created_at=now - KEY_LIFE + timedelta(microseconds=1))
        assert program.post(Idempotency_Key="k1").status_code == HTTPStatus.CONFLICT
        RequestKey.objects.update(created_at=now - KEY_LIFE)
        assert program.post(Idempotency_Key="k1", Prefer="wait=0").status_code == HTTPStatus.ACCEPTED
        assert [each.created_at for each in RequestKey.objects.all()] == [now]


def test_another_key_removes_those_of_more_than_30_days_alone(program: Program) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        for key, age in (("younger", KEY_LIFE - timedelta(microseconds=1)), ("older", KEY_LIFE)):
            program.post(Idempotency_Key=key, Prefer="wait=0")
            RequestKey.objects.filter(key=key).update(created_at=now - age)
        program.post(Idempotency_Key="new", Prefer="wait=0")
    assert sorted(RequestKey.objects.values_list("key", flat=True)) == ["new", "younger"]


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\x7fb"])
def test_a_key_that_cannot_be_kept_is_a_400(program: Program, key: str) -> None:
    before = Submission.objects.count()
    answer = program.post(Idempotency_Key=key)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert body_of(answer)["error_msg"].startswith("Invalid argument. Idempotency-Key: ")
    assert Submission.objects.count() == before


def test_fifty_at_once_under_one_key_are_one_request(program: Program, cloud: Simulator, relay: None) -> None:
    def post(_: int) -> tuple[int, str]:
        try:
            answer = Program(program.token, program.service, Client()).post(Idempotency_Key="k1")
            return answer.status_code, answer["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(post, range(50)))
    assert {status for status, _location in answers} <= {HTTPStatus.CREATED, HTTPStatus.CONFLICT}
    assert HTTPStatus.CREATED in {status for status, _location in answers}
    assert len({location for _status, location in answers}) == 1
    assert (len(cloud.requests), len(cloud.tasks)) == (1, 1)


def test_a_service_of_no_such_id_is_a_404_in_the_clouds_words(program: Program) -> None:
    path = program.path.replace(program.service.service_id, "no-such-service")
    answer = program.client.post(
        path, REQUEST, content_type="application/json", headers={"X-Auth-Token": program.token}
    )
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert body_of(answer) == {
        "error_code": "ModelArts.3502",
        "error_msg": "Service no-such-service does not exist.",
        "request_id": answer["X-Request-Id"],
    }


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_another_method_is_a_405_that_names_the_right_one(program: Program, method: str) -> None:
    answer = getattr(program.client, method)(program.path, headers={"X-Auth-Token": program.token})
    told = answer.status_code, answer["Allow"], answer["Content-Type"]
    assert told == (405, "GET, HEAD, POST", "application/json")


@pytest.mark.parametrize(
    "path",
    [
        *("/v1/x", "/v1/a/services/b", "/v1/%00/services/%00/tasks/c/d", "/v1/a//b", "/v1/a%0Ab"),
        *("/v2", "/v2/", pytest.param("/v2/a/services/b/tasks", id="a02"), "/v2/a%0Ab"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_what_the_endpoint_does_not_have_is_a_404_as_json(client: Client, path: str, method: str) -> None:
    answer = getattr(client, method)(path)
    assert (answer.status_code, body_of(answer)["error_code"]) == (HTTPStatus.NOT_FOUND, "APIG.0101")


@pytest.mark.parametrize("path", ["/v1/a/submissions?q=%00", "/v2/x?%00", "/v1/openapi.json?%00"])
def test_what_no_view_reads_is_refused_as_json(program: Program, path: str) -> None:
    answer = program.get(path)
    assert (answer.status_code, body_of(answer)["error_code"]) == (HTTPStatus.BAD_REQUEST, "APIG.0106")
    assert body_of(answer)["request_id"] == answer["X-Request-Id"]
    other = program.client.get(path.partition("?")[0], headers={"Host": "elsewhere.example"})
    assert (other.status_code, body_of(other)["error_code"]) == (HTTPStatus.BAD_REQUEST, "APIG.0106")


def test_a_failure_of_ours_is_told_as_json_with_its_id(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **more: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(acceptance, "build_submission", fail)
    program.client.raise_request_exception = False
    answer = program.post()
    error = body_of(answer)
    assert (answer.status_code, error["error_code"]) == (500, "TaskBuilder.0500")
    assert error["request_id"] == answer["X-Request-Id"]


def test_the_page_about_the_endpoint_stays_a_page(client: Client) -> None:
    assert client.get("/v1/?%00")["Content-Type"] == "text/html; charset=utf-8"
