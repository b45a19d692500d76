"""What the buttons of a list that is filled by the hundred do to what was posted of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext, ngettext

from taskbuilder.forms.action_result import ActionResult, has_room, refuse, refuse_row, say
from taskbuilder.forms.fields import Group, KeyValues, ListOf, Rows
from taskbuilder.forms.labels import translate
from taskbuilder.forms.paste import digest_pasted, list_columns, read_rows, read_tags
from taskbuilder.forms.pasted_headers import mask_headers, read_headers
from taskbuilder.forms.pasted_preview import summarise
from taskbuilder.forms.pasted_table import is_tags, mask_lines
from taskbuilder.forms.posted import DEEPEST, Posted
from taskbuilder.forms.walk import Node, extend, find_field, first_control
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _

PASTE, PICK, PREVIEW = "paste", "pick", "preview"
"""Below a list's name: the text that was pasted, the rows that were ticked, and what is shown of the text."""
COPIED = _("%(row)s was added as a copy.")
MOVED = _("%(row)s is now number %(place)d.")
TOO_MANY_PASTED = _(
    "Added %(taken)d of %(count)d rows: “%(list)s” is limited to %(limit)d. "
    "The other %(rest)d are still in the box. Clear it, or put them in another task."
)
NO_ROOM_TO_PASTE = _(
    "This page cannot show more of “%(list)s”: nothing in the box was added. "
    "Add it on the JSON page, and empty the box."
)
NO_HEADERS = _("No header was found. Paste one “Name: value” per line, a JSON object, or a cURL command.")
STILL_THERE = _("What was not added is still in the box.")


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
    """Removes the rows that were ticked; the form gives a list that needs one an empty row again."""
    found, node = find_list(name, posted, group)
    if found is None:
        return ActionResult()
    ticked = [key for key in node.keys if key in node.at(PICK).values]
    for key in ticked:
        node.remove_row(key)
    if not ticked:
        return ActionResult(focus=name, announcement=gettext("Tick what is to be removed first."))
    words = ngettext("%(counter)s row was removed.", "%(counter)s rows were removed.", len(ticked))
    return ActionResult(focus=name, announcement=words % {"counter": len(ticked)})


def preview_rows(name: str, posted: Posted, group: Group) -> ActionResult:
    """Adds nothing: the page shows what the box is understood as, which is said too."""
    found, node = find_list(name, posted, group)
    if found is None:
        return ActionResult()
    text = "".join(node.at(PASTE).values[-1:])
    if not text.strip():
        return ActionResult(focus=extend(name, PASTE), announcement=gettext("There is nothing to add yet."))
    summary = summarise(read_rows(text, list_columns(found), found.limit))
    return ActionResult(focus=extend(name, PREVIEW), announcement=" ".join(summary))


def paste_rows(name: str, digest: str, posted: Posted, group: Group) -> ActionResult:
    """Adds the rows of the pasted text, in place of rows in which nothing was typed yet.

    `digest` names the text as it was shown before; another one is shown first.
    """
    found, node = find_list(name, posted, group)
    if found is None:
        return paste_headers(name, posted, group)
    text = "".join(node.at(PASTE).values[-1:])
    kept = [key for key in node.keys if not is_empty(node.at(key))]
    columns = list_columns(found)
    pasted = read_rows(text, columns, max(found.limit - len(kept), 0))
    if not pasted.count or digest != digest_pasted(text):
        return preview_rows(name, posted, group)
    if not has_room(name, posted):
        return refuse(found, name, posted, template=NO_ROOM_TO_PASTE, params={"list": Term(found.title)})
    node.values = kept
    node.at(PASTE).values = [pasted.rest]
    tags = {column.name for column in columns if is_tags(column)}
    for row in pasted.rows:
        below = node.at(node.add_row())
        for member, cell in row.items():
            if member in tags:
                put_tags(below.at(member), cell)
            else:
                below.at(member).values = [cell]
    return tell_added(found, name, taken=len(pasted.rows), count=pasted.count, rest=pasted.rest)


def paste_headers(name: str, posted: Posted, group: Group) -> ActionResult:
    """Adds the headers of the pasted text, in place of rows in which nothing was typed yet."""
    found, node = find_pairs(name, posted, group)
    if found is None:
        return ActionResult()
    text = "".join(node.at(PASTE).values[-1:])
    if not text.strip():
        return ActionResult(focus=extend(name, PASTE), announcement=gettext("There is nothing to add yet."))
    pasted = read_headers(text)
    if not pasted.pairs:
        return ActionResult(
            focus=extend(name, PASTE), announcement=gettext(NO_HEADERS), note=gettext(NO_HEADERS)
        )
    if not has_room(name, posted):
        return refuse(found, name, posted, template=NO_ROOM_TO_PASTE, params={"list": Term(found.title)})
    node.values = [key for key in node.keys if not is_empty(node.at(key))]
    room = max(found.limit - len(node.values), 0)
    for title, value in pasted.pairs[:room]:
        put_pair(node, title, value)
    later = [f"{title}: {value}" for title, value in pasted.pairs[room:]]
    rest = "\n".join([*later, *([pasted.rest] if pasted.rest else [])])
    node.at(PASTE).values = [rest]
    return tell_added(found, name, taken=len(pasted.pairs[:room]), count=len(pasted.pairs), rest=rest)


def clear_box(name: str, posted: Posted, group: Group) -> ActionResult:
    """Empties the box of a list."""
    tokens = name.split("-")[:DEEPEST]
    if not isinstance(find_field(group, tokens), ListOf | KeyValues):
        return ActionResult()
    posted.at(*tokens, PASTE).values = [""]
    return ActionResult(focus=extend(name, PASTE), announcement=gettext("The box was cleared."))


def put_tags(node: Posted, cell: str) -> None:
    """One set of tags, as if it had been typed."""
    pairs = node.at(node.add_row())
    for name, value in read_tags(cell):
        put_pair(pairs, name, value)


def put_pair(node: Posted, name: str, value: str) -> None:
    """One more name with its value, as if it had been typed."""
    pair = node.at(node.add_row())
    pair.at("name").values, pair.at("value").values = [name], [value]


def tell_added(found: Rows, name: str, *, taken: int, count: int, rest: str) -> ActionResult:
    """How many of the pasted rows were added, and whether something is left of the text."""
    if count > taken:
        params = {"list": Term(found.title), "limit": found.limit, "taken": taken}
        params |= {"count": count, "rest": count - taken}
        return refuse(found, name, Posted(), template=TOO_MANY_PASTED, params=params)
    words = ngettext("%(counter)s row was added.", "%(counter)s rows were added.", taken) % {"counter": taken}
    if not rest:
        return ActionResult(focus=name, announcement=words)
    words = f"{words} {gettext(STILL_THERE)}"
    return ActionResult(focus=name, announcement=words, note=words)


def list_boxes(posted: Posted, name: str = "") -> Iterator[tuple[str, Posted]]:
    """The name of each list that was drawn with a box to paste into, with that box."""
    box = posted.below.get(PASTE)
    if box is not None and box.values:
        yield name, box
    for token, below in posted.below.items():
        yield from list_boxes(below, extend(name, token))


def fill_boxes(posted: Posted, saved: Mapping[str, str], group: Group) -> None:
    """Puts what is secret back into the lines of each box that were drawn without it."""
    for name, box in list_boxes(posted):
        before = saved.get(name, "")
        known: defaultdict[str, list[str]] = defaultdict(list)
        is_pairs = isinstance(find_field(group, name.split("-")), KeyValues)
        mask = mask_headers if is_pairs else mask_lines
        for shown, line in zip(mask(before).split("\n"), before.split("\n"), strict=True):
            known[shown].append(line)
        lines = "".join(box.values[-1:]).split("\n")
        left = {shown: iter(each) for shown, each in known.items()}
        box.values = ["\n".join(next(left[line], line) if line in left else line for line in lines)]


def read_boxes(posted: Posted, saved: Mapping[str, str]) -> dict[str, str]:
    """What stands in the boxes, by their lists; what was not on the page stays as it was saved."""
    boxes = {**saved, **{name: "".join(box.values[-1:]) for name, box in list_boxes(posted)}}
    return {name: text for name, text in boxes.items() if text.strip()}


def is_empty(posted: Posted) -> bool:
    return not any(posted.values) and all(is_empty(below) for below in posted.below.values())


def find_list(name: str, posted: Posted, group: Group) -> tuple[ListOf | None, Posted]:
    """The list of that name, None where there is none that is long, with what was posted of it."""
    tokens = name.split("-")[:DEEPEST]
    found = find_field(group, tokens)
    return (found if isinstance(found, ListOf) and found.is_long else None), posted.at(*tokens)


def find_pairs(name: str, posted: Posted, group: Group) -> tuple[KeyValues | None, Posted]:
    """The headers of that name, with what was posted of them; None where there are none."""
    tokens = name.split("-")[:DEEPEST]
    found = find_field(group, tokens)
    return (found if isinstance(found, KeyValues) and found.is_secret else None), posted.at(*tokens)
