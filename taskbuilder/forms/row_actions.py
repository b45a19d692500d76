"""What the buttons of a list that is filled by the hundred do to what was posted of it."""

from django.utils.translation import ngettext

from taskbuilder.forms.action_result import ActionResult, find_node, refuse_row, say
from taskbuilder.forms.fields import Group, ListOf
from taskbuilder.forms.labels import gettext, translate
from taskbuilder.forms.posted import Posted
from taskbuilder.forms.typed_count import TYPED, WRONG, Removal
from taskbuilder.forms.walk import Node, extend, first_control
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Problem, Severity

PICK = "pick"
"""Below a list's name: the rows that were ticked."""
COPIED = _("%(row)s was added as a copy.")
MOVED = _("%(row)s is now number %(place)d.")


def copy_row(name: str, key: str, posted: Posted, group: Group) -> ActionResult:
    found, node = find_list(name, posted, group)
    if found is None or key not in node.keys:
        return ActionResult()
    if (refusal := refuse_row(found, name, posted)) is not None:
        return refusal
    copy = node.copy_row(key)
    focus = first_control(Node(found.row, name=extend(name, copy)))
    return ActionResult(focus=focus, announcement=say(COPIED, found, node.keys.index(copy) + 1))


def move_row(name: str, key: str, posted: Posted, group: Group, *, by: int) -> ActionResult:
    found, node = find_list(name, posted, group)
    if found is None or key not in node.keys:
        return ActionResult()
    number = node.keys.index(key) + 1
    place = node.move_row(key, by) + 1
    words = gettext(MOVED) % {"row": f"{translate(found.noun)} {number}", "place": place}
    ends = {1: "down", len(node.keys): "up"}
    pressed = ends.get(place, "up" if by < 0 else "down")  # the button again, where the row still has it
    return ActionResult(focus=extend(extend(name, key), pressed), announcement=words)


def drop_rows(name: str, posted: Posted, group: Group) -> ActionResult:
    """Removes the rows that were ticked, many of them once their number is typed.

    The form gives a list that needs one an empty row again.
    """
    found, node = find_list(name, posted, group)
    if found is None:
        return ActionResult()
    picked = frozenset(node.at(PICK).values)
    ticked = [key for key in node.keys if key in picked]
    if (question := ask_count(name, ticked, node)) is not None:
        return question
    for key in ticked:
        node.remove_row(key)
    if not ticked:
        return ActionResult(focus=name, announcement=gettext("Select the rows to remove."))
    words = ngettext("%(counter)s row was removed.", "%(counter)s rows were removed.", len(ticked))
    return ActionResult(focus=name, announcement=words % {"counter": len(ticked)})


def ask_count(name: str, ticked: list[str], node: Posted) -> ActionResult | None:
    """Asks how many rows go, and says what is wrong with the answer; None once nothing is to ask."""
    answer, box = node.below.get(TYPED), extend(name, TYPED)
    removal = Removal(name=name, keys=frozenset(ticked), typed=answer.text if answer else "")
    if removal.is_confirmed:
        return None
    if answer is None:
        return ActionResult(focus=box, announcement=removal.question, removal=removal)
    problem = Problem(
        path="", rule="form.rows", severity=Severity.ERROR, template=WRONG, params={"count": removal.count}
    )
    return ActionResult(focus=box, full=box, problem=problem, removal=removal)


def find_list(name: str, posted: Posted, group: Group) -> tuple[ListOf | None, Posted]:
    """The list of that name, None where there is none that is long, with what was posted of it."""
    found, node = find_node(name, posted, group)
    return (found if isinstance(found, ListOf) and found.is_long else None), node
