"""Lays a step's shapes out as crispy parts, each drawn by one small template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets import MASK
from taskbuilder.taskspec.words import gettext_noop, write_list
from taskbuilder.web.wizard.controls import make_field, shown_value
from taskbuilder.web.wizard.drawing import draw
from taskbuilder.web.wizard.judging import Finding
from taskbuilder.web.wizard.pasting import list_columns
from taskbuilder.web.wizard.placing import extend
from taskbuilder.web.wizard.regions import describe_editor
from taskbuilder.web.wizard.schemas import describe_schema
from taskbuilder.web.wizard.shapes import (
    Ask,
    Choice,
    Kind,
    OneOf,
    Option,
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
)
from taskbuilder.web.wizard.snapshots import Pictures
from taskbuilder.web.wizard.suggesting import TAG_NAME, TAG_VALUE
from taskbuilder.web.wizard.texts import Own, tell
from taskbuilder.web.wizard.twofold import as_json, explain, look

FEW_ROWS = 3
"""Of a longer list only the first row says what each control is for."""
RADIOS, TICKS = "radio", "checkbox"
NOT_GIVEN = gettext_noop("Not given")
TOOLS = {
    "pick": gettext_noop("Tick %(row)s"),
    "copy": gettext_noop("Duplicate %(row)s"),
    "up": gettext_noop("Move %(row)s up"),
    "down": gettext_noop("Move %(row)s down"),
}
DOTS = gettext_noop(
    "%(dots)s stands for a secret that is kept: leave the dots to keep it, or type over them."
)
NODE_NEEDED = gettext_noop("The edge node that reads the stream. This service needs it.")
NODE_NOT_NEEDED = gettext_noop("The edge node that reads the stream. This service does not need it.")


@dataclass
class Sheet:
    """What a step's drawing gathers: its fields, what they hold, and the problems to put on them."""

    action: str
    pictures: Pictures
    platform: Platform | None = None
    findings: Mapping[str, list[Finding]] = field(default_factory=dict)
    focus: str = ""
    announcement: str = ""
    suggested_offset: str = ""
    suggestions: Mapping[str, list[str]] = field(default_factory=dict)
    """What past tasks had, by the member that it is offered for."""
    needed: frozenset[str] = frozenset()
    """Members that the service needs beyond what the reference does."""
    fields: dict[str, forms.Field] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def say(self, words: str) -> str:
        """The words in the reader's language; hundreds of rows say the same, which is looked up once."""
        if isinstance(words, Own):
            return words
        if words not in self.said:
            self.said[words] = tell(words)
        return self.said[words]

    def told_at(self, name: str) -> list[Finding]:
        """The problems of one control, list or choice."""
        return self.findings.get(name, [])

    def fails_at(self, name: str) -> bool:
        """Whether one of them stands in the way, as advice and what is confirmed do not."""
        return any(finding.blocks for finding in self.told_at(name))

    def takes_focus(self, name: str) -> bool:
        """Whether the page opens with the focus there; in a swapped part app.js sees to it."""
        return self.focus == name and not self.announcement

    def rows_told(self, name: str) -> frozenset[str]:
        """The keys of a list's rows in which something stands in the way."""
        start = f"{name}-"
        blocked = (at for at in self.findings if at.startswith(start) and self.fails_at(at))
        return frozenset(at.removeprefix(start).partition("-")[0] for at in blocked)

    def count_below(self, name: str) -> int:
        """How many problems stand in a part of the form, advice and what is confirmed apart."""
        below = (found for at, found in self.findings.items() if f"{at}-".startswith(f"{name}-"))
        return sum(finding.blocks for found in below for finding in found)


@dataclass(frozen=True)
class Spot:
    """Where in the form a part stands: its name, the swapped part around it, and the rows it is in.

    Within a schema sections name their controls too: several may ask for the same.
    """

    name: str = ""
    branch: str = ""
    rows: tuple[str, ...] = ()
    is_in_schema: bool = False

    def down(self, part: str) -> "Spot":
        return Spot(extend(self.name, part), self.branch, self.rows, self.is_in_schema)


class Part(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """A piece of the form: a template, what it says, and the pieces inside it."""

    def __init__(self, template: str, *fields: "Part", **words: Any) -> None:
        self.template, self.fields, self.words = template, list(fields), words

    def render(
        self, form: forms.Form, context: Any, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> str:
        inside = SafeString("".join(part.render(form, context) for part in self.fields))
        return draw(self.template, {"form": form, "inside": inside, **self.words})


@singledispatch
def lay_out(shape: Shape, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    """The piece that draws a shape with what was typed for it."""
    raise NotImplementedError(type(shape))


@lay_out.register
def _(shape: Section, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    below = replace(spot, rows=(*spot.rows, tell(shape.title))) if spot.is_in_schema else spot
    inside = lay_out_members(shape, typed, sheet, below)
    told = sheet.told_at(spot.name)
    return Part(
        "section",
        *inside,
        **_words(shape, sheet),
        id=spot.name,
        told=told,
        count=sheet.count_below(spot.name),
    )


def lay_out_members(shape: Section, typed: Typed, sheet: Sheet, spot: Spot) -> list[Part]:
    """The pieces of a section's members, in order."""
    return [
        lay_out(_fit_row(part, typed), member(typed, part.name), sheet, spot.down(part.name))
        for part in fit_platform(shape, sheet.platform)
    ]


def _fit_row(part: Shape, typed: Typed) -> Shape:
    """The tags of an IP camera are needed, and so stand ready (rule `input.tag.required`)."""
    is_ip_camera = part.name == "tag" and member(typed, "camera_type") == "ipc"
    return replace(part, is_needed=True) if is_ip_camera else part


@lay_out.register
def _(shape: Question, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    told, shown = sheet.told_at(spot.name), shown_value(shape, typed)
    words = _words(shape, sheet) | {"name": spot.name, "told": told, "rows": _join(spot.rows)}
    if MASK in shown and MASK not in typed:
        words["help"] = f"{words['help']} {gettext(DOTS) % {'dots': MASK}}".strip()
    is_saved = shape.ask is Ask.SECRET and bool(typed)
    words |= {"is_saved": is_saved and MASK not in str(typed), "is_again": is_saved and MASK in str(typed)}
    words |= {"ask": shape.ask.value, "example": "" if shape.example in shape.help else shape.example}
    words |= {"limits": _write_limits(shape)} | _offer_default(shape, typed)
    is_explained = shape.ask in (Ask.LINES, Ask.VALUE, Ask.REGION) or bool(shape.example or words["limits"])
    words["is_explained"] = bool(words["help"] or is_saved or is_explained)
    attrs = _describe(spot.name, told, has_help=words["is_explained"])
    if sheet.takes_focus(spot.name):
        attrs["autofocus"] = "autofocus"
    past = shape.past or shape.name
    if shape.ask is Ask.TEXT and past in sheet.suggestions:
        attrs["list"] = f"past-{past}"
    field = sheet.fields[spot.name] = make_field(shape, attrs=attrs)
    sheet.data[spot.name] = shown
    words |= {"widget": field.widget, "value": shown}
    if shape.ask in (Ask.OPTIONS, Ask.TICKS):
        kind = TICKS if shape.ask is Ask.TICKS else RADIOS
        chosen = [typed] if isinstance(typed, str) else list(typed or [])
        options = _options(shape.options, sheet, kind, chosen, is_optional=not shape.is_needed)
        words |= {"is_failing": sheet.fails_at(spot.name), "is_optional": not shape.is_needed}
        if shape.is_driver:
            words |= _buttons(sheet, spot)
        return Part("choices", **words, kind=kind, options=options, is_short=shape.ask is Ask.TICKS)
    if shape.ask is Ask.REGION:
        return Part("region", **words | describe_editor(shape, spot.name, sheet.pictures))
    if shape.ask is Ask.OFFSET:
        words["suggested"] = sheet.suggested_offset
    return Part("control", **words)


def _write_limits(shape: Question) -> str:
    """ "1–10, 3 or more entries": what can be known before anything is typed."""
    return write_list((gettext(words) % {"limit": limit} for words, limit in shape.limits), gettext)


def _offer_default(shape: Question, typed: Typed) -> dict[str, str]:
    """What the button says that fills in the default, and what it fills in; none where that stands there."""
    if not shape.default or typed == shape.default:
        return {}
    labels = {option.text: tell(option.label) for option in shape.options}
    return {"default": shape.default, "default_label": labels.get(shape.default, shape.default)}


def _options(
    options: tuple[Option, ...], sheet: Sheet, kind: str, chosen: list[str], *, is_optional: bool
) -> list[dict[str, Any]]:
    offered = list(options)
    if is_optional and kind == RADIOS:
        offered.insert(0, Option(text="", label=NOT_GIVEN, value=None))
        chosen = chosen or [""]
    return [
        {
            "value": option.text,
            "label": sheet.say(option.label),
            "about": sheet.say(option.about),
        }
        | {"is_chosen": option.text in chosen}
        for option in offered
    ]


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
    words = _words(shape, sheet) | {
        "name": spot.name,
        "told": sheet.told_at(spot.name),
        "is_failing": sheet.fails_at(spot.name),
        "rows": _join(spot.rows),
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
    words = _words(shape, sheet) | {"name": spot.name, "view": seen.view, "why": ""}
    words |= {"has_fields": shape.section is not None, "focus": sheet.focus if not sheet.announcement else ""}
    if shape.section is None or not seen.is_form:
        words |= {"why": explain(shape, seen), "schema": describe_schema(shape.schema)}
        return Part("twofold", lay_out(as_json(shape), seen.text, sheet, spot), **words)
    below = replace(spot.down(shape.section.name), is_in_schema=True)
    inside = lay_out_members(shape.section, seen.form, sheet, below)
    words |= {"about": describe_schema(shape.schema), "count": sheet.count_below(spot.name)}
    return Part("twofold", *inside, **words, marker=below.name)


@lay_out.register
def _(shape: Rows, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    parts = []
    for row, words, below in _numbered(shape, typed, sheet, spot):
        if isinstance(shape.row, Section):
            inside = lay_out_members(shape.row, row.get("row"), sheet, below)
        else:
            inside = [lay_out(shape.row, row.get("row"), sheet, below)]
        parts.append(Part("row", *inside, **words))
    words = _list_words(shape, sheet, spot)
    if shape.is_long:
        words |= {"columns": list_columns(shape), "is_dense": len(parts) > FEW_ROWS}
        words["count"] = count_rows(len(parts))
    return Part("rows", *parts, **words)


@lay_out.register
def _(shape: Pairs, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    past = ("", "") if shape.is_secret else (TAG_NAME, TAG_VALUE)
    name = Question(name="name", title=gettext("Name"), past=past[0])
    ask = Ask.SECRET if shape.is_secret else Ask.TEXT
    value = Question(name="value", title=gettext("Value"), ask=ask, past=past[1])
    parts = []
    for row, words, below in _numbered(shape, typed, sheet, spot):
        inside = [lay_out(each, row.get(each.name), sheet, below.down(each.name)) for each in (name, value)]
        parts.append(Part("pair", *inside, **words))
    return Part("pairs", *parts, **_list_words(shape, sheet, spot))


def _numbered(
    shape: Rows | Pairs, typed: Typed, sheet: Sheet, spot: Spot
) -> Iterator[tuple[dict[str, Typed], dict[str, Any], Spot]]:
    """Each row with what its template says, and its spot: its number is in each of its controls' names."""
    rows = rows_of(shape, typed)
    told = sheet.rows_told(spot.name)
    is_long = isinstance(shape, Rows) and shape.is_long
    for number, row in enumerate(rows, start=1):
        legend = f"{sheet.say(shape.noun)} {number}"
        below = Spot(extend(spot.name, row["key"]), spot.branch, (*spot.rows, legend), spot.is_in_schema)
        words = {"list": spot.name, "key": row["key"], "legend": legend, "rows": _join(spot.rows)}
        words["remove"] = sheet.say(shape.remove) % {"number": number, "list": sheet.say(shape.title)}
        words |= {"full_legend": _join(below.rows), "can_go": len(rows) > shape.least}
        words |= {"is_told": row["key"] in told}
        if is_long:
            words |= {"tools": _tools(sheet, legend), "is_first": number == 1, "is_last": number == len(rows)}
        yield row, words | _buttons(sheet, spot), below


def _tools(sheet: Sheet, legend: str) -> dict[str, str]:
    """What the buttons of a row of a long list are called."""
    return {what: sheet.say(words) % {"row": legend} for what, words in TOOLS.items()}


def count_rows(count: int) -> str:
    """ "12 rows", where there are several."""
    return ngettext("%(counter)s row", "%(counter)s rows", count) % {"counter": count} if count > 1 else ""


def _list_words(shape: Rows | Pairs, sheet: Sheet, spot: Spot) -> dict[str, Any]:
    words = _words(shape, sheet) | _buttons(sheet, spot) | {"name": spot.name}
    words |= {
        "add": gettext(shape.add) % {"list": words["title"]},
        "told": sheet.told_at(spot.name),
        "rows": _join(spot.rows),
    }
    words |= {"problems": sheet.count_below(spot.name)}
    return words | {"autofocus": sheet.takes_focus(spot.name)}


def _buttons(sheet: Sheet, spot: Spot) -> dict[str, Any]:
    return {"action": sheet.action, "branch": spot.branch}


def _words(shape: Shape, sheet: Sheet) -> dict[str, Any]:
    return {
        "title": sheet.say(shape.title),
        "help": sheet.say(_help(shape, sheet)),
        "is_needed": shape.is_needed or shape.name in sheet.needed,
    }


def _help(shape: Shape, sheet: Sheet) -> str:
    """The help of a member, more exact where it is known what the service needs."""
    if shape.name != "node_id" or sheet.platform is None:
        return shape.help
    return NODE_NEEDED if shape.name in sheet.needed else NODE_NOT_NEEDED


def _join(rows: tuple[str, ...]) -> str:
    """ "Input 2, Header 1": what tells a control from its like in other rows."""
    return rows[0] if len(rows) == 1 else write_list(rows, gettext)


def _describe(name: str, told: list[Finding], *, has_help: bool) -> dict[str, str]:
    """What makes the control's help and messages known to who cannot see them."""
    ids = [f"id_{name}_help"] * has_help + [f"id_{name}_error"] * bool(told)
    attrs = {"aria-describedby": " ".join(ids)} if ids else {}
    return attrs | ({"aria-invalid": "true"} if any(finding.blocks for finding in told) else {})
