"""From what the cloud complains of to the step of the form where it is fixed."""

import re
from collections.abc import Mapping

from taskbuilder.taskspec.paths.names import list_names as list_known
from taskbuilder.taskspec.paths.names import request_names
from taskbuilder.taskspec.registry import derived
from taskbuilder.web.drafts.steps import list_steps

# The cloud names a member in brackets: "The field [input] is required and cannot be empty."
BRACKETED = re.compile(r"\[([A-Za-z_][\w.\[\]]*?)\]")
SERVICE_CODES = frozenset({"ModelArts.3502", "ModelArts.3518", "ModelArts.3519", "ModelArts.3553"})


def find_step(*, code: str, message: str, request: Mapping[str, object]) -> str:
    """The wizard's step that holds the named member; the review where none is named, or several hold it.

    A name that several steps know is found where the request has it.
    """
    for path in BRACKETED.findall(message):
        for name in re.split(r"[.\[\]]+", path):
            steps = [step for step, members in members_of_steps().items() if name in members]
            if len(steps) > 1:
                steps = [step for step in steps if name in list_names(request.get(step))]
            if len(steps) == 1:
                return steps[0]
    return "service" if code in SERVICE_CODES else "review"


@derived
def members_of_steps() -> Mapping[str, frozenset[str]]:
    """The names that the cloud may complain of, by the step that asks for them."""
    return {
        step.slug: step.members.union(*(list_known(request_names().members[name]) for name in step.members))
        for step in list_steps()
    } | {list_steps()[0].slug: frozenset({"service_id"})}


def list_names(value: object) -> set[str]:
    """The names of all members within a value."""
    if isinstance(value, dict):
        return set(value).union(*map(list_names, value.values()))
    return set().union(*map(list_names, value)) if isinstance(value, list) else set()
