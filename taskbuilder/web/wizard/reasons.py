"""Why a step asks what it asks: what the service needs, what its platform does not take, each by its rule."""

from collections.abc import Iterator
from dataclasses import dataclass

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.rules.catalogue import RULES, Rule
from taskbuilder.web.wizard.shapes import (
    Choice,
    Rows,
    Section,
    Shape,
    Typed,
    chosen_kinds,
    is_offered,
    member,
)


@dataclass(frozen=True)
class Reason:
    """A part of the form, and the rule because of which it is asked for or not."""

    title: str
    rule: Rule


def list_hidden(shape: Shape, typed: Typed, platform: Platform | None) -> Iterator[Reason]:
    """What would be asked for on another platform, among what was chosen."""
    if isinstance(shape, Section):
        for part in shape.members:
            yield from find_hidden(part, member(typed, part.name), platform)
    elif isinstance(shape, Choice):
        for kind in shape.kinds:
            rule = kind.platform_rule or shape.platform_rule
            if rule and not is_offered(kind, platform):
                yield Reason(kind.title, RULES[rule])
        for kind, below in chosen_kinds(shape, typed):
            yield from list_hidden(kind.section, below, platform)
    elif isinstance(shape, Rows):
        yield from list_hidden(shape.row, None, platform)


def find_hidden(part: Shape, typed: Typed, platform: Platform | None) -> Iterator[Reason]:
    if is_offered(part, platform):
        yield from list_hidden(part, typed, platform)
    elif part.platform_rule:
        yield Reason(part.title, RULES[part.platform_rule])


def list_needed(shape: Shape, typed: Typed, needed: frozenset[str]) -> Iterator[Reason]:
    """What is asked for because the service needs it, among what was chosen."""
    if shape.service_rule and shape.name in needed:
        yield Reason(shape.title, RULES[shape.service_rule])
    elif isinstance(shape, Section):
        for part in shape.members:
            yield from list_needed(part, member(typed, part.name), needed)
    elif isinstance(shape, Choice):
        for kind, below in chosen_kinds(shape, typed):
            yield from list_needed(kind.section, below, needed)
    elif isinstance(shape, Rows):
        yield from list_needed(shape.row, None, needed)
