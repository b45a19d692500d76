"""What the buttons beside a box of pasted text do to what was posted of its list."""

from itertools import islice

from taskbuilder.forms.action_result import ActionResult, find_node, has_room, refuse
from taskbuilder.forms.fields import Field, Group, ListOf, Rows, list_free_keys
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.paste.boxes import PASTE, PREVIEW, takes_paste
from taskbuilder.forms.paste.counts import say_added
from taskbuilder.forms.paste.preview import digest_pasted, read_pasted, summarise
from taskbuilder.forms.paste.rows import read_tags
from taskbuilder.forms.paste.table import is_tags
from taskbuilder.forms.posted import Posted
from taskbuilder.forms.walk import extend
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _

NOTHING = _("Paste something into the box first.")
CLEARED = _("The box was cleared.")
STILL_THERE = _("Lines that were not added are still in the box.")
TOO_MANY = _(
    "Added %(taken)d of %(count)d rows: “%(list)s” is limited to %(limit)d. "
    "The other %(rest)d are still in the box. Clear it, or put them in another task."
)
NO_ROOM = _(
    "This page cannot show more of “%(list)s”. Nothing from the box was added. Use the JSON page, and "
    "clear the box."
)


def preview_rows(name: str, posted: Posted, group: Group) -> ActionResult:
    """Adds nothing: the page shows what the box is understood as, which is said too."""
    found, node = find_boxed(name, posted, group)
    if found is None:
        return ActionResult()
    text = node.at(PASTE).text
    if not text.strip():
        return ActionResult(focus=extend(name, PASTE), announcement=gettext(NOTHING))
    summary = summarise(found, read_pasted(found, text, found.limit))
    return ActionResult(focus=extend(name, PREVIEW), announcement=" ".join(summary))


def paste_rows(name: str, digest: str, posted: Posted, group: Group) -> ActionResult:
    """Adds the rows of the pasted text, in place of rows in which nothing was typed yet.

    `digest` names the text as it was shown before; another one is shown first.
    """
    found, node = find_boxed(name, posted, group)
    if found is None:
        return ActionResult()
    text = node.at(PASTE).text
    kept = [key for key in node.keys if not is_left_empty(node.at(key))]
    pasted = read_pasted(found, text, max(found.limit - len(kept), 0))
    if not pasted.count or digest != digest_pasted(found, text):
        return preview_rows(name, posted, group)
    if not has_room(posted):
        return refuse(found, name, posted, template=NO_ROOM, params={"list": Term(found.title)})
    keys = list(islice(list_free_keys(kept), len(pasted.rows)))
    node.values = kept + keys
    node.at(PASTE).values = [pasted.rest]
    for key, row in zip(keys, pasted.rows, strict=True):
        put_row(found, node.at(key), row)
    return tell_added(found, name, posted, taken=len(pasted.rows), count=pasted.count, rest=pasted.rest)


def clear_box(name: str, posted: Posted, group: Group) -> ActionResult:
    """Empties the box of a list."""
    found, node = find_boxed(name, posted, group)
    if found is None:
        return ActionResult()
    node.at(PASTE).values = [""]
    return ActionResult(focus=extend(name, PASTE), announcement=gettext(CLEARED))


def find_boxed(name: str, posted: Posted, group: Group) -> tuple[Rows | None, Posted]:
    """The list of that name, None where it has no box, with what was posted of it."""
    found, node = find_node(name, posted, group)
    return (found if isinstance(found, Rows) and takes_paste(found) else None), node


def put_row(found: Rows, below: Posted, row: dict[str, str]) -> None:
    """Fills a new row, as if it had been typed."""
    for name, cell in row.items():
        if is_tags_of(found, name):
            put_tags(below.at(name), cell)
        else:
            below.at(name).values = [cell]


def is_tags_of(found: Rows, name: str) -> bool:
    """Whether a member of a list's rows is sets of tags."""
    parts: tuple[Field, ...] = found.row.parts if isinstance(found, ListOf) else ()
    return any(part.name == name and is_tags(part) for part in parts)


def put_tags(node: Posted, cell: str) -> None:
    """One set of tags, as if it had been typed."""
    pairs = node.at(node.add_row())
    for name, value in read_tags(cell):
        pair = pairs.at(pairs.add_row())
        pair.at("name").values, pair.at("value").values = [name], [value]


def tell_added(found: Rows, name: str, posted: Posted, *, taken: int, count: int, rest: str) -> ActionResult:
    """How many of the pasted rows were added, and whether something is left of the text."""
    if count > taken:
        params = {"list": Term(found.title), "limit": found.limit, "taken": taken}
        params |= {"count": count, "rest": count - taken}
        return refuse(found, name, posted, template=TOO_MANY, params=params)
    words = say_added(found, taken)
    if not rest:
        return ActionResult(focus=name, announcement=words)
    words = f"{words} {gettext(STILL_THERE)}"
    return ActionResult(focus=name, announcement=words, note=words)


def is_left_empty(row: Posted) -> bool:
    """Whether the page asked for a row, and nothing was typed in it."""
    return not row.is_blank and all(map(is_empty, row.below.values()))


def is_empty(posted: Posted) -> bool:
    return not any(posted.values) and all(map(is_empty, posted.below.values()))
