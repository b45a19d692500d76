"""Kinds that were chosen on a page which asked nothing about them yet, as one without scripts does."""

from collections.abc import Iterator

from taskbuilder.forms.fields import Choice, Field, Group, Value, is_blank, member, read_choice
from taskbuilder.forms.posted import Posted
from taskbuilder.forms.walk import Node, extend, first_control
from taskbuilder.taskspec.platforms import Platform


def find_unrendered(
    field: Field, posted: Posted, saved: Value, platform: Platform | None, name: str = ""
) -> Iterator[str]:
    """The first control of each chosen kind that was neither on the page nor answered before."""
    if isinstance(field, Group):
        for part in field.by_platform[platform]:
            below, held = posted.at(part.name), member(saved, part.name)
            yield from find_unrendered(part, below, held, platform, extend(name, part.name))
    if not isinstance(field, Choice):
        return
    before = read_choice(saved).variants
    for kind in field.variants:
        below, place = posted.at(kind.name), extend(name, kind.name)
        if kind.name not in posted.values or not kind.members:
            continue
        if below.values:
            yield from find_unrendered(kind.group, below, before.get(kind.name), platform, place)
        elif is_blank(before.get(kind.name)):
            yield first_control(Node(kind.group, name=place), platform)
