"""The schemas of the OpenAPI document: each platform's request, made from the task model, and our answers.

They are written for the makers of clients: each has a name of its own and no title, since generators call
classes by that; what tells the kinds of a section apart is an enum, named by a discriminator. The endpoint
itself reads those words in any letter case.
"""

from collections.abc import Mapping
from typing import Any

from taskbuilder.records.models import ExportState, Format, Result
from taskbuilder.records.submissions.states import State
from taskbuilder.records.task_actions.states import ActionKind, ActionState, Finding
from taskbuilder.taskspec.json_schema import json_schema
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.marks import WORDS
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.platforms import PLATFORM_NAMES, Platform
from taskbuilder.taskspec.problem import Severity
from taskbuilder.taskspec.registry import derived

SCHEMAS = "#/components/schemas"
NAMES = {Platform.MODELARTS_EDGE: "ModelArtsEdgeTask", Platform.IEF: "IefTask"}
TITLES = {name: PLATFORM_NAMES[platform] for platform, name in NAMES.items()}
"""What people call the schemas of requests."""

EXAMPLE: dict[str, JsonValue] = {
    "name": "gate-1",
    "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/main"}]},
    "output": {
        "webhook": {"url": "https://sink.example.net", "headers": {"Content-Type": "application/json"}}
    },
    "source_usage_estimate": {"cpu": 0.5, "memory": 512},
}


@derived
def make_schemas() -> dict[str, Any]:
    """Each platform's request, its sections under names of their own, and our answers."""
    schemas: dict[str, Any] = {}
    for platform, name in NAMES.items():
        schemas |= make_request_schemas(platform, name)
    return schemas | ANSWERS


def make_request_schemas(platform: Platform, name: str) -> dict[str, Any]:
    """The request under that name, and each section as `name.Section`."""
    schema = json_schema(platform)
    schema.pop("$schema")
    sections = {f"{name}.{section}": for_clients(each, name) for section, each in schema.pop("$defs").items()}
    request = for_clients(schema, name)
    request["description"] = _("The body of a request for a service on this platform.")
    # Postman's import reads no example unless asked to: it fills in this, or else makes a body up.
    request["default"] = EXAMPLE
    for member, part in request["properties"].items():
        if "oneOf" in part:
            kinds = [name_of(each) for each in part["oneOf"]]
            part |= choose_kind(
                kinds, list_drivers(kinds, sections), f"{name}.{{}}{member.title()}", sections
            )
    return {name: request, **sections}


def for_clients(value: Any, name: str) -> Any:
    """A part of a JSON Schema in the document: without titles, with enums; it refers to `name`'s sections."""
    if isinstance(value, list):
        return [for_clients(each, name) for each in value]
    if not isinstance(value, dict):
        return value
    if isinstance(words := value.get(WORDS), list):
        return {"type": "string", "enum": words, "description": value["title"]}
    if "$ref" in value:
        section = value["$ref"].removeprefix("#/$defs/")
        return describe_part(value) | {"$ref": f"{SCHEMAS}/{name}.{section}"}
    plain = {
        key: {member: for_clients(each, name) for member, each in below.items()}
        if key == "properties"
        else for_clients(below, name)
        for key, below in value.items()
        if key not in ("title", "const")
    }
    enum = {"enum": [value["const"]]} if "const" in value else {}
    return plain | describe_part(value) | enum


def describe_part(value: dict[str, Any]) -> dict[str, str]:
    """What a title says is said by the description, where there is none."""
    words = value.get("description") or value.get("title")
    return {"description": words} if words else {}


def name_of(reference: Mapping[str, Any]) -> str:
    """The schema that is referred to."""
    return str(reference["$ref"]).removeprefix(f"{SCHEMAS}/")


def list_drivers(kinds: list[str], sections: dict[str, Any]) -> list[str]:
    """The members that have one word in each of these kinds."""
    members = [sections[kind]["properties"] for kind in kinds]
    return [
        name for name in members[0] if all(len(each.get(name, {}).get("enum", ())) == 1 for each in members)
    ]


def choose_kind(
    kinds: list[str], drivers: list[str], group_name: str, sections: dict[str, Any]
) -> dict[str, Any]:
    """One of the kinds, distinguished by the first driver; those of one word by the next."""
    driver, *others = drivers
    groups: dict[str, list[str]] = {}
    for kind in kinds:
        groups.setdefault(sections[kind]["properties"][driver]["enum"][0], []).append(kind)
    mapping: dict[str, str] = {}
    for word, group in groups.items():
        target = group[0]
        if len(group) > 1:
            target = group_name.format(word.title())
            sections[target] = choose_kind(group, others, group_name, sections)
        mapping[word] = f"{SCHEMAS}/{target}"
    return {
        "oneOf": [{"$ref": reference} for reference in mapping.values()],
        "discriminator": {"propertyName": driver, "mapping": mapping},
    }


def refer(name: str) -> dict[str, str]:
    return {"$ref": f"{SCHEMAS}/{name}"}


def list_of(name: str, description: str = "") -> dict[str, Any]:
    return {"type": "array", "items": refer(name), **({"description": description} if description else {})}


def describe_object(
    properties: dict[str, dict[str, Any]], *optional: str, description: str = ""
) -> dict[str, Any]:
    """An object with all of these members but the optional ones."""
    words = {"description": description} if description else {}
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties, **words}


_TEXT, _TIME = {"type": "string"}, {"type": "string", "format": "date-time"}
_MAYBE_TIME = {"type": ["string", "null"], "format": "date-time"}
_ALL_BUT_ID = (
    *("name", "service_name", "service_id", "creator", "project_id", "description", "created_at"),
    *("updated_at", "state", "status", "error", "schedule_status", "schedule", "input", "output", "config"),
)
_CURSOR = {
    "type": ["string", "null"],
    "description": _("For the parameter of the same name; null if there is none."),
}
_SUMMARY: dict[str, Any] = {
    "id": {"type": "string", "format": "uuid"},
    "state": refer("State"),
    "explanation": {"type": "string", "description": _("The status, in a sentence.")},
    "name": _TEXT,
    "service_id": _TEXT,
    "created_at": _TIME,
    "settled_at": _MAYBE_TIME,
    "is_adopted": {
        "type": "boolean",
        "description": _("Whether the task was created elsewhere, and added to the history."),
    },
    "task_state": {
        "type": ["string", "null"],
        "description": _(
            "The state of its tasks in the cloud that needs attention most; null until it was read."
        ),
    },
}
ANSWERS: dict[str, Any] = {
    "Created": describe_object(
        {"tasks": list_of("CreatedTask", _("The created tasks.")), "problems": list_of("Problem")}, "problems"
    ),
    "CreatedTask": describe_object({"id": _TEXT}),
    "Error": describe_object(
        {
            "error_code": {"type": "string", "examples": ["ModelArts.0101"]},
            "error_msg": {
                "type": "string",
                "description": _("What is wrong, in the words of the reference."),
            },
            "request_id": {
                "type": "string",
                "description": _("The ID of this call, or the cloud's own ID if it refused with one."),
            },
            "problems": list_of("Problem"),
        },
        "problems",
    ),
    "Problem": describe_object(
        {
            "path": {"type": "string", "description": _("The location, as a JSON Pointer.")},
            "rule": {"type": "string", "description": _("The rule's ID, as listed on the rules page.")},
            "severity": {"type": "string", "enum": [each.value for each in Severity]},
            "message": {"type": "string", "description": _("What is wrong and how to fix it.")},
            "fix": {"type": "object", "description": _("A safe fix, as a JSON Patch.")},
        },
        "fix",
    ),
    "TaskList": describe_object(
        {
            "count": {"type": "integer", "description": _("How many tasks the list has in all.")},
            "tasks": list_of("TaskDetails"),
        }
    ),
    "TaskAction": describe_object(
        {
            "id": {"type": "string", "description": _("The task's ID.")},
            "action": {"type": "string", "enum": [kind.value for kind in ActionKind]},
            "state": {"type": "string", "enum": [state.value for state in ActionState]},
            "finding": {"type": "string", "examples": [Finding.ACCEPTED.value]},
            "message": {"type": "string", "description": _("What the cloud or the task's state says.")},
        }
    ),
    "TaskDetails": describe_object(
        {
            "id": _TEXT,
            "name": _TEXT,
            "service_name": _TEXT,
            "service_id": _TEXT,
            "creator": _TEXT,
            "project_id": _TEXT,
            "description": _TEXT,
            "created_at": {"type": "string", "examples": ["2026-01-01T00:00:00Z"]},
            "updated_at": {"type": "string", "examples": ["2026-01-01T00:00:00Z"]},
            "state": {"type": "string", "examples": ["RUNNING"]},
            "status": _TEXT,
            "error": {"type": "object", "description": _("What went wrong: `code` and `message`.")},
            "schedule_status": {"type": "string", "examples": ["ACTIVATED", "INACTIVATED"]},
            **{name: {"type": "object"} for name in ("schedule", "input", "output", "config")},
        },
        *_ALL_BUT_ID,
        description=_("A task as the cloud shows it, with secrets hidden. The cloud may leave members out."),
    ),
    "Verdict": describe_object(
        {
            "is_acceptable": {"type": "boolean", "description": _("Whether it can be sent as it is.")},
            "problems": list_of("Problem"),
        }
    ),
    "State": {"type": "string", "enum": [state.value for state in State]},
    "SubmissionSummary": describe_object(_SUMMARY),
    "SubmissionList": describe_object(
        {
            "submissions": list_of("SubmissionSummary", _("Newest first.")),
            "before": _CURSOR,
            "after": _CURSOR,
        }
    ),
    "Submission": describe_object(
        {
            **_SUMMARY,
            "tasks": list_of("CreatedTask", _("The created tasks.")),
            "outcome": {"type": "object", "description": _("The cloud's last response.")},
            "attempts": list_of("Attempt"),
            "problems": list_of("Problem"),
            "request": {
                "type": ["object", "null"],
                "description": _("The submitted request, with secrets hidden; null once it was removed."),
            },
        }
    ),
    "Attempt": describe_object(
        {
            "number": {"type": "integer"},
            "started_at": _TIME,
            "ended_at": _MAYBE_TIME,
            "result": {"type": "string", "enum": [result.value for result in Result]},
            "http_status": {"type": ["integer", "null"]},
            "error_code": _TEXT,
            "error_msg": _TEXT,
            "request_id": {"type": "string", "description": _("The ID in the cloud.")},
        }
    ),
    "Service": describe_object(
        {
            "id": _TEXT,
            "name": _TEXT,
            "platform": {"type": "string", "enum": [platform.value for platform in Platform]},
            "requires_config": {"type": "boolean"},
            "requires_node_id": {"type": "boolean"},
            "config_schema": {
                "type": ["object", "null"],
                "description": _("The JSON Schema of its config; null if there is none."),
            },
        }
    ),
    "Export": describe_object(
        {
            "id": {"type": "string", "format": "uuid"},
            "state": {"type": "string", "enum": [state.value for state in ExportState]},
            "failure": {"type": ["string", "null"], "description": _("The reason, if it failed.")},
            "format": {"type": "string", "enum": [form.value for form in Format]},
            "filters": {"type": "object", "description": _("The filters, as in the address.")},
            "rows_done": {"type": "integer"},
            "rows_total": {"type": ["integer", "null"], "description": _("Null until it was begun.")},
            "size": {"type": ["integer", "null"], "description": _("Bytes of the file, once it is ready.")},
            "created_at": _TIME,
            "expires_at": _TIME,
        }
    ),
    "ServiceList": describe_object({"services": list_of("Service", _("Sorted by name."))}),
}
