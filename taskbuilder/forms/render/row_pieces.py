"""Lays out the rows of a list: open ones with room for what they ask, folded ones as one line."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial

from django.utils.html import format_html

from taskbuilder.forms.fields import ListOf, Rows, is_blank
from taskbuilder.forms.list_views import TOGGLE
from taskbuilder.forms.render.context import Position, RenderContext
from taskbuilder.forms.render.pieces import CachedPiece
from taskbuilder.forms.render.question_pieces import join_rows
from taskbuilder.forms.render.row_titles import describe_row
from taskbuilder.forms.render.shown_rows import ShownList, ShownRow
from taskbuilder.forms.render.templates import draw, draw_macro, placeholder
from taskbuilder.forms.walk import extend
from taskbuilder.taskspec.messages import gettext_noop

TOOLS = {
    "pick": gettext_noop("Select %(row)s"),
    "copy": gettext_noop("Duplicate %(row)s"),
    "up": gettext_noop("Move %(row)s up"),
    "down": gettext_noop("Move %(row)s down"),
}
EMPTY, FILLED = gettext_noop("Empty"), gettext_noop("Filled in")


@dataclass(frozen=True, kw_only=True)
class RowAppearance:
    """All in which two rows of one list can look different, their own words apart."""

    is_open: bool
    has_folds: bool
    has_next: bool
    has_focus: bool
    can_go: bool
    is_picked: bool
    is_first: bool
    is_last: bool
    is_in_rows: bool
    branch: str


def lay_out_rows(
    template: str, field: Rows, shown: ShownList, context: RenderContext, position: Position
) -> Iterator[tuple[ShownRow, CachedPiece, Position]]:
    """Each row that is drawn with its piece, empty yet, and its place; a page that is full draws no more."""
    for row in shown.rows:
        if context.is_full and row.number > field.least:
            return
        legend = f"{context.say(field.noun)} {row.number}"
        below = replace(position.down(row.key), rows=(*position.rows, legend))
        look = look_at_row(field, row, shown, context, position)
        draw_once = partial(draw_row, template, field, context, look)
        frame = context.frame(field, look, draw_once, is_kept=True)
        piece = CachedPiece(frame, words=name_row(field, row, context, below))
        context.posted += 1 + row.is_open
        context.row_pieces[row.name] = piece
        if row.is_open:
            context.open_rows.add(row.name)
        yield row, piece, below


def look_at_row(
    field: Rows, row: ShownRow, shown: ShownList, context: RenderContext, position: Position
) -> RowAppearance:
    return RowAppearance(
        is_open=row.is_open,
        has_folds=shown.has_folds,
        has_next=bool(row.problems) and shown.has_folds and len(shown.with_problems) > 1,
        has_focus=context.takes_focus(extend(extend(position.name, TOGGLE), row.key)),
        can_go=len(shown.keys) > field.least,
        is_picked=context.is_picked(position.name, row.key),
        is_first=row.number == 1,
        is_last=row.number == len(shown.keys),
        is_in_rows=bool(position.rows),
        branch=position.branch,
    )


def name_row(field: Rows, row: ShownRow, context: RenderContext, below: Position) -> dict[str, str]:
    """A row's own words."""
    words = {"list": row.name.removesuffix(f"-{row.key}"), "key": row.key, "legend": below.rows[-1]}
    words |= {"rows": join_rows(below.rows[:-1]), "whole": join_rows(below.rows), "action": context.action}
    words["remove"] = context.say(field.remove) % {"number": row.number, "list": context.say(field.title)}
    if not row.is_open and isinstance(field, ListOf):
        words |= {"title": describe_row(field.row, row.value.get("row"), context)}
        words |= describe_state(row, context)
        words |= {"problems": draw_macro("count", row.problems) if row.problems else ""}
    return words


def describe_state(row: ShownRow, context: RenderContext) -> dict[str, str]:
    """How a folded row is, in words; problems are counted instead."""
    if row.problems:
        return {"state": ""}
    if is_blank(row.value):
        return {"state": format_html("<span>{}</span>", context.say(EMPTY))}
    return {"state": format_html('<span class="filled">{}</span>', context.say(FILLED))}


def draw_row(template: str, field: Rows, context: RenderContext, look: RowAppearance) -> str:
    """All rows of a list that look so, with slots for their own words."""
    own = ("list", "key", "legend", "whole", "remove", "action", "inside")
    of_folded = ("title", "state", "problems")
    words = asdict(look) | {name: placeholder(name) for name in own + of_folded}
    words |= {"rows": placeholder("rows") if look.is_in_rows else ""}
    if isinstance(field, ListOf) and field.is_long:
        legend = {"row": placeholder("legend")}
        words["tools"] = {what: context.say(tool) % legend for what, tool in TOOLS.items()}
    return draw(template if look.is_open else "folded_row", words)
