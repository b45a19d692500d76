"""Makes the shapes that ask for a config, of the JSON Schema that its service has for it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from taskbuilder.forms.fields import (
    MARKS,
    Ask,
    Kind,
    OneOf,
    Option,
    Question,
    Rows,
    Section,
    Shape,
)
from taskbuilder.forms.from_json_schema.describe import LIMITS
from taskbuilder.forms.from_json_schema.resolve import Constant, Part, Told, Unsayable, resolve
from taskbuilder.forms.labels import Own, write_json
from taskbuilder.taskspec.config import REGION, read_frame
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.secrets.split import is_secret_name

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
ENTRY, ADD = _("Entry"), _("Add an entry to “%(list)s”")
REMOVE = _("Remove entry %(number)d of “%(list)s”")
SCALARS = {"string": Ask.TEXT, "integer": Ask.WHOLE, "number": Ask.NUMBER}
YES_NO = (Option(text="yes", label=_("Yes"), value=True), Option(text="no", label=_("No"), value=False))


def make_section(schema: Told, *, is_needed: bool) -> Section | None:
    """The section that asks for a whole config; None where a schema says too little for that, or too much."""
    try:
        members = Maker().make_members(resolve(Part(root=schema, told=schema)))
    except Unsayable:
        return None
    # Nothing that a schema needs makes an empty config, which is then to be somebody's choice.
    is_needed = is_needed and any(member.is_needed for member in members)
    return Section(name="form", title="", members=members, is_needed=is_needed)


class Maker:
    """Makes shapes, and counts them: references can make much of little."""

    def __init__(self) -> None:
        self.count = 0

    def make_members(self, part: Part) -> tuple[Shape, ...]:
        """The members of an object, those of its kinds too. Raises Unsayable where it has none to ask for."""
        choice = self.make_choice(part)
        names = {choice.key} if choice else set()
        members = [*self.make_each(part, leave=names), *([choice] if choice else [])]
        if not members:
            raise Unsayable
        return tuple(members)

    def make_each(self, part: Part, *, leave: Iterable[str]) -> list[Shape]:
        needed = part.items("required")
        return [
            self.make_member(name, place, part, is_needed=name in needed)
            for place, name in enumerate(part.members)
            if name not in leave
        ]

    def make_member(self, name: str, place: int, above: Part, *, is_needed: bool) -> Shape:
        """The shape of one member; a JSON box where fields cannot ask for it."""
        self.count += 1
        if self.count > MOST_FIELDS:
            raise Unsayable
        common: dict[str, Any] = {"name": write_slot(name, place), "sent_as": name, "is_needed": is_needed}
        above = replace(above, is_secret=above.is_secret or is_secret_name(name))
        try:
            part = above.below(above.members[name])
        except Unsayable:
            ask = Ask.SECRET if above.is_secret else Ask.VALUE
            return Question(**common, title=Own(name or '""'), ask=ask, read_as=Ask.VALUE)
        common |= {"title": Own(part.text("title") or name or '""'), "help": Own(part.text("description"))}
        return self.make_shape(part, common)

    def make_shape(self, part: Part, common: dict[str, Any]) -> Shape:
        if part.kind == "object" and part.depth < DEEPEST:
            try:
                return Section(**common, members=self.make_members(part.deeper()))
            except Unsayable:
                if self.count > MOST_FIELDS:
                    raise
        if part.kind == "array":
            return self.make_list(part, common)
        return make_question(part, common)

    def make_list(self, part: Part, common: dict[str, Any]) -> Shape:
        """Ticks for options, lines for plain values, rows for objects and secrets."""
        try:
            entry = part.below(part.told.get("items"))
        except Unsayable:
            return make_question(part, common)
        limits = read_limits(part)
        if entry.kind == "object" or (entry.kind in SCALARS and (part.is_secret or is_region(entry))):
            row = self.make_shape(
                entry, {"name": "row", "title": Own(entry.text("title") or common["title"])}
            )
            if not (isinstance(row, Question) and row.ask is Ask.VALUE):
                noun = Own(entry.text("title")) or ENTRY
                return Rows(**common, row=row, noun=noun, add=ADD, remove=REMOVE)
        elif part.is_secret:
            pass
        elif options := make_options(entry.constants):
            return Question(**common, ask=Ask.TICKS, options=options, limits=limits)
        elif entry.kind in SCALARS:
            return Question(**common, ask=Ask.LINES, read_as=SCALARS[entry.kind], limits=limits)
        return make_question(part, common)

    def make_choice(self, part: Part) -> OneOf | None:
        """The choice between objects that one member's constant tells apart; None where there is none."""
        branches = [self._branch(part, told) for told in part.items("oneOf") or part.items("anyOf")]
        name = find_tag(branches)
        if name is None:
            return None
        known = {name, *part.members}
        kinds = [self.make_kind(branch, name, place, known) for place, branch in enumerate(branches)]
        told = part.members.get(name, {})
        title = told.get("title") if isinstance(told, dict) else ""
        return OneOf(
            name=write_slot(name, len(part.members)),
            sent_as=name,
            title=Own(title or branches[0].below(branches[0].members[name]).text("title") or name),
            is_needed=True,
            kinds=tuple(kinds),
        )

    def _branch(self, part: Part, told: Any) -> Part:
        try:
            return part.below(told)
        except Unsayable:
            return replace(part, told={})

    def make_kind(self, branch: Part, tag: str, place: int, known: set[str]) -> Kind:
        (constant,) = branch.below(branch.members[tag]).constants
        text = write_option(constant.value)
        return Kind(
            name=write_slot(text, place),
            title=Own(branch.text("title") or constant.title or text),
            about=Own(branch.text("description") or constant.about),
            value=constant.value,
            members=tuple(self.make_each(branch, leave=known)),
        )


def find_tag(branches: list[Part]) -> str | None:
    """The member that every branch of a choice gives another constant."""
    for name in branches[0].members if 1 < len(branches) <= MOST_FIELDS else ():
        constants = [read_tag(branch, name) for branch in branches]
        if None not in constants and len(set(map(str, constants))) == len(branches):
            return name
    return None


def read_tag(branch: Part, name: str) -> str | int | None:
    try:
        constants = branch.below(branch.members.get(name)).constants
    except Unsayable:
        return None
    value = constants[0].value if len(constants) == 1 else None
    return value if isinstance(value, str | int) else None


def make_question(part: Part, common: dict[str, Any]) -> Question:
    """One control for a part without parts."""
    common = common | {"limits": read_limits(part)}
    if part.is_secret:
        return Question(**common, ask=Ask.SECRET, read_as=SCALARS.get(part.kind, Ask.VALUE))
    if is_region(part):
        return Question(**common, ask=Ask.REGION, frame=read_frame(part.told))
    options = make_options(part.constants) or (YES_NO if part.kind == "boolean" else ())
    if options:
        ask = Ask.OPTIONS if len(options) <= FEW else Ask.SELECT
        return Question(**common, ask=ask, options=options, default=read_default(part, options))
    ask = SCALARS.get(part.kind, Ask.VALUE)
    longest = part.told.get("maxLength")
    if ask is Ask.TEXT and isinstance(longest, int) and longest >= LONG:
        ask = Ask.LONG_TEXT
    default = "" if ask is Ask.VALUE else read_default(part, ())
    return Question(**common, ask=ask, default=default, example=read_example(part, ask))


def is_region(part: Part) -> bool:
    return part.kind == "string" and part.text("format") == REGION


def make_options(constants: list[Constant]) -> tuple[Option, ...]:
    """What to choose from; none where an option is no plain value, or stands twice."""
    constants = [each for each in constants if each.value is not None]
    texts = [write_option(constant.value) for constant in constants]
    is_plain = all(isinstance(each.value, str | int | float) for each in constants)
    if not is_plain or len(set(texts)) < len(texts) or "" in texts:
        return ()
    return tuple(
        Option(text=text, label=Own(each.title or text), value=each.value, about=Own(each.about))
        for each, text in zip(constants, texts, strict=True)
    )


def write_option(value: Any) -> str:
    return value if isinstance(value, str) else write_json(value, is_indented=False)


def read_limits(part: Part) -> tuple[tuple[str, Any], ...]:
    """What a value may be, as far as people can use that before they type."""
    skipped = {"pattern"} | ({"minLength"} if part.told.get("minLength") == 1 else set())
    told = {name: part.told[name] for name, _words in LIMITS if name in part.told and name not in skipped}
    return tuple((words, told[name]) for name, words in LIMITS if type(told.get(name)) in (int, float))


def read_default(part: Part, options: tuple[Option, ...]) -> str:
    """What would be typed for the default; empty where there is none, or none that can be typed."""
    value = part.told.get("default")
    if options:
        found = (each for each in options if (type(each.value), each.value) == (type(value), value))
        return next((option.text for option in found), "")
    return write_option(value) if isinstance(value, str | int | float) else ""


def read_example(part: Part, ask: Ask) -> str:
    examples = part.items("examples")
    if not examples:
        return ""
    return write_json(examples[0], is_indented=False) if ask is Ask.VALUE else write_option(examples[0])


def write_slot(name: str, place: int) -> str:
    """The name of a member's control: its own, or its place where its own cannot be one."""
    return name if FIT_NAME.fullmatch(name) and name not in TAKEN else str(place)
