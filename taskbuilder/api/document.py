"""The endpoint as an OpenAPI 3.1 document, its request made from the task model."""

from typing import Any

from taskbuilder.api.preferences import DEFAULT_WAIT
from taskbuilder.records.models.tokens import KEY_LENGTH
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.json_schema import json_schema
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.platforms import PLATFORM_NAMES, Platform
from taskbuilder.taskspec.problem import Severity
from taskbuilder.taskspec.registry import derived

JSON = "application/json"
SCHEMAS = "#/components/schemas"
NAMES = {Platform.MODELARTS_EDGE: "ModelArtsEdgeTask", Platform.IEF: "IefTask"}
EXAMPLE: dict[str, JsonValue] = {
    "name": "gate-1",
    "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/main"}]},
    "output": {
        "webhook": {"url": "https://sink.example.net", "headers": {"Content-Type": "application/json"}}
    },
    "source_usage_estimate": {"cpu": 0.5, "memory": 512},
}

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
    "401": _("The token is missing, unknown, ended or revoked."),
    "403": _("The token is for another project, or its person may not create here. Or the cloud said so."),
    "404": _("There is no such service or submission in this project. Or the cloud said so."),
    "409": _("A request with this Idempotency-Key is still being worked on. Or the cloud refused."),
    "410": _("An operator cancelled the request before it was sent, or closed it as not created."),
    "411": _("The length of the body is not told."),
    "413": _("The body is larger than 12 MB."),
    "422": _("This Idempotency-Key was used for another request."),
    "429": _("The token's requests come too fast: wait as long as Retry-After says."),
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
}


def make_document(server: str) -> dict[str, Any]:
    """The whole document, for a server at that address."""
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
        "security": [{"token": []}, {"bearer": []}],
        "paths": {
            "/v1/{project_id}/services/{service_id}/tasks": {
                "parameters": [describe_path("project_id"), describe_path("service_id")],
                "post": describe_create(),
            },
            "/v1/{project_id}/submissions/{submission_id}": {
                "parameters": [describe_path("project_id"), describe_path("submission_id", format="uuid")],
                "get": describe_show(),
            },
        },
        "components": {"securitySchemes": SIGN_IN, "schemas": make_schemas()},
    }


def describe_path(name: str, **schema: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", **schema}}


def describe_header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": description, "schema": schema}


def describe_create() -> dict[str, Any]:
    wait = _(
        "wait=N: wait up to N seconds for the cloud, at most 60. handling=strict: refuse what an operator "
        "would be asked to confirm."
    )
    key = _(
        "A name of your own for this request, such as a UUID, kept for 30 days: sent again with it, the "
        "request is answered again and not created again."
    )
    return {
        "operationId": "createTask",
        "summary": _("Create tasks"),
        "description": _("The cloud's own call: the same path, body, success and errors."),
        "parameters": [
            describe_header(
                "Idempotency-Key", key, {"type": "string", "maxLength": KEY_LENGTH, "pattern": "^[ -~]*$"}
            ),
            describe_header(
                "Prefer", wait, {"type": "string", "examples": [f"wait={DEFAULT_WAIT}", "handling=strict"]}
            ),
        ],
        "requestBody": {
            "required": True,
            "content": {
                JSON: {
                    "schema": {"anyOf": [{"$ref": f"{SCHEMAS}/{name}"} for name in NAMES.values()]},
                    "example": EXAMPLE,
                }
            },
        },
        "responses": {
            "201": describe_answer("201", "Created", has_location=True),
            "202": describe_answer("202", "Submission", has_location=True),
            **{status: describe_answer(status, "Error") for status in DESCRIPTIONS if status >= "400"},
        },
    }


def describe_show() -> dict[str, Any]:
    return {
        "operationId": "showSubmission",
        "summary": _("Look at a submission"),
        "description": _("How far a request has come, with every attempt. Secrets are masked."),
        "responses": {
            "200": describe_answer("200", "Submission"),
            **{status: describe_answer(status, "Error") for status in ("401", "403", "404", "429", "503")},
        },
    }


def describe_answer(status: str, schema: str, *, has_location: bool = False) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": DESCRIPTIONS[status],
        "content": {JSON: {"schema": {"$ref": f"{SCHEMAS}/{schema}"}}},
    }
    if has_location:
        location = {"description": _("The address of the submission."), "schema": {"type": "string"}}
        response["headers"] = {"Location": location}
    return response


@derived
def make_schemas() -> dict[str, Any]:
    """Each platform's request, its sections under names of their own, and our answers."""
    schemas: dict[str, Any] = {}
    for platform, name in NAMES.items():
        schema = json_schema(platform)
        sections = schema.pop("$defs")
        schema.pop("$schema")
        schema["description"] = _("The body of a request for a service on this platform.")
        schemas[name] = lead_refs(schema, name)
        schemas |= {f"{name}.{section}": lead_refs(each, name) for section, each in sections.items()}
    return schemas | ANSWERS


def lead_refs(value: Any, name: str) -> Any:
    """A part of a schema whose references lead to where the document holds that platform's sections."""
    if isinstance(value, list):
        return [lead_refs(each, name) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{SCHEMAS}/{name}.{each.removeprefix('#/$defs/')}" if key == "$ref" else lead_refs(each, name)
        for key, each in value.items()
    }


_TEXT, _TIME = {"type": "string"}, {"type": "string", "format": "date-time"}
_MAYBE_TIME = {"type": ["string", "null"], "format": "date-time"}
_PROBLEM = {
    "type": "object",
    "required": ["path", "rule", "severity", "message"],
    "properties": {
        "path": {"type": "string", "description": _("Where, as a JSON Pointer.")},
        "rule": {"type": "string", "description": _("The rule's id, as the page of rules lists it.")},
        "severity": {"enum": [each.value for each in Severity]},
        "message": {"type": "string", "description": _("What is wrong, and how to mend it.")},
        "fix": {"type": "object", "description": _("A safe mend, as a JSON Patch.")},
    },
}
_PROBLEMS = {"type": "array", "items": {"$ref": f"{SCHEMAS}/Problem"}}
_TASKS = {
    "type": "array",
    "items": {"type": "object", "required": ["id"], "properties": {"id": _TEXT}},
    "description": _("The created tasks."),
}
ANSWERS: dict[str, Any] = {
    "Created": {
        "type": "object",
        "required": ["tasks"],
        "properties": {"tasks": _TASKS, "problems": _PROBLEMS},
    },
    "Error": {
        "type": "object",
        "required": ["error_code", "error_msg"],
        "properties": {
            "error_code": {"type": "string", "examples": ["ModelArts.0101"]},
            "error_msg": {"type": "string", "description": _("What is wrong, in the reference's words.")},
            "problems": _PROBLEMS,
        },
    },
    "Problem": _PROBLEM,
    "Submission": {
        "type": "object",
        "required": ["id", "state", "explanation", "name", "service_id", "created_at", "tasks", "attempts"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "state": {"enum": [state.value for state in State]},
            "explanation": {"type": "string", "description": _("Where it stands, in a sentence.")},
            "name": _TEXT,
            "service_id": _TEXT,
            "created_at": _TIME,
            "settled_at": _MAYBE_TIME,
            "tasks": _TASKS,
            "outcome": {"type": "object", "description": _("The cloud's last answer.")},
            "attempts": {"type": "array", "items": {"type": "object"}},
            "problems": _PROBLEMS,
            "request": {"type": "object", "description": _("What was asked, its secrets masked.")},
        },
    },
}
TITLES = {name: PLATFORM_NAMES[platform] for platform, name in NAMES.items()}
"""What people call the schemas of requests."""
