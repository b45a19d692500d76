"""The columns that sources and sinks have as a table: in files that are exported, imported, and planned from.

A column is the path of a field in its section, such as `url` or `vcn.ip`. A list or an object is text in its
cell: `a; b`, or `a=b; c=d`; a camera's sets of tags are `a=b | a=c`.
"""

from collections.abc import Iterator, Mapping
from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from taskbuilder.records.inventory.sections import INPUT, section_name
from taskbuilder.records.models import InventoryEntry
from taskbuilder.taskspec.inputs.input import INPUTS, Input
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object, write_value
from taskbuilder.taskspec.marks import Choices, Secret, find_mark
from taskbuilder.taskspec.outputs.sink import SINKS
from taskbuilder.taskspec.registry import derived
from taskbuilder.taskspec.section import Section, section_of

KNOWN_BY = ("name", "kind", "site", "tags", "notes")
"""The columns that every entry has."""
Column = tuple[str, ...]
"""The path of a field in its section: of an input, what is in its entry has no more than its name."""


@derived
def list_fields(section: str) -> Mapping[str, Mapping[Column, FieldInfo]]:
    """Each type's fields by their columns."""
    if section == INPUT:
        return {str(name): dict(list_input_fields(kind)) for name, kind in INPUTS.items()}
    return {str(name): dict(walk_members(sink)) for name, sink in SINKS.items()}


def list_input_fields(kind: type[Input]) -> Iterator[tuple[Column, FieldInfo]]:
    yield from walk_members(kind.data_class)
    for name, info in kind.model_fields.items():
        below = section_of(info.annotation)
        if below is not None and name != "data":
            yield from (((name, *column), each) for column, each in walk_members(below))


def walk_members(section: type[Section]) -> Iterator[tuple[Column, FieldInfo]]:
    """The fields of a section that hold values, those of sections below it too."""
    for name, info in section.model_fields.items():
        below = section_of(info.annotation)
        if below is None:
            yield (name,), info
        else:
            yield from (((name, *column), each) for column, each in walk_members(below))


def name_column(column: Column) -> str:
    return ".".join(column)


def list_columns(model: type[InventoryEntry], *, has_secrets: bool = False) -> list[str]:
    """The names of all columns, in the order of a file; secrets have none unless they are asked for."""
    kinds = list_fields(section_name(model)).values()
    named = (
        name_column(column)
        for fields in kinds
        for column, info in fields.items()
        if has_secrets or find_mark(info, Secret) is None
    )
    return list(dict.fromkeys((*KNOWN_BY, *named)))


def read_section(section: str, kind: str, request: JsonObject) -> tuple[JsonObject, JsonObject]:
    """The objects in which a section has its fields: what is in its entry, and what is beside that."""
    whole = as_object(request.get(section))
    if section == INPUT:
        entries = as_list(whole.get("data"))
        return as_object(entries[0] if entries else None), whole
    return as_object(whole.get(kind)), as_object(whole.get(kind))


def describe_cells(entry: InventoryEntry, request: JsonObject | None = None) -> dict[str, str]:
    """The cells of an entry by their columns; of a `request` with its secrets, those too."""
    section = section_name(type(entry))
    whole = entry.request if request is None else request
    data, beside = read_section(section, entry.kind, whole)
    tags = "; ".join(entry.tags)
    cells = {
        "name": entry.name,
        "kind": entry.kind,
        "site": entry.site,
        "tags": tags,
        "notes": entry.notes,
    }
    for column, info in list_fields(section).get(entry.kind, {}).items():
        is_hidden = request is None and find_mark(info, Secret) is not None
        value = None if is_hidden else find_value(data, beside, column)
        if value is not None:
            cells[name_column(column)] = write_cell(value)
    return cells


def find_value(data: JsonObject, beside: JsonObject, column: Column) -> JsonValue:
    if len(column) == 1:
        return data.get(column[0])
    value: JsonValue = beside
    for name in column:
        value = as_object(value).get(name)
    return value


def write_cell(value: JsonValue) -> str:
    """ "a; b" of a list, "a=b; c=d" of an object, "a=b | a=c" of several sets of tags."""
    if isinstance(value, dict):
        return "; ".join(f"{name}={write_value(each)}" for name, each in value.items())
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return SET_BREAK.join(map(write_cell, value))
        return "; ".join(map(write_value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else write_value(value)


TRUE, FALSE = (
    frozenset({"yes", "true", "y", "1", "是", "真"}),
    frozenset({"no", "false", "n", "0", "否", "假"}),
)
LIST_BREAKS, SET_BREAK = ";\n；", " | "


def read_cell(text: str, info: FieldInfo) -> JsonValue:
    """What a cell says for a field; what cannot be read as its type stays text, for the judge."""
    text = text.strip()
    annotation = info.annotation
    if get_origin(annotation) is dict:
        return read_pairs(text)
    if get_origin(annotation) is list:
        element = FieldInfo.from_annotation(get_args(annotation)[0])
        if get_origin(element.annotation) is dict:
            return [read_pairs(part) for part in text.split(SET_BREAK.strip())]
        return [*split(text)]
    if annotation is bool:
        word = text.casefold()
        return True if word in TRUE else False if word in FALSE else text
    if annotation is int:
        return read_number(text, info)
    return read_choice(text, info)


def read_number(text: str, info: FieldInfo) -> JsonValue:
    """As spreadsheets write whole numbers: 554, or 554.0."""
    whole, _dot, rest = text.partition(".")
    if whole.isdecimal() and whole.isascii() and not rest.strip("0"):
        return int(whole[:30])
    return read_choice(text, info)


def read_choice(text: str, info: FieldInfo) -> JsonValue:
    """The value of one of the field's choices, by the text that names it; else the text."""
    choices = find_mark(info, Choices)
    for value, label in choices.pairs if choices else ():
        if text.casefold() in (str(value).casefold(), label.casefold()):
            return value
    return text


def split(text: str) -> list[str]:
    for mark in LIST_BREAKS:
        text = text.replace(mark, ";")
    return [part.strip() for part in text.split(";") if part.strip()]


def read_pairs(text: str) -> JsonValue:
    """An object of names with values; the text itself where a part has no value."""
    pairs: JsonObject = {}
    for part in split(text):
        name, mark, value = part.partition("=") if "=" in part else part.partition(":")
        if not mark:
            return text
        pairs[name.strip()] = value.strip()
    return pairs
