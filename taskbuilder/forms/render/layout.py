"""Lays a step's shapes out as crispy parts, each drawn by one small template."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, partial, singledispatch
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext

from taskbuilder.forms.dual_view import as_json, explain, look
from taskbuilder.forms.fields import (
    Choice,
    Kind,
    OneOf,
    Pairs,
    Question,
    Rows,
    Section,
    Shape,
    Twofold,
    Typed,
    fit_platform,
    is_offered,
    member,
    read_chosen,
    rows_of,
    shown_rows,
)
from taskbuilder.forms.from_json_schema.describe import describe_schema
from taskbuilder.forms.labels import tell
from taskbuilder.forms.paste import list_columns
from taskbuilder.forms.render.context import Sheet, Spot
from taskbuilder.forms.render.pieces import Filled, Part
from taskbuilder.forms.render.question_pieces import RADIOS, TICKS, describe, join_rows, lay_out_question
from taskbuilder.forms.render.templates import draw, slot
from taskbuilder.forms.walk import extend
from taskbuilder.taskspec.messages import gettext_noop
from taskbuilder.taskspec.secrets.split import mask_url

FEW_ROWS = 3
"""Of a longer list only the first row says what each control is for."""
TOOLS = {
    "pick": gettext_noop("Tick %(row)s"),
    "copy": gettext_noop("Duplicate %(row)s"),
    "up": gettext_noop("Move %(row)s up"),
    "down": gettext_noop("Move %(row)s down"),
}


@dataclass(frozen=True, kw_only=True)
class RowLook:
    """All in which two rows of one list can look different, their own words apart."""

    is_told: bool
    can_go: bool
    is_first: bool
    is_last: bool
    is_in_rows: bool
    branch: str


@dataclass(frozen=True, kw_only=True)
class ListLook:
    """The same of lists."""

    is_told: bool
    autofocus: bool
    problems: int
    has_more: bool
    is_in_rows: bool
    branch: str


@singledispatch
def lay_out(shape: Shape, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    """The piece that draws a shape with what was typed for it."""
    raise NotImplementedError(type(shape))


@lay_out.register
def _(shape: Section, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    below = replace(spot, rows=(*spot.rows, tell(shape.title))) if spot.is_in_schema else spot
    inside = lay_out_members(shape, typed, sheet, below)
    return Part("section", *inside, **describe(shape, sheet), count=sheet.count_below(spot.name))


def lay_out_members(shape: Section, typed: Typed, sheet: Sheet, spot: Spot) -> list[Part]:
    """The pieces of a section's members, in order."""
    return [
        lay_out(_fit_row(part, typed), member(typed, part.name), sheet, spot.down(part.name))
        for part in fit_platform(shape, sheet.platform)
    ]


def _fit_row(part: Shape, typed: Typed) -> Shape:
    """The tags of an IP camera are needed, and so stand ready (rule `input.tag.required`)."""
    is_ip_camera = part.name == "tag" and member(typed, "camera_type") == "ipc"
    return _need(part) if is_ip_camera else part


@cache
def _need(part: Shape) -> Shape:
    """One for all rows: what is asked alike is drawn alike."""
    return replace(part, is_needed=True)


@lay_out.register
def _(shape: Question, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    return lay_out_question(shape, typed, sheet, spot)


@lay_out.register
def _(shape: Choice, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    chosen = read_chosen(typed)
    kind = RADIOS if isinstance(shape, OneOf) else TICKS
    kinds = [each for each in shape.kinds if is_offered(each, sheet.platform) or each.name in chosen.names]
    names = chosen.names
    if kind == RADIOS and len(kinds) == 1:
        names = (kinds[0].name,)  # what the platform leaves no choice about need not be chosen
    sheet.fields[spot.name] = forms.Field(required=False, label=tell(shape.title), widget=forms.RadioSelect())
    sheet.data[spot.name] = list(names)
    branch = f"branch-{spot.name}"
    inner = replace(spot, branch=spot.branch or branch)
    below = [
        lay_out_kind(
            each, chosen.kinds.get(each.name), sheet, inner, titled=kind == TICKS, is_one=len(names) == 1
        )
        for each in kinds
        if each.name in names
    ]
    options = [
        {"value": each.name, "label": tell(each.title), "about": tell(each.about)}
        | {"is_chosen": each.name in names}
        for each in kinds
    ]
    words = describe(shape, sheet) | {
        "name": spot.name,
        "messages": sheet.draw_told(spot.name),
        "is_failing": sheet.fails_at(spot.name),
        "rows": join_rows(spot.rows),
    }
    driver = Part("choices", **words, kind=kind, options=options, branch=branch, action=sheet.action)
    return Part(
        "choice",
        driver,
        Part("branch", *below, id=branch, announcement=sheet.announcement, focus=sheet.focus),
    )


def lay_out_kind(kind: Kind, typed: Typed, sheet: Sheet, spot: Spot, *, titled: bool, is_one: bool) -> Part:
    """The members of one kind, with the marker that says that they were on the page.

    Beside other kinds its title is in each of its controls' names: they may ask for the same.
    """
    below = spot.down(kind.name)
    if titled and not is_one:
        below = replace(below, rows=(*spot.rows, tell(kind.title)))
    inside = lay_out_members(kind.section, typed, sheet, below)
    title = tell(kind.title) if titled else ""
    return Part("kind", *inside, marker=below.name, title=title, count=sheet.count_below(below.name))


@lay_out.register
def _(shape: Twofold, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    seen = look(shape, typed)
    words = describe(shape, sheet) | {"name": spot.name, "view": seen.view, "why": ""}
    words |= {"has_fields": shape.section is not None, "focus": sheet.focus if not sheet.announcement else ""}
    if shape.section is None or not seen.is_form:
        words |= {"why": explain(shape, seen), "schema": describe_schema(shape.schema, shape.example)}
        return Part("twofold", lay_out(as_json(shape), seen.text, sheet, spot), **words)
    below = replace(spot.down(shape.section.name), is_in_schema=True)
    inside = lay_out_members(shape.section, seen.form, sheet, below)
    words |= {"about": describe_schema(shape.schema), "count": sheet.count_below(spot.name)}
    return Part("twofold", *inside, **words, marker=below.name)


@lay_out.register
def _(shape: Rows, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    parts = []
    for row, part, below in _numbered("row", shape, typed, sheet, spot):
        if isinstance(shape.row, Section):
            part.fields += lay_out_members(shape.row, row.get("row"), sheet, below)
        else:
            part.fields.append(lay_out(shape.row, row.get("row"), sheet, below))
        parts.append(part)
    if not shape.is_long:
        return _lay_out_list("rows", shape, parts, sheet, spot)
    words = _describe_list(shape, sheet, _look_at_list(sheet, spot)) | _name_list(sheet, spot)
    words |= {"columns": list_columns(shape), "is_dense": len(parts) > FEW_ROWS}
    words |= {"pasted": mask_url(sheet.pasted.get(spot.name, ""))}
    drawn = rows_of(shape, typed)[: len(parts)]
    words["told"] = sum(bool(sheet.count_below(extend(spot.name, row["key"]))) for row in drawn)
    return Part("rows", *parts, **words, count=count_rows(len(parts)))


@lay_out.register
def _(shape: Pairs, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    parts = []
    for row, part, below in _numbered("pair", shape, typed, sheet, spot):
        for each in shape.pair:
            part.fields.append(lay_out(each, row.get(each.name), sheet, below.down(each.name)))
        parts.append(part)
    return _lay_out_list("pairs", shape, parts, sheet, spot)


def _numbered(
    template: str, shape: Rows | Pairs, typed: Typed, sheet: Sheet, spot: Spot
) -> Iterator[tuple[dict[str, Typed], Part, Spot]]:
    """Each row that is drawn with its piece, empty yet, and its spot: its number is in each of its controls'
    names."""
    rows = rows_of(shape, typed)
    shown = shown_rows(rows)
    drawn = 0
    noun, remove, title = sheet.say(shape.noun), sheet.say(shape.remove), sheet.say(shape.title)
    words = {"list": spot.name, "rows": join_rows(spot.rows)}
    for number, row in enumerate(shown, start=1):
        if sheet.is_full and number > shape.least:
            break
        key, legend = row["key"], f"{noun} {number}"
        below = Spot(extend(spot.name, key), spot.branch, (*spot.rows, legend), spot.is_in_schema)
        look = RowLook(
            is_told=bool(sheet.count_below(below.name)),
            can_go=len(rows) > shape.least,
            is_first=number == 1,
            is_last=number == len(shown),
            is_in_rows=bool(spot.rows),
            branch=spot.branch,
        )
        frame = sheet.frame(shape, look, partial(_draw_row, template, shape, sheet, look))
        named = {"key": key, "legend": legend, "whole": join_rows(below.rows)}
        named["remove"] = remove % {"number": number, "list": title}
        sheet.posted, drawn = sheet.posted + 1, number
        yield row, Filled(frame, words=words | named), below
    sheet.cut(spot.name, rows, drawn)


def _draw_row(template: str, shape: Rows | Pairs, sheet: Sheet, look: RowLook) -> str:
    """All rows of a list that look so, with slots for their own words."""
    names = ("list", "key", "legend", "whole", "remove", "inside")
    words = asdict(look) | {name: slot(name) for name in names}
    words |= {"rows": slot("rows") if look.is_in_rows else "", "action": sheet.action}
    if isinstance(shape, Rows) and shape.is_long:
        words["tools"] = {what: sheet.say(tool) % {"row": slot("legend")} for what, tool in TOOLS.items()}
    return draw(template, words)


def count_rows(count: int) -> str:
    """ "12 rows", where there are several."""
    return ngettext("%(counter)s row", "%(counter)s rows", count) % {"counter": count} if count > 1 else ""


def _lay_out_list(template: str, shape: Rows | Pairs, parts: list[Part], sheet: Sheet, spot: Spot) -> Part:
    """A list of few rows, of which a form may have hundreds: the tags of each camera."""
    look = _look_at_list(sheet, spot)
    frame = sheet.frame(shape, look, partial(_draw_list, template, shape, sheet, look))
    return Filled(frame, *parts, words=_name_list(sheet, spot))


def _look_at_list(sheet: Sheet, spot: Spot) -> ListLook:
    return ListLook(
        is_told=bool(sheet.told_at(spot.name)),
        autofocus=sheet.takes_focus(spot.name),
        problems=sheet.count_below(spot.name),
        has_more=spot.name in sheet.cuts,
        is_in_rows=bool(spot.rows),
        branch=spot.branch,
    )


def _name_list(sheet: Sheet, spot: Spot) -> dict[str, str]:
    """A list's own words."""
    words = {"name": spot.name, "rows": join_rows(spot.rows), "messages": sheet.draw_told(spot.name)}
    return words | {"more": sheet.draw_more(spot.name)}


def _draw_list(template: str, shape: Rows | Pairs, sheet: Sheet, look: ListLook) -> str:
    """All lists that look so, with slots for their own words and for their rows."""
    words = _describe_list(shape, sheet, look) | {"name": slot("name"), "inside": slot("inside")}
    words["rows"] = slot("rows") if look.is_in_rows else ""
    words["messages"] = slot("messages") if look.is_told else ""
    words["more"] = slot("more") if look.has_more else ""
    return draw(template, words)


def _describe_list(shape: Rows | Pairs, sheet: Sheet, look: ListLook) -> dict[str, Any]:
    """What the template of a list says, its own words apart."""
    words = describe(shape, sheet) | asdict(look) | {"action": sheet.action}
    return words | {"add": gettext(shape.add) % {"list": words["title"]}}
