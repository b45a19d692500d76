"""Puts what jsonschema finds into words: people's own, and JSON's for values, never Python's."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from jsonschema.exceptions import ValidationError

from taskbuilder.taskspec.messages import Term, one_line
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Path

MESSAGES = {
    "type": _("“%(name)s” must be %(limit)s. Change it."),
    "enum": _("“%(name)s” must be one of %(limit)s. Choose one of them."),
    "const": _("“%(name)s” must be %(limit)s. Change it."),
    "minimum": _("“%(name)s” is too small. Enter %(limit)s or more."),
    "maximum": _("“%(name)s” is too large. Enter %(limit)s or less."),
    "exclusiveMinimum": _("“%(name)s” is too small. Enter more than %(limit)s."),
    "exclusiveMaximum": _("“%(name)s” is too large. Enter less than %(limit)s."),
    "multipleOf": _("“%(name)s” must be a multiple of %(limit)s. Change it."),
    "minLength": _("“%(name)s” is too short. Enter at least %(limit)s characters."),
    "maxLength": _("“%(name)s” is too long. Enter at most %(limit)s characters."),
    "pattern": _("“%(name)s” does not match the pattern %(limit)s, which this service requires. Change it."),
    "minItems": _("“%(name)s” has too few entries. Add at least %(limit)s."),
    "maxItems": _("“%(name)s” has too many entries. Keep at most %(limit)s."),
    "uniqueItems": _("“%(name)s” has a duplicate entry. Enter each only once."),
    "minProperties": _("“%(name)s” has too few fields. Add at least %(limit)s."),
    "maxProperties": _("“%(name)s” has too many fields. Keep at most %(limit)s."),
    "required": _("“%(name)s” is required by this service. Enter it."),
    "additionalProperties": _("This service has no field “%(name)s”. Remove it."),
    "oneOf": _("“%(name)s” must match exactly one of the forms this service accepts. Change it."),
    "anyOf": _("“%(name)s” must match one of the forms this service accepts. Change it."),
}
OF_ONE = {
    "minLength": _("“%(name)s” is empty. Enter at least one character."),
    "maxLength": _("“%(name)s” is too long. Enter at most one character."),
    "minItems": _("“%(name)s” is empty. Add at least one entry."),
    "maxItems": _("“%(name)s” has too many entries. Keep at most one."),
    "minProperties": _("“%(name)s” is empty. Add at least one field."),
    "maxProperties": _("“%(name)s” has too many fields. Keep at most one."),
}
"""What is said where the limit is one."""
LIKE = _("“%(name)s” is not in the format this service requires. Example: %(example)s")
"""What is said of a pattern where the schema has an example: few people read patterns."""
OF_SEVERAL_TYPES = _("“%(name)s” must be one of these: %(limit)s. Change it.")
OTHERWISE = _("“%(name)s” does not satisfy “%(keyword)s” in this service's schema. Change it.")
TYPES = {
    "string": _("text"),
    "integer": _("a whole number"),
    "number": _("a number"),
    "boolean": _("true or false"),
    "array": _("a list"),
    "object": _("an object"),
    "null": _("no value"),
}


def write_name(path: Path) -> str:
    """ "config › zones #2 › name": "#" says that entries are counted as people count, from 1."""
    return one_line(
        "".join(f" #{token + 1}" if isinstance(token, int) else f" › {token}" for token in path)[3:]
    )


def word(error: ValidationError) -> tuple[str, dict[str, Any]]:
    """The template for an error, and all its parameters but the name; no template where there is none."""
    keyword, limit = str(error.validator or ""), error.validator_value
    if keyword == "pattern" and (example := _read_example(error)):
        return LIKE, {"keyword": keyword, "example": example}
    messages = MESSAGES | OF_ONE if limit == 1 else MESSAGES
    template = messages.get(keyword, OTHERWISE) if keyword else ""  # none where a schema is plainly false
    if keyword == "type" and isinstance(limit, list) and len(limit) > 1:
        template = OF_SEVERAL_TYPES
    write = write_type if keyword == "type" else write_value
    parts = tuple(map(write, limit)) if isinstance(limit, list) else (write(limit),)
    return template, {"keyword": keyword, "limit": parts}


def _read_example(error: ValidationError) -> str:
    examples = error.schema.get("examples") if isinstance(error.schema, dict) else None
    texts = [each for each in examples if isinstance(each, str)] if isinstance(examples, list) else []
    return one_line(texts[0]) if texts else ""


def write_type(name: Any) -> str:
    return Term(TYPES[name]) if isinstance(name, str) and name in TYPES else write_value(name)


def write_value(value: Any) -> str:
    """A value of a schema as people write it in JSON, a text as it is."""
    if value is None:
        return Term(TYPES["null"])
    return one_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def of_named_branch(error: ValidationError) -> Iterator[ValidationError]:
    """What is wrong in the one alternative that a value names by constant or type; else the error itself."""
    branches: dict[Any, list[ValidationError]] = defaultdict(list)
    for inner in error.context or ():
        branches[inner.schema_path[0]].append(inner)
    named = [errors for errors in branches.values() if not any(map(_is_another, errors))]
    # Where nothing distinguishes the branches, only what all of them miss can be reported.
    reported = [inner for inner in named[0] if all(_says(errors, inner) for errors in named)] if named else []
    if len(named) == 1:
        reported = named[0]
    for inner in reported:
        yield from of_named_branch(inner)
    if not reported:
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
    reported = ValidationError(
        error.message,
        validator="enum",
        validator_value=[each.validator_value for each in names],
        path=places.pop(),
        instance=names[0].instance,
    )
    reported.parent = error
    return reported
