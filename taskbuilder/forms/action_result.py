"""What pressing a button comes to: where the focus goes, what is said, and what a list did not take."""

from collections.abc import Mapping
from dataclasses import dataclass

from taskbuilder.forms.fields import Field, Group, Rows
from taskbuilder.forms.labels import gettext, translate
from taskbuilder.forms.posted import DEEPEST, MOST_POSTED, Posted
from taskbuilder.forms.typed_count import Removal
from taskbuilder.forms.walk import find_field
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Problem, Severity

TOO_MANY = _("“%(list)s” is limited to %(limit)d. Remove one before you add another.")

NO_ROOM = _("This page cannot show more of “%(list)s”. Add more on the JSON page.")


@dataclass
class ActionResult:
    """Where the focus goes, what is said, the list that took no more, and the row that is gone."""

    focus: str = ""
    announcement: str = ""
    note: str = ""
    """What is said to everybody, not only to who listens."""
    full: str = ""
    problem: Problem | None = None
    gone: str = ""
    removal: Removal | None = None
    """What is not removed yet: the number of rows has to be typed first."""


def find_node(name: str, posted: Posted, group: Group) -> tuple[Field | None, Posted]:
    """The field of that name, whatever a browser says it is, with what was posted of it."""
    tokens = name.split("-")[:DEEPEST]
    return find_field(group, tokens), posted.at(*tokens)


def refuse_row(found: Rows, name: str, posted: Posted) -> ActionResult | None:
    """The refusal of one more row in a list that is full, or that the page has no room for; else None."""
    if not has_room(posted):
        return refuse(found, name, posted, template=NO_ROOM, params={"list": Term(found.title)})
    is_full = len(posted.at(*name.split("-")).keys) >= found.limit
    return refuse(found, name, posted) if is_full else None


def has_room(posted: Posted) -> bool:
    """Whether the page can post one more row."""
    return posted.count < MOST_POSTED


def refuse(
    found: Rows,
    name: str,
    posted: Posted,
    *,
    template: str = TOO_MANY,
    params: Mapping[str, object] | None = None,
) -> ActionResult:
    """A full list's message, at that list."""
    problem = Problem(
        path=_point(name.split("-"), posted),
        rule="form.rows",
        severity=Severity.ERROR,
        template=template,
        params=params or {"list": Term(found.title), "limit": found.limit},
    )
    return ActionResult(full=name, problem=problem)


def _point(tokens: list[str], posted: Posted) -> str:
    """A pointer through the row that a list is in, which its message names; empty outside of rows."""
    for at, token in enumerate(tokens):
        keys = posted.at(*tokens[:at]).keys
        if token in keys:
            return pointer.join([tokens[0], tokens[at - 1], str(keys.index(token)), tokens[-1]])
    return ""


def say(template: str, found: Rows, number: int) -> str:
    """A sentence on a row, by its number."""
    return gettext(template) % {"row": f"{translate(found.noun)} {number}"}
