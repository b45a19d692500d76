"""What a form asks, as a small tree that knows neither Django nor HTML.

What was typed ("answers") is a tree beside it: a question holds its text (ticks: a list of texts), pairs and
rows hold `{"key", …}` objects whose key stays with the row, a section holds its members by name, a choice
holds `{"chosen", "kinds"}` so that going from one kind to another and back restores what was typed.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from taskbuilder.taskspec.platforms import Platform

Typed = Any
EVERYWHERE = frozenset(Platform)
MOST_ROWS = 500
"""What one form can hold and still be worked with; a limit of the form, not of the platform."""


class Ask(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    WHOLE = "whole"
    NUMBER = "number"
    OPTIONS = "options"
    TICKS = "ticks"
    LINES = "lines"
    SECRET = "secret"  # noqa: S105 - a kind of question
    JSON = "json"
    OFFSET = "offset"
    TIME = "time"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to choose: as it is posted, as it is read, as it is sent, and a line on what it is."""

    text: str
    label: str
    value: Any
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What all parts share: the member's name, what people call it, and where it exists."""

    name: str
    title: str
    help: str = ""
    is_needed: bool = True
    platforms: frozenset[Platform] = EVERYWHERE


@dataclass(frozen=True, kw_only=True)
class Question(Shape):
    """One control or group of controls."""

    ask: Ask = Ask.TEXT
    options: tuple[Option, ...] = ()
    example: str = ""
    max_length: int | None = None


@dataclass(frozen=True, kw_only=True)
class Pairs(Shape):
    """Names with values; sent as one object. `noun`, `add` and `remove` speak of one of them."""

    noun: str
    add: str
    remove: str
    limit: int = MOST_ROWS
    is_secret: bool = False

    @property
    def least(self) -> int:
        return 1 if self.is_needed else 0


@dataclass(frozen=True, kw_only=True)
class Rows(Shape):
    """Any number of the same part; sent as a list. `noun`, `add` and `remove` speak of one of them."""

    row: Shape
    noun: str
    add: str
    remove: str
    limit: int = MOST_ROWS

    @property
    def least(self) -> int:
        return 1 if self.is_needed else 0


@dataclass(frozen=True, kw_only=True)
class Section(Shape):
    """Parts that belong together; sent as one object."""

    members: tuple[Shape, ...]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One way to go: its members stand in the request beside the choice, or nothing is sent of it at all."""

    name: str
    title: str
    about: str = ""
    platforms: frozenset[Platform] = EVERYWHERE
    members: tuple[Shape, ...] = ()
    is_sent: bool = True

    @property
    def section(self) -> Section:
        return Section(name=self.name, title=self.title, members=self.members)


@dataclass(frozen=True, kw_only=True)
class Choice(Shape):
    """A choice that other members depend on."""

    kinds: tuple[Kind, ...]

    def find(self, name: str) -> Kind | None:
        return next((kind for kind in self.kinds if kind.name == name), None)


@dataclass(frozen=True, kw_only=True)
class OneOf(Choice):
    """Exactly one kind; the request names it in a member of its own."""

    else_kind: str = ""
    """The kind that a request without this section is of."""


@dataclass(frozen=True, kw_only=True)
class SomeOf(Choice):
    """Any number of kinds, each an object of its own in the request."""


@dataclass(frozen=True)
class Chosen:
    """What was typed for a choice."""

    names: tuple[str, ...] = ()
    kinds: dict[str, Typed] = field(default_factory=dict)


def read_chosen(typed: Typed) -> Chosen:
    """A choice's answers, whether there are any yet or not."""
    typed = typed if isinstance(typed, dict) else {}
    chosen = typed.get("chosen") or ()
    return Chosen((chosen,) if isinstance(chosen, str) else tuple(chosen), typed.get("kinds") or {})


def chosen_kinds(choice: Choice, typed: Typed) -> list[tuple[Kind, Typed]]:
    """The kinds that were chosen, in the choice's own order, each with what was typed for it."""
    chosen = read_chosen(typed)
    return [(kind, chosen.kinds.get(kind.name)) for kind in choice.kinds if kind.name in chosen.names]


def rows_of(shape: Rows | Pairs, typed: Typed) -> list[dict[str, Typed]]:
    """The rows that were typed, and empty ones up to the least that there must be."""
    rows = list(typed) if isinstance(typed, list) else []
    while len(rows) < shape.least:
        rows.append({"key": next_key([row["key"] for row in rows])})
    return rows


def next_key(keys: list[str]) -> str:
    """A key that no row has: one above the highest."""
    return f"r{max((int(key[1:]) for key in keys), default=0) + 1}"


def member(typed: Typed, name: str) -> Typed:
    """What was typed for one member of a section, None where nothing was."""
    return typed.get(name) if isinstance(typed, dict) else None


def is_offered(part: Shape | Kind, platform: Platform | None) -> bool:
    """Whether a platform has such a thing; while the platform is unknown, any may have it."""
    return platform is None or platform in part.platforms


def fit_platform(section: Section, platform: Platform | None) -> tuple[Shape, ...]:
    """The members of a section that the platform has."""
    return tuple(part for part in section.members if is_offered(part, platform))
