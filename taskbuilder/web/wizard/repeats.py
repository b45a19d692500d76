"""What only a form's pairs can get wrong: a name that stands twice, and which row it is that has none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any

from taskbuilder.taskspec.report import Path
from taskbuilder.web.wizard.assembling import filled_pairs
from taskbuilder.web.wizard.shapes import (
    Choice,
    OneOf,
    Pairs,
    Rows,
    Section,
    Shape,
    Typed,
    chosen_kinds,
    is_shown,
    member,
    rows_of,
)
from taskbuilder.web.wizard.steps import STEPS
from taskbuilder.web.wizard.walk import MORE, extend


@dataclass(frozen=True, kw_only=True)
class Named:
    """One pair on the page: its path in the request, the row's number, and the control of its name."""

    path: Path
    name: str
    number: int
    field: str
    is_again: bool


@dataclass(frozen=True)
class Way:
    """Where a part stands: in the request and in the form."""

    path: Path = ()
    field: str = ""
    is_hidden: bool = False
    """Whether it is in a row that the page does not show: the field is then what the page says of those."""

    def down(self, token: str | int, part: str) -> "Way":
        return replace(self.beside(part), path=(*self.path, token))

    def row(self, token: str | int, key: str, place: int) -> "Way":
        """Down to the row at that place of a list."""
        return self.down(token, key) if is_shown(place) else replace(self.down(token, MORE), is_hidden=True)

    def beside(self, part: str) -> "Way":
        """Down the form alone: what is chosen there stands in the request where the choice does."""
        return self if self.is_hidden else replace(self, field=extend(self.field, part))


def find_repeats(answers: Mapping[str, Any]) -> list[Named]:
    """Each name that stands again among the pairs of one list, JSON being unable to hold both."""
    return [pair for pair in find_pairs(answers) if pair.is_again]


def find_pairs(answers: Mapping[str, Any]) -> Iterator[Named]:
    """Every pair in which something was typed."""
    for step in STEPS:
        if step.ask is not None:
            yield from walk(step.ask(None), answers.get(step.slug), Way())


@singledispatch
def walk(shape: Shape, typed: Typed, way: Way) -> Iterator[Named]:
    """The pairs below one shape; most have none."""
    yield from ()


@walk.register
def _(shape: Section, typed: Typed, way: Way) -> Iterator[Named]:
    for part in (each for each in shape.members if each.holds_pairs):
        is_beside = isinstance(part, Choice) or not part.name
        below = way.beside(part.name) if is_beside else way.down(part.key, part.name)
        yield from walk(part, member(typed, part.name), below)


@walk.register
def _(shape: Choice, typed: Typed, way: Way) -> Iterator[Named]:
    for kind, below in chosen_kinds(shape, typed):
        is_beside = isinstance(shape, OneOf)
        yield from walk(
            kind.section, below, way.beside(kind.name) if is_beside else way.down(kind.name, kind.name)
        )


@walk.register
def _(shape: Rows, typed: Typed, way: Way) -> Iterator[Named]:
    for position, row in enumerate(rows_of(shape, typed) if shape.holds_pairs else ()):
        yield from walk(shape.row, row.get("row"), way.row(position, row["key"], position))


@walk.register
def _(shape: Pairs, typed: Typed, way: Way) -> Iterator[Named]:
    filled = {row["key"]: row["name"] for row in filled_pairs(shape, typed)}
    seen: set[str] = set()
    for number, row in enumerate(rows_of(shape, typed), start=1):
        if (name := filled.get(row["key"])) is not None:
            below = way.row(name, row["key"], number - 1).beside("name")
            yield Named(path=below.path, name=name, number=number, field=below.field, is_again=name in seen)
            seen.add(name)
