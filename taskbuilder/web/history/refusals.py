"""From what the cloud complains of to the step of the form where it is mended."""

import re
from typing import Any

from taskbuilder.taskspec.sections.inputs import InputData, VcnServer
from taskbuilder.taskspec.sections.outputs import DisSink, ObsSink, Output, WebhookSink
from taskbuilder.taskspec.sections.resources import Estimate

# The cloud names a member in brackets: "The field [input] is required and cannot be empty."
BRACKETED = re.compile(r"\[([A-Za-z_][\w.\[\]]*?)\]")
SERVICE_CODES = frozenset({"ModelArts.3502", "ModelArts.3518", "ModelArts.3519", "ModelArts.3553"})

MEMBERS: dict[str, frozenset[str]] = {
    "service": frozenset({"service_id"}),
    "details": frozenset({"name", "description"}),
    "input": frozenset({"input", "data", "vcn", *InputData.foreign, *VcnServer.model_fields}),
    "output": frozenset(
        {"output", *Output.model_fields}.union(
            DisSink.model_fields, ObsSink.model_fields, WebhookSink.model_fields
        )
    ),
    "schedule": frozenset(
        {
            "schedule",
            "timezone",
            "execution_mode",
            "days_of_week",
            "days_of_month",
            "periods",
            "frequency",
            "interval",
            "duration",
            "begin_at",
            "end_at",
        }
    ),
    "resources": frozenset({"config", "source_usage_estimate", *Estimate.model_fields}),
}


REVIEW = "review"


def find_step(*, code: str, message: str, request: dict[str, Any]) -> str:
    """The wizard's step that holds the named member; the review where none is named, or several hold it.

    A name that several steps know is found where the request has it.
    """
    for path in BRACKETED.findall(message):
        for name in re.split(r"[.\[\]]+", path):
            steps = [step for step, members in MEMBERS.items() if name in members]
            if len(steps) > 1:
                steps = [step for step in steps if name in list_names(request.get(step))]
            if len(steps) == 1:
                return steps[0]
    return "service" if code in SERVICE_CODES else REVIEW


def list_names(value: Any) -> set[str]:
    """The names of all members within a value."""
    if isinstance(value, dict):
        return set(value).union(*map(list_names, value.values()))
    return set().union(*map(list_names, value)) if isinstance(value, list) else set()
