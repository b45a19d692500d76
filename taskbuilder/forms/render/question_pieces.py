"""Lays out one question: its control or group of controls, what it is called, and what is said about it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from taskbuilder.forms.fields import Ask, Option, Question, Shape, Typed
from taskbuilder.forms.labels import Own, tell
from taskbuilder.forms.render.context import Sheet, Spot
from taskbuilder.forms.render.controls import WIDGETS, shown_value
from taskbuilder.forms.render.pieces import Filled, Part
from taskbuilder.forms.render.templates import draw, slot
from taskbuilder.taskspec.messages import gettext_noop, write_list, write_nested
from taskbuilder.taskspec.secrets.split import MASK, mask_url

RADIOS, TICKS = "radio", "checkbox"
BLANK = Option(text="", label=gettext_noop("Not given"), value=None)
DOTS = gettext_noop(
    "%(dots)s stands for a secret that is kept: leave the dots to keep it, or type over them."
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """All in which two controls of one question can look different, their own words apart."""

    is_told: bool
    is_failing: bool
    has_focus: bool
    is_in_rows: bool
    is_filled: bool
    has_dots: bool
    is_saved: bool
    is_again: bool
    is_default: bool
    chosen: tuple[str, ...]
    branch: str


def lay_out_question(shape: Question, typed: Typed, sheet: Sheet, spot: Spot) -> Part:
    """The piece that asks it, with what was typed."""
    shown = shown_value(shape, typed)
    sheet.add_field(spot.name, shape, shown)
    look = look_at(shape, typed, shown, sheet, spot)
    words = {"name": spot.name, "rows": join_rows(spot.rows), "messages": sheet.draw_told(spot.name)}
    if shape.ask is Ask.REGION:
        described = describe_question(shape, look, sheet, spot.name) | words
        return Part("region", **described | sheet.describe_region(shape, spot.name))
    frame = sheet.frame(shape, look, lambda: draw_question(shape, look, sheet))
    return Filled(frame, words=words if shape.is_group else words | {"value": shown})


def look_at(shape: Question, typed: Typed, shown: Any, sheet: Sheet, spot: Spot) -> Look:
    is_saved = shape.ask is Ask.SECRET and bool(typed)
    is_masked = is_saved and MASK in typed
    chosen = map(mask_url, typed if isinstance(typed, list) else [typed or ""])
    return Look(
        is_told=bool(sheet.told_at(spot.name)),
        is_failing=sheet.fails_at(spot.name),
        has_focus=sheet.takes_focus(spot.name),
        is_in_rows=bool(spot.rows),
        is_filled=bool(shown),
        has_dots=MASK in shown and MASK not in typed,
        is_saved=is_saved and not is_masked,
        is_again=is_masked,
        is_default=typed == shape.default,
        chosen=tuple(chosen) if shape.options or shape.is_group else (),
        branch=spot.branch if shape.is_driver else "",
    )


def draw_question(shape: Question, look: Look, sheet: Sheet) -> str:
    """All controls that look so, with slots for their own words."""
    words = describe_question(shape, look, sheet, slot("name"))
    words["messages"] = slot("messages") if look.is_told else ""
    words["rows"] = slot("rows") if look.is_in_rows else ""
    words["value"] = slot("value") if look.is_filled and not shape.is_group else ""
    return draw("choices" if shape.is_group else "control", words)


def describe_question(shape: Question, look: Look, sheet: Sheet, name: str) -> dict[str, Any]:
    """What its template says, whatever its rows and value."""
    words = describe(shape, sheet) | {"name": name, "told": look.is_told, "ask": shape.ask.value}
    if look.has_dots:
        words["help"] = f"{words['help']} {gettext(DOTS) % {'dots': MASK}}".strip()
    words |= {"is_saved": look.is_saved, "is_failing": look.is_failing, "is_again": look.is_again}
    words |= {"limits": write_limits(shape)}
    words["example"] = "" if shape.example in shape.help else shape.example
    if not look.is_default:
        words |= offer_default(shape)
    if shape.is_group:
        return words | describe_choices(shape, look, sheet)
    if shape.options:
        words["options"] = list_options((BLANK, *shape.options), sheet, look)
    return words | describe_control(shape, look, sheet, words)


def describe_choices(shape: Question, look: Look, sheet: Sheet) -> dict[str, Any]:
    """Its radios or ticks."""
    kind = TICKS if shape.ask is Ask.TICKS else RADIOS
    offered = shape.options
    if kind == RADIOS and not shape.is_needed:
        offered = (BLANK, *offered)
    words = {"kind": kind, "options": list_options(offered, sheet, look), "is_short": kind == TICKS}
    words |= {"is_failing": look.is_failing, "is_optional": not shape.is_needed}
    return words | {"action": sheet.action, "branch": look.branch}


def describe_control(shape: Question, look: Look, sheet: Sheet, words: dict[str, Any]) -> dict[str, Any]:
    """Its one control, and what is said to who cannot see it."""
    is_explained = bool(
        words["help"]
        or words["limits"]
        or shape.example
        or look.is_saved
        or look.is_again
        or shape.ask in (Ask.LINES, Ask.VALUE, Ask.REGION)
    )
    attrs = describe_to_all(words["name"], look, has_help=is_explained)
    if look.has_focus:
        attrs["autofocus"] = "autofocus"
    if shape.ask is Ask.TEXT and shape.past in sheet.suggestions:
        attrs["list"] = f"past-{shape.past}"
    suggested = sheet.suggested_offset if shape.ask is Ask.OFFSET else ""
    widget, common = WIDGETS[shape.ask]
    kind = getattr(widget, "input_type", "textarea")
    return {
        "is_explained": is_explained,
        "kind": kind,
        "common": common,
        "own": attrs,
        "suggested": suggested,
    }


def describe(shape: Shape, sheet: Sheet) -> dict[str, Any]:
    """What every part says: its title, its help, and whether it is needed."""
    title = sheet.say(shape.title)
    return {
        "title": title,
        "is_heading": title == sheet.heading,
        "help": sheet.say(_help(shape, sheet)),
        "is_needed": shape.is_needed or shape.name in sheet.needed,
    }


def _help(shape: Shape, sheet: Sheet) -> str:
    """The help of a member, more exact where it is known what the service needs."""
    if sheet.platform is None:
        return shape.help
    exact = shape.help_if_so if shape.name in sheet.needed else shape.help_if_not
    return exact or shape.help


def write_limits(shape: Question) -> str:
    """ "1–10, 3 or more entries": what can be known before anything is typed."""
    return write_list((gettext(words) % {"limit": limit} for words, limit in shape.limits), gettext)


def offer_default(shape: Question) -> dict[str, str]:
    """What the button says that fills in the default, and what it fills in; nothing where there is none."""
    if not shape.default:
        return {}
    labels = {option.text: tell(option.label) for option in shape.options}
    return {"default": shape.default, "default_label": labels.get(shape.default, shape.default)}


def list_options(options: tuple[Option, ...], sheet: Sheet, look: Look) -> list[dict[str, Any]]:
    """What can be chosen, and whether it is; what is chosen and was never offered is shown too."""
    known = {"", *(option.text for option in options)}
    others = (text for text in dict.fromkeys(look.chosen) if text not in known)
    options = (*options, *(Option(text=text, label=Own(text), value=text) for text in others))
    return [
        {
            "value": option.text,
            "label": sheet.say(option.label),
            "about": sheet.say(option.about),
            "is_chosen": option.text in look.chosen,
        }
        for option in options
    ]


def join_rows(rows: tuple[str, ...]) -> str:
    """ "Input 2, Header 1": what tells a control from its like in other rows."""
    return write_nested(rows, gettext)


def describe_to_all(name: str, look: Look, *, has_help: bool) -> dict[str, str]:
    """What makes the control's help and messages known to who cannot see them."""
    ids = [f"id_{name}_help"] * has_help + [f"id_{name}_error"] * look.is_told
    attrs = {"aria-describedby": " ".join(ids)} if ids else {}
    return attrs | ({"aria-invalid": "true"} if look.is_failing else {})
