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


ERROR, CONFIRM, ADVICE = Severity.ERROR, Severity.CONFIRM, Severity.ADVICE
ENTER = _("Enter “%(field)s”.")
CHOOSE = _("Choose “%(field)s”.")
LAST = 1_000


@dataclass(frozen=True)
class Rule:
    """A rule: its identifier, severity, source, text, and the message for a request that breaks it.

    `message` is a template; `%(field)s` in it is the label of the member at the problem's path. `part` is the
    part of a task under which it is listed, empty for that of the section that has it, and `place` its place
    there.
    """

    id: str
    severity: Severity
    source: str
    text: str
    message: str
    place: int = LAST
    part: str = ""
    example: Example | None = field(default=None, compare=False)
