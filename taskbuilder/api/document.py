"""The endpoint as an OpenAPI 3.1 document."""

from typing import Any

from taskbuilder.api.listing import MOST_LISTED
from taskbuilder.api.preferences import DEFAULT_WAIT
from taskbuilder.api.schemas import EXAMPLE, NAMES, make_schemas, refer
from taskbuilder.records.models.tokens import KEY_LENGTH
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.messages import gettext_noop as _

JSON = "application/json"
DESCRIPTIONS = {
    "200": _("The submission."),
    "201": _("Created. The ids of the tasks, as the cloud told them."),
    "202": _(
        "The cloud has not answered in the time that was waited. The request is kept and sent; look under "
        "Location."
    ),
    "400": _(
        "The request breaks rules: all of them are named. Nothing was recorded. Or the cloud refused it."
    ),
    "401": _("The token, or the signature, is missing, unknown, ended or revoked, or does not fit."),
    "403": _("The token is for another project, or its person may not create here. Or the cloud said so."),
    "404": _("There is no such service or submission in this project. Or the cloud said so."),
    "409": _("A request with this Idempotency-Key is still being worked on. Or the cloud refused."),
    "410": _("An operator cancelled the request before it was sent, or closed it as not created."),
    "411": _("The length of the body is not told, and this server does not read it piece by piece."),
    "413": _("The body is larger than 12 MB."),
    "415": _("The body is compressed by something else than gzip."),
    "422": _("This Idempotency-Key was used for another request."),
    "429": _("The token's requests come too fast: wait as long as Retry-After says."),
    "500": _("Something failed here. Whether the request was recorded, the project's history says."),
    "502": _("The cloud refused how this installation signs in, not the request. Nothing was created."),
    "503": _("It could not be recorded for certain, or the cloud could not be reached for a day."),
    "504": _(
        "The outcome is unknown: tasks may have been created. It is never sent again by itself; look under "
        "Location."
    ),
}
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
REQUEST_ID = {
    "X-Request-Id": {
        "description": _("The id of this call, which is in our log too."),
        "schema": {"type": "string"},
    }
}
LOCATION = {"Location": {"description": _("The address of the submission."), "schema": {"type": "string"}}}
READING = ("401", "403", "429", "500", "503")
"""The errors of calls that change nothing."""


def make_document(server: str) -> dict[str, Any]:
    """The whole document, for a server at that address."""
    service = [describe_path("project_id"), describe_path("service_id")]
    submission = [describe_path("project_id"), describe_path("submission_id", format="uuid")]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Task Builder",
            "version": "1",
            "description": _(
                "Creates service tasks by the cloud's own call. Every request is judged, recorded, and never "
                "sent again by itself once tasks may have been created."
            ),
        },
        "servers": [{"url": server}],
        "security": [{"token": []}, {"bearer": []}, {"signature": []}],
        "paths": {
            "/v1/{project_id}/services/{service_id}/tasks": {
                "parameters": service,
                "post": describe_create(),
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
        },
        "components": {"securitySchemes": SIGN_IN, "schemas": make_schemas()},
    }


def describe_path(name: str, **schema: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", **schema}}


def describe_header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": description, "schema": schema}


def describe_query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def describe_create() -> dict[str, Any]:
    wait = _(
        "wait=N: wait up to N seconds for the cloud, at most 60. handling=strict: refuse what an operator "
        "would be asked to confirm."
    )
    key = _(
        "A name of your own for this request, such as a UUID, kept for 30 days: sent again with it, the "
        "request is answered again and not created again."
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
        "description": _("The cloud's own call: the same path, body, success and errors."),
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
    strict = _("handling=strict: what an operator would be asked to confirm is not acceptable.")
    return {
        "operationId": "validateTask",
        "summary": _("Check a request"),
        "description": _("Says what is wrong with a request, and neither records nor sends it."),
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
        "summary": _("List the services"),
        "description": _("The services of the project that tasks can be created of."),
        "responses": {
            "200": describe_answer("200", "ServiceList", description=_("All of them.")),
            **describe_errors(*READING),
        },
    }


def describe_list() -> dict[str, Any]:
    words = _("A part of the task's name, or the first eight digits or more of an id.")
    states = {"type": "string", "enum": [state.value for state in State]}
    return {
        "operationId": "listSubmissions",
        "summary": _("List the submissions"),
        "description": _("A page of them, the newest first. Follow `before` to older ones."),
        "parameters": [
            describe_query("state", _("Only those in this state."), states),
            describe_query("q", words, {"type": "string"}),
            describe_query("before", _("Older than this place, as a page told it."), {"type": "string"}),
            describe_query("after", _("Newer than this place, as a page told it."), {"type": "string"}),
            describe_query(
                "limit",
                _("How many at most."),
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
        "summary": _("Look at a submission"),
        "description": _("How far a request has come, with every attempt. Secrets are masked."),
        "responses": {
            "200": describe_answer("200", "Submission"),
            **describe_errors("404", *READING),
        },
    }


def describe_errors(*statuses: str) -> dict[str, Any]:
    return {status: describe_answer(status, "Error") for status in sorted(statuses)}


def describe_answer(
    status: str, schema: str, headers: dict[str, Any] | None = None, *, description: str = ""
) -> dict[str, Any]:
    return {
        "description": description or DESCRIPTIONS[status],
        "headers": REQUEST_ID | (headers or {}),
        "content": {JSON: {"schema": refer(schema)}},
    }
