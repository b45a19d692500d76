"""What a cell of a table is as a value of a request, by the type that its field declares."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from taskbuilder.taskspec.config import REGION
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonValue, as_list, as_object
from taskbuilder.taskspec.marks import Secret, find_mark
from taskbuilder.taskspec.platforms import Service
from taskbuilder.taskspec.regions.points import to_string
from taskbuilder.taskspec.registry import task_request
from taskbuilder.taskspec.section import Section, section_of

Convert = Callable[[str], JsonValue]
Tokens = Sequence[str | int]
WHOLE = re.compile(r"([+-]?[0-9]{1,15})(?:[.,]0+)?")
DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?")
SEPARATORS = re.compile(r"[;,\n]")
WORDS = {
    **dict.fromkeys(("true", "yes", "y", "1", "on", "是", "真", "开", "开启", "启用"), True),
    **dict.fromkeys(("false", "no", "n", "0", "off", "否", "假", "关", "关闭", "禁用"), False),
}


def read_text(cell: str) -> JsonValue:
    return cell.strip()


def read_secret(cell: str) -> JsonValue:
    """As it is: blanks may belong to a password."""
    return cell


def read_whole(cell: str) -> JsonValue:
    """A number with nothing behind its point; any other text as it is, for the rules to name."""
    found = WHOLE.fullmatch(cell.strip())
    return int(found[1]) if found else cell.strip()


def read_decimal(cell: str) -> JsonValue:
    text = cell.strip()
    if (whole := WHOLE.fullmatch(text)) is not None:
        return int(whole[1])
    return float(text.replace(",", ".")) if DECIMAL.fullmatch(text) else text


def read_switch(cell: str) -> JsonValue:
    return WORDS.get(cell.strip().lower(), cell.strip())


def read_region(cell: str) -> JsonValue:
    """The string that a service is sent; a cell may have lines too, as people type them."""
    return to_string(cell.strip())


def read_any(cell: str) -> JsonValue:
    """JSON where it is an object or a list, else text."""
    text = cell.strip()
    if not text.startswith(("{", "[")):
        return text
    try:
        found: JsonValue = read_json(text)
    except UnreadableJson:
        return text
    return found


def read_list(each: Convert) -> Convert:
    """Entries behind commas, semicolons or line breaks, or a list as JSON."""

    def read(cell: str) -> JsonValue:
        found = read_any(cell)
        if not isinstance(found, str):
            return found
        return [each(part) for part in SEPARATORS.split(found) if part.strip()]

    return read


def read_pairs(cell: str) -> JsonValue:
    """Names and values, such as `site=gate; side=in`, or an object as JSON."""
    found = read_any(cell)
    if not isinstance(found, str):
        return found
    pairs = [re.split(r"[=:]", part, maxsplit=1) for part in SEPARATORS.split(found) if part.strip()]
    if any(len(pair) < 2 for pair in pairs):
        return found
    return {name.strip(): value.strip() for name, value in pairs}


def read_sets_of_pairs(cell: str) -> JsonValue:
    """A list of objects of such pairs, with ` | ` between them, or as JSON."""
    found = read_any(cell)
    if not isinstance(found, str):
        return [found] if isinstance(found, dict) else found
    sets = [read_pairs(part) for part in found.split("|")]
    return sets if all(isinstance(each, dict) for each in sets) else found


def find_reader(request: JsonValue, tokens: Tokens, service: Service | None) -> Convert:
    """How cells become values at a path of a request; text where nothing says what is there."""
    if tokens and tokens[0] == "config":
        return find_reader_in_config(request, tokens, service)
    section: type[Section] | None = task_request()
    value: JsonValue = request
    annotation: object = None
    info: FieldInfo | None = None
    for token in tokens:
        if isinstance(token, int):
            args = get_args(annotation)
            annotation, info = (args[0] if args else None), None
            section = section_of(annotation)
            items = as_list(value)
            value = items[token] if token < len(items) else None
            continue
        if section is None:
            return read_text
        info = section.kind_of(as_object(value)).model_fields.get(str(token))
        if info is None:
            return read_any
        annotation, section = info.annotation, section_of(info.annotation)
        value = as_object(value).get(str(token))
    is_secret = info is not None and find_mark(info, Secret) is not None
    return read_secret if is_secret and annotation is str else by_type(annotation)


def by_type(annotation: object) -> Convert:
    plain: Mapping[object, Convert] = {
        str: read_text,
        int: read_whole,
        float: read_decimal,
        bool: read_switch,
        dict: read_pairs,
    }
    origin = get_origin(annotation)
    if origin is list:
        entry = FieldInfo.from_annotation(get_args(annotation)[0]).annotation
        return read_sets_of_pairs if get_origin(entry) is dict else read_list(by_type(entry))
    return plain.get(origin or annotation, read_any)


def find_reader_in_config(request: JsonValue, tokens: Tokens, service: Service | None) -> Convert:
    """By the service's schema, else by what the request has there."""
    schema: object = service.config_schema if service is not None else None
    value = as_object(request).get("config")
    for token in tokens[1:]:
        schema = step_into(schema, token)
        if isinstance(token, int):
            items = as_list(value)
            value = items[token] if token < len(items) else None
        else:
            value = as_object(value).get(token)
    return by_schema(schema) or by_value(value)


def step_into(schema: object, token: str | int) -> object:
    if not isinstance(schema, Mapping):
        return None
    if isinstance(token, int):
        return schema.get("items")
    properties = schema.get("properties")
    return properties.get(token) if isinstance(properties, Mapping) else None


def by_schema(schema: object) -> Convert | None:
    if not isinstance(schema, Mapping):
        return None
    known: Mapping[object, Convert] = {
        "string": read_text,
        "integer": read_whole,
        "number": read_decimal,
        "boolean": read_switch,
        "object": read_any,
    }
    kind = schema.get("type")
    if kind == "string" and schema.get("format") == REGION:
        return read_region
    if kind == "array":
        return read_list(by_schema(schema.get("items")) or read_text)
    return known.get(kind)


def by_value(value: JsonValue) -> Convert:
    if isinstance(value, list):
        return read_list(by_value(value[0]) if value else read_text)
    return read_switch if isinstance(value, bool) else by_type(type(value))
