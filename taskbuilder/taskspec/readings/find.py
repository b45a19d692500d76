"""Finds what a text is that is not a request: each kind in turn, the most telling first."""

import re
from collections.abc import Iterator
from dataclasses import replace

from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.readings.commands import ADDRESS_LEFT, name_headers, read_curl, read_sending
from taskbuilder.taskspec.readings.reading import (
    COLLECTION,
    CORRECTED,
    HTTP,
    NESTED,
    PYTHON,
    Reading,
    Sentence,
    Unread,
    is_python,
    read_body,
)
from taskbuilder.taskspec.registry import derived, task_request

REQUEST_LINE = re.compile(r"\s*+(?:POST|PUT|PATCH|GET|DELETE) \S++(?: HTTP/\d(?:\.\d)?)?[ \t]*+\n")
HEADER_LINE = re.compile(r":?(?P<name>[\w!#$%&'*+.^`|~-]++)[ \t]*+:")
BODIES = {"body": ("raw", "text"), "postData": ("text",)}
"""Where collections have the text of a request's body: Postman, Insomnia, HAR."""
USED_BODY = _("Used: the body of the request.")
OTHERS_LEFT = _("Ignored: everything else in the collection.")
NO_BODY = _("This HTTP request has no readable JSON body. Paste it with its body, or only the JSON.")
NONE_INSIDE = _("This request collection has no JSON body. Paste only the JSON of the request.")
SEVERAL = _("This collection has the bodies of %(count)d requests. Paste only the JSON of one of them.")


def find_reading(text: str) -> Reading | Unread | None:
    """The request that a text certainly means, or why it is uncertain; None for any other text.

    For texts that are not a request as they are. Takes time by the text's length.
    """
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    try:
        return read_value(read_json(text))
    except UnreadableJson:
        found = read_curl(text) or read_sending(text) or read_http(text)
    if found is not None:
        return found
    reading = read_body(CORRECTED, text)
    return replace(reading, kind=PYTHON) if reading is not None and is_python(reading.changes) else reading


def read_value(value: JsonValue) -> Reading | Unread | None:
    """A request within JSON: in a text, or as the body of a collection's request."""
    if isinstance(value, str):
        return read_body(NESTED, value)
    if isinstance(value, dict) and not value.keys() & own_members():
        return read_collection(value)
    return None


@derived
def own_members() -> frozenset[str]:
    """The members that only a task's request has: a collection has a name too."""
    return frozenset(task_request().model_fields) - {"name", "description"}


def read_collection(value: JsonValue) -> Reading | Unread | None:
    """The one body of a collection, or the one that is a task's; None for JSON that is not a collection."""
    bodies = list(dict.fromkeys(list_bodies(value)))
    if not bodies:
        return None
    found = [reading for each in bodies if (reading := read_body(COLLECTION, each, *NOTES)) is not None]
    tasks = [each for each in found if '"input"' in each.text and '"output"' in each.text]
    if len(tasks or found) == 1:
        return (tasks or found)[0]
    reason = Sentence(SEVERAL, {"count": len(found)}) if found else Sentence(NONE_INSIDE)
    return Unread(reason=reason)


NOTES = (Sentence(USED_BODY), Sentence(OTHERS_LEFT))


def list_bodies(value: JsonValue, key: str = "") -> Iterator[str]:
    """The text of each request's body, in order."""
    if isinstance(value, dict):
        for name in BODIES.get(key, ()):
            if isinstance(body := value.get(name), str) and body.strip():
                yield body
        for name, below in value.items():
            if name == "body" and isinstance(below, str) and below.strip():
                yield below
            else:
                yield from list_bodies(below, name)
    elif isinstance(value, list):
        for below in value:
            yield from list_bodies(below)


def read_http(text: str) -> Reading | Unread | None:
    """The body of an HTTP request: a request line, headers, an empty line, and the rest."""
    first = REQUEST_LINE.match(text)
    if first is None:
        return None
    head, _blank, body = text[first.end() - 1 :].partition("\n\n")
    lines = [line.strip() for line in head.split("\n") if line.strip()]
    names = [found["name"] for found in map(HEADER_LINE.match, lines) if found]
    if len(names) < len(lines):
        return None
    notes = [Sentence(USED_BODY), Sentence(ADDRESS_LEFT), *name_headers(names)]
    return read_body(HTTP, body, *notes) or Unread(reason=Sentence(NO_BODY))
