"""From what was typed to a request, and back: two pure functions over any shape, each the other's inverse."""

import re
from collections.abc import Callable
from functools import singledispatch
from math import isfinite
from typing import Any, Final

from taskbuilder.forms.fields import (
    Ask,
    Choice,
    OneOf,
    Pairs,
    Question,
    Rows,
    Section,
    Shape,
    SomeOf,
    Typed,
    chosen_kinds,
    fit_platform,
    is_blank,
    member,
    rows_of,
)
from taskbuilder.forms.labels import write_json
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.regions import points as regions
from taskbuilder.taskspec.secrets.split import MASK

ABSENT: Final = object()
"""Stands for a member that is not sent."""
WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")

TIME = re.compile(
    r"(?:(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt]| {1,3}))?"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
)
OFFSET = re.compile(r"(?P<sign>[+\-−])(?P<hour>[0-9]{1,2}):?(?P<minute>[0-9]{2})?")


@singledispatch
def assemble(shape: Shape, typed: Typed, platform: Platform | None = None) -> Any:
    """What is sent for a shape, or ABSENT. What cannot be read as its type stays text for the judge."""
    raise NotImplementedError(type(shape))


@assemble.register
def _(shape: Section, typed: Typed, platform: Platform | None = None) -> Any:
    if not shape.is_needed and is_blank(typed):
        return ABSENT
    sent: dict[str, Any] = {}
    for part in fit_platform(shape, platform):
        value = assemble(part, member(typed, part.name), platform)
        if isinstance(part, Choice) or not part.name:
            sent |= value
        elif value is not ABSENT:
            sent[part.key] = value
    return sent if sent or shape.is_needed else ABSENT


@assemble.register
def _(shape: OneOf, typed: Typed, platform: Platform | None = None) -> Any:
    sent: dict[str, Any] = {}
    for kind, below in chosen_kinds(shape, typed):
        if kind.is_sent:
            sent |= {shape.key: kind.word} | assemble(kind.section, below, platform)
    return sent


@assemble.register
def _(shape: SomeOf, typed: Typed, platform: Platform | None = None) -> Any:
    return {kind.name: assemble(kind.section, below, platform) for kind, below in chosen_kinds(shape, typed)}


@assemble.register
def _(shape: Rows, typed: Typed, platform: Platform | None = None) -> Any:
    sent = [assemble(shape.row, row.get("row"), platform) for row in rows_of(shape, typed)]
    return [value for value in sent if value is not ABSENT] or ABSENT


def sent_rows(shape: Rows, typed: Typed, platform: Platform | None = None) -> list[dict[str, Typed]]:
    """The rows that count among those that are sent; where one is a needed section, even empty ones do."""
    rows = rows_of(shape, typed)
    if isinstance(shape.row, Section) and shape.row.is_needed:
        return rows
    return [row for row in rows if assemble(shape.row, row.get("row"), platform) is not ABSENT]


@assemble.register
def _(shape: Pairs, typed: Typed, platform: Platform | None = None) -> Any:
    return {row["name"]: row.get("value", "") for row in filled_pairs(shape, typed)} or ABSENT


def filled_pairs(shape: Pairs, typed: Typed) -> list[dict[str, str]]:
    """The rows in which a name or a value was typed."""
    rows = [{"name": "", "value": "", **row} for row in rows_of(shape, typed)]
    return [row for row in rows if row["name"] or row["value"]]


@assemble.register
def _(shape: Question, typed: Typed, platform: Platform | None = None) -> Any:
    if not typed:
        return ABSENT
    if shape.ask is Ask.TICKS:
        return [_option_value(shape, text) for text in typed]
    if shape.options:
        return _option_value(shape, typed)
    if shape.ask is Ask.LINES:
        return _read_lines(shape, typed)
    return _READ.get(shape.read_as if shape.ask is Ask.SECRET else shape.ask, str)(typed)


def _option_value(shape: Question, text: str) -> Any:
    return next((option.value for option in shape.options if option.text == text), text)


def _read_whole(text: str) -> int | str:
    return int(text) if WHOLE.fullmatch(text) else text


def _read_number(text: str) -> float | str:
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if NUMBER.fullmatch(text) and isfinite(float(text)) else text


def _read_lines(shape: Question, text: str) -> Any:
    return [_READ.get(shape.read_as, str)(line) for line in text.split("\n") if line] or ABSENT


def _read_config(text: str) -> Any:
    if not text.strip():
        return ABSENT
    try:
        return read_json(text)
    except UnreadableJson:
        return text


def _read_time(text: str) -> str:
    """A time in the reference's form: 8:00 is 08:00:00, and a date's time may stand after a blank."""
    if (found := TIME.fullmatch(text.strip())) is None:
        return text
    date = f"{found['date']}T" if found["date"] else ""
    return f"{date}{found['hour']:0>2}:{found['minute']}:{found['second'] or '00'}"


def _read_offset(text: str) -> str:
    """An offset in the reference's form: +8, +8:00 and +0800 are +08:00."""
    if (found := OFFSET.fullmatch(text.strip())) is None:
        return text
    sign = "+" if found["sign"] == "+" else "-"
    return f"{sign}{found['hour']:0>2}:{found['minute'] or '00'}"


_READ: dict[Ask, Callable[[str], Any]] = {
    Ask.WHOLE: _read_whole,
    Ask.NUMBER: _read_number,
    Ask.JSON: _read_config,
    Ask.VALUE: _read_config,
    Ask.TIME: _read_time,
    Ask.OFFSET: _read_offset,
    Ask.REGION: regions.to_string,
}


@singledispatch
def take_apart(shape: Shape, value: Any) -> Typed:
    """What somebody would have typed for a value of that shape; ABSENT for one that is not there."""
    raise NotImplementedError(type(shape))


@take_apart.register
def _(shape: Section, value: Any) -> Typed:
    if not isinstance(value, dict):
        value = {}
    return {
        part.name: take_apart(
            part, value if isinstance(part, Choice) or not part.name else value.get(part.key, ABSENT)
        )
        for part in shape.members
    }


@take_apart.register
def _(shape: OneOf, value: Any) -> Typed:
    kind = shape.kind_of(value, otherwise=shape.else_kind)
    if kind is None:
        return {"chosen": "", "kinds": {}}
    return {"chosen": kind.name, "kinds": {kind.name: take_apart(kind.section, value)}}


@take_apart.register
def _(shape: SomeOf, value: Any) -> Typed:
    kinds = [kind for kind in shape.kinds if kind.name in value]
    return {
        "chosen": [kind.name for kind in kinds],
        "kinds": {kind.name: take_apart(kind.section, value[kind.name]) for kind in kinds},
    }


@take_apart.register
def _(shape: Rows, value: Any) -> Typed:
    rows: list[dict[str, Typed]] = []
    for element in value if isinstance(value, list) else []:
        rows.append({"key": f"r{len(rows) + 1}", "row": take_apart(shape.row, element)})
    return rows


@take_apart.register
def _(shape: Pairs, value: Any) -> Typed:
    pairs = value.items() if isinstance(value, dict) else ()
    return [
        {"key": f"r{number}", "name": name, "value": _write(pair)}
        for number, (name, pair) in enumerate(pairs, start=1)
    ]


@take_apart.register
def _(shape: Question, value: Any) -> Typed:
    if shape.ask is Ask.TICKS:
        return [_option_text(shape, each) for each in value] if isinstance(value, list) else []
    if value is ABSENT:
        return ""
    if shape.ask is Ask.JSON:
        return value if isinstance(value, str) else write_json(value)
    if Ask.VALUE in (shape.ask, shape.read_as):
        return value if value == MASK else write_json(value, is_indented=_has_lines(shape, value))
    if shape.options:
        return _option_text(shape, value)
    if shape.ask is Ask.REGION and isinstance(value, str):
        return regions.to_lines(value)
    if shape.ask is Ask.LINES and isinstance(value, list):
        return "\n".join(_write(line) for line in value)
    return _write(value)


def _option_text(shape: Question, value: Any) -> str:
    # By type too: JSON's 1 and true are equal in Python.
    found = (option for option in shape.options if (option.value, type(option.value)) == (value, type(value)))
    option = next(found, None)
    return option.text if option else _write(value)


def _has_lines(shape: Question, value: Any) -> bool:
    """Whether it stands over several lines, as objects do where the control has them."""
    entries = value if isinstance(value, list) else [value]
    return shape.ask is Ask.VALUE and any(isinstance(each, dict) for each in entries)


def _write(value: Any) -> str:
    return value if isinstance(value, str) else write_json(value, is_indented=False)
