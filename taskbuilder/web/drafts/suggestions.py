"""Values that this project's latest tasks had, offered where the same is asked again; secrets never are."""

import json
from collections.abc import Iterable, Iterator
from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from taskbuilder.records.models import Project
from taskbuilder.records.submissions.queries import list_latest_requests
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.marks import Suggested, find_mark
from taskbuilder.taskspec.paths.values import find_values
from taskbuilder.taskspec.registry import derived, task_request
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.taskspec.section import EACH, walk_fields
from taskbuilder.web.drafts.steps import Step

MOST_VALUES = 20
LONGEST = 8_000
"""Characters of a request whose values are remembered; its secrets are masked."""
Past = tuple[str, str, str]
"""The member of the request that a value is in, what it is listed under, and the value."""


def find_suggestions(project: Project, step: Step) -> dict[str, list[str]]:
    """What to offer on a step, by member, the latest first; one query where there is anything to offer."""
    if not any(path[0] in step.members for path in list_suggested()):
        return {}
    texts: dict[str, list[str]] = {}
    for request in list_latest_requests(project):
        for member, name, value in read_values(request):
            if member in step.members:
                texts.setdefault(name, []).append(value)
    return {name: found for name, values in texts.items() if (found := pick_values(values))}


def read_values(request: str) -> tuple[Past, ...]:
    """What a request, as JSON, has to offer; a page asks the same thirty again and again."""
    return _read_known_values(request) if len(request) <= LONGEST else _read_values(request)


@derived
def _read_known_values(request: str) -> tuple[Past, ...]:
    return _read_values(request)


def _read_values(request: str) -> tuple[Past, ...]:
    value: JsonValue = json.loads(request)
    return tuple(
        (path[0], name, each)
        for path in list_suggested()
        for name, each in name_values(path, value)
        if isinstance(each, str)
    )


@derived
def list_suggested() -> tuple[tuple[str, ...], ...]:
    """The paths of the fields whose past values are offered, of objects with free names those of each."""
    paths = []
    for path, info in walk_fields(task_request()):
        if find_mark(info, Suggested):
            paths.append(path)
        elif get_origin(info.annotation) is list:
            element = FieldInfo.from_annotation(get_args(info.annotation)[0])
            paths += [(*path, EACH)] if find_mark(element, Suggested) else []
    return tuple(paths)


def name_values(path: tuple[str, ...], request: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """The values at a path of a request, each with what it is listed under."""
    for value in find_values(request, path):
        if path[-1] != EACH:
            yield path[-1], value
        elif isinstance(value, dict):
            for name, each in value.items():
                yield f"{path[-2]}_name", name
                yield f"{path[-2]}_value", each


def pick_values(values: Iterable[str]) -> list[str]:
    """The first different texts, but for those in which a secret stood."""
    fit = dict.fromkeys(text for text in values if text and MASK not in text)
    return list(fit)[:MOST_VALUES]
