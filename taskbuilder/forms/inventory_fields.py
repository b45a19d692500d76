"""What a source or a sink of the inventory is asked for: one entry of a section, whatever its type."""

from taskbuilder.forms.convert import from_json, to_object
from taskbuilder.forms.fields import Control, Field, Group, OneOf, Question, Value, Variant, member
from taskbuilder.forms.from_pydantic import derive_members
from taskbuilder.forms.task_fields import ask_sink_kind
from taskbuilder.taskspec.inputs.input import INPUTS, Input
from taskbuilder.taskspec.json_value import JsonObject, as_list, as_object, as_text
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.outputs.sink import SINKS
from taskbuilder.taskspec.paths.pointer import Path, Token
from taskbuilder.taskspec.registry import derived

INPUT, OUTPUT, TYPE, DATA = "input", "output", "type", "data"
NAME = Question(name="name", title=_("Name"), help=_("Unique in this project."), example="gate-north")
SITE = Question(
    name="site", title=_("Site"), help=_("Where it is. Use it to filter the inventory."), is_needed=False
)
TAGS = Question(
    name="tags",
    title=_("Inventory tags"),
    help=_("Separated by commas. Not sent to the cloud."),
    is_needed=False,
)
NOTES = Question(name="notes", title=_("Notes"), ask=Control.LONG_TEXT, is_needed=False)
KNOWN_BY = ("name", "site", "tags", "notes")
"""What is asked beside the section."""


@derived
def ask_source() -> Group:
    """A source, of any input type, with one entry in place of the list."""
    variants = tuple(_ask_entry(str(name), cls) for name, cls in INPUTS.items())
    return _ask(INPUT, OneOf(name=TYPE, title=_("Input type"), variants=variants))


def _ask_entry(name: str, cls: type[Input]) -> Variant:
    shared = derive_members(cls, leave=frozenset({TYPE, DATA}))
    entry = Group(name=DATA, title="", members=derive_members(cls.data_class))
    return Variant(name=name, title=cls.title, about=cls.about, members=(*shared, entry))


@derived
def ask_sink() -> Group:
    """A sink, of exactly one type."""
    variants = tuple(ask_sink_kind(name, sink) for name, sink in SINKS.items())
    return _ask(OUTPUT, OneOf(name=TYPE, title=_("Destination"), variants=variants))


def _ask(section: str, choice: Field) -> Group:
    group = Group(name=section, title="", members=(choice,))
    return Group(name="", title="", members=(NAME, group, SITE, TAGS, NOTES))


def choose_kind(section: str) -> OneOf:
    """The choice of a type."""
    group = next(each for each in ask_entry(section).members if isinstance(each, Group))
    return next(each for each in group.members if isinstance(each, OneOf))


def ask_entry(section: str) -> Group:
    return ask_source() if section == INPUT else ask_sink()


def to_section(section: str, value: Value) -> JsonObject:
    """The section of a request that was typed."""
    made = as_object(to_object(ask_entry(section), value).get(section))
    kind = as_text(made.get(TYPE))
    if section == INPUT:
        return {INPUT: {**made, DATA: [made[DATA]]} if DATA in made else made}
    return {OUTPUT: {kind: {name: each for name, each in made.items() if name != TYPE}} if kind else {}}


def from_section(section: str, request: JsonObject) -> Value:
    """What somebody would have typed for the section of a request."""
    whole = as_object(request.get(section))
    if section == INPUT:
        entry = next(iter(as_list(whole.get(DATA))), {})
        return from_json(ask_source(), {INPUT: {**whole, DATA: entry}})
    kind = next(iter(whole), "")
    return from_json(ask_sink(), {OUTPUT: {TYPE: kind, **as_object(whole.get(kind))}})


def to_form_path(tokens: list[str]) -> list[str]:
    """Where the form has what a pointer of the request leads to."""
    if tokens[:1] == [INPUT] and tokens[1:2] == [DATA]:
        return [*tokens[:2], *tokens[3:]]
    return [OUTPUT, *tokens[2:]] if tokens[:1] == [OUTPUT] else tokens


def to_form_pointer(path: Path) -> Path:
    tokens: list[Token] = [*to_form_path([str(token) for token in path])]
    return tuple(tokens)


def list_kinds(section: str) -> dict[str, str]:
    """What each type of the section is called, by its name."""
    found = INPUTS if section == INPUT else SINKS
    return {str(name): each.title for name, each in found.items()}


def with_kind(section: str, value: Value, kind: str) -> Value:
    """The answers with that type chosen, if there is one of that name and none was."""
    choice = member(member(value, section), TYPE)
    if member(choice, "chosen") or kind not in list_kinds(section):
        return value
    return {**as_object(value), section: {TYPE: {"chosen": kind, "kinds": {}}}}
