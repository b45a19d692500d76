"""What the buttons of a list that is filled by the hundred do to what was posted of it."""

from collections.abc import Iterator

from django.utils.translation import gettext, ngettext

from taskbuilder.taskspec.words import Term
from taskbuilder.taskspec.words import gettext_noop as _
from taskbuilder.web.wizard.outcomes import Outcome, refuse, say
from taskbuilder.web.wizard.pasting import list_columns, read_rows
from taskbuilder.web.wizard.placing import extend, find_first, find_part
from taskbuilder.web.wizard.posted import DEEPEST, Posted
from taskbuilder.web.wizard.shapes import Rows, Section
from taskbuilder.web.wizard.texts import tell

PASTE, PICK = "paste", "pick"
"""Below a list's name: the text that was pasted, and the rows that were ticked."""
COPIED = _("%(row)s was added as a copy.")
MOVED = _("%(row)s is now number %(place)d.")
TOO_MANY_PASTED = _(
    "“%(list)s” takes up to %(limit)d: %(taken)d of the %(count)d pasted lines were added, the rest was not. "
    "Create another task for them."
)


def copy_row(what: str, posted: Posted, section: Section) -> Outcome:
    name, key = split_row(what)
    found, node = find_list(name, posted, section)
    if found is None or key not in node.keys:
        return Outcome()
    if len(node.keys) >= found.limit:
        return refuse(found, name, posted)
    copy = node.copy_row(key)
    focus = find_first(found.row, None, extend(name, copy))
    return Outcome(focus=focus, announcement=say(COPIED, found, node.keys.index(copy) + 1))


def move_up(what: str, posted: Posted, section: Section) -> Outcome:
    return move_row(what, posted, section, by=-1)


def move_down(what: str, posted: Posted, section: Section) -> Outcome:
    return move_row(what, posted, section, by=1)


def move_row(what: str, posted: Posted, section: Section, *, by: int) -> Outcome:
    name, key = split_row(what)
    found, node = find_list(name, posted, section)
    if found is None or key not in node.keys:
        return Outcome()
    number = node.keys.index(key) + 1
    place = node.move_row(key, by) + 1
    words = gettext(MOVED) % {"row": f"{tell(found.noun)} {number}", "place": place}
    ends = {1: "down", len(node.keys): "up"}
    pressed = ends.get(place, "up" if by < 0 else "down")  # the button again, where the row still has it
    return Outcome(focus=extend(extend(name, key), pressed), announcement=words)


def drop_rows(name: str, posted: Posted, section: Section) -> Outcome:
    """Removes the rows that were ticked; the form gives a list that needs one an empty row again."""
    found, node = find_list(name, posted, section)
    if found is None:
        return Outcome()
    ticked = [key for key in node.keys if key in node.at(PICK).values]
    for key in ticked:
        node.remove_row(key)
    if not ticked:
        return Outcome(focus=name, announcement=gettext("Tick what is to be removed first."))
    words = ngettext("%(counter)s row was removed.", "%(counter)s rows were removed.", len(ticked))
    return Outcome(focus=name, announcement=words % {"counter": len(ticked)})


def paste_rows(name: str, posted: Posted, section: Section) -> Outcome:
    """Adds the rows of the pasted text, in place of rows in which nothing was typed yet."""
    found, node = find_list(name, posted, section)
    if found is None:
        return Outcome()
    text = "".join(node.at(PASTE).values[-1:])
    kept = [key for key in node.keys if not is_empty(node.at(key))]
    rows, count = read_rows(text, list_columns(found), found.limit - len(kept))
    if not count:
        return Outcome(focus=extend(name, PASTE), announcement=gettext("There is nothing to add yet."))
    node.values = kept
    for row in rows:
        below = node.at(node.add_row())
        for member, cell in row.items():
            below.at(member).values = [cell]
    return tell_pasted(found, name, len(rows), count)


def tell_pasted(found: Rows, name: str, taken: int, count: int) -> Outcome:
    if count > taken:
        params = {"list": Term(found.title), "limit": found.limit, "taken": taken, "count": count}
        return refuse(found, name, Posted(), template=TOO_MANY_PASTED, params=params)
    words = ngettext("%(counter)s row was added.", "%(counter)s rows were added.", taken)
    return Outcome(focus=name, announcement=words % {"counter": taken})


def paste_all(posted: Posted, section: Section) -> Outcome:
    """Adds what was pasted and not added by its button: continuing must not lose it."""
    for name in list(find_pasted(posted)):
        outcome = paste_rows(name, posted, section)
        if outcome.problem is not None:
            return outcome
    return Outcome()


def find_pasted(posted: Posted, name: str = "") -> Iterator[str]:
    """The names of lists beside which a text was pasted."""
    if "".join(posted.below.get(PASTE, Posted()).values).strip():
        yield name
    for token, below in posted.below.items():
        yield from find_pasted(below, extend(name, token))


def is_empty(posted: Posted) -> bool:
    return not any(posted.values) and all(is_empty(below) for below in posted.below.values())


def split_row(what: str) -> tuple[str, str]:
    """The list's name and the row's key, of what a row's button says."""
    name, _colon, key = what.rpartition(":")
    return name, key


def find_list(name: str, posted: Posted, section: Section) -> tuple[Rows | None, Posted]:
    """The list of that name, None where there is none that is long, with what was posted of it."""
    tokens = name.split("-")[:DEEPEST]
    found = find_part(section, tokens)
    return (found if isinstance(found, Rows) and found.is_long else None), posted.at(*tokens)
