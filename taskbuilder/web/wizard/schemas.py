"""What a service's JSON Schema says to people about its config."""

from dataclasses import dataclass
from typing import Any

from taskbuilder.taskspec.platforms import Service


@dataclass(frozen=True, kw_only=True)
class SchemaMember:
    """A top-level member of a config: its name as it is typed, and what the schema tells of it."""

    name: str
    title: str
    description: str
    is_needed: bool


def describe_schema(service: Service | None) -> dict[str, Any] | None:
    """The schema's title, description and members; None where the service has no schema."""
    schema = service.config_schema if service else None
    if schema is None:
        return None
    needed, members = schema.get("required") or (), schema.get("properties") or {}
    return {
        "title": _text(schema, "title"),
        "description": _text(schema, "description"),
        "members": [
            SchemaMember(
                name=name,
                title=_text(told, "title"),
                description=_text(told, "description"),
                is_needed=name in needed,
            )
            for name, told in members.items()
        ],
    }


def _text(told: Any, name: str) -> str:
    value = told.get(name) if isinstance(told, dict) else None
    return value if isinstance(value, str) else ""
