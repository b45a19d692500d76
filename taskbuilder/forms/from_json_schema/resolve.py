"""Reads one part of a service's JSON Schema: whatever it refers to or wraps, as one plain object."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from taskbuilder.taskspec.paths import pointer

MOST_STEPS = 16
"""References and wrappings that lead to one part; more of them are nobody's schema."""
WRAPS = ("allOf", "anyOf", "oneOf")
Schema = Mapping[str, Any]


class CannotBeAsked(Exception):
    """What no fields can ask: a part that leads back into itself or nowhere, or too many parts."""


@dataclass(frozen=True)
class SchemaPart:
    """A part of a schema. `trail`: the references that led to it; `depth`: the objects that it stands in."""

    root: Schema
    told: Schema
    trail: tuple[str, ...] = ()
    depth: int = 0
    is_secret: bool = False

    def below(self, told: Any) -> "SchemaPart":
        """A part inside this one, resolved. Raises Unsayable."""
        return resolve(replace(self, told=told))

    def deeper(self) -> "SchemaPart":
        return replace(self, depth=self.depth + 1)

    def text(self, name: str) -> str:
        value = self.told.get(name)
        return value if isinstance(value, str) else ""

    def items(self, name: str) -> list[Any]:
        value = self.told.get(name)
        return value if isinstance(value, list) else []

    @property
    def members(self) -> dict[str, Any]:
        value = self.told.get("properties")
        return value if isinstance(value, dict) else {}

    @property
    def kind(self) -> str:
        """Its one type, null apart, which a form leaves out; empty for several."""
        value = self.told.get("type")
        kinds: list[Any] = [each for each in value if each != "null"] if isinstance(value, list) else [value]
        if value is None:
            is_object = bool(self.members or self.items("oneOf") or self.items("anyOf"))
            kinds = ["object"] * is_object + ["array"] * ("items" in self.told)
        return kinds[0] if len(kinds) == 1 and isinstance(kinds[0], str) else ""

    @property
    def constants(self) -> list["Constant"]:
        """What it allows, where it lists that; empty where it does not."""
        if "const" in self.told:
            return [Constant(self.told["const"], self.text("title"), self.text("description"))]
        if options := self.items("enum"):
            return [Constant(value) for value in options]
        return list(self._listed_by_branch())

    def _listed_by_branch(self) -> Iterator["Constant"]:
        """The constants of a `oneOf` of nothing else, each with its title."""
        branches = self.items("oneOf") or self.items("anyOf")
        if all(isinstance(branch, dict) and "const" in branch for branch in branches):
            for branch in branches:
                title, about = branch.get("title"), branch.get("description")
                yield Constant(branch["const"], str(title or ""), str(about or ""))


@dataclass(frozen=True)
class Constant:
    """One value that a part allows."""

    value: Any
    title: str = ""
    about: str = ""


def resolve(part: SchemaPart) -> SchemaPart:
    """The part with its references followed and what merely wraps it taken off. Raises Unsayable."""
    for _step in range(MOST_STEPS):
        if not isinstance(part.told, dict):
            raise CannotBeAsked
        if "$ref" in part.told:
            part = _follow(part)
        elif (wrap := _wrap_of(part.told)) is not None:
            rest = {name: value for name, value in part.told.items() if name != wrap}
            part = replace(part, told=_merge(_only(part.told[wrap]), rest))
        else:
            return part
    raise CannotBeAsked


def _follow(part: SchemaPart) -> SchemaPart:
    reference = part.told["$ref"]
    is_local = isinstance(reference, str) and (reference == "#" or reference.startswith("#/"))
    if not is_local or reference in part.trail:
        raise CannotBeAsked
    try:
        target = pointer.get(part.root, unquote(reference[1:]))
    except LookupError:
        raise CannotBeAsked from None
    rest = {name: value for name, value in part.told.items() if name != "$ref"}
    return replace(part, told=_merge(target, rest), trail=(*part.trail, reference))


def _merge(inner: Any, outer: Schema) -> Schema:
    """Both in one; what stands outside, such as a title, goes before. Raises Unsayable where both ask."""
    if not isinstance(inner, dict) or {"properties", "required", *WRAPS} & inner.keys() & outer.keys():
        raise CannotBeAsked
    return {**inner, **outer}


def _wrap_of(told: Schema) -> str | None:
    """The keyword that holds one schema alone, null apart: `allOf` of one, `anyOf` of a thing or null."""
    return next((name for name in WRAPS if _only(told.get(name)) is not None), None)


def _only(branches: Any) -> Any:
    if not isinstance(branches, list) or not all(isinstance(branch, dict) for branch in branches):
        return None
    others = [branch for branch in branches if branch.get("type") != "null"]
    return others[0] if len(others) == 1 and "const" not in others[0] else None
