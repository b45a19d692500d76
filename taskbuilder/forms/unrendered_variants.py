"""Kinds that were chosen on a page which asked nothing about them yet, as one without scripts does."""

from collections.abc import Iterator

from taskbuilder.forms.fields import (
    Choice,
    Section,
    Shape,
    Typed,
    fit_platform,
    is_blank,
    member,
    read_chosen,
)
from taskbuilder.forms.posted import Posted
from taskbuilder.forms.walk import Node, extend, first_control
from taskbuilder.taskspec.platforms import Platform


def find_undrawn(
    shape: Shape, posted: Posted, saved: Typed, platform: Platform | None, name: str = ""
) -> Iterator[str]:
    """The first control of each chosen kind that was neither on the page nor answered before."""
    if isinstance(shape, Section):
        for part in fit_platform(shape, platform):
            below = posted.at(part.name)
            yield from find_undrawn(part, below, member(saved, part.name), platform, extend(name, part.name))
    if not isinstance(shape, Choice):
        return
    before = read_chosen(saved).kinds
    for kind in shape.kinds:
        below, place = posted.at(kind.name), extend(name, kind.name)
        if kind.name not in posted.values or not kind.members:
            continue
        if below.values:
            yield from find_undrawn(kind.section, below, before.get(kind.name), platform, place)
        elif is_blank(before.get(kind.name)):
            yield first_control(Node(kind.section, name=place), platform)
