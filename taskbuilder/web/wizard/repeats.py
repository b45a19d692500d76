"""Names that stand twice in one object: a form can type them, JSON cannot hold them."""

from collections.abc import Iterator, Mapping
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
    member,
    rows_of,
)
from taskbuilder.web.wizard.steps import STEPS

Repeat = tuple[Path, str]


def find_repeats(answers: Mapping[str, Any]) -> Iterator[Repeat]:
    """Each name that stands again among the pairs of one list, with its path in the request."""
    for step in STEPS:
        if step.ask is not None:
            yield from walk(step.ask(None), answers.get(step.slug), ())


@singledispatch
def walk(shape: Shape, typed: Typed, path: Path) -> Iterator[Repeat]:
    """The repeats below one shape; most have none."""
    yield from ()


@walk.register
def _(shape: Section, typed: Typed, path: Path) -> Iterator[Repeat]:
    for part in shape.members:
        below = path if isinstance(part, Choice) or not part.name else (*path, part.name)
        yield from walk(part, member(typed, part.name), below)


@walk.register
def _(shape: Choice, typed: Typed, path: Path) -> Iterator[Repeat]:
    for kind, below in chosen_kinds(shape, typed):
        yield from walk(kind.section, below, path if isinstance(shape, OneOf) else (*path, kind.name))


@walk.register
def _(shape: Rows, typed: Typed, path: Path) -> Iterator[Repeat]:
    for position, row in enumerate(rows_of(shape, typed)):
        yield from walk(shape.row, row.get("row"), (*path, position))


@walk.register
def _(shape: Pairs, typed: Typed, path: Path) -> Iterator[Repeat]:
    seen: set[str] = set()
    for row in filled_pairs(shape, typed):
        if row["name"] in seen:
            yield (*path, row["name"]), row["name"]
        seen.add(row["name"])
