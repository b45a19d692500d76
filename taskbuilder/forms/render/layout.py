"""Lays a step's fields out as crispy parts, each drawn by one small template."""

from dataclasses import asdict, dataclass, replace
from functools import cache, partial, singledispatch

from django import forms
from django.utils.translation import ngettext

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
    member,
    read_choice,
)
from taskbuilder.forms.from_json_schema.describe import describe_schema
from taskbuilder.forms.labels import gettext, translate
from taskbuilder.forms.render.boxes import draw_box
from taskbuilder.forms.render.context import Position, RenderContext
from taskbuilder.forms.render.list_view import draw_removal, draw_view
from taskbuilder.forms.render.pieces import CachedPiece, Piece
from taskbuilder.forms.render.question_pieces import (
    RADIOS,
    TICKS,
    describe,
    lay_out_question,
    name_control,
)
from taskbuilder.forms.render.row_pieces import lay_out_rows
from taskbuilder.forms.render.shown_rows import ShownList, choose_rows
from taskbuilder.forms.render.templates import Words, draw, draw_macro, placeholder
from taskbuilder.taskspec.json_value import as_text

ONE_COLUMN = 20
"""More folded rows than are in two columns, where there is room."""


@dataclass(frozen=True, kw_only=True)
class ListAppearance:
    """All in which two lists can look different, their own words and their rows apart."""

    has_messages: bool
    autofocus: bool
    problems: int
    has_folds: bool
    is_many: bool
    is_in_rows: bool
    branch: str


@dataclass(frozen=True, kw_only=True)
class ChoiceAppearance:
    """All in which two controls of one choice can look different, their own words apart."""

    chosen: tuple[str, ...]
    is_failing: bool
    has_messages: bool
    has_focus: bool
    is_in_rows: bool


@singledispatch
def lay_out(field: Field, value: Value, context: RenderContext, position: Position) -> Piece:
    """The piece that draws a field with what was typed for it."""
    raise NotImplementedError(type(field))


@lay_out.register(Group)
def _(field: Group, value: Value, context: RenderContext, position: Position) -> Piece:
    if position.is_in_schema:
        position = replace(position, rows=(*position.rows, translate(field.title)))
    inside = lay_out_members(field, value, context, position)
    count = context.counts[position.name]
    frame = context.frame(field, count, partial(_draw_section, field, context, count), is_kept=True)
    return CachedPiece(frame, *inside, words={"name": position.name})


def _draw_section(field: Group, context: RenderContext, count: int) -> str:
    """All sections with so many problems, with slots for their name and for what is inside."""
    slots = {name: placeholder(name) for name in ("name", "inside")}
    return draw("section", describe(field, context) | slots | {"count": count})


def lay_out_members(field: Group, value: Value, context: RenderContext, position: Position) -> list[Piece]:
    """The pieces of a section's members, in order."""
    return [
        lay_out(_fit_row(part, value), member(value, part.name), context, position.down(part.name))
        for part in field.by_platform[context.platform]
    ]


def _fit_row(part: Field, value: Value) -> Field:
    """The tags of an IP camera are needed, and so are ready (rule `input.tag.required`)."""
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
    names = chosen.names
    variants = list_variants(field, names, context)
    if kind == RADIOS and len(variants) == 1:
        names = (variants[0].name,)  # what the platform leaves no choice about need not be chosen
    label = translate(field.title)
    context.fields[position.name] = forms.Field(required=False, label=label, widget=forms.RadioSelect())
    context.data[position.name] = list(names)
    branch = f"branch-{position.name}"
    inner = replace(position, branch=position.branch or branch)
    draw_kind = partial(lay_out_variant, titled=kind == TICKS, is_one=len(names) == 1)
    below = [
        draw_kind(each, chosen.variants.get(each.name), context, inner)
        for each in variants
        if each.name in names
    ]
    look = ChoiceAppearance(
        chosen=tuple(each.name for each in variants if each.name in names),
        is_failing=context.fails_at(position.name),
        has_messages=bool(context.messages_at(position.name)),
        has_focus=context.takes_focus(position.name),
        is_in_rows=bool(position.rows),
    )
    frame = context.frame(field, look, partial(_draw_driver, field, context, look), is_kept=True)
    driver = CachedPiece(frame, words=name_control(context, position) | {"branch": branch})
    words = {"id": branch, "announcement": context.announcement, "focus": context.focus}
    return lay_out_words("choice", context, driver, lay_out_words("branch", context, *below, **words))


def list_variants(field: Choice, chosen: tuple[str, ...], context: RenderContext) -> list[Variant]:
    """What can be chosen on this platform, and what was chosen on another."""
    return [each for each in field.variants if is_offered(each, context.platform) or each.name in chosen]


def _draw_driver(field: Choice, context: RenderContext, look: ChoiceAppearance) -> str:
    """The choice itself as all look so that the same is chosen in, with slots for their own words."""
    options = [
        {"value": each.name, "label": translate(each.title), "about": translate(each.about)}
        | {"is_chosen": each.name in look.chosen}
        for each in list_variants(field, look.chosen, context)
    ]
    words = describe(field, context) | asdict(look) | {"options": options}
    words |= {name: placeholder(name) for name in ("name", "action", "branch")}
    words["rows"] = placeholder("rows") if look.is_in_rows else ""
    words |= {name: placeholder(name) if look.has_messages else "" for name in ("messages", "ids")}
    return draw("choices", words | {"kind": RADIOS if isinstance(field, OneOf) else TICKS})


def lay_out_words(template: str, context: RenderContext, *fields: Piece, **words: str) -> CachedPiece:
    """A piece that says nothing but these words, which may be empty."""
    look = (template, *map(bool, words.values()))
    slots = {name: placeholder(name) if word else "" for name, word in words.items()}
    slots["inside"] = placeholder("inside")
    frame = context.frame(lay_out_words, look, partial(draw, template, slots), is_kept=True)
    return CachedPiece(frame, *fields, words=words)


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
    count = context.counts[below.name]
    words = {"marker": below.name, "title": title, "count": draw_macro("count", count) if count else ""}
    return lay_out_words("kind", context, *inside, **words)


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
    shown = choose_rows(field, value, context, position.name)
    parts = []
    for row, part, below in lay_out_rows("row", field, shown, context, position):
        if row.is_open and isinstance(field.row, Group):
            part.fields += lay_out_members(field.row, row.value.get("row"), context, below)
        elif row.is_open:
            part.fields.append(lay_out(field.row, row.value.get("row"), context, below))
        parts.append(part)
    if not field.is_long:
        return _lay_out_list("rows", field, shown, parts, context, position)
    words = _describe_list(field, context, _look_at_list(shown, context, position))
    words |= name_control(context, position) | {"view": draw_view(shown, len(parts), context, position)}
    words |= {"paste": draw_box(field, context, position), "removal": draw_removal(context, position)}
    words |= {"picked": context.count_picked(position.name)}
    total = len(shown.keys)
    count = ngettext("%(counter)s row", "%(counter)s rows", total) % {"counter": total}
    return Piece("rows", *parts, **words, count=count if total > 1 else "")


@lay_out.register(KeyValues)
def _(field: KeyValues, value: Value, context: RenderContext, position: Position) -> Piece:
    shown = choose_rows(field, value, context, position.name)
    parts = []
    for row, part, below in lay_out_rows("pair", field, shown, context, position):
        for each in field.pair_for(as_text(row.value.get("name"))):
            part.fields.append(lay_out(each, row.value.get(each.name), context, below.down(each.name)))
        parts.append(part)
    return _lay_out_list("pairs", field, shown, parts, context, position)


def _lay_out_list(
    template: str,
    field: Rows,
    shown: ShownList,
    parts: list[Piece],
    context: RenderContext,
    position: Position,
) -> Piece:
    """A list of few rows, of which a form may have hundreds: the tags of each camera."""
    look = _look_at_list(shown, context, position)
    draw_once = partial(_draw_list, template, field, context, look)
    frame = context.frame(field, look, draw_once, is_kept=True)
    view = draw_view(shown, len(parts), context, position)
    more = {"view": view, "paste": draw_box(field, context, position)}
    return CachedPiece(frame, *parts, words=name_control(context, position) | more)


def _look_at_list(shown: ShownList, context: RenderContext, position: Position) -> ListAppearance:
    return ListAppearance(
        has_messages=bool(context.messages_at(position.name)),
        autofocus=context.takes_focus(position.name),
        problems=context.counts[position.name],
        has_folds=shown.has_folds,
        is_many=len(shown.rows) > ONE_COLUMN,
        is_in_rows=bool(position.rows),
        branch=position.branch,
    )


def _draw_list(template: str, field: Rows, context: RenderContext, look: ListAppearance) -> str:
    """All lists that look so, with slots for their own words and for their rows."""
    words = _describe_list(field, context, look)
    words |= {name: placeholder(name) for name in ("name", "action", "inside")}
    words["rows"] = placeholder("rows") if look.is_in_rows else ""
    words |= {"paste": placeholder("paste"), "view": placeholder("view")}
    words |= {name: placeholder(name) if look.has_messages else "" for name in ("messages", "ids")}
    return draw(template, words)


def _describe_list(field: Rows, context: RenderContext, look: ListAppearance) -> Words:
    """What the template of a list says, its own words apart."""
    words = describe(field, context) | asdict(look)
    return words | {"add": gettext(field.add) % {"list": words["title"]}}
