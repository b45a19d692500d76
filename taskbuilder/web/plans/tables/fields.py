"""The fields of a template that the columns of a table can fill."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from taskbuilder.forms.fields import Control, Field, KeyValues, ListOf, Question
from taskbuilder.forms.walk import Node
from taskbuilder.records.models import AskedField
from taskbuilder.tables.contents import Content
from taskbuilder.tables.matching import Wanted
from taskbuilder.taskspec.marks import AddressPart
from taskbuilder.taskspec.regions.scaling import Frame
from taskbuilder.web.drafts.state import DraftState
from taskbuilder.web.task_templates.askable import Askable, list_askable

NAME = "/name"
NO_CELL = frozenset({Control.JSON})
"""What nobody types into one cell."""
WEB = ("http://", "https://")
CONTENTS = {AddressPart.URL.value: Content.ADDRESS, AddressPart.HOST.value: Content.HOST}


@dataclass(frozen=True, kw_only=True)
class PlanField:
    """A single field. `label`: its own question, or what leads to it by name; `title`: the field alone."""

    pointer: str
    label: str
    title: str
    is_asked: bool
    is_secret: bool
    wanted: Wanted
    """What columns that fill it are called, and what they hold."""
    frame: Frame | None = None
    """Of a region: the frame that its points are counted in."""


def list_fields(state: DraftState, asked: list[AskedField]) -> list[PlanField]:
    """What the template asks, in its order, and then whatever else is a single field of it."""
    questions = {each["pointer"]: each["question"] for each in asked}
    order = {where: number for number, where in enumerate(questions)}
    found = [make_field(each, questions) for each in list_single(state)]
    return sorted(found, key=lambda each: order.get(each.pointer, len(order)))


def list_single(state: DraftState) -> Iterator[Askable]:
    """Those that one cell can hold: a list that is asked as a whole is none, unless it is of tags."""
    for each in list_askable(state, with_long_lists=True):
        field = each.node.field
        if isinstance(field, Question):
            is_single = field.ask not in NO_CELL
        else:
            is_single = is_of_pairs(field) and not is_in_list(each.node)
        if is_single:
            yield each


def is_of_pairs(field: Field) -> bool:
    """Whether it is names with values that pages may show, or sets of such."""
    pairs = field.row if isinstance(field, ListOf) else field
    return isinstance(pairs, KeyValues) and not pairs.is_secret


def is_in_list(node: Node) -> bool:
    return node.above is not None and isinstance(node.above.field, ListOf)


def make_field(each: Askable, questions: dict[str, str]) -> PlanField:
    question = questions.get(each.pointer, "")
    return PlanField(
        pointer=each.pointer,
        label=question or each.label,
        title=each.node.label,
        is_asked=each.pointer in questions,
        is_secret=each.is_secret,
        wanted=Wanted(
            key=each.pointer,
            names=tuple(list_names(each, question)),
            content=find_content(each),
            begins=find_schemes(each),
        ),
        frame=find_frame(each),
    )


def find_frame(each: Askable) -> Frame | None:
    field = each.node.field
    return field.frame if isinstance(field, Question) and field.ask is Control.REGION else None


def list_frames(fields: Iterable[PlanField]) -> list[Frame]:
    """Those that the regions among these fields are counted in, each once."""
    return list(dict.fromkeys(each.frame for each in fields if each.frame is not None))


def list_names(each: Askable, question: str) -> Iterator[str]:
    """Its question, its titles and its member's name."""
    field = each.node.field
    yield from filter(None, (question, field.title, each.node.label, field.key))


def find_schemes(each: Askable) -> tuple[str, ...]:
    """Those of a web address, where it is asked for with one as its example: a camera's address is none."""
    field = each.node.field
    if not isinstance(field, Question) or field.address != AddressPart.URL:
        return ()
    return WEB if field.example.startswith(WEB) else ()


def find_content(each: Askable) -> Content:
    field = each.node.field
    part = field.address if isinstance(field, Question) else None
    return CONTENTS.get(part or "", Content.TEXT)
