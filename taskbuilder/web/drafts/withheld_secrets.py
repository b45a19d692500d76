"""The secrets of a draft that wait for their address to be what they were saved for."""

from collections.abc import Mapping

from taskbuilder.forms.fields import Value
from taskbuilder.forms.withheld_secrets import find_moved
from taskbuilder.taskspec.json_value import JsonValue
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.platforms import Service
from taskbuilder.taskspec.secrets.restore import Moved
from taskbuilder.taskspec.secrets.split import find_masks
from taskbuilder.web.drafts.steps import step_of


def list_moved(
    answers: Mapping[str, Value], request: Mapping[str, JsonValue], service: Service | None
) -> dict[str, Moved]:
    """The secrets that are kept for another address than the one beside their MASK, by pointer."""
    moved: dict[str, Moved] = {}
    for path in find_masks(request):
        step = step_of(str(path[0]))
        found = step.ask and find_moved(step.ask(service), answers.get(step.slug), path, service)
        if found:
            moved[pointer.join(path)] = found
    return moved
