"""What a config schema would mean before it is saved: its form, an example, the drafts that it breaks."""

import json
from dataclasses import dataclass, replace

from taskbuilder.forms.django_form import StepForm
from taskbuilder.forms.fields import DualView, Group
from taskbuilder.forms.render.context import RenderContext
from taskbuilder.forms.task_fields import ask_config
from taskbuilder.records.models import Service
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.drafts.regions.editor import describe_editor
from taskbuilder.web.schemas.broken_drafts import Breakage, find_breakage

EXAMPLE: JsonObject = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Line crossing",
    "type": "object",
    "required": ["direction", "sensitivity"],
    "properties": {
        "direction": {
            "title": "Direction",
            "description": "Which way across the line counts.",
            "enum": ["in", "out", "both"],
        },
        "sensitivity": {"title": "Sensitivity", "type": "integer", "minimum": 1, "maximum": 10},
        "api_key": {"title": "API key", "type": "string", "writeOnly": True},
    },
}
"""A schema that shows a choice, a number with limits, and a secret."""


@dataclass(frozen=True, kw_only=True)
class SchemaPreview:
    """`form` is None where a schema says too little, or too much, for fields: its config is typed as JSON."""

    form: StepForm | None
    example: str
    breakage: Breakage


def make_preview(service: Service, schema: JsonObject | None) -> SchemaPreview:
    """Of a schema that can be used."""
    after = replace(service.spec, config_schema=schema)
    config = ask_config(after)
    return SchemaPreview(
        form=make_form(config, after.platform),
        example=json.dumps(config.example, indent=2, ensure_ascii=False) if config.example else "",
        breakage=find_breakage(service, after),
    )


def make_form(config: DualView, platform: Platform) -> StepForm | None:
    """The fields of a new draft's config."""
    if config.group is None:
        return None
    group = Group(name="", title="", members=(config.group,))
    context = RenderContext(
        action="", as_json="", heading="", describe_region=describe_editor, platform=platform
    )
    return StepForm(group, None, {}, context=context, validate=list)
