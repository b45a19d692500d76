"""Lays a step's fields out as crispy parts, each drawn by one small template."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, partial, singledispatch

from django import forms
from django.utils.translation import gettext, ngettext

from taskbuilder.forms.dual_view import as_json, explain, look
from taskbuilder.forms.fields import (
    Choice,
    DualView,
    Field,
    Group,
    KeyValues,
    ListOf,
    OneOf,
    Question,
    Rows,
    Value,
    Variant,
    is_offered,
    is_shown,
    key_of,
    member,
    read_choice,
    rows_of,
)
from taskbuilder.forms.from_json_schema.describe import describe_schema
from taskbuilder.forms.labels import translate
from taskbuilder.forms.paste import explain_columns, list_columns
from taskbuilder.forms.pasted_headers import mask_headers
from taskbuilder.forms.pasted_preview import describe_pasted
from taskbuilder.forms.pasted_table import mask_lines
from taskbuilder.forms.render.context import Cut, Position, RenderContext
from taskbuilder.forms.render.pieces import CachedPiece, Piece
from taskbuilder.forms.render.question_pieces import (
    RADIOS,
    TICKS,
    describe,
    join_rows,
    lay_out_question,
    name_control,
)
from taskbuilder.forms.render.templates import Words, draw, placeholder
from taskbuilder.forms.row_actions import PREVIEW
from taskbuilder.forms.walk import extend
from taskbuilder.taskspec.json_value import JsonObject, as_text
from taskbuilder.taskspec.messages import gettext_noop

FEW_ROWS = 3
"""Of a longer list only the first row says what each control is for."""
TOOLS = {
    "pick": gettext_noop("Tick %(row)s"),
    "copy": gettext_noop("Duplicate %(row)s"),
    "up": gettext_noop("Move %(row)s up"),
    "down": gettext_noop("Move %(row)s down"),
}


@dataclass(frozen=True, kw_only=True)
class RowAppearance:
    """All in which two rows of one list can look different, their own words apart."""

    is_told: bool
    can_go: bool
    is_first: bool
    is_last: bool
    is_in_rows: bool
    branch: str


@dataclass(frozen=True, kw_only=True)
class ListAppearance:
    """The same of lists."""

    is_told: bool
    autofocus: bool
    problems: int
    has_more: bool
    is_in_rows: bool
    branch: str
    can_paste: bool = False
    has_pasted: bool = False


@singledispatch
def lay_out(field: Field, value: Value, context: RenderContext, position: Position) -> Piece:
    """The piece that draws a field with what was typed for it."""
    raise NotImplementedError(type(field))


@lay_out.register(Group)
def _(field: Group, value: Value, context: RenderContext, position: Position) -> Piece:
    if position.is_in_schema:
        position = replace(position, rows=(*position.rows, translate(field.title)))
    inside = lay_out_members(field, value, context, position)
    return Piece("section", *inside, **describe(field, context), count=context.counts[position.name])


def lay_out_members(field: Group, value: Value, context: RenderContext, position: Position) -> list[Piece]:
    """The pieces of a section's members, in order."""
    return [
        lay_out(_fit_row(part, value), member(value, part.name), context, position.down(part.name))
        for part in field.by_platform[context.platform]
    ]


def _fit_row(part: Field, value: Value) -> Field:
    """The tags of an IP camera are needed, and so stand ready (rule `input.tag.required`)."""
    is_ip_camera = part.name == "tag" and member(value, "camera_type") == "ipc"
    return _need(part) if is_ip_camera else part


@cache
def _need(part: Field) -> Field:
    """One for all rows: what is asked alike is drawn alike."""
    return replace(part, is_needed=True)


@lay_out.register(Question)
def _(field: Question, value: Value, context: RenderContext, position: Position) -> Piece:
    return lay_out_question(field, value, context, position)


@lay_out.register(Choice)
def _(field: Choice, value: Value, context: RenderContext, position: Position) -> Piece:
    chosen = read_choice(value)
    kind = RADIOS if isinstance(field, OneOf) else TICKS
    names, platform = chosen.names, context.platform
    variants = [each for each in field.variants if is_offered(each, platform) or each.name in names]
    if kind == RADIOS and len(variants) == 1:
        names = (variants[0].name,)  # what the platform leaves no choice about need not be chosen
    title = translate(field.title)
    context.fields[position.name] = forms.Field(required=False, label=title, widget=forms.RadioSelect())
    context.data[position.name] = list(names)
    branch = f"branch-{position.name}"
    inner = replace(position, branch=position.branch or branch)
    draw_kind = partial(lay_out_variant, titled=kind == TICKS, is_one=len(names) == 1)
    below = [
        draw_kind(each, chosen.variants.get(each.name), context, inner)
        for each in variants
        if each.name in names
    ]
    options = [
        {"value": each.name, "label": translate(each.title), "about": translate(each.about)}
        | {"is_chosen": each.name in names}
        for each in variants
    ]
    words = describe(field, context) | name_control(context, position)
    words |= {"is_failing": context.fails_at(position.name), "action": context.action}
    driver = Piece("choices", **words, kind=kind, options=options, branch=branch)
    swapped = Piece("branch", *below, id=branch, announcement=context.announcement, focus=context.focus)
    return Piece("choice", driver, swapped)


def lay_out_variant(
    kind: Variant, value: Value, context: RenderContext, position: Position, *, titled: bool, is_one: bool
) -> Piece:
    """The members of one kind, with the marker that says that they were on the page.

    Beside other kinds its title is in each of its controls' names: they may ask for the same.
    """
    below = position.down(kind.name)
    if titled and not is_one:
        below = replace(below, rows=(*position.rows, translate(kind.title)))
    inside = lay_out_members(kind.group, value, context, below)
    title = translate(kind.title) if titled else ""
    return Piece("kind", *inside, marker=below.name, title=title, count=context.counts[below.name])


@lay_out.register(DualView)
def _(field: DualView, value: Value, context: RenderContext, position: Position) -> Piece:
    seen = look(field, value)
    words = describe(field, context) | {"name": position.name, "view": seen.view, "why": ""}
    words |= {"has_fields": field.group is not None, "focus": "" if context.announcement else context.focus}
    if field.group is None or not seen.is_form:
        words |= {"why": explain(field, seen), "schema": describe_schema(field.schema, field.example)}
        return Piece("twofold", lay_out(as_json(field), seen.text, context, position), **words)
    below = replace(position.down(field.group.name), is_in_schema=True)
    inside = lay_out_members(field.group, seen.form, context, below)
    words |= {"about": describe_schema(field.schema), "count": context.counts[position.name]}
    return Piece("twofold", *inside, **words, marker=below.name)


@lay_out.register(ListOf)
def _(field: ListOf, value: Value, context: RenderContext, position: Position) -> Piece:
    parts = []
    for row, part, below in _numbered("row", field, value, context, position):
        if isinstance(field.row, Group):
            part.fields += lay_out_members(field.row, row.get("row"), context, below)
        else:
            part.fields.append(lay_out(field.row, row.get("row"), context, below))
        parts.append(part)
    if not field.is_long:
        return _lay_out_list("rows", field, parts, context, position)
    words = _describe_list(field, context, _look_at_list(context, position))
    words |= name_control(context, position) | {"more": context.draw_more(position.name)}
    columns = list_columns(field)
    words |= {"paste_help": explain_columns(columns) if columns else "", "is_dense": len(parts) > FEW_ROWS}
    box = context.pasted.get(position.name, "")
    words |= {"pasted": mask_lines(box), "preview": describe_pasted(field, box) if columns else None}
    is_asked = context.focus == extend(position.name, PREVIEW)
    words |= {"preview_announcement": context.announcement if is_asked else ""}
    drawn = rows_of(field, value)[: len(parts)]
    words["told"] = sum(bool(context.counts[extend(position.name, key_of(row))]) for row in drawn)
    count = ngettext("%(counter)s row", "%(counter)s rows", len(parts)) % {"counter": len(parts)}
    return Piece("rows", *parts, **words, count=count if len(parts) > 1 else "")


@lay_out.register(KeyValues)
def _(field: KeyValues, value: Value, context: RenderContext, position: Position) -> Piece:
    parts = []
    for row, part, below in _numbered("pair", field, value, context, position):
        for each in field.pair_for(as_text(row.get("name"))):
            part.fields.append(lay_out(each, row.get(each.name), context, below.down(each.name)))
        parts.append(part)
    return _lay_out_list("pairs", field, parts, context, position)


def _numbered(
    template: str, field: Rows, value: Value, context: RenderContext, position: Position
) -> Iterator[tuple[JsonObject, Piece, Position]]:
    """Each row that is drawn with its piece, empty yet, and its spot: its number is in each of its controls'
    names."""
    rows = rows_of(field, value)
    shown, drawn = [row for place, row in enumerate(rows) if is_shown(place)], 0
    noun, remove, title = context.say(field.noun), context.say(field.remove), context.say(field.title)
    words = {"list": position.name, "rows": join_rows(position.rows)}
    for number, row in enumerate(shown, start=1):
        if context.is_full and number > field.least:
            break
        key, legend = key_of(row), f"{noun} {number}"
        below = replace(position.down(key), rows=(*position.rows, legend))
        look = RowAppearance(
            is_told=bool(context.counts[below.name]),
            can_go=len(rows) > field.least,
            is_first=number == 1,
            is_last=number == len(shown),
            is_in_rows=bool(position.rows),
            branch=position.branch,
        )
        frame = context.frame(field, look, partial(_draw_row, template, field, context, look))
        named = {"key": key, "legend": legend, "whole": join_rows(below.rows)}
        named["remove"] = remove % {"number": number, "list": title}
        context.posted, drawn = context.posted + 1, number
        yield row, CachedPiece(frame, words=words | named), below
    if drawn < len(rows):
        keys = [key_of(row) for row in rows]
        context.cuts[position.name] = Cut(keys[:drawn], keys[drawn:])


def _draw_row(template: str, field: Rows, context: RenderContext, look: RowAppearance) -> str:
    """All rows of a list that look so, with slots for their own words."""
    names = ("list", "key", "legend", "whole", "remove", "inside")
    words = asdict(look) | {name: placeholder(name) for name in names}
    words |= {"rows": placeholder("rows") if look.is_in_rows else "", "action": context.action}
    if isinstance(field, ListOf) and field.is_long:
        legend = {"row": placeholder("legend")}
        words["tools"] = {what: context.say(tool) % legend for what, tool in TOOLS.items()}
    return draw(template, words)


def _lay_out_list(
    template: str, field: Rows, parts: list[Piece], context: RenderContext, position: Position
) -> Piece:
    """A list of few rows, of which a form may have hundreds: the tags of each camera."""
    box = context.pasted.get(position.name, "")
    can_paste = isinstance(field, KeyValues) and field.is_secret and not position.rows
    look = replace(_look_at_list(context, position), can_paste=can_paste, has_pasted=bool(box))
    context.posted += can_paste
    frame = context.frame(field, look, partial(_draw_list, template, field, context, look))
    more = {"more": context.draw_more(position.name), "pasted": mask_headers(box)}
    return CachedPiece(frame, *parts, words=name_control(context, position) | more)


def _look_at_list(context: RenderContext, position: Position) -> ListAppearance:
    return ListAppearance(
        is_told=bool(context.messages_at(position.name)),
        autofocus=context.takes_focus(position.name),
        problems=context.counts[position.name],
        has_more=position.name in context.cuts,
        is_in_rows=bool(position.rows),
        branch=position.branch,
    )


def _draw_list(template: str, field: Rows, context: RenderContext, look: ListAppearance) -> str:
    """All lists that look so, with slots for their own words and for their rows."""
    words = _describe_list(field, context, look)
    words |= {"name": placeholder("name"), "inside": placeholder("inside")}
    words["rows"] = placeholder("rows") if look.is_in_rows else ""
    words["pasted"] = placeholder("pasted") if look.has_pasted else ""
    words["messages"] = placeholder("messages") if look.is_told else ""
    words["more"] = placeholder("more") if look.has_more else ""
    return draw(template, words)


def _describe_list(field: Rows, context: RenderContext, look: ListAppearance) -> Words:
    """What the template of a list says, its own words apart."""
    words = describe(field, context) | asdict(look) | {"action": context.action}
    return words | {"add": gettext(field.add) % {"list": words["title"]}}
