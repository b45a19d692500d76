"""The whole request: the reference's table 2."""

from typing import Annotated, Any

from pydantic import Field

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.sections.section import ABSENT, Held, OnlyOn, Section, text
from taskbuilder.taskspec.words import gettext_noop as _

JsonObject = dict[str, Any]
NAME = r"^[A-Za-z0-9_-]{1,100}$"
NAME_WITH_IDEOGRAPHS = r"^[A-Za-z0-9_\-一-龥]{1,100}$"
"""U+4E00 to U+9FA5 as well (rule `name.cjk`)."""


class TaskRequest(Section):
    """Table 2. The sections below it are judged by classes of their own, chosen by kind."""

    name: Annotated[
        str,
        Held(rule="name.format", missing="name.required", type="name.required"),
        text(
            title=_("Task name"),
            description=_("1 to 100 letters, digits, hyphens and underscores."),
            pattern=NAME,
            max_length=100,
            examples=["gate-1-people-flow"],
        ),
    ]
    description: Annotated[
        str,
        Held(rule="description.length"),
        Field(title=_("Description"), description=_("Up to 500 characters, for people."), max_length=500),
    ] = ABSENT
    schedule: Annotated[JsonObject, Held(), Field(title=_("Schedule"))] = ABSENT
    input: Annotated[
        JsonObject, Held(missing="input.required", type="input.required"), Field(title=_("Input"))
    ]
    output: Annotated[
        JsonObject, Held(missing="output.required", type="output.required"), Field(title=_("Output"))
    ]
    config: Annotated[
        JsonObject,
        Held(missing="config.required", type="config.object"),
        OnlyOn(Platform.IEF, "config.platform"),
        Field(
            title=_("Configuration"),
            description=_("What the service's algorithm asks for, as a JSON object."),
        ),
    ] = ABSENT
    source_usage_estimate: Annotated[
        JsonObject, Held(missing="estimate.required"), Field(title=_("Resource estimate"))
    ] = ABSENT
