"""The endpoint as an OpenAPI 3.1 document."""

from typing import Any

from taskbuilder.api.document_parts import (
    DESCRIPTIONS,
    JSON,
    LOCATION,
    READING,
    describe_answer,
    describe_errors,
    describe_header,
    describe_path,
    describe_query,
)
from taskbuilder.api.export_document import describe_create_export, describe_file, describe_show_export
from taskbuilder.api.listing import MOST_LISTED
from taskbuilder.api.plan_document import describe_plan_paths
from taskbuilder.api.plan_schemas import PLAN_SCHEMAS
from taskbuilder.api.preferences import DEFAULT_WAIT
from taskbuilder.api.schemas import EXAMPLE, NAMES, make_schemas, refer
from taskbuilder.api.task_document import (
    DELETE,
    START,
    STOP,
    describe_action,
    describe_list_tasks,
    describe_show_task,
)
from taskbuilder.records.models.tokens import KEY_LENGTH
from taskbuilder.records.submissions.filter_choices import FilterChoices
from taskbuilder.records.submissions.filter_set import SubmissionFilterSet
from taskbuilder.taskspec.messages import gettext_noop as _

SIGN_IN = {
    "token": {"type": "apiKey", "in": "header", "name": "X-Auth-Token"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…",
    },
}


def make_document(server: str) -> dict[str, Any]:
    """The whole document, for a server at that address."""
    service = [describe_path("project_id"), describe_path("service_id")]
    submission = [describe_path("project_id"), describe_path("submission_id", format="uuid")]
    export = [describe_path("project_id"), describe_path("export_id", format="uuid")]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Task Builder",
            "version": "1",
            "description": _(
                "Creates service tasks through the cloud's own API. Every request is validated and "
                "saved, and never sent again automatically once tasks may exist."
            ),
        },
        "servers": [{"url": server}],
        "security": [{"token": []}, {"bearer": []}, {"signature": []}],
        "paths": {
            "/v1/{project_id}/services/{service_id}/tasks": {
                "parameters": service,
                "get": describe_list_tasks(),
                "post": describe_create(),
            },
            "/v1/{project_id}/services/{service_id}/tasks/{task_id}": {
                "parameters": [*service, describe_path("task_id")],
                "get": describe_show_task(),
                "delete": describe_action("deleteTask", _("Delete a task"), DELETE),
            },
            "/v1/{project_id}/services/{service_id}/tasks/{task_id}/start": {
                "parameters": [*service, describe_path("task_id")],
                "post": describe_action("startTask", _("Start a task"), START),
            },
            "/v1/{project_id}/services/{service_id}/tasks/{task_id}/stop": {
                "parameters": [*service, describe_path("task_id")],
                "post": describe_action("stopTask", _("Stop a task"), STOP),
            },
            "/v1/{project_id}/services/{service_id}/tasks:validate": {
                "parameters": service,
                "post": describe_validate(),
            },
            "/v1/{project_id}/services": {
                "parameters": [describe_path("project_id")],
                "get": describe_services(),
            },
            "/v1/{project_id}/submissions": {
                "parameters": [describe_path("project_id")],
                "get": describe_list(),
            },
            "/v1/{project_id}/submissions/{submission_id}": {
                "parameters": submission,
                "get": describe_show(),
            },
            "/v1/{project_id}/submissions/{submission_id}:cancel": {
                "parameters": submission,
                "post": describe_cancel(),
            },
            "/v1/{project_id}/exports": {
                "parameters": [describe_path("project_id")],
                "post": describe_create_export(describe_filters()),
            },
            "/v1/{project_id}/exports/{export_id}": {"parameters": export, "get": describe_show_export()},
            "/v1/{project_id}/exports/{export_id}/file": {"parameters": export, "get": describe_file()},
            **describe_plan_paths(),
        },
        "components": {"securitySchemes": SIGN_IN, "schemas": make_schemas() | PLAN_SCHEMAS},
    }


def describe_create() -> dict[str, Any]:
    wait = _(
        "wait=N: wait up to N seconds for the cloud, at most 60. handling=strict: refuse what an "
        "operator would have to confirm."
    )
    key = _(
        "Your own key for this request, such as a UUID, remembered for 30 days. Sending the request "
        "again with the same key returns the same response and creates nothing."
    )
    key_schema = {
        "type": "string",
        "minLength": 1,
        "maxLength": KEY_LENGTH,
        "pattern": "^[!-~]([ -~]*[!-~])?$",
    }
    return {
        "operationId": "createTask",
        "summary": _("Create tasks"),
        "description": _("Same path, body, success and error responses as the cloud's own API."),
        "parameters": [
            describe_header("Idempotency-Key", key, key_schema),
            describe_header(
                "Prefer", wait, {"type": "string", "examples": [f"wait={DEFAULT_WAIT}", "handling=strict"]}
            ),
        ],
        "requestBody": REQUEST_BODY,
        "responses": {
            "201": describe_answer("201", "Created", LOCATION),
            "202": describe_answer("202", "Submission", LOCATION),
            **{status: describe_answer(status, "Error") for status in DESCRIPTIONS if status >= "400"},
        },
    }


REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        JSON: {"schema": {"anyOf": [refer(name) for name in NAMES.values()]}, "example": EXAMPLE},
    },
}


def describe_validate() -> dict[str, Any]:
    strict = _("handling=strict: an operator would have to confirm something in the request.")
    return {
        "operationId": "validateTask",
        "summary": _("Check a request"),
        "description": _("Reports every problem in a request, without saving or sending it."),
        "parameters": [
            describe_header("Prefer", strict, {"type": "string", "examples": ["handling=strict"]})
        ],
        "requestBody": REQUEST_BODY,
        "responses": {
            "200": describe_answer("200", "Verdict", description=_("Every problem, in document order.")),
            **describe_errors("400", "401", "403", "404", "411", "413", "415", "429", "500", "503"),
        },
    }


def describe_services() -> dict[str, Any]:
    return {
        "operationId": "listServices",
        "summary": _("List services"),
        "description": _("The project's services that tasks can be created for."),
        "responses": {
            "200": describe_answer("200", "ServiceList", description=_("All of them.")),
            **describe_errors(*READING),
        },
    }


FILTERS = {
    "q": _(
        "Words of at least three characters, each in the task name, the description, or an input's address, "
        "stream, camera or bucket; or at least the first eight digits of an ID."
    ),
    "state": _("Only those with this status."),
    "task_state": _(
        "Only those whose task in the cloud is in this state. If a submission has several tasks, the most "
        "urgent state counts: failed before running."
    ),
    "service": _("Only those of the service with this name."),
    "platform": _("Only those of services on this platform."),
    "input_type": _("Only those with this input type."),
    "sink": _("Only those that send results to this kind of output."),
    "schedule_type": _("Only those with this schedule type; none for those without a schedule."),
    "created_by": _("Only those that this person created."),
    "token": _("Only those that came with the API token of this name."),
    "commented": _("yes: only those with comments; no: only those without."),
    "reviewed": _("yes: only those that somebody marked as reviewed; no: only the others."),
    "adopted": _("yes: only those whose task was created elsewhere and adopted; no: only the others."),
    "drift": _(
        "yes: only those with a task that differs in the cloud from what was sent; no: only the others."
    ),
    "created_from": _("Only those created on this day (UTC) or later."),
    "created_to": _("Only those created on this day (UTC) or earlier."),
}
"""What each filter of the list is, by its name in `SubmissionFilterSet`."""


def describe_filters() -> list[dict[str, Any]]:
    choices = SubmissionFilterSet({}, FilterChoices()).list_choices()
    return [describe_query(name, text, describe_filter(name, choices)) for name, text in FILTERS.items()]


def describe_filter(name: str, choices: dict[str, list[tuple[str, str]]]) -> dict[str, Any]:
    """Its values, where every project has the same."""
    if name.startswith("created_") and name != "created_by":
        return {"type": "string", "format": "date"}
    values = [value for value, _label in choices.get(name, [])]
    return {"type": "string", "enum": values} if values else {"type": "string"}


def describe_list() -> dict[str, Any]:
    return {
        "operationId": "listSubmissions",
        "summary": _("List the submissions"),
        "description": _("One page, newest first. Follow `before` to older ones."),
        "parameters": [
            *describe_filters(),
            describe_query("before", _("Older than this position, taken from a page."), {"type": "string"}),
            describe_query("after", _("Newer than this position, taken from a page."), {"type": "string"}),
            describe_query(
                "limit",
                _("Maximum number."),
                {"type": "integer", "minimum": 1, "maximum": MOST_LISTED, "default": 50},
            ),
        ],
        "responses": {
            "200": describe_answer("200", "SubmissionList", description=_("The page.")),
            **describe_errors("400", *READING),
        },
    }


def describe_show() -> dict[str, Any]:
    return {
        "operationId": "showSubmission",
        "summary": _("Get a submission"),
        "description": _("The progress of a request, with every attempt. Secrets are hidden."),
        "responses": {
            "200": describe_answer("200", "Submission"),
            **describe_errors("404", *READING),
        },
    }


def describe_cancel() -> dict[str, Any]:
    late = _("It is already being sent or has finished. Check the address in Location.")
    return {
        "operationId": "cancelSubmission",
        "summary": _("Cancel a submission"),
        "description": _("Only possible before it is sent. Cancelling again returns the same response."),
        "responses": {
            "200": describe_answer(
                "200", "Submission", description=_("It is cancelled and will not be sent.")
            ),
            "409": describe_answer("409", "Error", LOCATION, description=late),
            **describe_errors("404", *READING),
        },
    }
