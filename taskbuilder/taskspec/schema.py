"""The task model as JSON Schema, for programs."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema
from pydantic_core.core_schema import WithDefaultSchema

from taskbuilder.taskspec.platforms import PLATFORM_NAMES, Platform
from taskbuilder.taskspec.sections.inputs import INPUTS, EdgeCameraData
from taskbuilder.taskspec.sections.outputs import DisSink, Output
from taskbuilder.taskspec.sections.request import NAME_WITH_IDEOGRAPHS, TaskRequest
from taskbuilder.taskspec.sections.resources import Estimate
from taskbuilder.taskspec.sections.schedule import EXECUTION_MODES, SCHEDULE_TYPES, SCHEDULES
from taskbuilder.taskspec.sections.section import forbidden_on


def json_schema(platform: Platform) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a request for that platform.

    It holds types, ranges, patterns, kinds and what the platform takes; what is asked about, and what depends
    on the service or the calendar, only `find_problems` tells.
    """
    inputs = [kind for kind in INPUTS.values() if platform in kind.platforms]
    schedules = [
        section
        for (kind, mode), section in SCHEDULES.items()
        if kind is not None
        and mode is not None
        and platform in SCHEDULE_TYPES[kind][2] & EXECUTION_MODES[mode][2]
    ]
    sections: list[type[BaseModel]] = [TaskRequest, *inputs, *schedules, Output, Estimate]
    _refs, document = models_json_schema(
        [(section, "validation") for section in sections], schema_generator=_WithoutDefaults
    )
    definitions = document["$defs"]
    _leave_out_others(definitions, platform)
    request = definitions.pop("TaskRequest")
    request["properties"]["name"]["pattern"] = NAME_WITH_IDEOGRAPHS  # which is asked about, not refused
    request["properties"] |= {
        "input": _one_of(inputs),
        "schedule": _one_of(schedules),
        "output": _one_of([Output]),
        "source_usage_estimate": _one_of([Estimate]),
    }
    if platform == Platform.MODELARTS_EDGE:
        request["required"].append("source_usage_estimate")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **request,
        "title": f"Service task on {PLATFORM_NAMES[platform]}",
        "$defs": {name: each for name, each in definitions.items() if _is_used(name, [request, definitions])},
    }


def _is_used(name: str, parts: Any) -> bool:
    """Whether anything refers to a definition."""
    if isinstance(parts, list):
        return any(_is_used(name, part) for part in parts)
    if not isinstance(parts, dict):
        return False
    return parts.get("$ref") == f"#/$defs/{name}" or any(_is_used(name, part) for part in parts.values())


class _WithoutDefaults(GenerateJsonSchema):
    """Says no default: a member that is left out has none, and null itself is refused."""

    def default_schema(self, schema: WithDefaultSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])


def _one_of(sections: list[Any]) -> dict[str, Any]:
    references = [{"$ref": f"#/$defs/{section.__name__}"} for section in sections]
    return references[0] if len(references) == 1 else {"oneOf": references}


def _leave_out_others(definitions: dict[str, Any], platform: Platform) -> None:
    definitions["Output"]["minProperties"] = 1
    for section in (TaskRequest, Output, DisSink, EdgeCameraData):
        for name, _rule in forbidden_on(section, platform):
            definitions[section.__name__]["properties"].pop(name)
    if "camera_type" in definitions.get("EdgeCameraData", {}).get("properties", ()):
        definitions["EdgeCameraData"]["dependentRequired"] = {"camera_type": ["tag"]}
