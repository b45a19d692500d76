"""What a rule of the catalogue is, and the words that several share."""

from dataclasses import dataclass

from taskbuilder.taskspec.problems import Severity
from taskbuilder.taskspec.words import gettext_noop as _

ERROR, CONFIRM, ADVICE = Severity.ERROR, Severity.CONFIRM, Severity.ADVICE
ENTER = _("Enter “%(field)s”.")
CHOOSE = _("Choose “%(field)s”.")


@dataclass(frozen=True)
class Rule:
    """A rule: its identifier, gravity, where it comes from, what holds, and what to say when it does not.

    `message` is a template; `%(field)s` in it is the label of the member at the problem's path.
    """

    id: str
    severity: Severity
    source: str
    text: str
    message: str
