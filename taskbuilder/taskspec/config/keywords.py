"""JSON Schema's keywords for checking configs: one more format, and bounded time."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from functools import cache
from itertools import islice
from typing import Any

from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from taskbuilder.taskspec.config.patterns import matches
from taskbuilder.taskspec.regions.outlines import Fault, find_faults
from taskbuilder.taskspec.regions.points import FRAME

REGION = "region"
"""The format of a text that holds a region of a picture (see regions.py)."""
MOST_WORK = 250_000
"""The most keywords that are applied to one config: about a second."""
MOST_ERRORS = 500
"""Nobody fixes more than that one by one."""
MEMBERS_AT_ONCE = 16
"""Members of a list or object that are looked through in the time that one keyword takes."""

Keyword = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]


class TooMuchWork(Exception):
    """A schema and a config that together would take too long."""


class Misdrawn(ValidationError):
    """What is wrong with a region, as jsonschema carries errors."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.template)
        self.fault = fault


_left: ContextVar[int] = ContextVar("left")
"""The work that is left for the config being checked."""


def _spend(value: Any, instance: Any = None) -> None:
    members = len(value) if isinstance(value, list | dict) else 0
    members += len(instance) if isinstance(instance, list | dict) else 0
    left = _left.get() - 1 - members // MEMBERS_AT_ONCE
    _left.set(left)
    if left < 0:
        raise TooMuchWork


def find_errors(validator: Validator, value: Any) -> list[ValidationError]:
    """The first MOST_ERRORS errors. Raises TooMuchWork, and whatever an invalid schema makes raise."""
    token = _left.set(MOST_WORK)
    try:
        return list(islice(validator.iter_errors(value), MOST_ERRORS))
    finally:
        _left.reset(token)


@cache
def bound(validator: type[Validator]) -> type[Validator]:
    """That class of validator with our keywords, for `find_errors`."""
    keywords: dict[str, Keyword] = {**validator.VALIDATORS, **OWN}
    counted = {name: _count(keyword) for name, keyword in keywords.items()}
    extended: type[Validator] = extend(validator, counted)  # type: ignore[no-untyped-call]
    return extended


def _count(keyword: Keyword) -> Keyword:
    def counted(validator: Any, value: Any, instance: Any, schema: Any) -> Iterable[ValidationError] | None:
        _spend(value, instance)
        return keyword(validator, value, instance, schema)

    return counted


def check_format(validator: Any, name: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Regions alone: what other formats mean, services do not agree about."""
    if name == REGION and isinstance(instance, str):
        yield from map(Misdrawn, find_faults(instance, read_frame(schema)))


def check_pattern(validator: Any, pattern: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError(f"does not match {pattern}")


def check_patterned(validator: Any, patterns: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    for pattern, below in patterns.items() if isinstance(instance, dict) else ():
        _spend(instance)
        for name in instance:
            if matches(pattern, name):
                yield from validator.descend(instance[name], below, path=name, schema_path=pattern)


def check_others(validator: Any, below: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    others = find_others(instance, schema) if isinstance(instance, dict) else []
    if below is False and others:
        yield ValidationError(f"has the unknown members {others}")
    elif isinstance(below, dict):
        for name in others:
            yield from validator.descend(instance[name], below, path=name)


def find_others(instance: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """The members that a schema does not name, nor any of its patterns."""
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    unknown = [name for name in instance if name not in known]
    return [name for name in unknown if not any(matches(pattern, name) for pattern in patterns)]


def check_unique(validator: Any, is_asked: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if is_asked and isinstance(instance, list):
        texts = [json.dumps(_plain(each), sort_keys=True) for each in instance]
        if len(set(texts)) < len(texts):
            yield ValidationError("has an entry twice")


def _plain(value: Any) -> Any:
    """The value with whole numbers written in one way: JSON knows 1.0 and 1 as the same."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return {name: _plain(each) for name, each in value.items()} if isinstance(value, dict) else value


OWN: Mapping[str, Keyword] = {
    "format": check_format,
    "pattern": check_pattern,
    "patternProperties": check_patterned,
    "additionalProperties": check_others,
    "uniqueItems": check_unique,
}


def read_frame(schema: Mapping[str, Any]) -> tuple[int, int]:
    """The width and height that a region's points are counted in, of its part of the schema."""
    frame: Any = schema.get("frame")
    return (frame["width"], frame["height"]) if is_frame(frame) else FRAME


def is_frame(frame: Any) -> bool:
    """Whether it has a width and a height, in pixels."""
    sides = [frame.get(name) for name in ("width", "height")] if isinstance(frame, dict) else [None]
    return all(type(side) is int and side > 0 for side in sides)
