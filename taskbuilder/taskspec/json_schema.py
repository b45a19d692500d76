"""The task model as JSON Schema, for programs."""

from typing import Any

from pydantic import BaseModel, create_model
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core.core_schema import WithDefaultSchema

from taskbuilder.taskspec.marks import ABSENT, RequiredOn, find_mark
from taskbuilder.taskspec.platforms import PLATFORM_NAMES, Platform
from taskbuilder.taskspec.registry import task_request
from taskbuilder.taskspec.section import Section, forbidden_on, list_parts, list_sections


def json_schema(platform: Platform) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a request for that platform.

    It holds types, ranges, patterns, kinds and what the platform takes; what needs confirmation, and what
    depends on the service or the calendar, only `find_problems` reports.
    """
    kinds = {
        name: [kind for kind in below.kinds() if platform in kind.platforms]
        for name, below, _is_list in list_parts(task_request())
    }
    outline = _outline()
    sections: list[type[BaseModel]] = [outline, *(kind for each in kinds.values() for kind in each)]
    _refs, document = models_json_schema(
        [(section, "validation") for section in sections], schema_generator=_WithoutDefaults
    )
    definitions = document["$defs"]
    request = definitions.pop(outline.__name__)
    _leave_out_others(request, task_request(), platform)
    for section in set(list_sections(task_request())):
        if section.__name__ in definitions:
            _leave_out_others(definitions[section.__name__], section, platform)
    for name, each in kinds.items():
        references = [{"$ref": f"#/$defs/{kind.__name__}"} for kind in each]
        request["properties"][name] = references[0] if len(references) == 1 else {"oneOf": references}
    request["required"] += [
        name
        for name, info in task_request().model_fields.items()
        if (mark := find_mark(info, RequiredOn)) and mark.platform is platform
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **request,
        "title": f"Service task on {PLATFORM_NAMES[platform]}",
        "$defs": {name: each for name, each in definitions.items() if _is_used(name, [request, definitions])},
    }


def _outline() -> type[BaseModel]:
    """A request whose sections are only known to be objects: their schemas are put in their places."""
    fields, parts = task_request().model_fields, list_parts(task_request())
    members: dict[str, Any] = {
        name: (dict[str, Any], ... if fields[name].is_required() else ABSENT) for name, *_rest in parts
    }
    return create_model("Outline", __base__=task_request(), **members)


def _is_used(name: str, parts: Any) -> bool:
    """Whether anything refers to a definition."""
    if isinstance(parts, dict):
        return parts.get("$ref") == f"#/$defs/{name}" or _is_used(name, list(parts.values()))
    return isinstance(parts, list) and any(_is_used(name, part) for part in parts)


class _WithoutDefaults(GenerateJsonSchema):
    """Says no default: a member that is left out has none, and null itself is refused."""

    def default_schema(self, schema: WithDefaultSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def _leave_out_others(definition: dict[str, Any], section: type[Section], platform: Platform) -> None:
    """Takes out of a definition what that platform does not take."""
    properties = definition.get("properties", {})
    for name, _rule in forbidden_on(section, platform):
        del properties[name]
    needs = definition.pop("dependentRequired", {})
    if needs := {name: each for name, each in needs.items() if name in properties}:
        definition["dependentRequired"] = needs
