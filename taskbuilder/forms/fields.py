"""What a form asks, as a small tree that knows neither Django nor HTML.

What was typed ("answers") is a tree beside it: a question holds its text (ticks: a list of texts), pairs and
rows hold `{"key", …}` objects whose key stays with the row, a section holds its members by name, a choice
holds `{"chosen", "kinds"}` so that going from one kind to another and back restores what was typed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain, count
from typing import Required, TypedDict, cast

from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object, as_text
from taskbuilder.taskspec.messages import gettext_noop
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.declared import NOTHING, Declared
from taskbuilder.taskspec.secrets.split import MASK

Value = JsonValue
Limit = tuple[str, str | int | float]
"""A template, and the number or pattern that it speaks of."""
EVERYWHERE = frozenset(Platform)
MOST_ROWS = 5_000
"""Of one list: a limit of the form, not of the platform. A saved list may have more."""
MOST_KEY = 999_999
"""The highest number in a row's key."""
KEY = re.compile(r"r[1-9][0-9]{0,5}")
"""A row's key. In the name of a control it is always one: no other part of a form has such a name."""
FRAME = (1920, 1080)


class Control(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    WHOLE = "whole"
    NUMBER = "number"
    OPTIONS = "options"
    SELECT = "select"
    TICKS = "ticks"
    LINES = "lines"
    SECRET = "secret"  # noqa: S105 - a kind of question
    JSON = "json"
    VALUE = "value"
    OFFSET = "offset"
    TIME = "time"
    REGION = "region"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to choose: as it is posted, as it is read, as it is sent, and a line on what it is."""

    text: str
    label: str
    value: JsonValue
    about: str = ""


class Common(TypedDict, total=False):
    """What is said of a field before it is known which kind of field it is; see Field."""

    name: Required[str]
    title: Required[str]
    help: str
    is_needed: bool
    platforms: frozenset[Platform]
    sent_as: str
    platform_rule: str
    service_rule: str
    help_if_so: str
    help_if_not: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """What all parts share: the member's name, what people call it, and where it exists.

    `sent_as`: what the request calls the member, where its name is one that controls cannot have.
    """

    name: str
    title: str
    help: str = ""
    is_needed: bool = True
    platforms: frozenset[Platform] = EVERYWHERE
    sent_as: str | None = None
    platform_rule: str = ""
    """The rule that keeps it, or of a choice some kinds, to a platform."""
    service_rule: str = ""
    """The rule by which some services need it."""
    help_if_so: str = ""
    help_if_not: str = ""
    """Its help where it is known whether the service needs it, where that is more exact."""

    @property
    def key(self) -> str:
        """The member's name in the request."""
        return self.name if self.sent_as is None else self.sent_as

    @cached_property
    def holds_pairs(self) -> bool:
        """Whether names with values are asked for anywhere in it, however it is shown."""
        return any(part.holds_pairs for part in self.parts)

    @property
    def parts(self) -> "tuple[Field, ...]":
        """The fields of which it is made."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Question(Field):
    """One control or group of controls.

    `read_as`: how a secret, or each of several lines, is read. `limits`: templates with what they speak of.
    `default`: what would be typed for the value that is taken where none is sent.
    """

    ask: Control = Control.TEXT
    options: tuple[Option, ...] = ()
    example: str = ""
    frame: tuple[int, int] = FRAME
    """The width and height that a region's points are counted in."""
    read_as: Control = Control.TEXT
    is_driver: bool = False
    """Whether what is asked beside it depends on it."""
    limits: tuple[Limit, ...] = ()
    default: str = ""
    address: str | None = None
    """The part of an address that it asks for, empty for none; None where only its name tells."""
    past: str = ""
    """What its past values are listed under, empty where they are not offered."""
    declared: Declared = NOTHING
    """What the schema of a config declares secret in it, where it is asked for as JSON."""

    @property
    def is_group(self) -> bool:
        """Whether several controls ask for it together."""
        return self.ask in (Control.OPTIONS, Control.TICKS)


@dataclass(frozen=True, kw_only=True)
class Rows(Field):
    """Any number of the same, in rows. `noun`, `add` and `remove` speak of one of them."""

    noun: str
    add: str
    remove: str
    limit: int = MOST_ROWS

    @property
    def least(self) -> int:
        return 1 if self.is_needed else 0


@dataclass(frozen=True, kw_only=True)
class KeyValues(Rows):
    """Names with values; sent as one object."""

    is_secret: bool = False
    shown_names: frozenset[str] = frozenset()
    """Names, in lower case, whose values are shown all the same: they never hold a secret."""
    past: str = ""
    """What its past names and values are listed under, empty where they are not offered."""

    @property
    def holds_pairs(self) -> bool:
        return True

    @cached_property
    def pair(self) -> tuple[Question, Question]:
        """What asks for one of them, whatever its name."""
        return self._make_pair(Control.SECRET if self.is_secret else Control.TEXT)

    @cached_property
    def shown_pair(self) -> tuple[Question, Question]:
        """What asks for one whose value is shown."""
        return self._make_pair(Control.TEXT)

    def hides(self, name: str) -> bool:
        """Whether the value under that name is a secret."""
        return self.is_secret and name.strip().lower() not in self.shown_names

    def pair_for(self, name: str) -> tuple[Question, Question]:
        """What asks for the one of that name."""
        return self.pair if self.hides(name) else self.shown_pair

    def _make_pair(self, ask: Control) -> tuple[Question, Question]:
        name, value = (f"{self.past}_name", f"{self.past}_value") if self.past else ("", "")
        return (
            Question(name="name", title=gettext_noop("Name"), past=name),
            Question(name="value", title=gettext_noop("Value"), ask=ask, past=value),
        )


@dataclass(frozen=True, kw_only=True)
class ListOf(Rows):
    """Any number of the same part; sent as a list."""

    row: Field
    is_long: bool = False
    """Filled by the hundred: rows can be pasted, copied, moved, and removed together."""

    @property
    def parts(self) -> tuple[Field, ...]:
        return (self.row,)


@dataclass(frozen=True, kw_only=True)
class Group(Field):
    """Parts that belong together; sent as one object."""

    members: tuple[Field, ...]

    @property
    def parts(self) -> tuple[Field, ...]:
        return self.members

    @cached_property
    def by_platform(self) -> Mapping[Platform | None, tuple[Field, ...]]:
        """The members that each platform has; while it is unknown, any may be there."""
        return {
            platform: tuple(part for part in self.members if is_offered(part, platform))
            for platform in (None, *Platform)
        }


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One way to go: its members are in the request beside the choice, or nothing is sent of it at all."""

    name: str
    title: str
    about: str = ""
    platforms: frozenset[Platform] = EVERYWHERE
    platform_rule: str = ""
    """The rule that keeps it to a platform, where that is one of its own."""
    members: tuple[Field, ...] = ()
    is_sent: bool = True
    value: JsonValue = None
    """What names it in the request, where its own name, in any letter case, does not."""

    @cached_property
    def group(self) -> Group:
        return Group(name=self.name, title=self.title, members=self.members)

    @property
    def word(self) -> JsonValue:
        """What names it in the request."""
        return self.name if self.value is None else self.value

    def is_named(self, word: object) -> bool:
        """Whether a request that says so means this kind."""
        if self.value is not None:  # by type too: JSON's 1 and true are equal in Python
            return (type(word), word) == (type(self.value), self.value)
        # Schedule words are read in any letter case (rule schedule.type.value).
        return isinstance(word, str) and word.lower() == self.name


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """A choice that other members depend on."""

    variants: tuple[Variant, ...]

    @property
    def parts(self) -> tuple[Field, ...]:
        return tuple(kind.group for kind in self.variants)


@dataclass(frozen=True, kw_only=True)
class OneOf(Choice):
    """Exactly one kind; the request names it in a member of its own."""

    else_kind: str = ""
    """The kind that a request without this section is of."""
    shared: frozenset[str] = frozenset()
    """Members of several kinds that are asked once: what was typed for one kind holds for the others."""

    def kind_of(self, value: JsonObject, *, otherwise: str | None = None) -> Variant | None:
        """The kind that an object of the request is of; `otherwise` where it does not say."""
        word = value.get(self.key, otherwise)
        return next((kind for kind in self.variants if kind.is_named(word)), None)


@dataclass(frozen=True, kw_only=True)
class AnyOf(Choice):
    """Any number of kinds, each an object of its own in the request."""


@dataclass(frozen=True, kw_only=True)
class DualView(Field):
    """One object that is asked for in fields or, where those cannot hold it, as JSON (see dual_view.py).

    `section` is None where a schema says nothing that fields could ask; `mark` names the schema they are of;
    `example` is an object that the schema takes, None where none is known.
    """

    group: Group | None = None
    schema: JsonObject | None = None
    example: JsonValue = None
    is_broken: bool = False
    mark: str = ""
    declared: Declared = NOTHING
    """What the schema declares secret."""

    @property
    def parts(self) -> tuple[Field, ...]:
        return () if self.group is None else (self.group,)


@dataclass(frozen=True)
class Chosen:
    """What was typed for a choice."""

    names: tuple[str, ...] = ()
    variants: JsonObject = field(default_factory=dict)


def read_choice(value: Value) -> Chosen:
    """A choice's answers, whether there are any yet or not."""
    chosen = member(value, "chosen") or []
    names = (chosen,) if isinstance(chosen, str) else tuple(map(as_text, as_list(chosen)))
    return Chosen(names, as_object(member(value, "kinds")))


def chosen_variants(choice: Choice, value: Value) -> list[tuple[Variant, Value]]:
    """The kinds that were chosen, in the choice's own order, each with what was typed for it."""
    chosen = read_choice(value)
    return [(kind, chosen.variants.get(kind.name)) for kind in choice.variants if kind.name in chosen.names]


def rows_of(field: Rows, value: Value) -> list[JsonObject]:
    """The rows that were typed, and empty ones up to the least that there must be."""
    rows = typed_rows(value)
    while len(rows) < field.least:
        rows.append({"key": next_key([key_of(row) for row in rows])})
    return rows


def typed_rows(value: Value) -> list[JsonObject]:
    """The rows of a list that were typed."""
    return cast("list[JsonObject]", list(as_list(value)))


def key_of(row: JsonObject) -> str:
    """The key that stays with a row."""
    return as_text(row["key"])


def list_free_keys(keys: list[str]) -> Iterator[str]:
    """Keys that no row has: those above the highest, then the lowest free ones."""
    taken, highest = frozenset(keys), max((int(key[1:]) for key in keys), default=0)
    numbers = chain(range(highest + 1, MOST_KEY + 1), count(1))
    return (key for key in map("r{}".format, numbers) if key not in taken)


def next_key(keys: list[str]) -> str:
    return next(list_free_keys(keys))


KEPT = "kept-secrets"
"""Beside what was typed: secrets that are not sent, since their address was changed (withheld_secrets.py)."""
MARKS = frozenset({"key", "view", "mark", KEPT})
"""Names in posted values that are not answers: a row's key, the way an object is edited."""


def is_blank(value: Value) -> bool:
    """Whether nothing was typed or chosen yet; rows that are ready do not count."""
    if isinstance(value, dict):
        return all(is_blank(value) for name, value in value.items() if name not in MARKS)
    if isinstance(value, list):
        return all(is_blank(value) for value in value)
    return not value


def drop_used(value: JsonObject) -> JsonObject:
    """Without the kept secrets that were typed again, or are back in their places."""
    if KEPT not in value:
        return value
    kept = {name: secret for name, secret in as_object(value[KEPT]).items() if MASK in str(value.get(name))}
    others = {name: value for name, value in value.items() if name != KEPT}
    return {**others, KEPT: kept} if kept else others


def member(value: Value, name: str) -> Value:
    """What was typed for one member of a section, None where nothing was."""
    return value.get(name) if isinstance(value, dict) else None


def is_offered(part: Field | Variant, platform: Platform | None) -> bool:
    """Whether a platform has such a thing; while the platform is unknown, any may have it."""
    return platform is None or platform in part.platforms
