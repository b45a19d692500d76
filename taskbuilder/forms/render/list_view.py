"""Draws what a long list says of itself: how much of it is shown, and how to come to the rest."""

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from taskbuilder.forms.labels import gettext
from taskbuilder.forms.list_views import SEARCH, list_row_names
from taskbuilder.forms.render.context import Position, RenderContext
from taskbuilder.forms.render.shown_rows import WINDOW_SIZE, ShownList
from taskbuilder.forms.render.templates import Words, draw
from taskbuilder.forms.typed_count import TYPED
from taskbuilder.forms.walk import extend
from taskbuilder.taskspec.messages import gettext_noop

LONG = 10
"""A list of more rows than that can be searched."""
RANGE = gettext_noop("Rows %(first)d to %(last)d of %(count)d")


def draw_view(shown: ShownList, drawn: int, context: RenderContext, position: Position) -> SafeString:
    """`drawn`: how many rows the page has room for. Empty where the list is short and all of it is shown."""
    total, rows = len(shown.keys), shown.rows[:drawn]
    is_part = len(rows) < total
    is_long = shown.has_folds and total > LONG
    has_next = shown.has_folds and bool(shown.with_problems)
    if not (is_part or is_long or has_next):
        return SafeString()
    words: Words = {"name": position.name, "is_part": is_part, "is_long": is_long, "has_next": has_next}
    words |= {"drawn": " ".join(row.key for row in rows), "search": shown.search, "is_only": shown.is_only}
    words |= {
        "window": shown.window,
        "windows": shown.windows,
        "size": WINDOW_SIZE,
        "with_problems": len(shown.with_problems),
    }
    words |= {"count": describe_part(shown), "missing": describe_missing(len(shown.rows) - drawn)}
    words |= {"as_json": context.as_json, "near": find_near(shown, context, position.name)}
    words |= {"autofocus": context.takes_focus(extend(position.name, SEARCH))}
    return draw("list_view", words)


def draw_removal(context: RenderContext, position: Position) -> SafeString:
    """Asks for the number of the rows that are to be removed; empty where none wait for that."""
    removal, box = context.removal, extend(position.name, TYPED)
    if removal is None or removal.name != position.name:
        return SafeString()
    words: Words = {"name": position.name, "box": box, "as_before": context.action, "removal": removal}
    words |= {"messages": context.draw_messages(box), "ids": context.list_message_ids(box)}
    return draw("removal", words | {"autofocus": context.takes_focus(box)})


def describe_part(shown: ShownList) -> str:
    """Which rows are shown, of how many; empty where all are."""
    total = len(shown.keys)
    if shown.found < total:
        found = ngettext("%(counter)s of %(count)s rows", "%(counter)s of %(count)s rows", shown.found)
        return found % {"counter": shown.found, "count": total}
    if shown.windows == 1:
        return ""
    return gettext(RANGE) % {"first": shown.rows[0].number, "last": shown.rows[-1].number, "count": total}


def describe_missing(count: int) -> str:
    """What is said of the rows for which the page has no room."""
    words = ngettext(
        "%(counter)s more row is saved but not shown here.",
        "%(counter)s more rows are saved but not shown here.",
        count,
    )
    return words % {"counter": count} if count else ""


def find_near(shown: ShownList, context: RenderContext, name: str) -> str:
    """The key of the row that has the focus: the next problem is the one after it."""
    focused = frozenset(list_row_names(context.focus))
    return next((key for key in shown.with_problems if extend(name, key) in focused), "")
