"""What every call of the OpenAPI document is made of: parameters, answers, errors."""

from typing import Any

from taskbuilder.api.schemas import refer
from taskbuilder.taskspec.messages import gettext_noop as _

JSON = "application/json"
DESCRIPTIONS = {
    "200": _("The submission."),
    "201": _("Created. The task IDs, as returned by the cloud."),
    "202": _(
        "The cloud did not respond within the wait time. The request is saved and will be sent: check "
        "the address in Location."
    ),
    "400": _("The request breaks rules (all are listed) and was not saved, or the cloud refused it."),
    "401": _("The token or signature is missing, unknown, expired, revoked or invalid."),
    "403": _(
        "The token belongs to another project, or its owner may not create tasks here. The cloud "
        "may send this too."
    ),
    "404": _("The project has no such service or submission. The cloud may send this too."),
    "409": _("A request with this Idempotency-Key is still being processed, or the cloud refused it."),
    "410": _("An operator cancelled the request before it was sent, or closed it as not created."),
    "411": _("The length of the body is missing. This server does not accept chunked bodies."),
    "413": _("The body is larger than 12 MB."),
    "415": _("The body uses a compression other than gzip."),
    "422": _("This Idempotency-Key was already used for another request."),
    "429": _("This token sends requests too fast. Wait as long as Retry-After says."),
    "500": _("Internal error. Check the project's history to see whether the request was saved."),
    "502": _("The cloud refused this installation's sign-in, not the request. Nothing was created."),
    "503": _("It is uncertain whether the request was saved, or the cloud was unreachable for a day."),
    "504": _(
        "The outcome is unknown: tasks may have been created. The request is not sent again "
        "automatically: check the address in Location."
    ),
}
REQUEST_ID = {
    "X-Request-Id": {
        "description": _("The ID of this call, also in our log."),
        "schema": {"type": "string"},
    }
}
LOCATION = {"Location": {"description": _("The address of the submission."), "schema": {"type": "string"}}}
READING = ("401", "403", "429", "500", "503")
"""The errors of calls that change nothing."""


def describe_path(name: str, **schema: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", **schema}}


def describe_header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": description, "schema": schema}


def describe_query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


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
