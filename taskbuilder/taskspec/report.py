"""Puts a finding into words: the rule's message, the member's label, the row it stands in."""

import re
from collections.abc import Mapping
from typing import Any

from taskbuilder.taskspec import pointer
from taskbuilder.taskspec.catalogue import RULES
from taskbuilder.taskspec.names import title_of
from taskbuilder.taskspec.pointer import Token
from taskbuilder.taskspec.problems import Fix, Place, Problem
from taskbuilder.taskspec.words import Term
from taskbuilder.taskspec.words import gettext_noop as _

Path = tuple[Token, ...]

_ROWS = (
    (("input", "data"), _("Input %(number)d")),
    (("schedule", "periods"), _("Period %(number)d")),
)
LINE_BREAKS = re.compile(r"[\r\n]")


def report(rule: str, path: Path, *, template: str = "", fix: Fix | None = None, **params: Any) -> Problem:
    """A problem by the rule of that id at that path (member names, list positions).

    The rule's own message is used unless a template is given; `%(field)s` is filled with the member's label
    unless `field` is given. Parameters hold no typed value, with the exception of names.
    """
    held = RULES[rule]
    params.setdefault("field", Term(title_of(path)))
    return Problem(
        path=pointer.join(path),
        rule=rule,
        severity=held.severity,
        template=template or held.message,
        params=params,
        places=tuple(_places(path)),
        fix=fix,
    )


def _places(path: Path) -> list[Place]:
    """ "Input 3", "Period 2", "Tag set 1", "Header “X”": whatever tells this row from its neighbours."""
    places = []
    for prefix, template in _ROWS:
        if path[:2] == prefix and len(path) > 2:
            places.append(Place(template=template, params=_number(path[2])))
    if "tag" in path[3:4] and len(path) > 4:
        places.append(Place(template=_("Tag set %(number)d"), params=_number(path[4])))
    if len(path) > 1 and path[-2] == "headers":
        places.append(Place(template=_("Header “%(name)s”"), params={"name": one_line(path[-1])}))
    return places


def one_line(name: Token) -> str:
    """A name that somebody chose, fit for a sentence: on one line and not endless."""
    text = LINE_BREAKS.sub(" ", str(name))
    return text if len(text) <= 60 else f"{text[:59]}…"


def _number(position: Token) -> Mapping[str, int]:
    return {"number": int(position) + 1}
