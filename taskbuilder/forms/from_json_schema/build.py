"""Makes the fields that ask for a config, of the JSON Schema that its service has for it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from taskbuilder.forms.fields import (
    KEY,
    MARKS,
    Common,
    Control,
    Field,
    Group,
    Limit,
    ListOf,
    OneOf,
    Option,
    Question,
    Variant,
)
from taskbuilder.forms.from_json_schema.describe import LIMITS
from taskbuilder.forms.from_json_schema.resolve import CannotBeAsked, Constant, SchemaPart, read_schema
from taskbuilder.forms.labels import Untranslated
from taskbuilder.taskspec.config import REGION, read_frame
from taskbuilder.taskspec.json_value import JsonObject, as_object, write_json, write_value
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.secrets.declared import NOTHING, Declared
from taskbuilder.taskspec.secrets.names import is_key_name
from taskbuilder.taskspec.secrets.split import says_secret

MOST_FIELDS = 200
"""What one page can show; a schema of more is asked as JSON."""
DEEPEST = 4
"""Objects in objects that are drawn as fields; what lies deeper is asked as JSON."""
FEW = 7
"""Options that are drawn one below the other; more of them unfold from a control."""
LONG = 200
FIT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
TAKEN = MARKS | {"config", "node_id", "tag"}
"""Names that mean something else in what was typed, or to the layout."""
LIKE_KEYS = re.compile(f'"{KEY.pattern}"')
ENTRY, ADD = _("Entry"), _("Add an entry to “%(list)s”")
REMOVE = _("Remove entry %(number)d of “%(list)s”")
SCALARS = {"string": Control.TEXT, "integer": Control.WHOLE, "number": Control.NUMBER}
NUMERIC = frozenset({"integer", "number", "boolean"})
YES_NO = (Option(text="yes", label=_("Yes"), value=True), Option(text="no", label=_("No"), value=False))


def make_group(schema: JsonObject, *, is_needed: bool, declared: Declared | None = None) -> Group | None:
    """The section that asks for a whole config; None where a schema says too little for that, or too much.

    `declared`: what is secret in it, where that is more than the schema declares.
    """
    try:
        members = FormBuilder().make_members(read_schema(schema, declared))
    except CannotBeAsked:
        return None
    # Nothing that a schema needs makes an empty config, which is then to be somebody's choice.
    is_needed = is_needed and any(member.is_needed for member in members)
    return Group(name="form", title="", members=members, is_needed=is_needed)


class FormBuilder:
    """Makes fields, and counts them: references can make much of little."""

    def __init__(self) -> None:
        self.count = 0

    def make_members(self, part: SchemaPart) -> tuple[Field, ...]:
        """The members of an object, those of its kinds too. Raises CannotBeAsked where it has none."""
        choice = self.make_choice(part)
        names = {choice.key} if choice else set()
        members = [*self.make_each(part, leave=names), *([choice] if choice else [])]
        if not members:
            raise CannotBeAsked
        return tuple(members)

    def make_each(self, part: SchemaPart, *, leave: Iterable[str]) -> list[Field]:
        needed = part.items("required")
        return [
            self.make_member(name, place, part, is_needed=name in needed)
            for place, name in enumerate(part.members)
            if name not in leave
        ]

    def make_member(self, name: str, place: int, above: SchemaPart, *, is_needed: bool) -> Field:
        """The field of one member; a JSON box where fields cannot ask for it."""
        self.count += 1
        if self.count > MOST_FIELDS:
            raise CannotBeAsked
        title = Untranslated(name or '""')
        common: Common = {"name": write_slot(name, place), "title": title, "sent_as": name}
        common["is_needed"] = is_needed
        inherited = above.for_member(name)
        above = replace(inherited, is_secret=inherited.is_secret or says_secret(name, None, above.members))
        try:
            part = above.below(above.members[name])
        except CannotBeAsked:
            ask = Control.SECRET if above.is_secret else Control.VALUE
            return Question(**common, ask=ask, read_as=Control.VALUE, declared=above.declared)
        if part.kind in NUMERIC and is_key_name(name):
            part = replace(part, is_secret=inherited.is_secret)
        common["title"] = Untranslated(part.text("title") or title)
        common["help"] = Untranslated(part.text("description"))
        return self.make_field(part, common)

    def make_field(self, part: SchemaPart, common: Common) -> Field:
        if part.kind == "object" and part.depth < DEEPEST:
            try:
                return Group(**common, members=self.make_members(part.deeper()))
            except CannotBeAsked:
                if self.count > MOST_FIELDS:
                    raise
        if part.kind == "array":
            return self.make_list(part, common)
        return make_question(part, common)

    def make_list(self, part: SchemaPart, common: Common) -> Field:
        """Ticks for options, lines for plain values, rows for objects and secrets."""
        try:
            entry = part.entry()
        except CannotBeAsked:
            return make_question(part, common)
        limits = read_limits(part)
        if entry.kind == "object" or (entry.kind in SCALARS and (entry.is_secret or is_region(entry))):
            title = Untranslated(entry.text("title") or common["title"])
            row = self.make_field(entry, {"name": "row", "title": title})
            if not (isinstance(row, Question) and row.ask is Control.VALUE):
                noun = Untranslated(entry.text("title")) or ENTRY
                return ListOf(**common, row=row, noun=noun, add=ADD, remove=REMOVE)
        elif entry.is_secret:
            pass
        elif options := make_options(entry.constants):
            return Question(**common, ask=Control.TICKS, options=options, limits=limits)
        elif entry.kind in SCALARS:
            return Question(**common, ask=Control.LINES, read_as=SCALARS[entry.kind], limits=limits)
        return make_question(part, common)

    def make_choice(self, part: SchemaPart) -> OneOf | None:
        """The choice between objects that one member's constant tells apart; None where there is none."""
        branches = [part.find(schema) for schema in part.items("oneOf") or part.items("anyOf")]
        name = find_tag(branches)
        if name is None:
            return None
        known = {name, *part.members}
        variants = [self.make_kind(branch, name, place, known) for place, branch in enumerate(branches)]
        title = as_object(part.members.get(name)).get("title")
        title = title or branches[0].below(branches[0].members[name]).text("title") or name
        return OneOf(
            name=write_slot(name, len(part.members)),
            sent_as=name,
            title=Untranslated(title),
            is_needed=True,
            variants=tuple(variants),
        )

    def make_kind(self, branch: SchemaPart, tag: str, place: int, known: set[str]) -> Variant:
        (constant,) = branch.below(branch.members[tag]).constants
        text = write_value(constant.value)
        return Variant(
            name=write_slot(text, place),
            title=Untranslated(branch.text("title") or constant.title or text),
            about=Untranslated(branch.text("description") or constant.about),
            value=constant.value,
            members=tuple(self.make_each(branch, leave=known)),
        )


def find_tag(branches: list[SchemaPart]) -> str | None:
    """The member that every branch of a choice gives another constant."""
    for name in branches[0].members if 1 < len(branches) <= MOST_FIELDS else ():
        constants = [read_tag(branch, name) for branch in branches]
        if None not in constants and len(set(map(str, constants))) == len(branches):
            return name
    return None


def read_tag(branch: SchemaPart, name: str) -> str | int | None:
    constants = branch.find(branch.members.get(name)).constants
    value = constants[0].value if len(constants) == 1 else None
    return value if isinstance(value, str | int) else None


def make_question(part: SchemaPart, common: Common) -> Question:
    """One control for a part without parts."""
    limits = read_limits(part)
    if part.is_secret:
        kind = SCALARS.get(part.kind, Control.VALUE)
        return Question(**common, limits=limits, ask=Control.SECRET, read_as=kind)
    if is_region(part):
        return Question(**common, limits=limits, ask=Control.REGION, frame=read_frame(part.schema))
    options = make_options(part.constants) or (YES_NO if part.kind == "boolean" else ())
    if options:
        ask = Control.OPTIONS if len(options) <= FEW else Control.SELECT
        default = read_default(part, options)
        return Question(**common, limits=limits, ask=ask, options=options, default=default)
    ask = SCALARS.get(part.kind, Control.VALUE)
    if ask is Control.TEXT and part.numbers.get("maxLength", 0) >= LONG:
        ask = Control.LONG_TEXT
    default = "" if ask is Control.VALUE else read_default(part, ())
    example = read_example(part, ask)
    declared = part.declared if ask is Control.VALUE else NOTHING
    return Question(**common, limits=limits, ask=ask, default=default, example=example, declared=declared)


def is_region(part: SchemaPart) -> bool:
    return part.kind == "string" and part.text("format") == REGION


def make_options(constants: list[Constant]) -> tuple[Option, ...]:
    """What to choose from; none where an option is not a plain value, or appears twice."""
    constants = [each for each in constants if each.value is not None]
    texts = [write_value(constant.value) for constant in constants]
    is_plain = all(isinstance(each.value, str | int | float) for each in constants)
    if not is_plain or len(set(texts)) < len(texts) or "" in texts:
        return ()
    return tuple(
        Option(
            text=text,
            label=Untranslated(each.title or text),
            value=each.value,
            about=Untranslated(each.about),
        )
        for each, text in zip(constants, texts, strict=True)
    )


def read_limits(part: SchemaPart) -> tuple[Limit, ...]:
    """What a value may be, as far as people can use that before they type; one character is no limit."""
    numbers = part.numbers
    known = ((words, name) for name, words in LIMITS if name in numbers)
    return tuple((words, numbers[name]) for words, name in known if (name, numbers[name]) != ("minLength", 1))


def read_default(part: SchemaPart, options: tuple[Option, ...]) -> str:
    """What would be typed for the default; empty where there is none, or none that can be typed."""
    value = part.schema.get("default")
    if options:
        found = (each for each in options if (type(each.value), each.value) == (type(value), value))
        return next((option.text for option in found), "")
    return write_value(value) if isinstance(value, str | int | float) else ""


def read_example(part: SchemaPart, ask: Control) -> str:
    examples = part.items("examples")
    if not examples:
        return ""
    return write_json(examples[0], is_indented=False) if ask is Control.VALUE else write_value(examples[0])


def write_slot(name: str, place: int) -> str:
    """The name of a member's control: its own, or its place where its own cannot be one."""
    is_free = FIT_NAME.fullmatch(name) and name not in TAKEN and not KEY.fullmatch(name)
    return name if is_free else str(place)


def name_fields(schema_text: str) -> str:
    """Names the fields that are made of a schema. Answers under another name are read anew from their JSON.

    Members that are called like rows' keys had these as the names of their controls once.
    """
    renamed = "".join(LIKE_KEYS.findall(schema_text))
    return sha256(f"{schema_text}{renamed}".encode()).hexdigest()[:16]
