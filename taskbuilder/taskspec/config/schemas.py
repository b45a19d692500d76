"""What a service's config schema may be: one that can check any config in bounded time."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from jsonschema import (
    Draft4Validator,
    Draft6Validator,
    Draft7Validator,
    Draft201909Validator,
    Draft202012Validator,
)
from jsonschema.protocols import Validator
from referencing import Registry

from taskbuilder.taskspec.config.keywords import REGION, TooMuchWork, bound, find_errors, is_frame
from taskbuilder.taskspec.config.messages import of_named_branch, word, write_name
from taskbuilder.taskspec.config.patterns import BadPattern, compile_pattern
from taskbuilder.taskspec.messages import Term
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.problem import Path
from taskbuilder.taskspec.regions.outlines import Fault
from taskbuilder.taskspec.secrets.declared import REFERENCES

NEWEST = "https://json-schema.org/draft/2020-12/schema"
DIALECTS: Mapping[str, type[Validator]] = {
    NEWEST: Draft202012Validator,
    "https://json-schema.org/draft/2019-09/schema": Draft201909Validator,
    "http://json-schema.org/draft-07/schema": Draft7Validator,
    "http://json-schema.org/draft-06/schema": Draft6Validator,
    "http://json-schema.org/draft-04/schema": Draft4Validator,
}
MOST_ENTRIES = 1000
"""Of any list or object in a schema: required names, options, members."""
MOST_PARTS = 1000
"""The most parts that check one value, each counted as often as it is referred to."""
LONGEST_TRAIL = 32
"""Parts that lead from one to the next without going into the value."""

PLAIN = {"type", "enum", "minimum", "exclusiveMinimum", "uniqueItems"}
"""Keywords of the schema of schemas whose messages are for the author of a schema."""
BESIDE = {"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"}
"""Keywords whose parts check the same value as the part around them."""
ONE = {"not", "if", "then", "else", "contains", "propertyNames", "items", "additionalItems"}
ONE |= {"additionalProperties", "unevaluatedItems", "unevaluatedProperties"}
LISTS = {"allOf", "anyOf", "oneOf", "items", "prefixItems"}
NAMED = {"properties", "patternProperties", "dependentSchemas", "dependencies", "$defs", "definitions"}

NO_OBJECT = _("A config schema is a JSON object: start with { and end with }.")
NO_DIALECT = _("“$schema” is not a supported version of JSON Schema. Use %(newest)s, or leave it out.")
NO_SCHEMA = _("“%(name)s” is not valid JSON Schema here. Change it.")
ONLY_AT_TOP = _("“%(name)s” is only allowed at the top of a schema. Remove it.")
NO_PART = _("“%(name)s” must name a part of this same schema, such as #/$defs/zone. Change it.")
ENDLESS = _("“%(name)s” refers back to itself without end. Refer to another part, or remove it.")
NO_PATTERN = _(
    "“%(name)s” is not a usable pattern. Lookaround, such as (?=…), and backreferences, such as \\1, are "
    "not allowed because they can take forever. Change it."
)
NO_FRAME = _("“%(name)s” must have width and height, both whole numbers of pixels above 0. Change it.")
NOT_BESIDE = _("“%(name)s” cannot be combined with patternProperties. Use additionalProperties.")
TOO_MANY = _("“%(name)s” has more than %(limit)d entries. Shorten it.")
TOO_LARGE = _(
    "“%(name)s” is too complex, with everything it refers to: more than %(limit)d parts apply to one "
    "value. Simplify it."
)
TOO_DEEP = _("“%(name)s” is nested too deep, or reached through too many references. Flatten it.")


class Unfit(ValueError):
    """A schema that cannot be used; `fault` says where and why."""

    def __init__(self, template: str, path: Path = (), **params: Any) -> None:
        super().__init__(template)
        name = write_name(path) or Term(_("the top"))
        self.fault = Fault(template=template, params={"name": name, **params})


def find_fault(schema: Any) -> Fault | None:
    """The first thing that makes a schema unusable; None for a usable one."""
    try:
        read_schema(schema)
    except Unfit as error:
        return error.fault
    return None


def read_schema(schema: Any) -> Validator:
    """The validator of a schema, for `find_errors`; it fetches nothing. Raises Unfit."""
    if not isinstance(schema, dict):
        raise Unfit(NO_OBJECT)
    dialect = schema.get("$schema", NEWEST)
    kind = DIALECTS.get(dialect.removesuffix("#")) if isinstance(dialect, str) else None
    if kind is None:
        raise Unfit(NO_DIALECT, newest=NEWEST)
    try:
        _check_counts(schema, ())
        _check_grammar(schema, kind)
        _Parts(schema, kind).check()
    except (RecursionError, TooMuchWork):
        raise Unfit(TOO_DEEP, ()) from None
    # Which kind of schema it is and how the world calls it is known now, and would only mislead.
    plain = {name: value for name, value in schema.items() if name not in ("$schema", _id_of(kind))}
    return _make_validator(kind, plain)


def _make_validator(kind: type[Validator], schema: Any) -> Validator:
    return bound(kind)(schema, registry=Registry())


def _id_of(kind: type[Validator]) -> str:
    return "id" if kind is Draft4Validator else "$id"


def _check_counts(value: Any, path: Path) -> None:
    if not isinstance(value, dict | list):
        return
    if len(value) > MOST_ENTRIES:
        raise Unfit(TOO_MANY, path, limit=MOST_ENTRIES)
    for name, below in value.items() if isinstance(value, dict) else enumerate(value):
        _check_counts(below, (*path, name))


def _check_grammar(schema: Any, kind: type[Validator]) -> None:
    """Checks it against the schema of schemas."""
    for error in find_errors(_make_validator(kind, kind.META_SCHEMA), schema)[:1]:
        for inner in of_named_branch(error):
            template, params = word(inner) if inner.validator in PLAIN else (NO_SCHEMA, {})
            raise Unfit(template, tuple(inner.absolute_path), **params)


class _Parts:
    """Every part of a schema that may check a value, by its path."""

    def __init__(self, schema: Any, kind: type[Validator]) -> None:
        self.id = _id_of(kind)
        self.parts = dict(_walk_parts(schema, ()))
        self.weights: dict[Path, int] = {}
        self.paths = {pointer.join(path): path for path in self.parts}

    def check(self) -> None:
        """Raises Unfit."""
        for path, part in self.parts.items():
            if isinstance(part, dict):
                self._check_part(part, path)
        for path in self.parts:
            self.weigh(path, ())

    def _check_part(self, part: Mapping[str, Any], path: Path) -> None:
        for name in ("$schema", self.id):
            if path and name in part:
                raise Unfit(ONLY_AT_TOP, (*path, name))
        if "unevaluatedProperties" in part and any(
            "patternProperties" in each for each in self.parts.values() if isinstance(each, dict)
        ):
            raise Unfit(NOT_BESIDE, (*path, "unevaluatedProperties"))
        if part.get("format") == REGION and "frame" in part and not is_frame(part["frame"]):
            raise Unfit(NO_FRAME, (*path, "frame"))
        patterns = [("patternProperties", name) for name in part.get("patternProperties", ())]
        for where in [("pattern",)] * ("pattern" in part) + patterns:
            try:
                compile_pattern(part["pattern"] if len(where) == 1 else where[1])
            except BadPattern:
                raise Unfit(NO_PATTERN, (*path, *where)) from None

    def weigh(self, path: Path, trail: tuple[Path, ...]) -> int:
        """How many parts check a value that this one checks. Raises Unfit if that is endless."""
        if path in self.weights:
            return self.weights[path]
        if path in trail:
            references = ((*each, name) for each in reversed(trail) for name in REFERENCES)
            raise Unfit(ENDLESS, next(each for each in references if each[-1] in self.parts[each[:-1]]))
        if len(trail) > LONGEST_TRAIL:
            raise Unfit(TOO_DEEP, path)
        weight = 1 + sum(self.weigh(each, (*trail, path)) for each in self._list_beside(path))
        if weight > MOST_PARTS:
            raise Unfit(TOO_LARGE, path, limit=MOST_PARTS)
        self.weights[path] = weight
        return weight

    def _list_beside(self, path: Path) -> Iterator[Path]:
        part = self.parts[path]
        if not isinstance(part, dict):
            return
        for name in REFERENCES:
            if name in part:
                yield self._follow(part[name], (*path, name))
        yield from ((*path, *below) for below, _inner in _list_parts(part) if below[0] in BESIDE)

    def _follow(self, reference: Any, path: Path) -> Path:
        is_local = isinstance(reference, str) and reference.startswith("#")
        target = self.paths.get(unquote(reference[1:])) if is_local else None
        if target is None:
            raise Unfit(NO_PART, path)
        return target


def _walk_parts(part: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """A part and all that are in it, each with its path."""
    yield path, part
    for below, inner in _list_parts(part):
        yield from _walk_parts(inner, (*path, *below))


def _list_parts(part: Any) -> Iterator[tuple[Path, Any]]:
    """The parts that a part contains, each with its path from there."""
    for name, value in part.items() if isinstance(part, dict) else ():
        if name in LISTS and isinstance(value, list):
            yield from (((name, place), below) for place, below in enumerate(value))
        elif name in NAMED and isinstance(value, dict):
            yield from (((name, each), below) for each, below in value.items() if not isinstance(below, list))
        elif name in ONE and isinstance(value, dict | bool):
            yield (name,), value
