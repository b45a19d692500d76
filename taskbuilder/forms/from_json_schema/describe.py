"""What a service's JSON Schema says to people about its config."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from taskbuilder.forms.labels import write_json
from taskbuilder.taskspec.config import TYPES
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
    ("pattern", _("of the pattern %(limit)s")),
    ("minItems", _("%(limit)s or more entries")),
    ("maxItems", _("%(limit)s or fewer entries")),
)


@dataclass(frozen=True, kw_only=True)
class SchemaMember:
    """A member of a config: where it stands (`region.points`), and what the schema tells of it."""

    name: str
    title: str
    description: str
    takes: str
    is_needed: bool


def describe_schema(schema: Any, example: Any = None) -> dict[str, Any] | None:
    """What a schema tells people, with an example as JSON; None where the service has no schema."""
    if schema is None:
        return None
    return {
        "title": _text(schema, "title"),
        "description": _text(schema, "description"),
        "members": list(list_members(schema)),
        "example": "" if example is None else write_json(example),
    }


def list_members(schema: Any, above: str = "", depth: int = 1) -> Iterator[SchemaMember]:
    """Each member of an object's schema, followed by those inside it."""
    needed, members = _part(schema, "required", list), _part(schema, "properties", dict)
    for name, told in members.items():
        whole = f"{above}{name}"
        yield SchemaMember(
            name=whole,
            title=_text(told, "title"),
            description=_text(told, "description"),
            takes=write_takes(told),
            is_needed=name in needed,
        )
        if depth < DEEPEST:
            yield from list_members(told, f"{whole}.", depth + 1)


def write_takes(told: Any) -> str:
    """ "one of enter, linger", "a whole number, 1 or more, 10 or less": what may stand there."""
    if options := _part(told, "enum", list):
        return gettext("one of %s") % write_list(map(_write, options), gettext)
    kind = gettext(TYPES[_text(told, "type")]) if _text(told, "type") in TYPES else ""
    if _text(told, "type") == "array" and (each := write_takes(_part(told, "items", dict))):
        kind = gettext("a list, each entry %s") % each
    limits = [gettext(words) % {"limit": _write(told[name])} for name, words in LIMITS if _limits(told, name)]
    return write_list(filter(None, [kind, *limits]), gettext)


def _as_object(told: Any) -> dict[str, Any]:
    """A schema may be plain true or false, and one that went bad anything."""
    return told if isinstance(told, dict) else {}


def _limits(told: Any, name: str) -> bool:
    """Whether a member of a schema is a limit: what may be true in an old one is none."""
    variants = (str,) if name == "pattern" else (int, float)
    return type(_as_object(told).get(name)) in variants


def _part(told: Any, name: str, kind: type) -> Any:
    value = _as_object(told).get(name)
    return value if isinstance(value, kind) else kind()


def _text(told: Any, name: str) -> str:
    return str(_part(told, name, str))


def _write(value: Any) -> str:
    return value if isinstance(value, str) else write_json(value, is_indented=False)
