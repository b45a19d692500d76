"""What each button of a step does to what was posted, before it is read."""

from dataclasses import dataclass
from enum import StrEnum

from taskbuilder.forms.action_result import ActionResult, find_node, refuse_row, say
from taskbuilder.forms.fields import Choice, DualView, Group, KeyValues, ListOf, Rows
from taskbuilder.forms.labels import gettext, translate
from taskbuilder.forms.list_views import SEARCH, TOGGLE, ListViews
from taskbuilder.forms.paste.actions import clear_box, paste_rows, preview_rows
from taskbuilder.forms.posted import DEEPEST, VIEW, Posted
from taskbuilder.forms.row_actions import copy_row, drop_rows, move_row
from taskbuilder.forms.walk import Node, extend, first_control
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import write_list

ADDED, REMOVED = _("%(row)s was added."), _("%(row)s was removed.")
SHOWN = {"form": _("Now showing the form, where possible."), "json": _("Now showing JSON.")}
PUT_IN = _("Filled in %(value)s.")
ASKS, ASKS_NO_MORE = _("The form now shows: %(kinds)s."), _("The form now shows none of these.")


class Verb(StrEnum):
    """What a button does."""

    CONTINUE = "continue"
    GO = "go"
    SAVE = "save"
    OVERWRITE = "overwrite"
    RESHAPE = "reshape"
    ADD = "add"
    REMOVE = "remove"
    PUT = "put"
    VIEW = "view"
    FIX = "fix"
    PRESET = "preset"
    UNDO = "undo"
    COPY = "copy"
    UP = "up"
    DOWN = "down"
    DROP = "drop"
    PASTE = "paste"
    PREVIEW = "preview"
    CLEAR = "clear"
    PICTURE = "picture"
    NO_PICTURE = "no-picture"
    REGION = "region"
    SAVE_REGION = "save-region"
    READ = "read"
    OPEN = "open"
    FOLD = "fold"
    SEARCH = "search"
    WINDOW = "window"
    NEXT = "next"
    INVENTORY = "inventory"


@dataclass(frozen=True)
class Action:
    """A pressed button. `target`: the control, list, step or problem that it is about; `argument`: of a
    list's button the row's key, of a choice what is chosen.
    """

    verb: Verb
    target: str = ""
    argument: str = ""


def read_action(text: str) -> Action:
    """The pressed button; none, or one that no page has, continues."""
    verb, target, argument = [*text.split(":", 2), "", ""][:3]
    return Action(Verb(verb), target, argument) if verb in set(Verb) else Action(Verb.CONTINUE)


def apply_action(action: Action, posted: Posted, group: Group) -> ActionResult:
    """Adds, removes or fills in, in what was posted; other buttons leave it as it is."""
    name, argument = action.target, action.argument
    match action.verb:
        case Verb.RESHAPE:
            return announce_kinds(name, posted, group)
        case Verb.ADD:
            return add_row(name, posted, group)
        case Verb.REMOVE:
            return remove_row(name, argument, posted, group)
        case Verb.PUT:
            posted.at(*name.split("-")[:DEEPEST]).values = [argument]
            return ActionResult(focus=name, announcement=gettext(PUT_IN) % {"value": argument})
        case Verb.VIEW:
            return show_view(name, argument, posted, group)
        case Verb.COPY:
            return copy_row(name, argument, posted, group)
        case Verb.UP | Verb.DOWN:
            return move_row(name, argument, posted, group, by=-1 if action.verb is Verb.UP else 1)
        case Verb.DROP:
            return drop_rows(name, posted, group)
        case Verb.PASTE:
            return paste_rows(name, argument, posted, group)
        case Verb.PREVIEW:
            return preview_rows(name, posted, group)
        case Verb.CLEAR:
            return clear_box(name, posted, group)
        case Verb.OPEN | Verb.FOLD if argument:
            return ActionResult(focus="-".join((name, TOGGLE, argument)))
        case Verb.OPEN | Verb.WINDOW:
            return ActionResult(focus=name)
        case Verb.SEARCH:
            return ActionResult(focus=extend(name, SEARCH))
    return ActionResult()


def change_views(lists: ListViews, action: Action) -> ListViews:
    """Which part of its lists a page shows, once the button is pressed."""
    match action.verb:
        case Verb.OPEN if action.argument:
            return lists.open_row(extend(action.target, action.argument))
        case Verb.FOLD:
            return lists.fold_row(extend(action.target, action.argument))
        case Verb.WINDOW:
            return lists.show_window(action.target, action.argument)
    return lists


def announce_kinds(name: str, posted: Posted, group: Group) -> ActionResult:
    """Nothing changes but what is said: which kinds a choice holds now."""
    found, node = find_node(name, posted, group)
    if not isinstance(found, Choice):
        return ActionResult()
    chosen = node.values
    titles = [translate(kind.title) for kind in found.variants if kind.name in chosen]
    asks = gettext(ASKS if titles else ASKS_NO_MORE)
    return ActionResult(announcement=asks % {"kinds": write_list(titles, gettext)})


def add_row(name: str, posted: Posted, group: Group) -> ActionResult:
    found, node = find_node(name, posted, group)
    if not isinstance(found, ListOf | KeyValues):
        return ActionResult()
    if (refusal := refuse_row(found, name, posted)) is not None:
        return refusal
    key = node.add_row()
    row = extend(name, key)
    first = extend(row, "name") if isinstance(found, KeyValues) else first_control(Node(found.row, name=row))
    return ActionResult(focus=first, announcement=say(ADDED, found, len(node.keys)))


def remove_row(name: str, key: str, posted: Posted, group: Group) -> ActionResult:
    found, node = find_node(name, posted, group)
    if not isinstance(found, Rows):
        return ActionResult()
    if len(node.keys) > found.least and key in node.keys:
        number = node.keys.index(key) + 1
        node.remove_row(key)
        return ActionResult(focus=name, announcement=say(REMOVED, found, number), gone=extend(name, key))
    return ActionResult(focus=name)


def show_view(name: str, view: str, posted: Posted, group: Group) -> ActionResult:
    """Asks for the other view of what can be drawn in two ways; reading what was posted then turns it."""
    found, node = find_node(name, posted, group)
    if not isinstance(found, DualView) or view not in SHOWN:
        return ActionResult()
    node.at(VIEW).values = [view]
    return ActionResult(focus=extend(extend(name, VIEW), view), announcement=gettext(SHOWN[view]))
