"""Reads one part of a service's JSON Schema: whatever it refers to or wraps, as one plain object."""

import json
from dataclasses import dataclass, replace

from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object, as_text
from taskbuilder.taskspec.secrets.declared import NOTHING, Declared, follow, read_declared

MOST_STEPS = 16
"""References and wrappings that lead to one part; more of them are nobody's schema."""
WRAPS = ("allOf", "anyOf", "oneOf")


class CannotBeAsked(Exception):
    """What no fields can ask: a part that leads back into itself or nowhere, or too many parts."""


@dataclass(frozen=True)
class SchemaPart:
    """A part of a schema. `trail`: the references that led to it; `depth`: the objects that it is in;
    `declared`: what the schema declares secret there.
    """

    root: JsonObject
    schema: JsonObject
    trail: tuple[str, ...] = ()
    depth: int = 0
    is_secret: bool = False
    declared: Declared = NOTHING

    def below(self, schema: JsonValue) -> "SchemaPart":
        """A part inside this one, its references followed and what merely wraps it taken off.

        Raises CannotBeAsked.
        """
        trail = self.trail
        for _step in range(MOST_STEPS):
            if not isinstance(schema, dict):
                raise CannotBeAsked
            if "$ref" in schema:
                reference = as_text(schema["$ref"])
                schema = _merge(_follow(self.root, reference, trail), schema, leave="$ref")
                trail = (*trail, reference)
            elif wrap := _wrap_of(schema):
                schema = _merge(_only(schema[wrap]), schema, leave=wrap)
            else:
                return replace(self, schema=schema, trail=trail)
        raise CannotBeAsked

    def find(self, schema: JsonValue) -> "SchemaPart":
        """The same; an empty part where fields cannot ask for it."""
        try:
            return self.below(schema)
        except CannotBeAsked:
            return replace(self, schema={})

    def for_member(self, name: str) -> "SchemaPart":
        """The part as far as it is known what its member of that name inherits: whether that is secret."""
        declared = self.declared.below(name)
        is_secret = self.is_secret or declared.is_secret
        return replace(self, declared=declared, is_secret=is_secret)

    def entry(self) -> "SchemaPart":
        """What each entry of a list is. Raises CannotBeAsked."""
        declared = self.declared.below(0)
        entry = self.below(self.schema.get("items"))
        return replace(entry, declared=declared, is_secret=self.is_secret or declared.is_secret)

    def deeper(self) -> "SchemaPart":
        return replace(self, depth=self.depth + 1)

    def text(self, name: str) -> str:
        return as_text(self.schema.get(name))

    def items(self, name: str) -> list[JsonValue]:
        return as_list(self.schema.get(name))

    @property
    def numbers(self) -> dict[str, int | float]:
        """Those of its keywords that are numbers; JSON's true is one in Python."""
        words = self.schema.items()
        return {name: n for name, n in words if isinstance(n, int | float) and not isinstance(n, bool)}

    @property
    def members(self) -> JsonObject:
        return as_object(self.schema.get("properties"))

    @property
    def kind(self) -> str:
        """Its one type, null apart, which a form leaves out; empty for several."""
        value = self.schema.get("type")
        if value is None:
            is_object = bool(self.members or self.items("oneOf") or self.items("anyOf"))
            is_array = "items" in self.schema
            return "" if is_object == is_array else "object" if is_object else "array"
        kinds = [each for each in value if each != "null"] if isinstance(value, list) else [value]
        return as_text(kinds[0]) if len(kinds) == 1 else ""

    @property
    def constants(self) -> list["Constant"]:
        """What it allows, where it lists that; empty where it does not."""
        if "const" in self.schema:
            return [Constant(self.schema["const"], self.text("title"), self.text("description"))]
        if options := self.items("enum"):
            return [Constant(value) for value in options]
        branches = list(map(as_object, self.items("oneOf") or self.items("anyOf")))
        if not all("const" in branch for branch in branches):
            return []
        said = [(each["const"], each.get("title"), each.get("description")) for each in branches]
        return [Constant(value, str(title or ""), str(about or "")) for value, title, about in said]


@dataclass(frozen=True)
class Constant:
    """One value that a part allows."""

    value: JsonValue
    title: str = ""
    about: str = ""


def read_schema(schema: JsonObject, declared: Declared | None = None) -> SchemaPart:
    """The outermost part of a schema. Raises CannotBeAsked."""
    declared = read_declared(json.dumps(schema)) if declared is None else declared
    part = SchemaPart(root=schema, schema={}, is_secret=declared.is_secret, declared=declared)
    return part.below(schema)


def _follow(root: JsonObject, reference: str, trail: tuple[str, ...]) -> JsonValue:
    """None where the schema has nothing there. Raises CannotBeAsked for what leads back to itself."""
    if reference in trail:
        raise CannotBeAsked
    return follow(root, reference)


def _merge(inner: JsonValue, outer: JsonObject, *, leave: str) -> JsonObject:
    """Both in one; what is outside, such as a title, goes before. Raises CannotBeAsked where both ask."""
    outer = {name: value for name, value in outer.items() if name != leave}
    if not isinstance(inner, dict) or {"properties", "required", *WRAPS} & inner.keys() & outer.keys():
        raise CannotBeAsked
    return {**inner, **outer}


def _wrap_of(schema: JsonObject) -> str | None:
    """The keyword that holds one schema alone, null apart: `allOf` of one, `anyOf` of a thing or null."""
    return next((name for name in WRAPS if _only(schema.get(name)) is not None), None)


def _only(branches: JsonValue) -> JsonObject | None:
    found = as_list(branches)
    others = [each for each in found if isinstance(each, dict) and each.get("type") != "null"]
    are_schemas = all(isinstance(each, dict) for each in found)
    return others[0] if are_schemas and len(others) == 1 and "const" not in others[0] else None
