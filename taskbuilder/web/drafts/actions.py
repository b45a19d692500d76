"""What each button of a step does to what was posted, before it is read."""

from dataclasses import dataclass

from django.utils.translation import gettext

from taskbuilder.forms.action_result import ActionResult, refuse_row, say
from taskbuilder.forms.fields import Choice, DualView, Group, KeyValues, ListOf
from taskbuilder.forms.labels import translate
from taskbuilder.forms.posted import VIEW, Posted
from taskbuilder.forms.row_actions import copy_row, drop_rows, move_down, move_up, paste_all, paste_rows
from taskbuilder.forms.walk import Node, extend, find_field, first_control
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import write_list

CONTINUE, GO, RESHAPE, ADD, REMOVE, PUT, FIX = "continue", "go", "reshape", "add", "remove", "put", "fix"
SAVE, OVERWRITE, SHOW, PRESET, UNDO = "save", "overwrite", "view", "preset", "undo"
COPY, UP, DOWN, DROP, PASTE = "copy", "up", "down", "drop", "paste"
PICTURE, NO_PICTURE = "picture", "no-picture"
ADDED, REMOVED = _("%(row)s was added."), _("%(row)s was removed.")
SHOWN = {"form": _("It is shown as a form now, where it can be."), "json": _("It is shown as JSON now.")}
PUT_IN = _("%(value)s was filled in.")
ASKS, ASKS_NO_MORE = _("The form now asks about: %(kinds)s."), _("The form now asks about none of these.")


@dataclass(frozen=True)
class Action:
    """A button: what it does, and to what."""

    verb: str
    what: str = ""

    @property
    def is_judged(self) -> bool:
        """Whether the page that follows tells the step's problems."""
        return self.verb in (CONTINUE, FIX)


def read_action(text: str) -> Action:
    """The pressed button; none, or one that no page has, continues."""
    verb, _colon, what = text.partition(":")
    return Action(verb, what) if verb in VERBS else Action(CONTINUE)


def apply_action(action: Action, posted: Posted, group: Group) -> ActionResult:
    """Adds, removes or fills in, in what was posted; other buttons leave it as it is."""
    if action.verb == CONTINUE:
        return paste_all(posted, group)
    if action.verb == GO:  # what a list does not take waits in its box, and the review tells of it
        paste_all(posted, group)
    apply = APPLY.get(action.verb)
    return apply(action.what, posted, group) if apply else ActionResult()


def _reshape(name: str, posted: Posted, group: Group) -> ActionResult:
    """Nothing changes but what is said: which kinds a choice holds now."""
    tokens = name.split("-")
    found = find_field(group, tokens)
    if not isinstance(found, Choice):
        return ActionResult()
    chosen = posted.at(*tokens).values
    titles = [translate(kind.title) for kind in found.variants if kind.name in chosen]
    asks = gettext(ASKS if titles else ASKS_NO_MORE)
    return ActionResult(announcement=asks % {"kinds": write_list(titles, gettext)})


def _add(name: str, posted: Posted, group: Group) -> ActionResult:
    tokens = name.split("-")
    found = find_field(group, tokens)
    if not isinstance(found, ListOf | KeyValues):
        return ActionResult()
    node = posted.at(*tokens)
    if (refusal := refuse_row(found, name, posted)) is not None:
        return refusal
    key = node.add_row()
    row = extend(name, key)
    first = extend(row, "name") if isinstance(found, KeyValues) else first_control(Node(found.row, name=row))
    return ActionResult(focus=first, announcement=say(ADDED, found, len(node.keys)))


def _remove(what: str, posted: Posted, group: Group) -> ActionResult:
    name, _colon, key = what.rpartition(":")
    tokens = name.split("-")
    found = find_field(group, tokens)
    if not isinstance(found, ListOf | KeyValues):
        return ActionResult()
    node = posted.at(*tokens)
    has_others = len(node.keys) > found.least or node.drawn is not None
    if has_others and key in node.keys:
        number = node.keys.index(key) + 1
        node.remove_row(key)
        return ActionResult(focus=name, announcement=say(REMOVED, found, number), gone=extend(name, key))
    return ActionResult(focus=name)


def _put(what: str, posted: Posted, group: Group) -> ActionResult:
    name, _colon, value = what.partition(":")
    posted.at(*name.split("-")[:24]).values = [value]
    return ActionResult(focus=name, announcement=gettext(PUT_IN) % {"value": value})


def _show(what: str, posted: Posted, group: Group) -> ActionResult:
    """Asks for the other view of what can be drawn in two ways; reading what was posted then turns it."""
    name, _colon, view = what.partition(":")
    if not isinstance(find_field(group, name.split("-")), DualView) or view not in SHOWN:
        return ActionResult()
    posted.at(*name.split("-"), VIEW).values = [view]
    return ActionResult(focus=extend(extend(name, VIEW), view), announcement=gettext(SHOWN[view]))


APPLY = {
    RESHAPE: _reshape,
    ADD: _add,
    REMOVE: _remove,
    PUT: _put,
    SHOW: _show,
    COPY: copy_row,
    UP: move_up,
    DOWN: move_down,
    DROP: drop_rows,
    PASTE: paste_rows,
}
VERBS = frozenset({CONTINUE, GO, FIX, SAVE, OVERWRITE, PRESET, UNDO, PICTURE, NO_PICTURE, *APPLY})
