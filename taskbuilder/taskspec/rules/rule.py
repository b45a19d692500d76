"""What a rule of the catalogue is, with an example of what breaks it and the words that several share."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from taskbuilder.taskspec.messages import gettext_noop as _


class Severity(StrEnum):
    """What a problem stops (rules.md, "Words")."""

    ERROR = "error"
    CONFIRM = "confirm"
    ADVICE = "advice"


CONFIRM, ADVICE = Severity.CONFIRM, Severity.ADVICE
ENTER = _("Enter “%(field)s”.")
CHOOSE = _("Choose “%(field)s”.")
LEFT_OUT: Final = object()
"""In place of a field that the request does not have."""
ON_EDGE, ON_IEF = _("On ModelArts Edge"), _("On IEF")
CONFIGURED = _("For a service that needs a configuration")
DESCRIBED = _("For a service whose schema requires a level from 1")
AT_NODES = _("For a service that needs a node ID")
MOVED = _("After the server's address changed")


@dataclass(frozen=True)
class Example:
    """The member at a JSON Pointer: as it breaks the rule, and fixed; `given` says when that applies."""

    at: str
    wrong: Any
    right: Any
    given: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule: its identifier, source, text, and the message for a request that breaks it.

    `message` is a template; `%(field)s` in it is the label of the member at the problem's path. Rules are
    listed in the order in which their sections have them, each under the section's part of a task, or `part`.
    """

    id: str
    source: str
    text: str
    message: str
    example: Example | None = field(default=None, compare=False)
    severity: Severity = Severity.ERROR
    part: str = ""
    is_form: bool = False
    """Whether it says no more than that a text is not in its form: nothing where a cause of that is named."""


ENTRY, VCN, SINK = "/input/data/0", "/input/vcn", "/output/webhook"
CAMERA = {"url": "rtsp://camera-1.example.com/live"}
