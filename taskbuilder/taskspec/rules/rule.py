"""What a rule of the catalogue is, and the words that several share."""

from dataclasses import dataclass, field
from enum import StrEnum

from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.rules.example import Example


class Severity(StrEnum):
    """What a problem stops (rules.md, "Words")."""

    ERROR = "error"
    CONFIRM = "confirm"
    ADVICE = "advice"


CONFIRM, ADVICE = Severity.CONFIRM, Severity.ADVICE
ENTER = _("Enter “%(field)s”.")
CHOOSE = _("Choose “%(field)s”.")


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
