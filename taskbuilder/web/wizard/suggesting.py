"""Values that this project's latest tasks had, offered where the same is asked again; secrets never are."""

from collections.abc import Iterator, Mapping
from typing import Any

from taskbuilder.records.models import Project
from taskbuilder.records.suggestions import list_latest_requests
from taskbuilder.taskspec.secrets import MASK
from taskbuilder.web.wizard.steps import Step

Suggestions = Mapping[str, list[str]]
"""Member → the values to offer, the latest first."""

TAG_NAME, TAG_VALUE = "tag_name", "tag_value"
OFFERED = {
    "input": ("node_id", "stream_name", "bucket", TAG_NAME, TAG_VALUE),
    "output": ("stream_name", "bucket", "url"),
}
"""The members, by the step that asks for them, of which past values are worth offering."""
MOST_VALUES = 20


def find_suggestions(project: Project, step: Step) -> Suggestions:
    """What to offer on a step; one query where there is anything to offer at all."""
    names = OFFERED.get(step.slug, ())
    if not names:
        return {}
    objects = [each for request in list_latest_requests(project) for each in list_objects(request, step.slug)]
    return {name: found for name in names if (found := pick_values(objects, name))}


def list_objects(request: Mapping[str, Any], member: str) -> Iterator[Mapping[str, Any]]:
    """The inputs of a request with each of their tags, or the places that its results go to."""
    part = request.get(member) or {}
    if member != "input":
        yield from part.values()
        return
    for entry in part.get("data", ()):
        yield entry
        for tags in entry.get("tag", ()):
            yield from ({TAG_NAME: name, TAG_VALUE: value} for name, value in tags.items())


def pick_values(objects: list[Mapping[str, Any]], name: str) -> list[str]:
    """The first different texts under a name, but for those in which a secret stood."""
    texts = (each.get(name) for each in objects)
    fit = dict.fromkeys(text for text in texts if isinstance(text, str) and text and MASK not in text)
    return list(fit)[:MOST_VALUES]
