"""Lays out one question: its control or group of controls, what it is called, and what is said about it."""

from dataclasses import dataclass

from taskbuilder.forms.fields import Control, Field, Option, Question, Value
from taskbuilder.forms.labels import Untranslated, gettext, translate
from taskbuilder.forms.render.context import Position, RenderContext
from taskbuilder.forms.render.controls import WIDGETS, shown_text
from taskbuilder.forms.render.pieces import CachedPiece, Piece
from taskbuilder.forms.render.templates import Words, draw, placeholder
from taskbuilder.taskspec.json_value import as_list, as_text
from taskbuilder.taskspec.messages import gettext_noop, write_list, write_nested
from taskbuilder.taskspec.secrets.split import MASK, mask_url

RADIOS, TICKS = "radio", "checkbox"
SAVED = gettext_noop("Saved – leave blank to keep")
BLANK = Option(text="", label=gettext_noop("Not provided"), value=None)
DOTS = gettext_noop("%(dots)s is a saved secret. Leave it to keep the secret, or type over it.")


@dataclass(frozen=True, kw_only=True)
class Appearance:
    """All in which two controls of one question can look different, their own words apart."""

    has_messages: bool
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


def lay_out_question(field: Question, value: Value, context: RenderContext, position: Position) -> Piece:
    """The piece that asks it, with what was typed."""
    shown = shown_text(field, value)
    context.add_field(position.name, field, as_list(value) if field.ask is Control.TICKS else shown)
    look = look_at(field, value, shown, context, position)
    words = name_control(context, position)
    if field.ask is Control.REGION:
        described = describe_question(field, look, context, position.name, words["ids"]) | words
        return Piece("region", **{**described, **context.describe_region(field, position.name)})
    is_kept = {"", *(option.text for option in field.options)}.issuperset(look.chosen)
    frame = context.frame(field, look, lambda: draw_question(field, look, context), is_kept=is_kept)
    return CachedPiece(frame, words=words if field.is_group else words | {"value": shown})


def name_control(context: RenderContext, position: Position) -> dict[str, str]:
    """The own words of a control, list or choice: its name, page, rows and messages."""
    name = position.name
    said = {"messages": context.draw_messages(name), "ids": context.list_message_ids(name)}
    return {"name": name, "rows": join_rows(position.rows), "action": context.action, **said}


def look_at(
    field: Question, value: Value, shown: str, context: RenderContext, position: Position
) -> Appearance:
    text = as_text(value)
    is_saved = field.ask is Control.SECRET and bool(text)
    is_masked = is_saved and MASK in text
    chosen = map(mask_url, map(as_text, value) if isinstance(value, list) else [text])
    return Appearance(
        has_messages=bool(context.messages_at(position.name)),
        is_failing=context.fails_at(position.name),
        has_focus=context.takes_focus(position.name),
        is_in_rows=bool(position.rows),
        is_filled=bool(shown),
        has_dots=MASK in shown and MASK not in text,
        is_saved=is_saved and not is_masked,
        is_again=is_masked,
        is_default=value == field.default,
        chosen=tuple(chosen) if field.options or field.is_group else (),
        branch=position.branch if field.is_driver else "",
    )


def draw_question(field: Question, look: Appearance, context: RenderContext) -> str:
    """All controls that look so, with slots for their own words."""
    words = describe_question(field, look, context, placeholder("name"), placeholder("ids"))
    words["action"] = placeholder("action")
    words["messages"] = placeholder("messages") if look.has_messages else ""
    words["rows"] = placeholder("rows") if look.is_in_rows else ""
    words["value"] = placeholder("value") if look.is_filled and not field.is_group else ""
    return draw("choices" if field.is_group else "control", words)


def describe_question(
    field: Question, look: Appearance, context: RenderContext, name: str, ids: str
) -> Words:
    """What its template says, whatever its rows and value; `ids`: of its messages."""
    words = describe(field, context) | {"name": name, "ask": field.ask.value}
    words["ids"] = ids if look.has_messages else ""
    if look.has_dots:
        words["help"] = f"{words['help']} {gettext(DOTS) % {'dots': MASK}}".strip()
    words |= {"is_saved": look.is_saved, "is_failing": look.is_failing, "is_again": look.is_again}
    limits = (gettext(template) % {"limit": limit} for template, limit in field.limits)
    words["limits"] = write_list(limits, gettext)  # "1–10, 3 or more entries"
    words["example"] = "" if field.example in field.help else field.example
    if not look.is_default:
        words |= offer_default(field)
    if field.is_group:
        return words | describe_choices(field, look, context)
    if field.options:
        words["options"] = list_options((BLANK, *field.options), context, look)
    return words | describe_control(field, look, context, words, name)


def describe_choices(field: Question, look: Appearance, context: RenderContext) -> Words:
    """Its radios or ticks."""
    kind = TICKS if field.ask is Control.TICKS else RADIOS
    offered = field.options
    if kind == RADIOS and not field.is_needed:
        offered = (BLANK, *offered)
    words = {"kind": kind, "options": list_options(offered, context, look), "is_short": kind == TICKS}
    words |= {"is_failing": look.is_failing, "is_optional": not field.is_needed, "has_focus": look.has_focus}
    return words | {"branch": look.branch}


def describe_control(
    field: Question, look: Appearance, context: RenderContext, words: Words, name: str
) -> Words:
    """Its one control, and what is said to who cannot see it."""
    is_explained = bool(
        words["help"]
        or words["limits"]
        or field.example
        or (look.is_failing and look.is_saved)
        or (look.is_again and not look.is_failing)
        or field.ask in (Control.LINES, Control.VALUE, Control.REGION)
    )
    attrs = describe_to_all(name, words["ids"], look, has_help=is_explained)
    if look.has_focus:
        attrs["autofocus"] = "autofocus"
    if field.ask is Control.SECRET:  # of an empty box nothing can be shown: css tells it by this
        attrs["placeholder"] = gettext(SAVED) if look.is_saved and not look.is_failing else " "
    if field.ask is Control.TEXT and field.past in context.suggestions:
        attrs["list"] = f"past-{field.past}"
    suggested = context.suggested_offset if field.ask is Control.OFFSET else ""
    widget, common = WIDGETS[field.ask]
    kind = getattr(widget, "input_type", "textarea")
    said = {"is_explained": is_explained, "kind": kind, "suggested": suggested}
    return {**said, "common": common, "own": attrs}


def describe(field: Field, context: RenderContext) -> Words:
    """What every part says: its title, its help, and whether it is needed."""
    title, is_needed = context.say(field.title), field.name in context.needed
    exact = field.help_if_so if is_needed else field.help_if_not  # where it is known what the service needs
    return {
        "title": title,
        "is_heading": title == context.heading,
        "help": context.say((context.platform and exact) or field.help),
        "is_needed": field.is_needed or is_needed,
    }


def offer_default(field: Question) -> dict[str, str]:
    """What the button says that fills in the default, and what it fills in; nothing where there is none."""
    if not field.default:
        return {}
    labels = {option.text: translate(option.label) for option in field.options}
    return {"default": field.default, "default_label": labels.get(field.default, field.default)}


def list_options(options: tuple[Option, ...], context: RenderContext, look: Appearance) -> list[Words]:
    """What can be chosen, and whether it is; what is chosen and was never offered is shown too."""
    known = {"", *(option.text for option in options)}
    others = (text for text in dict.fromkeys(look.chosen) if text not in known)
    options = (*options, *(Option(text=text, label=Untranslated(text), value=text) for text in others))
    return [
        {
            "value": option.text,
            "label": context.say(option.label),
            "about": context.say(option.about),
            "is_chosen": option.text in look.chosen,
        }
        for option in options
    ]


def join_rows(rows: tuple[str, ...]) -> str:
    """ "Input 2, Header 1": what tells a control from its like in other rows."""
    return write_nested(rows, gettext)


def describe_to_all(name: str, ids: object, look: Appearance, *, has_help: bool) -> dict[str, str]:
    """What makes the control's help and messages known to who cannot see them."""
    described = [f"id_{name}_help"] * has_help + [str(ids)] * bool(ids)
    attrs = {"aria-describedby": " ".join(described)} if described else {}
    return attrs | ({"aria-invalid": "true"} if look.is_failing else {})
