"""What an example of a rule is: a member of a request that breaks it, and what mends that."""

from dataclasses import dataclass
from typing import Any, Final

from taskbuilder.taskspec.words import gettext_noop as _

LEFT_OUT: Final = object()
"""Stands for a member that the request does not have."""

ON_EDGE, ON_IEF = _("On ModelArts Edge"), _("On IEF")
CONFIGURED = _("For a service that needs a configuration")
DESCRIBED = _("For a service whose schema asks for a level from 1")
AT_NODES = _("For a service that needs a node ID")
MOVED = _("After the server's address was changed")


@dataclass(frozen=True)
class Example:
    """The member at a JSON Pointer: as it breaks the rule, and mended; `given` says where that is so."""

    at: str
    wrong: Any
    right: Any
    given: str = ""
