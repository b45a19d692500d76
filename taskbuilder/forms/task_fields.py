"""What each step asks: the task model's sections, put together in the order that an operator meets them."""

import json
from dataclasses import replace
from hashlib import sha256

from taskbuilder.forms.fields import (
    EVERYWHERE,
    Ask,
    Kind,
    OneOf,
    Option,
    Question,
    Rows,
    Section,
    Shape,
    SomeOf,
    Twofold,
)
from taskbuilder.forms.from_json_schema.build import make_section
from taskbuilder.forms.from_json_schema.example import find_example
from taskbuilder.forms.from_pydantic import derive_member, derive_members, derive_section, service_rule_of
from taskbuilder.taskspec.config import is_usable
from taskbuilder.taskspec.estimate import Estimate
from taskbuilder.taskspec.inputs.input import INPUTS, Input
from taskbuilder.taskspec.marks import platform_rule_of, platforms_of
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.outputs.sink import SINKS, Sink
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.registry import derived
from taskbuilder.taskspec.request import TaskRequest
from taskbuilder.taskspec.schedule.fields import SCHEDULES
from taskbuilder.taskspec.schedule.kinds import (
    EXECUTION_MODES,
    SCHEDULE_TYPES,
    WEEKDAYS,
    ExecutionMode,
    ScheduleType,
)

NO_SCHEDULE = "none"
OFFSET_HELP = _(
    "Such as +08:00; the box also offers offsets by their cities. It does not follow daylight saving time."
)


@derived
def ask_details() -> Section:
    fields = TaskRequest.model_fields
    members = tuple(derive_member(name, fields[name]) for name in ("name", "description"))
    return Section(name="", title="", members=members)


@derived
def ask_input() -> Section:
    kinds = tuple(_input_kind(str(name), cls) for name, cls in INPUTS.items())
    choice = OneOf(name="type", title=_("Input type"), kinds=kinds)
    return _in_section("input", choice)


def _input_kind(name: str, cls: type[Input]) -> Kind:
    members = derive_members(cls, leave=frozenset({"type"}))
    # The server first: an operator signs in to it before there are devices to name.
    ordered = tuple(sorted(map(_fit_list, members), key=lambda part: part.name == "data"))
    return Kind(
        name=name,
        title=cls.title,
        about=cls.about,
        platforms=cls.platforms,
        platform_rule=cls.platform_rule,
        members=ordered,
    )


@derived
def ask_output() -> Section:
    kinds = tuple(_sink_kind(name, sink) for name, sink in SINKS.items())
    choice = SomeOf(
        name="sinks",
        title=_("Where results go"),
        help=_("Choose one or several."),
        kinds=kinds,
    )
    return _in_section("output", choice)


def _sink_kind(name: str, sink: type[Sink]) -> Kind:
    return Kind(
        name=name,
        title=sink.title or name,
        about=sink.about,
        platforms=frozenset({sink.only_on.platform}) if sink.only_on else EVERYWHERE,
        platform_rule=sink.only_on.rule if sink.only_on else "",
        members=derive_members(sink),
    )


@derived
def ask_schedule() -> Section:
    kinds = tuple(_schedule_kind(kind) for kind in ScheduleType)
    none = Kind(
        name=NO_SCHEDULE,
        title=_("No schedule"),
        about=_("It starts when it is created and runs until it is stopped, or its files are read."),
        is_sent=False,
    )
    choice = OneOf(
        name="type",
        title=_("When it runs"),
        kinds=(none, *kinds),
        else_kind=NO_SCHEDULE,
        shared=frozenset({"timezone"}),
        platform_rule="schedule.type.platform",
    )
    return _in_section("schedule", choice, is_needed=False)


def _schedule_kind(kind: ScheduleType) -> Kind:
    title, about, platforms = SCHEDULE_TYPES[kind]
    fields = SCHEDULES[kind, None].model_fields
    timezone = replace(derive_member("timezone", fields["timezone"]), help=OFFSET_HELP)
    return Kind(
        name=kind.value,
        title=title,
        about=about,
        platforms=platforms,
        members=(timezone, *_days_of(kind), _mode(kind)),
    )


def _days_of(kind: ScheduleType) -> tuple[Shape, ...]:
    if kind is ScheduleType.WEEKLY:
        options = tuple(Option(text=str(day), label=name, value=day) for day, name in WEEKDAYS.items())
        return (_ticks(kind, "days_of_week", options),)
    if kind is ScheduleType.MONTHLY:
        options = tuple(Option(text=str(day), label=str(day), value=day) for day in range(1, 32))
        return (_ticks(kind, "days_of_month", options),)
    return ()


def _ticks(kind: ScheduleType, name: str, options: tuple[Option, ...]) -> Question:
    info = SCHEDULES[kind, ExecutionMode.PERIOD].model_fields[name]
    return Question(name=name, title=info.title or name, ask=Ask.TICKS, options=options)


def _mode(kind: ScheduleType) -> OneOf:
    shared = frozenset({"type", "execution_mode", "timezone", "days_of_week", "days_of_month"})
    kinds = tuple(
        Kind(
            name=mode.value,
            title=title,
            about=about,
            platforms=platforms,
            members=derive_members(SCHEDULES[kind, mode], leave=shared),
        )
        for mode, (title, about, platforms) in EXECUTION_MODES.items()
    )
    return OneOf(
        name="execution_mode", title=_("Execution mode"), kinds=kinds, platform_rule="schedule.mode.platform"
    )


def _fit_list(part: Shape) -> Shape:
    """A site has as many cameras as it has."""
    return replace(part, is_long=True) if isinstance(part, Rows) and part.name == "data" else part


def ask_resources(service: Service | None) -> Section:
    """The estimate on ModelArts Edge; on IEF the configuration, and the estimate where one is given."""
    if service is None:
        return _ask_resources(None, False, "null")
    return _ask_resources(service.platform, service.requires_config, service.schema_text)


@derived
def _ask_resources(platform: Platform | None, requires_config: bool, schema: str) -> Section:
    config = _ask_config(requires_config, schema)
    fields = TaskRequest.model_fields
    estimate = derive_section(
        Estimate,
        name="source_usage_estimate",
        title=fields["source_usage_estimate"].title or "",
        is_needed=platform is Platform.MODELARTS_EDGE,
    )
    return Section(name="", title="", members=(config, estimate))


def ask_config(service: Service | None) -> Twofold:
    """The config, in fields where the service has a schema that says enough for that."""
    config = ask_resources(service).members[0]
    assert isinstance(config, Twofold)
    return config


def _ask_config(requires_config: bool, text: str) -> Twofold:
    info = TaskRequest.model_fields["config"]
    config = Twofold(
        name="config",
        title=info.title or "",
        help=info.description or "",
        is_needed=requires_config,
        platforms=platforms_of(info),
        platform_rule=platform_rule_of(info),
        service_rule=service_rule_of(info),
    )
    schema = json.loads(text)
    if schema is None:
        return config
    is_broken = not is_usable(text)
    section = None if is_broken else make_section(schema, is_needed=config.is_needed)
    example = None if is_broken else find_example(schema, text)
    mark = sha256(text.encode()).hexdigest()[:16]
    return replace(config, section=section, schema=schema, example=example, is_broken=is_broken, mark=mark)


def ask_section(name: str) -> Section:
    """What a section of the request asks, field by field."""
    return Section(name="", title="", members=(derive_member(name, TaskRequest.model_fields[name]),))


def _in_section(name: str, choice: Shape, *, is_needed: bool = True) -> Section:
    section = Section(name=name, title="", members=(choice,), is_needed=is_needed)
    return Section(name="", title="", members=(section,))
