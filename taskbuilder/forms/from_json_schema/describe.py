"""What a service's JSON Schema says to people about its config."""

from collections.abc import Iterator
from dataclasses import dataclass

from taskbuilder.forms.from_json_schema.resolve import SchemaPart
from taskbuilder.forms.labels import gettext
from taskbuilder.taskspec.config import TYPES
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object, write_json, write_value
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.messages import write_list

DEEPEST = 4
"""Levels of members that are listed; what lies below is left to the messages."""
LIMITS = (
    ("minimum", _("%(limit)s or more")),
    ("exclusiveMinimum", _("more than %(limit)s")),
    ("maximum", _("%(limit)s or less")),
    ("exclusiveMaximum", _("less than %(limit)s")),
    ("minLength", _("%(limit)s or more characters")),
    ("maxLength", _("%(limit)s or fewer characters")),
    ("pattern", _("matching the pattern %(limit)s")),
    ("minItems", _("%(limit)s or more entries")),
    ("maxItems", _("%(limit)s or fewer entries")),
)


@dataclass(frozen=True, kw_only=True)
class SchemaMember:
    """A member of a config: where it is (`region.points`), and what the schema says of it."""

    name: str
    title: str
    description: str
    takes: str
    is_needed: bool


def describe_schema(schema: JsonValue, example: JsonValue = None) -> dict[str, object] | None:
    """What a schema tells people, with an example as JSON; None where the service has no schema."""
    if schema is None:
        return None
    part = as_part(schema)
    return {
        "title": part.text("title"),
        "description": part.text("description"),
        "members": list(list_members(part)),
        "example": "" if example is None else write_json(example),
    }


def as_part(schema: JsonValue) -> SchemaPart:
    """The part as it is written; true, false, and what a broken schema has there say nothing."""
    return SchemaPart(root={}, schema=as_object(schema))


def list_members(part: SchemaPart, above: str = "", depth: int = 1) -> Iterator[SchemaMember]:
    """Each member of an object's schema, followed by those inside it."""
    for name, schema in part.members.items():
        whole, below = f"{above}{name}", as_part(schema)
        yield SchemaMember(
            name=whole,
            title=below.text("title"),
            description=below.text("description"),
            takes=write_takes(schema),
            is_needed=name in part.items("required"),
        )
        if depth < DEEPEST:
            yield from list_members(below, f"{whole}.", depth + 1)


def write_takes(schema: JsonValue) -> str:
    """ "one of enter, linger", "a whole number, 1 or more, 10 or less": what may be there."""
    part = as_part(schema)
    if options := part.items("enum"):
        return gettext("one of %s") % write_list(map(write_value, options), gettext)
    kind = gettext(TYPES[part.text("type")]) if part.text("type") in TYPES else ""
    if part.text("type") == "array" and (each := write_takes(part.schema.get("items"))):
        kind = gettext("a list, each entry %s") % each
    known: JsonObject = {**part.numbers}
    if pattern := part.text("pattern"):
        known["pattern"] = pattern
    limits = [gettext(words) % {"limit": write_value(known[name])} for name, words in LIMITS if name in known]
    return write_list(filter(None, [kind, *limits]), gettext)
