"""Every line of a request with the name that people call it by, step by step: what the review lists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import singledispatch
from itertools import groupby

from taskbuilder.forms.convert import ABSENT, Sent
from taskbuilder.forms.dual_view import as_json, find_unheld
from taskbuilder.forms.fields import (
    Choice,
    Control,
    DualView,
    Field,
    Group,
    KeyValues,
    ListOf,
    OneOf,
    Question,
)
from taskbuilder.forms.labels import gettext, translate
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, write_json
from taskbuilder.taskspec.messages import write_list, write_nested
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.web.drafts.regions.summary import describe_region
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.drafts.steps import Step, list_steps


@dataclass(frozen=True, kw_only=True)
class SummaryLine:
    """One line of the review. `heading`: the part it is in; `value`: empty for what is skipped."""

    name: str
    value: str
    heading: str = ""


SummaryGroup = tuple[str, list[tuple[str, str]]]
"""A heading, empty for what is in no row, and pairs of name and value."""
MOST_GROUPS = 200
"""Groups of one step that a page shows at once: thousands of inputs make a page of megabytes."""
MOST_TEXT = 200_000
"""Characters of the exact request that a page shows."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """What a page shows at once of something long: `shown` of `total`, from the place `start` on."""

    start: int
    shown: int
    total: int

    @classmethod
    def at(cls, start: str, total: int) -> "Window":
        """The one that an address asks for by where it starts; the first for anything else."""
        place = int(start) if start.isascii() and start.isdecimal() and len(start) < 8 else 0
        place = place if place < total else 0
        return cls(start=place, shown=min(MOST_GROUPS, total - place), total=total)

    @property
    def first(self) -> int:
        return self.start + 1

    @property
    def last(self) -> int:
        return self.start + self.shown

    @property
    def is_cut(self) -> bool:
        return self.shown < self.total

    @property
    def before(self) -> int | None:
        """Where what is before this starts; None for nothing."""
        return max(0, self.start - MOST_GROUPS) if self.start else None

    @property
    def after(self) -> int | None:
        """Where what is after this starts; None for nothing."""
        return self.last if self.last < self.total else None


@dataclass(frozen=True)
class SummaryPart:
    """The groups of a step in a window, below the one that heads them all."""

    head: list[SummaryGroup]
    rows: list[SummaryGroup]
    window: Window

    @property
    def groups(self) -> list[SummaryGroup]:
        return self.head + self.rows


def cut_groups(groups: list[SummaryGroup], start: str) -> SummaryPart:
    """The part that an address asks for by where it starts; the first part for anything else."""
    head = groups[:1] if groups and not groups[0][0] else []
    rows = groups[len(head) :]
    window = Window.at(start, len(rows))
    return SummaryPart(head, rows[window.start : window.last], window)


def cut_text(text: str) -> tuple[str, bool]:
    """As many whole lines of a request as a page shows, and whether those are not all of them."""
    if len(text) <= MOST_TEXT:
        return text, False
    return text[: text.rfind("\n", 0, MOST_TEXT)], True


@dataclass(frozen=True)
class Above:
    """What is known on the way down: the platform, whether anybody chose yet, and the parts passed so far."""

    platform: Platform | None
    is_answered: bool = True
    headings: tuple[str, ...] = ()

    def under(self, heading: str) -> "Above":
        return replace(self, headings=(*self.headings, heading)) if heading else self

    def leaf(self, name: str, value: str) -> SummaryLine:
        return SummaryLine(name=name, value=value, heading=write_nested(self.headings, gettext))


def list_step_lines(state: DraftState, step: Step) -> Iterator[SummaryLine]:
    """What a draft says of what a step asks for the request."""
    if step.ask is not None:
        above = Above(state.platform, is_answered=state.is_answered(step))
        yield from list_lines(step.ask(state.service), state.shown, above)


@singledispatch
def list_lines(shape: Field, value: Sent, above: Above) -> Iterator[SummaryLine]:
    """The leaves of a value of that shape, each once, in order; `value` is masked, ABSENT for nothing."""
    raise NotImplementedError(type(shape))


@list_lines.register
def _(shape: Group, value: Sent, above: Above) -> Iterator[SummaryLine]:
    if isinstance(value, str):  # a MASK stands for all of it
        yield above.leaf(translate(shape.title), value)
        return
    held = value if isinstance(value, dict) else {}
    for part in shape.by_platform[above.platform]:
        if isinstance(part, Choice) or not part.name:
            yield from list_lines(part, held, above)
        else:
            inside = above.under(translate(part.title)) if isinstance(part, Group) and part.title else above
            yield from list_lines(part, held.get(part.key, ABSENT), inside)


@list_lines.register
def _(shape: OneOf, value: Sent, above: Above) -> Iterator[SummaryLine]:
    assert isinstance(value, dict)  # of the section that it is a choice of
    kind = shape.kind_of(value, otherwise=shape.else_kind if above.is_answered else None)
    yield above.leaf(translate(shape.title), translate(kind.title) if kind else "")
    if kind is not None:
        yield from list_lines(kind.group, value, above)


@list_lines.register
def _(shape: Choice, value: Sent, above: Above) -> Iterator[SummaryLine]:
    assert isinstance(value, dict)  # of the section that it is a choice of
    for kind in shape.variants:
        if kind.name in value:
            yield from list_lines(kind.group, value[kind.name], above.under(translate(kind.title)))
    if not any(kind.name in value for kind in shape.variants):
        yield above.leaf(translate(shape.title), "")


@list_lines.register
def _(shape: ListOf, value: Sent, above: Above) -> Iterator[SummaryLine]:
    if not isinstance(value, list):
        yield above.leaf(translate(shape.title), value if isinstance(value, str) else "")
        return
    for number, element in enumerate(value, start=1):
        yield from list_lines(shape.row, element, above.under(f"{translate(shape.noun)} {number}"))


@list_lines.register
def _(shape: KeyValues, value: Sent, above: Above) -> Iterator[SummaryLine]:
    if not isinstance(value, dict):
        yield above.leaf(translate(shape.title), "")
        return
    for name, text in value.items():
        title = gettext("%(noun)s “%(name)s”") % {"noun": translate(shape.noun), "name": name}
        yield above.leaf(title, str(text) or gettext("(empty)"))


@list_lines.register
def _(shape: DualView, value: Sent, above: Above) -> Iterator[SummaryLine]:
    if shape.group is None or find_unheld(shape.group, value, but_masks=True) is not None:
        yield from list_lines(as_json(shape), value, above)
    else:
        yield from list_lines(shape.group, value, above.under(translate(shape.title)))


@list_lines.register
def _(shape: Question, value: Sent, above: Above) -> Iterator[SummaryLine]:
    if shape.ask is Control.JSON and isinstance(value, dict):
        inside = above.under(translate(shape.title))
        for name, text in list_json_lines(value):
            yield inside.leaf(name, text)
    elif shape.ask is Control.VALUE and isinstance(value, dict | list):
        for name, text in list_json_lines(value, translate(shape.title)):
            yield above.leaf(name, text)
    else:
        yield above.leaf(translate(shape.title), "" if value is ABSENT else write_value(shape, value))


def list_json_lines(value: JsonValue, name: str = "") -> Iterator[tuple[str, str]]:
    """The leaves of a free object; a list of plain values is one, in JSON."""
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from list_json_lines(below, f"{name} › {key}" if name else key)
    elif isinstance(value, list) and any(isinstance(element, dict | list) for element in value):
        for number, element in enumerate(value, start=1):
            yield from list_json_lines(element, f"{name} {number}")
    else:
        yield name, value if isinstance(value, str) and value else write_json(value, is_indented=False)


def write_value(shape: Question, value: JsonValue) -> str:
    """A value as the form showed it: options by their labels, a region by its shapes."""
    if shape.ask is Control.REGION and isinstance(value, str):
        return describe_region(value)
    values = value if isinstance(value, list) else [value]
    labels = {(type(option.value), option.value): translate(option.label) for option in shape.options}
    shown = [labels.get((type(one), one), str(one)) for one in values if not isinstance(one, list | dict)]
    if len(shown) > 1 and any(mark in each for each in shown for mark in ",，、"):
        shown = [f"“{each}”" for each in shown]  # else one entry looks like two
    return write_list(shown, gettext)


def list_summary_groups(title: str, leaves: Iterable[SummaryLine]) -> list[SummaryGroup]:
    """A heading that only says the title again is noise, and left out."""
    return [
        (heading if heading != title else "", [(leaf.name, leaf.value) for leaf in found])
        for heading, found in groupby(leaves, key=lambda leaf: leaf.heading)
    ]


def list_step_summaries(
    request: JsonObject, service: Service, start: str = ""
) -> Iterator[tuple[str, SummaryPart]]:
    """What a masked request says of each step's questions, by the step's title, without what was skipped."""
    for step in list_steps():
        if step.ask is None:
            continue
        title = gettext(step.title_on(service.platform))
        leaves = list_lines(step.ask(service), request, Above(service.platform))
        if blocks := list_summary_groups(title, (leaf for leaf in leaves if leaf.value)):
            yield title, cut_groups(blocks, start)
