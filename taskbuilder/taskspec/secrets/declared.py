"""What a service's schema declares secret in a config: `writeOnly`, `format: password`."""

import json
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache, reduce
from urllib.parse import unquote

from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_list, as_object, as_text
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.paths.pointer import Token
from taskbuilder.taskspec.platforms import Service

REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
SAME_VALUE = ("if", "then", "else")
BRANCHES = ("allOf", "anyOf", "oneOf")
BY_MEMBER = ("dependentSchemas", "dependencies")
ANY_ENTRY = ("items", "additionalItems", "unevaluatedItems", "contains")
IN_ORDER = ("prefixItems", "items")
ANY_MEMBER = ("additionalProperties", "unevaluatedProperties")
ALSO = "$also"
"""Where a schema holds the one that says what else is secret."""
MOST_PLACES = 1_000
"""Places that are remembered for one schema; with more of them it begins anew."""

Known = dict[tuple[frozenset[int], bool, Token], "Declared"]


class Declared:
    """What a schema declares secret at one place of a config, and below it.

    Each part of the schema counts that may check that place, whichever branch a config takes.
    """

    def __init__(
        self, root: JsonObject, parts: Iterable[JsonValue], known: Known, *, is_within: bool = False
    ) -> None:
        self.root, self.known = root, known
        self.parts = list_all(root, parts)
        self.is_secret = is_within or any(map(says_secret, self.parts))
        self.ids = frozenset(map(id, self.parts))

    def at(self, path: Iterable[Token]) -> "Declared":
        """The place that a path from here leads to; digits may be a position or a name."""
        return reduce(Declared.below, path, self)

    def below(self, token: Token) -> "Declared":
        """The place of one member or entry."""
        if not self.parts:
            return self
        place = self.ids, self.is_secret, token
        if place not in self.known:
            if len(self.known) >= MOST_PLACES:
                self.known.clear()
            parts = (inner for part in self.parts for inner in list_below(part, token))
            self.known[place] = Declared(self.root, parts, self.known, is_within=self.is_secret)
        return self.known[place]

    def as_value_of(self, name: str) -> "Declared":
        """An object whose one member is this place."""
        outer = Declared(self.root, [{}], {})
        outer.known[outer.ids, False, name] = self
        return outer

    def hides_name(self, name: str) -> bool:
        """Whether members of that name are secret anywhere: for a text of which no place is known."""
        return bool(self.parts) and (self._names is None or name in self._names)

    @cached_property
    def _names(self) -> frozenset[str] | None:
        """The names of members that are secret; None where some may have any name."""
        objects = [each for each in walk_objects(self.root) if each]
        free = (inner for each in objects for inner in list_unnamed(each))
        if self.is_secret or any(self._leads_to_secret(inner) for inner in free):
            return None
        named = (item for each in objects for item in as_object(each.get("properties")).items())
        return frozenset(name for name, inner in named if self._leads_to_secret(inner))

    def _leads_to_secret(self, part: JsonValue) -> bool:
        """Whether a part, or an entry of the lists that it describes, is secret."""
        return any(map(says_secret, list_all(self.root, [part], with_entries=True)))


def declared_by(service: Service | None) -> Declared:
    """What a service's schema declares secret of its configs."""
    return NOTHING if service is None else read_declared(service.schema_text, service.also_declared)


@lru_cache(maxsize=64)
def read_declared(schema_text: str, also_text: str = "null") -> Declared:
    """The same of a schema as JSON, whatever is wrong with it, and of one that says what else is secret."""
    schema, also = (as_object(json.loads(text)) for text in (schema_text, also_text))
    root: JsonObject = {**schema, ALSO: also}
    return Declared(root, [root, also], {}) if any(map(says_secret, walk_objects(root))) else NOTHING


def says_secret(part: JsonObject) -> bool:
    return part.get("writeOnly") is True or part.get("format") == "password"


def walk_objects(value: JsonValue) -> Iterator[JsonObject]:
    """Every object within a JSON value."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else as_list(value):
        yield from walk_objects(inner)


def list_all(root: JsonObject, parts: Iterable[JsonValue], *, with_entries: bool = False) -> list[JsonObject]:
    """These parts and all that check the same value: what they refer to, and their branches.

    `with_entries`: and the entries of the lists that they describe, however deep.
    """
    found: dict[int, JsonObject] = {}
    left = list(parts)
    while left:
        part = left.pop()
        if isinstance(part, dict) and id(part) not in found:
            found[id(part)] = part
            left += list_beside(root, part)
            if with_entries:
                left += list_entries(part, None)
    return list(found.values())


def list_beside(root: JsonObject, part: JsonObject) -> Iterator[JsonValue]:
    for name in REFERENCES:
        yield follow(root, as_text(part.get(name)))
    for name in SAME_VALUE:
        yield part.get(name)
    for name in BRANCHES:
        yield from as_list(part.get(name))
    for name in BY_MEMBER:
        yield from as_object(part.get(name)).values()


def follow(root: JsonObject, reference: str) -> JsonValue:
    """What a reference within the schema leads to; None for any other one."""
    if reference != "#" and not reference.startswith("#/"):
        return None
    try:
        found: JsonValue = pointer.get(root, unquote(reference[1:]))
    except LookupError:
        return None
    return found


def list_below(part: JsonObject, token: Token) -> Iterator[JsonValue]:
    """What a part says of one of its members, or of the entry at that position."""
    name = str(token)
    yield as_object(part.get("properties")).get(name)
    for pattern, inner in as_object(part.get("patternProperties")).items():
        if may_match(pattern, name):
            yield inner
    if name not in as_object(part.get("properties")):
        yield from (part.get(each) for each in ANY_MEMBER)
    if (position := read_number(name)) is not None:
        yield from list_entries(part, position)


def list_entries(part: JsonObject, position: int | None) -> Iterator[JsonValue]:
    """What a part says of the entries of a list: of the one at that position, or of each."""
    yield from (part.get(each) for each in ANY_ENTRY)
    for each in IN_ORDER:
        entries = as_list(part.get(each))
        yield from entries if position is None else entries[position : position + 1]


def list_unnamed(part: JsonObject) -> Iterator[JsonValue]:
    """What a part says of members whose names it does not tell."""
    yield from as_object(part.get("patternProperties")).values()
    yield from (part.get(each) for each in ANY_MEMBER)


def may_match(pattern: str, name: str) -> bool:
    """Whether a pattern fits a name; one that cannot be read may fit any.

    Imported late: the rules of configs report problems, whose words hide secrets.
    """
    from taskbuilder.taskspec.config.patterns import BadPattern, matches

    try:
        return matches(pattern, name)
    except BadPattern:
        return True


NOTHING = Declared({}, [], {})
