"""The OpenAPI document as a page shows it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from taskbuilder.api.document import EXAMPLE, SCHEMAS, TITLES

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """A member, a header or an answer: what it is called, what it holds, and a sentence on it."""

    name: str
    kind: str
    about: str
    is_needed: bool = False


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    title: str
    about: str
    headers: list[Row]
    answers: list[Row]


@dataclass(frozen=True)
class Schema:
    """An object; `anchor` is its address on the page."""

    anchor: str
    title: str
    about: str
    rows: list[Row]


def describe_document(document: Document) -> dict[str, Any]:
    """Everything that the page draws."""
    schemas = document["components"]["schemas"]
    return {
        "about": say(document["info"]["description"]),
        "server": document["servers"][0]["url"],
        "operations": list(list_operations(document)),
        "example": write_example(document["servers"][0]["url"]),
        "schemas": [describe_schema(name, schema) for name, schema in schemas.items()],
    }


def say(words: str | None) -> str:
    return gettext(words) if words else ""


def list_operations(document: Document) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method in ("get", "post"):
            if method in item:
                yield describe_operation(method, path, item[method])


def describe_operation(method: str, path: str, told: Document) -> Operation:
    headers = [Row(each["name"], "", say(each["description"])) for each in told.get("parameters", ())]
    answers = [
        Row(status, name_of(each["content"]["application/json"]["schema"]), say(each["description"]))
        for status, each in told["responses"].items()
    ]
    return Operation(method.upper(), path, say(told["summary"]), say(told["description"]), headers, answers)


def describe_schema(name: str, schema: Document) -> Schema:
    needed = schema.get("required", ())
    rows = [
        Row(member, describe_kind(part), say(part.get("description") or part.get("title")), member in needed)
        for member, part in schema.get("properties", {}).items()
    ]
    platform, _dot, section = name.partition(".")
    title = f"{TITLES[platform]}: {section or gettext('Request')}" if platform in TITLES else name
    return Schema(name, title, say(schema.get("description")), rows)


def describe_kind(part: Document) -> str:
    """The type of a member in one line, such as "string" or "list of Problem"."""
    if "$ref" in part:
        return name_of(part)
    for words in ("oneOf", "anyOf"):
        if words in part:
            return " | ".join(describe_kind(each) for each in part[words])
    if "const" in part:
        return json.dumps(part["const"])
    if "enum" in part:
        return " | ".join(json.dumps(each) for each in part["enum"])
    kind = part.get("type", "")
    if kind == "array" and isinstance(part.get("items"), Mapping):
        return gettext("list of %(kind)s") % {"kind": describe_kind(part["items"])}
    return " | ".join(kind) if isinstance(kind, list) else str(kind)


def name_of(schema: Document) -> str:
    return str(schema.get("$ref", "")).removeprefix(f"{SCHEMAS}/").rpartition(".")[2]


def write_example(server: str) -> str:
    """The call as it is typed in a shell."""
    body = json.dumps(EXAMPLE, indent=2)
    return (
        f"curl --request POST {server}/v1/PROJECT_ID/services/SERVICE_ID/tasks \\\n"
        '  --header "X-Auth-Token: $TASKBUILDER_TOKEN" \\\n'
        '  --header "Idempotency-Key: $(uuidgen)" \\\n'
        '  --header "Content-Type: application/json" \\\n'
        f"  --data '{body}'"
    )
