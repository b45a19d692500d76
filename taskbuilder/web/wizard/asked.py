"""Every question below a shape, with its path in the request and what was typed for it."""

from collections.abc import Iterator
from functools import singledispatch

from taskbuilder.taskspec.report import Path
from taskbuilder.web.wizard.assembling import sent_rows
from taskbuilder.web.wizard.shapes import (
    Choice,
    OneOf,
    Question,
    Rows,
    Section,
    Shape,
    Typed,
    chosen_kinds,
    member,
)

Asked = tuple[Path, Question, Typed]


@singledispatch
def list_questions(shape: Shape, typed: Typed, path: Path = ()) -> Iterator[Asked]:
    """The questions of one shape; pairs have none of their own."""
    yield from ()


@list_questions.register
def _(shape: Question, typed: Typed, path: Path = ()) -> Iterator[Asked]:
    yield path, shape, typed


@list_questions.register
def _(shape: Section, typed: Typed, path: Path = ()) -> Iterator[Asked]:
    for part in shape.members:
        is_beside = isinstance(part, Choice) or not part.name
        yield from list_questions(part, member(typed, part.name), path if is_beside else (*path, part.key))


@list_questions.register
def _(shape: Choice, typed: Typed, path: Path = ()) -> Iterator[Asked]:
    for kind, below in chosen_kinds(shape, typed):
        yield from list_questions(
            kind.section, below, path if isinstance(shape, OneOf) else (*path, kind.name)
        )


@list_questions.register
def _(shape: Rows, typed: Typed, path: Path = ()) -> Iterator[Asked]:
    sent = [row.get("row") for row in sent_rows(shape, typed)]
    for place, row in enumerate(sent):
        yield from list_questions(shape.row, row, (*path, place))
