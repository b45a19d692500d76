"""Judges a task's config by its service's own JSON Schema (rule `config.schema`)."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, SchemaError
from jsonschema.exceptions import UnknownType, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from taskbuilder.taskspec.outlines import Fault, find_faults
from taskbuilder.taskspec.problems import Problem
from taskbuilder.taskspec.regions import FRAME
from taskbuilder.taskspec.report import Path, report
from taskbuilder.taskspec.words import gettext_noop as _
from taskbuilder.taskspec.words import one_line

_UNREADABLE = _(
    "The schema that this service has for its configuration is broken. Ask an administrator to mend it."
)
_MESSAGES = {
    "type": _("“%(name)s” must be of type %(limit)s. Change it."),
    "enum": _("“%(name)s” must be one of %(limit)s. Choose one of them."),
    "const": _("“%(name)s” must be %(limit)s. Change it."),
    "minimum": _("“%(name)s” is too small. Enter %(limit)s or more."),
    "maximum": _("“%(name)s” is too large. Enter %(limit)s or less."),
    "exclusiveMinimum": _("“%(name)s” is too small. Enter more than %(limit)s."),
    "exclusiveMaximum": _("“%(name)s” is too large. Enter less than %(limit)s."),
    "multipleOf": _("“%(name)s” must be a multiple of %(limit)s. Change it."),
    "minLength": _("“%(name)s” is too short. Enter at least %(limit)s characters."),
    "maxLength": _("“%(name)s” is too long. Enter at most %(limit)s characters."),
    "pattern": _("“%(name)s” is not written as this service asks, by the pattern %(limit)s. Change it."),
    "format": _("“%(name)s” must be of the format %(limit)s. Change it."),
    "minItems": _("“%(name)s” has too few entries. Give at least %(limit)s."),
    "maxItems": _("“%(name)s” has too many entries. Keep at most %(limit)s."),
    "uniqueItems": _("“%(name)s” has an entry twice. Give each once."),
    "minProperties": _("“%(name)s” has too few members. Give at least %(limit)s."),
    "maxProperties": _("“%(name)s” has too many members. Keep at most %(limit)s."),
    "required": _("“%(name)s” is missing, and this service needs it. Enter it."),
    "additionalProperties": _("This service does not know “%(name)s”. Remove it."),
    "oneOf": _("“%(name)s” must fit exactly one of the forms that this service knows. Change it."),
    "anyOf": _("“%(name)s” must fit one of the forms that this service knows. Change it."),
}
_OF_ONE = {
    "minLength": _("“%(name)s” is empty. Enter at least one character."),
    "maxLength": _("“%(name)s” is too long. Enter at most one character."),
    "minItems": _("“%(name)s” is empty. Give at least one entry."),
    "maxItems": _("“%(name)s” has too many entries. Keep at most one."),
    "minProperties": _("“%(name)s” is empty. Give at least one member."),
    "maxProperties": _("“%(name)s” has too many members. Keep at most one."),
}
"""What is said where the limit is one."""
REGION = "region"
"""The format of a text that holds a region of a picture (see regions.py)."""
_BROKEN = (
    SchemaError,
    UnknownType,
    Unresolvable,
    re.error,
    RecursionError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What jsonschema raises on a schema that is none, refers nowhere, or never ends."""
_OTHERWISE = _("“%(name)s” breaks what this service's schema says under “%(keyword)s”. Change it.")


def is_usable(schema: Any) -> bool:
    """Whether a schema can judge a config: one that was fit when it was saved may have gone bad."""
    try:
        kind = validator_for(schema, default=Draft202012Validator)
        kind.check_schema(schema)
        list(kind(schema, registry=Registry()).iter_errors({}))
    except _BROKEN:
        return False
    return isinstance(schema, dict)


def judge_config(config: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Problem]:
    """Every error of a config by that schema, each at its member, a missing one where it belongs.

    Messages quote the schema and never the config, which may hold secrets. A schema that cannot be used is
    itself a problem, at `/config`. Nothing is fetched: a schema that refers elsewhere cannot be used.
    """
    try:
        judge = _with_regions(validator_for(schema, default=Draft202012Validator))
        validator = judge(schema, registry=Registry())
        errors = [each for error in validator.iter_errors(config) for each in _of_named_branch(error)]
    except _BROKEN:
        yield report("config.schema", ("config",), template=_UNREADABLE)
        return
    seen: set[tuple[Path, Any]] = set()
    for error in errors:
        for path in _paths(error):
            if isinstance(error, _Misdrawn):
                yield _problem_of_region(path, error.fault)
            elif (path, error.validator) not in seen:
                seen.add((path, error.validator))
                yield _problem(path, error)


class _Misdrawn(ValidationError):
    """What is wrong with a region, as jsonschema carries errors."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.template)
        self.fault = fault


@cache
def _with_regions(validator: type[Validator]) -> type[Validator]:
    """That judge of schemas, who knows the format `region` too."""
    plain: Callable[..., Any] = validator.VALIDATORS.get("format", lambda *_args: ())

    def judge_format(judge: Any, name: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        if name != REGION:
            yield from plain(judge, name, instance, schema) or ()
        elif isinstance(instance, str):
            yield from map(_Misdrawn, find_faults(instance, read_frame(schema)))

    extended: type[Validator] = extend(validator, {"format": judge_format})  # type: ignore[no-untyped-call]
    return extended


def _of_named_branch(error: ValidationError) -> Iterator[ValidationError]:
    """What is wrong in the one alternative that a value names by constant or type; else the error itself."""
    branches: dict[Any, list[ValidationError]] = defaultdict(list)
    for inner in error.context or ():
        branches[inner.schema_path[0]].append(inner)
    named = [errors for errors in branches.values() if not any(map(_is_another, errors))]
    # Of those that nothing tells apart, only what is missing in each of them can be told.
    told = [inner for inner in named[0] if all(_says(errors, inner) for errors in named)] if named else []
    if len(named) == 1:
        told = named[0]
    for inner in told:
        yield from _of_named_branch(inner)
    if not told:
        yield _of_wrong_name(error, branches) or error


def _is_another(error: ValidationError) -> bool:
    """Whether an alternative is not the one that is meant: of another constant, or of another type."""
    depth = len(error.relative_path)
    return (error.validator == "const" and depth <= 1) or (error.validator == "type" and depth == 0)


def _says(errors: list[ValidationError], error: ValidationError) -> bool:
    return any((each.relative_path, each.message) == (error.relative_path, error.message) for each in errors)


def _of_wrong_name(
    error: ValidationError, branches: Mapping[Any, list[ValidationError]]
) -> ValidationError | None:
    """What is wrong with the member that should name an alternative; None where no member does."""
    names = [each for errors in branches.values() for each in errors if each.validator == "const"]
    places = {tuple(each.relative_path) for each in names}
    if len(places) != 1 or len(names) < len(branches):
        return None
    constants = [each.validator_value for each in names]
    told = ValidationError(
        error.message,
        validator="enum",
        validator_value=constants,
        path=places.pop(),
        instance=names[0].instance,
    )
    told.parent = error
    return told


def read_frame(schema: Mapping[str, Any]) -> tuple[int, int]:
    """The width and height that a region's points are counted in, of its part of the schema."""
    frame: Any = schema.get("frame")
    sides: Any = [frame.get(name) for name in ("width", "height")] if isinstance(frame, dict) else [None]
    if not all(type(side) is int and side > 0 for side in sides):
        return FRAME
    width, height = sides
    return width, height


def _problem_of_region(path: Path, fault: Fault) -> Problem:
    return report("config.schema", path, template=fault.template, **fault.params, name=_name(path))


def _paths(error: ValidationError) -> list[Path]:
    """Where an error stands: at the missing or unknown members themselves, not at the object around them."""
    base: Path = ("config", *error.absolute_path)
    instance: Any = error.instance
    needed: Any = error.validator_value
    if error.validator == "required" and isinstance(needed, list):
        return [(*base, name) for name in needed if name not in instance]
    if error.validator == "additionalProperties" and error.validator_value is False:
        return [(*base, name) for name in _unknown_members(error)]
    return [base]


def _unknown_members(error: ValidationError) -> list[str]:
    schema: Any = error.schema
    instance: Any = error.instance
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    return [
        name
        for name in instance
        if name not in known and not any(re.search(pattern, name) for pattern in patterns)
    ]


def _problem(path: Path, error: ValidationError) -> Problem:
    keyword = str(error.validator or "")  # none where a schema is plainly false
    messages = _MESSAGES | _OF_ONE if error.validator_value == 1 else _MESSAGES
    return report(
        "config.schema",
        path,
        template=messages.get(keyword, _OTHERWISE) if keyword else "",
        name=_name(path),
        keyword=keyword,
        limit=_limit(error.validator_value),
    )


def _name(path: Path) -> str:
    """ "config › zones #2 › name": "#" says that entries are counted as people count, from 1."""
    return one_line(
        "".join(f" #{token + 1}" if isinstance(token, int) else f" › {token}" for token in path)[3:]
    )


def _limit(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_limit(option) for option in value)
    return one_line(value) if isinstance(value, str) else str(value)
