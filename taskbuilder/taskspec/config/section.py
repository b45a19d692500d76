"""A task's configuration: an object that the service itself describes."""

from typing import Annotated, Any

from pydantic import Field

from taskbuilder.taskspec.marks import PlatformOnly, RequiredByService, Rules
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.rules.rule import CONFIGURED, DESCRIBED, LEFT_OUT, ON_EDGE, ON_IEF, Example, Rule

Config = Annotated[
    dict[str, Any],
    Rules(missing="config.required", type="config.object"),
    PlatformOnly(Platform.IEF, "config.platform"),
    RequiredByService("requires_config", "config.required"),
    Field(
        title=_("Configuration"),
        description=_("Settings for the service's algorithm, as a JSON object."),
    ),
]
CONFIG_RULES = (
    Rule(
        "config.platform",
        _("Table 2, config"),
        _("Only IEF takes a configuration."),
        _("“%(field)s” is only for IEF, and this service runs on ModelArts Edge. Remove it."),
        Example("/config", {"level": 1}, LEFT_OUT, ON_EDGE),
    ),
    Rule(
        "config.object",
        _("Table 2, config"),
        _("A configuration is a JSON object."),
        _("“%(field)s” must be a JSON object: start with { and end with }."),
        Example("/config", [1], {"level": 1}, ON_IEF),
    ),
    Rule(
        "config.required",
        _("Table 2, config"),
        _("Some services require a configuration."),
        _("“%(field)s” is required by this service. Enter it as a JSON object."),
        Example("/config", LEFT_OUT, {"level": 1}, CONFIGURED),
    ),
    Rule(
        "config.schema",
        _("Table 2, config: the service's own description"),
        _("A configuration matches the JSON Schema of its service, if there is one."),
        _("“%(name)s” does not match what this service accepts. Change it."),
        Example("/config", {"level": 0}, {"level": 1}, DESCRIBED),
    ),
)
