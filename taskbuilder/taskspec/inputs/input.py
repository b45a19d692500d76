"""What the input types share: the registry of them, and the rules of tables 6 and 7 that hold for all."""

import json
from collections.abc import Iterable, Iterator
from types import GenericAlias
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object, list_rows
from taskbuilder.taskspec.marks import Labels, OneOf, Rules
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem, report
from taskbuilder.taskspec.registry import Registry
from taskbuilder.taskspec.rules.rule import (
    CAMERA,
    CHOOSE,
    CONFIRM,
    ENTER,
    ENTRY,
    LEFT_OUT,
    ON_EDGE,
    Example,
    Rule,
)
from taskbuilder.taskspec.section import Section, set_fields

MOST_INPUTS, MOST_EVER = 50, 5_000
"""What the platform may take no more of, by a sibling API; and what this product takes no more of."""
MANY_CAMERAS = [{"url": f"rtsp://camera-{number}.example.com/live"} for number in range(MOST_EVER + 1)]
CAMERAS = MANY_CAMERAS[:51]


class InputData(Section):
    """Table 7: one thing to read. Each input type takes its own members of that table."""

    missing = "input.field.required"
    unexpected = "input.field.unexpected"

    @classmethod
    def siblings(cls) -> Iterable[type[Section]]:
        return [kind.data_class for kind in Input.in_table_order()]


class Input(Section):
    """Table 6: where a task reads from. `title` and `about` say what the type is to an operator."""

    title: ClassVar[str] = ""
    about: ClassVar[str] = ""
    platform_rule: ClassVar[str] = "input.type.platform"
    counted: ClassVar[tuple[str, str]] = ("", "")
    """What is read, in the sentence on a task: one, and `count` of them."""
    table_row: ClassVar[int] = 1_000
    """Where table 7 lists the members of its data."""
    data_class: ClassVar[type[InputData]] = InputData
    rules: ClassVar[tuple[Rule, ...]] = (
        Rule(
            "input.type.required",
            _("Table 6, type"),
            _("An input has a type."),
            CHOOSE,
            Example("/input/type", "", "url"),
        ),
        Rule(
            "input.type.value",
            _("Table 6, type"),
            _("The input type is one listed in the platform's manual."),
            _("“%(field)s” must be one of these: %(choices)s. Choose one."),
            Example("/input/type", "rtsp", "url"),
        ),
        Rule(
            "input.type.platform",
            _("Table 6, type"),
            _("Only IEF reads from object storage (obs) and VIS (vis)."),
            _("ModelArts Edge cannot read obs or vis. Choose another “%(field)s”."),
            Example(
                "/input",
                {"type": "vis", "data": [{"stream_name": "gate-1"}]},
                {"type": "url", "data": [CAMERA]},
                ON_EDGE,
            ),
        ),
        Rule(
            "input.data.required",
            _("Table 6, data"),
            _("An input has at least one entry to read, each an object."),
            _("“%(field)s” needs at least one entry, as an object. Add one."),
            Example("/input/data", [], [CAMERA]),
        ),
        Rule(
            "input.data.count",
            _("Limit of a related API"),
            _("More than 50 inputs in one task may be refused."),
            _(
                "There are %(count)d inputs. The platform may accept no more than %(limit)d. Confirm, or "
                "split the task."
            ),
            Example("/input/data", CAMERAS, CAMERAS[:50]),
            severity=CONFIRM,
        ),
        Rule(
            "input.data.limit",
            _("Limit of this product, not of the platform"),
            _("A task has at most 5,000 inputs in this product."),
            _(
                "There are %(count)d inputs. This product, not the platform, accepts at most %(limit)d "
                "per task. Split it."
            ),
            Example("/input/data", MANY_CAMERAS, CAMERAS[:50]),
        ),
        Rule(
            "input.data.repeated",
            _("Common sense"),
            _("A duplicate input is probably a mistake."),
            _("Same as input %(other)d. Confirm, or remove one."),
            Example("/input/data", [CAMERA, CAMERA], [CAMERA]),
            severity=CONFIRM,
        ),
        Rule(
            "input.field.required",
            _("Table 7"),
            _("Each input type has required fields."),
            ENTER,
            Example(ENTRY, {}, CAMERA),
        ),
        Rule(
            "input.field.unexpected",
            _("Table 7"),
            _("Each input type accepts only its own fields."),
            _("“%(field)s” is not part of this input type. Remove it, or change the type."),
            Example(f"{ENTRY}/stream_type", 1, LEFT_OUT),
        ),
    )

    @classmethod
    def kinds(cls) -> Iterable[type[Section]]:
        return tuple(INPUTS.values()) if cls is Input else (cls,)

    @classmethod
    def outlines(cls) -> Iterable[type[Section]]:
        return (UntypedInput, *cls.in_table_order()) if cls is Input else (cls,)

    @classmethod
    def in_table_order(cls) -> list[type["Input"]]:
        """The input types as table 7 comes to their members."""
        return sorted(INPUTS.values(), key=lambda kind: kind.table_row)

    @classmethod
    def kind_of(cls, value: JsonObject) -> type[Section]:
        return INPUTS.find(value.get("type")) or UntypedInput

    @classmethod
    def siblings(cls) -> Iterable[type[Section]]:
        return INPUTS.values()

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        data = value.get("data")
        if isinstance(data, list) and len(data) > 1:
            if len(data) > MOST_EVER:
                yield report("input.data.limit", (*path, "data"), count=len(data), limit=MOST_EVER)
            elif len(data) > MOST_INPUTS:
                yield report("input.data.count", (*path, "data"), count=len(data), limit=MOST_INPUTS)
            yield from _check_repeats(data)
        if parsed.platform is not None and parsed.platform not in cls.platforms:
            yield report(cls.platform_rule, (*path, "type"))

    @classmethod
    def count(cls, entries: list[JsonObject]) -> tuple[str, str]:
        """What these entries are, in the sentence on a task."""
        return cls.counted


def count_tasks(request: JsonObject) -> int:
    """How many tasks the cloud makes of a request: one for each input, and at least one."""
    return max(len(as_list(as_object(request.get("input")).get("data"))), 1)


def _check_repeats(data: list[JsonValue]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for path, entry in list_rows(data, "input", "data"):
        try:
            # As text, since JSON's 1 and true are equal in Python; members may be in another order.
            written = json.dumps(entry, sort_keys=True)
        except (RecursionError, ValueError):  # nested or counted beyond all sense, and reported for that
            continue
        number = first.setdefault(written, int(path[-1]) + 1)
        if number <= path[-1]:  # type: ignore[operator]  # a list position
            yield report("input.data.repeated", path, other=number)


def _refuse_type(value: object) -> object:
    raise PydanticCustomError("unknown_type", "not an input type")


class UntypedData(InputData):
    """What is in `data` while the input type is unknown: only its names are checked."""

    model_config = InputData.model_config | {"extra": "ignore"}


_TYPE = Field(title=_("Input type"))
_DATA = (
    Rules.all_by("input.data.required"),
    Labels(
        item=_("Input"),
        add=_("Add another input"),
        remove=_("Remove input %(number)d"),
        row=_("Input %(number)d"),
    ),
    Field(title=_("Inputs"), min_length=1, json_schema_extra={"maxItems": MOST_EVER}),
)


class UntypedInput(Input):
    """An input whose type is missing or unknown: what depends on the type is not checked."""

    model_config = Input.model_config | {"extra": "ignore"}
    data_class = UntypedData

    type: Annotated[
        object,
        BeforeValidator(_refuse_type),
        Rules(rule="input.type.value", missing="input.type.required", type="input.type.value"),
        OneOf(lambda: INPUTS),
        _TYPE,
    ]
    data: Annotated[list[UntypedData], *_DATA]


def _compose_inputs() -> None:
    """Gives each registered type what all have: its name as `type`, and a list of its entries as `data`."""
    for name, kind in INPUTS.items():
        shared: dict[str, Any] = {
            "type": Annotated[Literal[(name,)], _TYPE],
            "data": Annotated[(GenericAlias(list, kind.data_class), *_DATA)],
        }
        members = {member: FieldInfo.from_annotation(each) for member, each in shared.items()}
        set_fields(kind, members | kind.model_fields)


INPUTS: Registry[type[Input]] = Registry("taskbuilder.taskspec.inputs", on_change=_compose_inputs)
