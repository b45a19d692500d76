"""The OpenAPI document as a page shows it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from taskbuilder.api.schemas import EXAMPLE, TITLES, name_of

Document = Mapping[str, Any]
METHODS = ("get", "post", "delete")


@dataclass(frozen=True)
class Row:
    """A member, a header or an answer: what it is called, what it holds as HTML, and a sentence on it."""

    name: str
    kind: str
    about: str
    is_needed: bool = False


def describe_document(document: Document) -> dict[str, Any]:
    """Everything that the page draws."""
    schemas = document["components"]["schemas"]
    described = [describe_schema(name, schema) for name, schema in schemas.items()]
    return {
        "about": say(document["info"]["description"]),
        "server": document["servers"][0]["url"],
        "operations": [
            describe_operation(method, path, item[method])
            for path, item in document["paths"].items()
            for method in METHODS
            if method in item
        ],
        "example": write_example(document["servers"][0]["url"]),
        "schemas": described,
        "contents": [(group, list(found)) for group, found in groupby(described, itemgetter("platform"))],
    }


def say(words: str | None) -> str:
    return gettext(words) if words else ""


def describe_operation(method: str, path: str, described: Document) -> dict[str, str | list[Row]]:
    parameters = described.get("parameters", ())
    return {
        "method": method.upper(),
        "path": path,
        "title": say(described["summary"]),
        "about": say(described["description"]),
        "headers": describe_parameters(parameters, "header"),
        "query": describe_parameters(parameters, "query"),
        "answers": [
            Row(status, name_answer(each["content"]), say(each["description"]))
            for status, each in described["responses"].items()
        ],
    }


def name_answer(content: Document) -> str:
    """The schema of an answer in JSON; empty for a file."""
    return title_of(content["application/json"]["schema"]) if "application/json" in content else ""


def describe_parameters(parameters: Iterable[Document], place: str) -> list[Row]:
    """Those that are sent there, the address's own apart."""
    return [Row(each["name"], "", say(each["description"])) for each in parameters if each["in"] == place]


def describe_schema(name: str, schema: Document) -> dict[str, str | list[Row]]:
    """An object; `anchor` is its address on the page, `platform` whose request it is a section of."""
    needed = schema.get("required", ())
    rows = [
        Row(member, describe_kind(part), say(part.get("description") or part.get("title")), member in needed)
        for member, part in schema.get("properties", {}).items()
    ]
    if "discriminator" in schema:
        rows = [
            Row(f"{schema['discriminator']['propertyName']}: {word}", describe_kind({"$ref": kind}), "")
            for word, kind in schema["discriminator"]["mapping"].items()
        ]
    elif "enum" in schema:
        rows = [Row(word, "", "") for word in schema["enum"]]
    request, _dot, section = name.partition(".")
    title = (section or gettext("Request")) if request in TITLES else name
    platform = TITLES.get(request, "")
    return {
        "anchor": name,
        "platform": platform,
        "title": title,
        "heading": f"{platform}: {title}" if platform else title,
        "about": say(schema.get("description")),
        "rows": rows,
    }


def describe_kind(part: Document) -> SafeString:
    """The type of a member in one line of HTML, such as "string" or "list of Problem", leading to objects."""
    if "$ref" in part:
        return format_html('<a href="#{}">{}</a>', name_of(part), title_of(part))
    for words in ("oneOf", "anyOf"):
        if words in part:
            return join(describe_kind(each) for each in part[words])
    if "const" in part:
        return escape(json.dumps(part["const"]))
    if "enum" in part:
        return join(escape(json.dumps(each)) for each in part["enum"])
    kind = part.get("type", "")
    if kind == "array" and isinstance(part.get("items"), Mapping):
        before, _, after = gettext("list of %(kind)s").partition("%(kind)s")
        return format_html("{}{}{}", before, describe_kind(part["items"]), after)
    return join(map(escape, kind)) if isinstance(kind, list) else escape(kind)


def join(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join(" | ", "{}", ((part,) for part in parts))


def title_of(schema: Document) -> str:
    """What a schema is called within its request."""
    return name_of(schema).rpartition(".")[2]


def write_example(server: str) -> str:
    """The call as it is typed in a shell."""
    body = json.dumps(EXAMPLE, indent=2)
    return (
        f"curl --request POST {server}/v1/PROJECT_ID/services/SERVICE_ID/tasks \\\n"
        '  --header "X-Auth-Token: $TASKBUILDER_TOKEN" \\\n'
        '  --header "Idempotency-Key: task-$(date +%s)-$$" \\\n'
        '  --header "Content-Type: application/json" \\\n'
        f"  --data '{body}'"
    )
