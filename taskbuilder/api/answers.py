"""Answers in the reference's shapes (tables 15 to 17), and what a submission's state is as an answer."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from django.urls import reverse

from taskbuilder.logs import read_request
from taskbuilder.records.models import Attempt, Service, Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.api_messages import word_all
from taskbuilder.taskspec.problem import Problem

PASSED_ON = frozenset({400, 403, 404, 409, 413})
"""The cloud's refusals that speak of the request. The others speak of our own way into the cloud."""
RETRY_SECONDS = "1"


@dataclass(eq=False)
class Refusal(Exception):
    """A call that is answered with an error: HTTP status, error_code, error_msg, further members, headers."""

    status: int
    code: str
    message: str
    _: KW_ONLY
    members: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_response(self) -> JsonResponse:
        body = {"error_code": self.code, "error_msg": self.message, **self.members}
        return answer(self.status, body, self.headers)


def answer(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> JsonResponse:
    """JSON that no cache stores; an error has the id of the call, unless the cloud gave one of its own."""
    if status >= HTTPStatus.BAD_REQUEST:
        body = {**body, "request_id": body.get("request_id") or read_request()}
    all_headers = {"Cache-Control": "no-store", **(headers or {})}
    return JsonResponse(body, status=status, headers=all_headers, json_dumps_params={"ensure_ascii": False})


def refuse_problems(problems: list[Problem]) -> Refusal:
    """400 with every problem: worded as the reference does, and in full."""
    members = {"problems": [problem.as_json() for problem in problems]}
    return Refusal(400, "ModelArts.0101", word_all(problems), members=members)


def address_of(submission: Submission) -> str:
    return reverse("api-submission", args=[submission.project.cloud_project_id, submission.pk])


def answer_create(submission: Submission) -> JsonResponse:
    """What the create call is answered, by what became of its submission."""
    headers = {"Location": address_of(submission)}
    state = State(submission.state)
    if state is State.CREATED:  # beside the ids, what an operator would have been asked to confirm
        problems = {"problems": list_problems(submission)} if submission.confirmations else {}
        return answer(201, {"tasks": list_tasks(submission), **problems}, headers)
    if state is State.REFUSED:
        return answer_refused(submission, headers)
    if state is State.UNKNOWN:
        message = (
            "The request was sent to the cloud, but its response was unusable: tasks may have been created. "
            "It is not sent again automatically. Check the address in Location."
        )
        return answer(504, {"error_code": "TaskBuilder.0504", "error_msg": message}, headers)
    if state is State.GIVEN_UP:
        message = f"{submission.explanation} Create the task again."
        return answer(503, {"error_code": "TaskBuilder.0503", "error_msg": message}, headers)
    if state in (State.CANCELLED, State.CLOSED):
        return answer(410, {"error_code": "TaskBuilder.0410", "error_msg": submission.explanation}, headers)
    return answer(202, describe(submission), headers | {"Retry-After": RETRY_SECONDS})


def list_tasks(submission: Submission) -> list[dict[str, str]]:
    return [{"id": task.task_id} for task in submission.tasks.all()]


def list_problems(submission: Submission) -> list[dict[str, str]]:
    return [
        {"path": each["path"], "rule": each["rule"], "severity": "confirm", "message": each["message"]}
        for each in submission.confirmations
    ]


def answer_refused(submission: Submission, headers: Mapping[str, str]) -> JsonResponse:
    """The cloud's own error; 502 where it refused not the request but us."""
    outcome = submission.outcome
    status = outcome.get("http_status") or 502
    body = {
        **outcome.get("members", {}),
        "error_code": outcome.get("code") or "TaskBuilder.0502",
        "error_msg": outcome.get("message", ""),
    }
    return answer(status if status in PASSED_ON else 502, body, headers)


def summarize(submission: Submission) -> dict[str, Any]:
    """A submission as a list shows it."""
    return {
        "id": str(submission.pk),
        "state": submission.state,
        "explanation": submission.explanation,
        "name": submission.name,
        "service_id": submission.service.service_id,
        "created_at": submission.created_at.isoformat(),
        "settled_at": submission.settled_at and submission.settled_at.isoformat(),
        "task_state": submission.task_state,
        "is_adopted": submission.is_adopted,
    }


def describe_service(service: Service) -> dict[str, Any]:
    return {
        "id": service.service_id,
        "name": service.name,
        "platform": service.platform,
        "requires_config": service.requires_config,
        "requires_node_id": service.requires_node_id,
        "config_schema": service.config_schema,
    }


def describe(submission: Submission) -> dict[str, Any]:
    """A submission as programs see it; its secrets are masked."""
    return {
        **summarize(submission),
        "tasks": list_tasks(submission),
        "outcome": submission.outcome,
        "attempts": [describe_attempt(attempt) for attempt in submission.attempts.all()],
        "problems": list_problems(submission),
        "request": submission.request or None,
    }


def describe_attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "started_at": attempt.started_at.isoformat(),
        "ended_at": attempt.ended_at and attempt.ended_at.isoformat(),
        "result": attempt.result,
        "http_status": attempt.http_status,
        "error_code": attempt.code,
        "error_msg": attempt.message,
        "request_id": attempt.request_id,
    }
