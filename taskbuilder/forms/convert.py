"""From what was typed to a request, and back: two pure functions over any field, each the other's inverse."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import singledispatch
from math import isfinite
from typing import Final

from taskbuilder.forms.fields import (
    AnyOf,
    Choice,
    Control,
    Field,
    Group,
    KeyValues,
    ListOf,
    OneOf,
    Question,
    Value,
    chosen_variants,
    is_blank,
    member,
    rows_of,
)
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_text, write_json, write_value
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.regions import points as regions
from taskbuilder.taskspec.schedule.times import read_time
from taskbuilder.taskspec.secrets.split import MASK


class Absent(Enum):
    """Stands for a member that is not sent."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
Sent = JsonValue | Absent
WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")

_DATE = r"(?:(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt]| {1,3}))?"
_HALF = r"(?P<half>[AaPp])\.?[Mm]\.?"
TIMES = tuple(
    re.compile(_DATE + clock)
    for clock in (
        r"(?P<hour>[0-9]{1,2})[:：](?P<minute>[0-9]{2})(?:[:：](?P<second>[0-9]{2}))?(?: ?" + _HALF + ")?",
        r"(?P<hour>[0-9]{1,2}) ?" + _HALF,
        r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?",
        r"(?P<hour>0[0-9]|1[3-9]|2[0-3])",
    )
)
"""A time as people write it: 8:00 or 8:00 pm, 8 pm, 0800, 18. A bare 8 could be two: it is not read."""
NO_HOUR = "99"
OFFSET = re.compile(r"(?P<sign>[+\-−])(?P<hour>[0-9]{1,2}):?(?P<minute>[0-9]{2})?")


@singledispatch
def to_json(field: Field, value: Value, platform: Platform | None = None) -> Sent:
    """What is sent for a field, or ABSENT. What cannot be read as its type stays text for the judge."""
    raise NotImplementedError(type(field))


@to_json.register(Group)
def _(field: Group, value: Value, platform: Platform | None = None) -> Sent:
    if not field.is_needed and is_blank(value):
        return ABSENT
    sent: JsonObject = {}
    for part in field.by_platform[platform]:
        made = to_json(part, member(value, part.name), platform)
        if is_beside(part) and isinstance(made, dict):
            sent |= made
        elif made is not ABSENT:
            sent[part.key] = made
    return sent if sent or field.is_needed else ABSENT


def is_beside(part: Field) -> bool:
    """Whether what it asks for are members of the object that it is in, not of one of its own."""
    return isinstance(part, Choice) or not part.name


def to_object(field: Group, value: Value, platform: Platform | None = None) -> JsonObject:
    """The members that are sent for a section, none where it is not sent."""
    made = to_json(field, value, platform)
    return made if isinstance(made, dict) else {}


@to_json.register(OneOf)
def _(field: OneOf, value: Value, platform: Platform | None = None) -> Sent:
    sent: JsonObject = {}
    for kind, below in chosen_variants(field, value):
        if kind.is_sent:
            sent |= {field.key: kind.word, **to_object(kind.group, below, platform)}
    return sent


@to_json.register(AnyOf)
def _(field: AnyOf, value: Value, platform: Platform | None = None) -> Sent:
    return {
        kind.name: to_object(kind.group, below, platform) for kind, below in chosen_variants(field, value)
    }


@to_json.register(ListOf)
def _(field: ListOf, value: Value, platform: Platform | None = None) -> Sent:
    sent = [to_json(field.row, row.get("row"), platform) for row in rows_of(field, value)]
    return [value for value in sent if value is not ABSENT] or ABSENT


def sent_rows(field: ListOf, rows: list[JsonObject], platform: Platform | None = None) -> Sequence[int]:
    """Which of the rows count among those that are sent; where one is a needed section, all do."""
    if isinstance(field.row, Group) and field.row.is_needed:
        return range(len(rows))
    made = [to_json(field.row, row.get("row"), platform) for row in rows]
    return [index for index, each in enumerate(made) if each is not ABSENT]


@to_json.register(KeyValues)
def _(field: KeyValues, value: Value, platform: Platform | None = None) -> Sent:
    pairs = ((as_text(row.get("name")), row.get("value", "")) for row in rows_of(field, value))
    return {name: below for name, below in pairs if name or below} or ABSENT


@to_json.register(Question)
def _(field: Question, value: Value, platform: Platform | None = None) -> Sent:
    if not value:
        return ABSENT
    if field.ask is Control.TICKS:
        return [_option_value(field, text) for text in as_list(value)]
    if field.options:
        return _option_value(field, value)
    text = str(value)
    if field.ask is Control.LINES:
        return _read_lines(field, text)
    return _READ.get(field.read_as if field.ask is Control.SECRET else field.ask, str)(text)


def _option_value(field: Question, text: JsonValue) -> JsonValue:
    return next((option.value for option in field.options if option.text == text), text)


def _read_number(text: str) -> float | str:
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if NUMBER.fullmatch(text) and isfinite(float(text)) else text


def _read_lines(field: Question, text: str) -> Sent:
    read = _READ.get(field.read_as, str)
    lines = [read(line) for line in text.split("\n") if line]
    return [line for line in lines if line is not ABSENT] or ABSENT


def _read_config(text: str) -> Sent:
    if not text.strip():
        return ABSENT
    try:
        value: JsonValue = read_json(text)
    except UnreadableJson:
        return text
    return value


def _read_time(text: str) -> str:
    """A time in the reference's form: 8:00 is 08:00:00, and a date's time may come after a blank."""
    found = next((found for time in TIMES if (found := time.fullmatch(text.strip()))), None)
    if found is None:
        return text
    parts = found.groupdict()
    date = f"{parts['date']}T" if parts["date"] else ""
    clock = f"{_read_hour(parts):0>2}:{parts.get('minute') or '00'}:{parts.get('second') or '00'}"
    return f"{date}{clock}" if read_time(clock) else text


def _read_hour(parts: Mapping[str, str | None]) -> str:
    """The hour of 24; one that no clock has where a half of a day has no such hour."""
    hour, half = parts["hour"] or "", parts.get("half")
    if half is None:
        return hour
    return str(int(hour) % 12 + 12 * (half in "Pp")) if 1 <= int(hour) <= 12 else NO_HOUR


def _read_offset(text: str) -> str:
    """An offset in the reference's form: +8, +8:00 and +0800 are +08:00."""
    if (found := OFFSET.fullmatch(text.strip())) is None:
        return text
    sign = "+" if found["sign"] == "+" else "-"
    return f"{sign}{found['hour']:0>2}:{found['minute'] or '00'}"


_REWRITTEN = {Control.TIME: _read_time, Control.OFFSET: _read_offset}
_READ: dict[Control, Callable[[str], Sent]] = {
    Control.WHOLE: lambda text: int(text) if WHOLE.fullmatch(text) else text,
    Control.NUMBER: _read_number,
    Control.JSON: _read_config,
    Control.VALUE: _read_config,
    Control.TIME: _read_time,
    Control.OFFSET: _read_offset,
    Control.REGION: regions.to_string,
}


def rewrite(question: Question, text: str) -> str:
    """A typed value as it is saved: times and offsets in the reference's form."""
    read = _REWRITTEN.get(question.ask)
    return read(text) if read else text


@singledispatch
def from_json(field: Field, value: Sent) -> Value:
    """What somebody would have typed for a value of that field; ABSENT for one that is not there."""
    raise NotImplementedError(type(field))


@from_json.register(Group)
def _(field: Group, value: Sent) -> Value:
    whole = value if isinstance(value, dict) else {}
    return {
        part.name: from_json(part, whole if is_beside(part) else whole.get(part.key, ABSENT))
        for part in field.members
    }


@from_json.register(OneOf)
def _(field: OneOf, value: Sent) -> Value:
    kind = field.kind_of(value if isinstance(value, dict) else {}, otherwise=field.else_kind)
    if kind is None:
        return {"chosen": "", "kinds": {}}
    return {"chosen": kind.name, "kinds": {kind.name: from_json(kind.group, value)}}


@from_json.register(AnyOf)
def _(field: AnyOf, value: Sent) -> Value:
    whole = value if isinstance(value, dict) else {}
    variants = [kind for kind in field.variants if kind.name in whole]
    return {
        "chosen": [kind.name for kind in variants],
        "kinds": {kind.name: from_json(kind.group, whole[kind.name]) for kind in variants},
    }


@from_json.register(ListOf)
def _(field: ListOf, value: Sent) -> Value:
    elements = value if isinstance(value, list) else []
    return [
        {"key": f"r{number}", "row": from_json(field.row, element)}
        for number, element in enumerate(elements, start=1)
    ]


@from_json.register(KeyValues)
def _(field: KeyValues, value: Sent) -> Value:
    pairs = value.items() if isinstance(value, dict) else ()
    return [
        {"key": f"r{number}", "name": name, "value": write_value(pair)}
        for number, (name, pair) in enumerate(pairs, start=1)
    ]


@from_json.register(Question)
def _(field: Question, value: Sent) -> Value:
    if field.ask is Control.TICKS:
        return [_option_text(field, each) for each in value] if isinstance(value, list) else []
    if value is ABSENT:
        return ""
    if field.ask is Control.JSON:
        return value if isinstance(value, str) else write_json(value)
    if Control.VALUE in (field.ask, field.read_as):
        # Objects take several lines, where the control has them.
        has_objects = any(isinstance(each, dict) for each in (value if isinstance(value, list) else [value]))
        is_indented = field.ask is Control.VALUE and has_objects
        return value if value == MASK else write_json(value, is_indented=is_indented)
    if field.options:
        return _option_text(field, value)
    if field.ask is Control.REGION and isinstance(value, str):
        return regions.to_lines(value)
    if field.ask is Control.LINES and isinstance(value, list):
        return "\n".join(write_value(line) for line in value)
    return write_value(value)


def _option_text(field: Question, value: JsonValue) -> str:
    # By type too: JSON's 1 and true are equal in Python.
    found = (option for option in field.options if (option.value, type(option.value)) == (value, type(value)))
    option = next(found, None)
    return option.text if option else write_value(value)
