"""The whole request: the reference's table 2, and the only list of its sections."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field
from pydantic.fields import FieldInfo

from taskbuilder.taskspec.config.section import CONFIG_RULES, Config
from taskbuilder.taskspec.config.validate import check_config_schema
from taskbuilder.taskspec.estimate import Estimate
from taskbuilder.taskspec.inputs.input import INPUTS, Input
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import ABSENT, Prose, RequiredOn, Rules, Visible
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.outputs.sink import SINKS, Output
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem
from taskbuilder.taskspec.rules.addresses import URL_RULES
from taskbuilder.taskspec.rules.headers import HEADER_RULES
from taskbuilder.taskspec.rules.rule import CAMERA, CONFIRM, ENTER, LEFT_OUT, MOVED, VCN, Example, Rule
from taskbuilder.taskspec.rules.texts import TEXT_RULES
from taskbuilder.taskspec.schedule.fields import Schedule
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.taskspec.section import Section, set_fields, text

NAME = r"^[A-Za-z0-9_-]{1,100}$"
NAME_WITH_IDEOGRAPHS = r"^[A-Za-z0-9_\-一-龥]{1,100}$"
"""U+4E00 to U+9FA5 as well (rule `name.cjk`)."""


class TaskRequest(Section):
    """Table 2. Each section is checked by the class of the kind that it says it is."""

    rules = (
        Rule(
            "json",
            _("RFC 8259 (JSON)"),
            _(
                "A request is one JSON document with unique names in each object, valid numbers and "
                "limited nesting."
            ),
            _("Invalid JSON at line %(line)d, column %(column)d. Fix it."),
            Example("", '{"name": "gate-1", "name": "gate-2"}', '{"name": "gate-1"}'),
        ),
        Rule(
            "member.type",
            _("Tables 2 to 13, column “Type”"),
            _(
                "Each field has the type given in the platform's manual. Text is not a number, and null "
                "is not a value."
            ),
            _("“%(field)s” must be %(wanted)s, not %(given)s. Change it, or remove it."),
            Example("/description", 5, "5"),
        ),
        Rule(
            "unknown.member",
            _("Tables 2 to 13, column “Parameter”"),
            _(
                "A request only has fields from the platform's manual, apart from free names in headers, "
                "tags and config."
            ),
            _("The platform has no field “%(name)s” here. Remove it."),
            Example("/desciption", "At the gate", LEFT_OUT),
        ),
        Rule(
            "name.required",
            _("Table 2, name"),
            _("Every task has a name."),
            ENTER,
            Example("/name", "", "gate-1"),
        ),
        Rule(
            "name.format",
            _("Table 2, name"),
            _("A task name has 1 to 100 letters (A to Z), digits, hyphens and underscores."),
            _(
                "“%(field)s” can only have 1 to 100 letters (A to Z), digits, hyphens and underscores. "
                "Change it."
            ),
            Example("/name", "gate 1", "gate-1"),
            is_form=True,
        ),
        Rule(
            "name.cjk",
            _("Table 2, name; our choice, because a related API accepts them"),
            _(
                "Chinese characters in a task name may be refused: the platform's manual only mentions "
                "letters."
            ),
            _("“%(field)s” has Chinese characters. The platform may refuse them. Confirm, or use letters."),
            Example("/name", "门-1", "gate-1"),
            severity=CONFIRM,
        ),
        Rule(
            "description.length",
            _("Table 2, description"),
            _("A description has at most 500 characters."),
            _("“%(field)s” has %(length)d characters. Shorten it to at most %(limit)d."),
            Example("/description", "x" * 501, "x" * 500),
        ),
        Rule(
            "input.required",
            _("Table 2, input"),
            _("Every task has an input."),
            _("“%(field)s” is missing. Enter what the task reads, as an object."),
            Example("/input", LEFT_OUT, {"type": "url", "data": [CAMERA]}),
        ),
        Rule(
            "output.required",
            _("Table 2, output"),
            _("Every task has an output."),
            _("“%(field)s” is missing. Enter where results go, as an object."),
            Example("/output", LEFT_OUT, {"dis": {"stream_name": "results"}}),
        ),
        *CONFIG_RULES,
        *TEXT_RULES,
        *URL_RULES,
        *HEADER_RULES,
        Rule(
            "secret.destination",
            _("Common sense"),
            _(
                "A saved secret is only sent to the server it was saved for: the scheme, host and port "
                "of its address, or the IP address and port of a VCN server."
            ),
            _("The saved “%(field)s” was for %(address)s. Enter it again for the new address."),
            Example(f"{VCN}/password", MASK, "open-sesame", MOVED),
            part="secrets",
        ),
    )

    name: Annotated[
        str,
        Rules(rule="name.format", missing="name.required", type="name.required"),
        Visible(),
        text(
            title=_("Task name"),
            description=_("Letters, digits, hyphens and underscores."),
            pattern=NAME,
            max_length=100,
            examples=["gate-1-people-flow"],
            # Ideographs are asked about, not refused.
            json_schema_extra={"pattern": NAME_WITH_IDEOGRAPHS},
        ),
    ]
    description: Annotated[
        str,
        Rules(rule="description.length"),
        Prose(),
        Field(title=_("Description"), description=_("What the task is for."), max_length=500),
    ] = ABSENT
    schedule: Annotated[Schedule, Field(title=_("Schedule"))] = ABSENT
    input: Annotated[Input, Rules(missing="input.required", type="input.required"), Field(title=_("Input"))]
    output: Annotated[
        Output, Rules(missing="output.required", type="output.required"), Field(title=_("Output"))
    ]
    config: Config = ABSENT
    source_usage_estimate: Annotated[
        Estimate,
        Rules(missing="estimate.required"),
        RequiredOn(Platform.MODELARTS_EDGE, "estimate.required"),
        Field(title=_("Resource estimate")),
    ] = ABSENT

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        """Rule `config.schema`."""
        service, config = parsed.service, value.get("config")
        if service is not None and service.config_schema is not None and isinstance(config, Mapping):
            yield from check_config_schema(config, service.schema_text)


def add_section(name: str, annotation: Any, *, default: Any = ABSENT) -> None:
    """Gives a request one more section, after all others."""
    field = FieldInfo.from_annotated_attribute(annotation, default)
    set_fields(TaskRequest, TaskRequest.model_fields | {name: field})


def remove_section(name: str) -> None:
    """Takes a section out of the request."""
    fields = TaskRequest.model_fields.items()
    set_fields(TaskRequest, {each: info for each, info in fields if each != name})


INPUTS.load()
SINKS.load()  # gives `Output` its members
