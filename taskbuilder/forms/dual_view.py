"""One object asked for in two ways, in fields and as JSON, of which each holds what the other does.

What was typed is `{"view", "form", "json", "mark"}`: the view that was last drawn, what its fields hold, the
object as JSON text, and the schema that the fields are of. Fields of another schema are made anew from the
JSON. A text alone, which a draft may hold from before there were fields, is the JSON.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from taskbuilder.forms import walk  # each uses the other, once both are there
from taskbuilder.forms.convert import ABSENT, Sent, from_json, to_json
from taskbuilder.forms.fields import Common, Control, DualView, Group, Question, Value, member
from taskbuilder.forms.labels import gettext
from taskbuilder.forms.render.controls import can_hold
from taskbuilder.taskspec.json_value import JsonObject, as_text, write_json
from taskbuilder.taskspec.messages import gettext_noop, one_line
from taskbuilder.taskspec.paths.pointer import Token
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import Path
from taskbuilder.taskspec.secrets.split import MASK

FORM, JSON = "form", "json"
WHOLE = JSON
"""Where the object is held as text."""
TEXT = Question(name="", title="", ask=Control.JSON)
NO_JSON = gettext_noop("Shown as JSON because the text cannot be read. Fix it to see the fields.")
NO_OBJECT = gettext_noop("Shown as JSON because this is not an object.")
NO_FIELD = gettext_noop("Shown as JSON because the fields cannot hold “%(name)s” as it is here.")
BROKEN = gettext_noop(
    "Shown as JSON because this service's schema is broken. Ask an administrator to fix it."
)
NO_FIELDS = gettext_noop("Shown as JSON because fields cannot express what this service accepts.")


@dataclass(frozen=True, kw_only=True)
class CurrentView:
    """What was typed: which way it is drawn, what the fields hold, and the same as text."""

    view: str = FORM
    form: Value = None
    text: str = ""

    @property
    def is_form(self) -> bool:
        return self.view == FORM


def look(field: DualView, value: Value) -> CurrentView:
    """What was typed, in the view that was chosen, or as JSON where fields cannot hold it."""
    text = value if isinstance(value, str) else as_text(member(value, "json"))
    form = member(value, "form") if member(value, "mark") == field.mark else None
    seen = CurrentView(view=as_text(member(value, "view")) or FORM, form=form, text=text)
    if field.group is None:
        return replace(seen, view=JSON)
    return show_form(field, seen) if seen.is_form and form is None else seen


def store(field: DualView, seen: CurrentView) -> JsonObject:
    return {"view": seen.view, "form": seen.form, "json": seen.text, "mark": field.mark}


def show_form(field: DualView, seen: CurrentView) -> CurrentView:
    """The same in fields, where they can hold it; what was typed in them stays where it makes that text."""
    if field.group is None:
        return seen
    value = read_text(seen.text)
    if seen.form is not None and is_same(to_json(field.group, seen.form), value):
        return replace(seen, view=FORM)
    if find_unheld(field.group, value) is not None:
        return replace(seen, view=JSON)
    return replace(seen, view=FORM, form=from_json(field.group, value))


def keep_form(field: Group, seen: CurrentView, form: Value) -> CurrentView:
    """The fields with what was typed there now; the text stays as it was written where its value does."""
    value = to_json(field, form)
    if not is_same(value, read_text(seen.text)):
        seen = replace(seen, text="" if value is ABSENT else write_json(value))
    return replace(seen, view=FORM, form=form)


def read_text(text: str) -> Sent:
    """The value of a text, ABSENT for none, the text itself where it is not JSON."""
    return to_json(TEXT, text)


def as_json(field: DualView) -> Question:
    """The question that asks for all of it as JSON."""
    common: Common = {"name": field.name, "title": field.title, "help": field.help}
    common["is_needed"] = field.is_needed
    return replace(TEXT, **common, declared=field.declared)


def is_same(value: Sent, other: Sent) -> bool:
    """Whether two values are sent alike; JSON's 1, 1.0 and true are equal in Python."""
    if value is ABSENT or other is ABSENT:
        return value is other
    return find_difference(value, other) is None


def find_unheld(group: Group, value: Sent, *, but_masks: bool = False) -> Path | None:
    """Where a value says what a section's fields cannot; None where they can hold all of it."""
    if value is ABSENT:
        return None
    form = from_json(group, value)
    again = to_json(group, form)
    difference = find_difference(value, {} if again is ABSENT else again, but_masks=but_masks)
    if difference is None and again is ABSENT:
        return ()
    if difference is None and not but_masks:
        questions = walk.list_questions(group, form)
        return next((path for path, question, value in questions if not can_hold(question, value)), None)
    return difference


def find_difference(value: Sent, other: Sent, path: Path = (), *, but_masks: bool = False) -> Path | None:
    """Where the first of two values differs from the second; the order of members does not matter."""
    if but_masks and value == MASK:
        return None
    pairs: Iterator[tuple[Token, Sent, Sent]]
    if isinstance(value, dict) and isinstance(other, dict):
        if other.keys() - value.keys():
            return path
        pairs = ((name, below, other.get(name, ABSENT)) for name, below in value.items())
    elif isinstance(value, list) and isinstance(other, list):
        if len(value) != len(other):
            return path
        pairs = ((place, *both) for place, both in enumerate(zip(value, other, strict=True)))
    else:  # JSON's 1, 1.0 and true are written in different ways
        return None if repr(value) == repr(other) else path
    found = (find_difference(one, two, (*path, name), but_masks=but_masks) for name, one, two in pairs)
    return next((each for each in found if each is not None), None)


def explain(field: DualView, seen: CurrentView) -> str:
    """Why this is shown as JSON and nothing else; empty where fields can hold it."""
    if field.group is None:
        return gettext(BROKEN if field.is_broken else NO_FIELDS) if field.schema is not None else ""
    value = read_text(seen.text)
    if isinstance(value, str):
        return gettext(NO_JSON)
    if value is not ABSENT and not isinstance(value, dict):
        return gettext(NO_OBJECT)
    path = find_unheld(field.group, value)
    return "" if path is None else gettext(NO_FIELD) % {"name": write_path(path)}


def write_path(path: Path) -> str:
    """ "zones #2 › name": "#" says that entries are counted as people count, from 1."""
    words = (f" #{token + 1}" if isinstance(token, int) else f" › {token}" for token in path)
    return one_line("".join(words).removeprefix(" › ")) or "{}"


@to_json.register(DualView)
def _(field: DualView, value: Value, platform: Platform | None = None) -> Sent:
    seen = look(field, value)
    if seen.is_form and field.group is not None:
        return to_json(field.group, seen.form)
    return read_text(seen.text)


@from_json.register(DualView)
def _(field: DualView, value: Sent) -> Value:
    text = from_json(TEXT, value)
    return text if field.group is None else store(field, look(field, text))
