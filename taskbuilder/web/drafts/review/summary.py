"""Every leaf of a request with the name that people call it by: what the review lists."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any

from django.utils.translation import gettext

from taskbuilder.forms.convert import ABSENT
from taskbuilder.forms.dual_view import as_json, find_unheld
from taskbuilder.forms.fields import (
    Ask,
    Choice,
    OneOf,
    Pairs,
    Question,
    Rows,
    Section,
    Shape,
    Twofold,
    fit_platform,
)
from taskbuilder.forms.labels import tell, write_json
from taskbuilder.taskspec.messages import write_list, write_nested
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.regions.summary import describe_region


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One line of the review. `heading`: the part it stands in; `value`: empty for what is skipped."""

    name: str
    value: str
    heading: str = ""


@dataclass(frozen=True)
class Above:
    """What is known on the way down: the platform, whether anybody chose yet, and the parts passed so far."""

    platform: Platform | None
    is_answered: bool = True
    headings: tuple[str, ...] = ()

    def under(self, heading: str) -> "Above":
        return replace(self, headings=(*self.headings, heading)) if heading else self

    def leaf(self, name: str, value: str) -> Leaf:
        return Leaf(name=name, value=value, heading=write_nested(self.headings, gettext))


@singledispatch
def list_leaves(shape: Shape, value: Any, above: Above) -> Iterator[Leaf]:
    """The leaves of a value of that shape, each once, in order; `value` is masked, ABSENT for nothing."""
    raise NotImplementedError(type(shape))


@list_leaves.register
def _(shape: Section, value: Any, above: Above) -> Iterator[Leaf]:
    if isinstance(value, str):  # a MASK stands for all of it
        yield above.leaf(tell(shape.title), value)
        return
    held = value if isinstance(value, dict) else {}
    for part in fit_platform(shape, above.platform):
        if isinstance(part, Choice) or not part.name:
            yield from list_leaves(part, held, above)
        else:
            inside = above.under(tell(part.title)) if isinstance(part, Section) and part.title else above
            yield from list_leaves(part, held.get(part.key, ABSENT), inside)


@list_leaves.register
def _(shape: OneOf, value: Any, above: Above) -> Iterator[Leaf]:
    kind = shape.kind_of(value, otherwise=shape.else_kind if above.is_answered else None)
    yield above.leaf(tell(shape.title), tell(kind.title) if kind else "")
    if kind is not None:
        yield from list_leaves(kind.section, value, above)


@list_leaves.register
def _(shape: Choice, value: Any, above: Above) -> Iterator[Leaf]:
    for kind in shape.kinds:
        if kind.name in value:
            yield from list_leaves(kind.section, value[kind.name], above.under(tell(kind.title)))
    if not any(kind.name in value for kind in shape.kinds):
        yield above.leaf(tell(shape.title), "")


@list_leaves.register
def _(shape: Rows, value: Any, above: Above) -> Iterator[Leaf]:
    if not isinstance(value, list):
        yield above.leaf(tell(shape.title), value if isinstance(value, str) else "")
        return
    for number, element in enumerate(value, start=1):
        yield from list_leaves(shape.row, element, above.under(f"{tell(shape.noun)} {number}"))


@list_leaves.register
def _(shape: Pairs, value: Any, above: Above) -> Iterator[Leaf]:
    if not isinstance(value, dict):
        yield above.leaf(tell(shape.title), "")
        return
    for name, text in value.items():
        told = gettext("%(noun)s “%(name)s”") % {"noun": tell(shape.noun), "name": name}
        yield above.leaf(told, str(text) or gettext("(empty)"))


@list_leaves.register
def _(shape: Twofold, value: Any, above: Above) -> Iterator[Leaf]:
    if shape.section is None or find_unheld(shape.section, value, but_masks=True) is not None:
        yield from list_leaves(as_json(shape), value, above)
    else:
        yield from list_leaves(shape.section, value, above.under(tell(shape.title)))


@list_leaves.register
def _(shape: Question, value: Any, above: Above) -> Iterator[Leaf]:
    if shape.ask is Ask.JSON and isinstance(value, dict):
        inside = above.under(tell(shape.title))
        for name, text in list_json_leaves(value):
            yield inside.leaf(name, text)
    elif shape.ask is Ask.VALUE and isinstance(value, dict | list):
        for name, text in list_json_leaves(value, tell(shape.title)):
            yield above.leaf(name, text)
    else:
        yield above.leaf(tell(shape.title), "" if value is ABSENT else write_value(shape, value))


def list_json_leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a free object; a list of plain values is one, in JSON."""
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from list_json_leaves(below, f"{name} › {key}" if name else key)
    elif isinstance(value, list) and any(isinstance(element, dict | list) for element in value):
        for number, element in enumerate(value, start=1):
            yield from list_json_leaves(element, f"{name} {number}")
    else:
        yield name, value if isinstance(value, str) and value else write_json(value, is_indented=False)


def write_value(shape: Question, value: Any) -> str:
    """A value as the form showed it: options by their labels, a region by its shapes."""
    if shape.ask is Ask.REGION and isinstance(value, str):
        return describe_region(value)
    values = value if isinstance(value, list) else [value]
    labels = {(type(option.value), option.value): tell(option.label) for option in shape.options}
    shown = [labels.get((type(one), one), str(one)) for one in values if not isinstance(one, list | dict)]
    if len(shown) > 1 and any(mark in each for each in shown for mark in ",，、"):
        shown = [f"“{each}”" for each in shown]  # else one entry looks like two
    return write_list(shown, gettext)
