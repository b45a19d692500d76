"""What each step asks: the task model's sections, put together in the order that an operator meets them."""

import json
from collections.abc import Mapping
from dataclasses import replace

from taskbuilder.forms.fields import (
    EVERYWHERE,
    AnyOf,
    Control,
    DualView,
    Field,
    Group,
    ListOf,
    OneOf,
    Option,
    Question,
    Variant,
)
from taskbuilder.forms.from_json_schema.build import make_group, name_fields
from taskbuilder.forms.from_json_schema.example import find_example
from taskbuilder.forms.from_pydantic import derive_member, derive_members, read_common
from taskbuilder.taskspec.config import is_usable
from taskbuilder.taskspec.estimate import Estimate
from taskbuilder.taskspec.inputs.input import INPUTS, Input
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
from taskbuilder.taskspec.secrets.declared import Declared, read_declared

NO_SCHEDULE = "none"
DAYS: dict[ScheduleType, tuple[str, Mapping[int, str]]] = {
    ScheduleType.WEEKLY: ("days_of_week", WEEKDAYS),
    ScheduleType.MONTHLY: ("days_of_month", {day: str(day) for day in range(1, 32)}),
}
OFFSET_HELP = _("For example +08:00, or start typing a city. Not adjusted for daylight saving time.")


@derived
def ask_details() -> Group:
    fields = TaskRequest.model_fields
    members = tuple(derive_member(name, fields[name]) for name in ("name", "description"))
    return Group(name="", title="", members=members)


@derived
def ask_input() -> Group:
    variants = tuple(_input_kind(str(name), cls) for name, cls in INPUTS.items())
    choice = OneOf(name="type", title=_("Input type"), variants=variants)
    return _in_section("input", choice)


def _input_kind(name: str, cls: type[Input]) -> Variant:
    members = derive_members(cls, leave=frozenset({"type"}))
    # The server first: an operator signs in to it before there are devices to name; of these, any number.
    ordered = [part for part in members if part.name != "data"]
    data = [part for part in members if part.name == "data"]
    ordered += [replace(part, is_long=True) if isinstance(part, ListOf) else part for part in data]
    return Variant(
        name=name,
        title=cls.title,
        about=cls.about,
        platforms=cls.platforms,
        platform_rule=cls.platform_rule,
        members=tuple(ordered),
    )


@derived
def ask_output() -> Group:
    variants = tuple(ask_sink_kind(name, sink) for name, sink in SINKS.items())
    title, advice = _("Destinations"), _("Choose one or more.")
    choice = AnyOf(name="sinks", title=title, help=advice, variants=variants)
    return _in_section("output", choice)


def ask_sink_kind(name: str, sink: type[Sink]) -> Variant:
    """What a kind of destination asks."""
    return Variant(
        name=name,
        title=sink.title or name,
        about=sink.about,
        platforms=frozenset({sink.only_on.platform}) if sink.only_on else EVERYWHERE,
        platform_rule=sink.only_on.rule if sink.only_on else "",
        members=derive_members(sink),
    )


@derived
def ask_schedule() -> Group:
    variants = tuple(_schedule_kind(kind) for kind in ScheduleType)
    none = Variant(
        name=NO_SCHEDULE,
        title=_("No schedule"),
        about=_("Starts when created. Runs until it is stopped or its files are read."),
        is_sent=False,
    )
    choice = OneOf(
        name="type",
        title=_("When to run"),
        variants=(none, *variants),
        else_kind=NO_SCHEDULE,
        shared=frozenset({"timezone"}),
        platform_rule="schedule.type.platform",
    )
    return _in_section("schedule", choice, is_needed=False)


def _schedule_kind(kind: ScheduleType) -> Variant:
    title, about, platforms = SCHEDULE_TYPES[kind]
    fields = SCHEDULES[kind, None].model_fields
    timezone = replace(derive_member("timezone", fields["timezone"]), help=OFFSET_HELP)
    return Variant(
        name=kind.value,
        title=title,
        about=about,
        platforms=platforms,
        members=(timezone, *_days_of(kind), _mode(kind)),
    )


def _days_of(kind: ScheduleType) -> tuple[Question, ...]:
    if kind not in DAYS:
        return ()
    name, days = DAYS[kind]
    options = tuple(Option(text=str(day), label=label, value=day) for day, label in days.items())
    info = SCHEDULES[kind, ExecutionMode.PERIOD].model_fields[name]
    return (Question(name=name, title=info.title or name, ask=Control.TICKS, options=options),)


def _mode(kind: ScheduleType) -> OneOf:
    shared = frozenset({"type", "execution_mode", "timezone", "days_of_week", "days_of_month"})
    variants = tuple(
        Variant(
            name=mode.value,
            title=title,
            about=about,
            platforms=platforms,
            members=derive_members(SCHEDULES[kind, mode], leave=shared),
        )
        for mode, (title, about, platforms) in EXECUTION_MODES.items()
    )
    return OneOf(
        name="execution_mode",
        title=_("Execution mode"),
        variants=variants,
        platform_rule="schedule.mode.platform",
    )


def ask_resources(service: Service | None) -> Group:
    """The estimate on ModelArts Edge; on IEF the configuration, and the estimate where one is given."""
    if service is None:
        return _ask_resources(None, False, "null", "null")
    return _ask_resources(
        service.platform, service.requires_config, service.schema_text, service.also_declared
    )


@derived
def _ask_resources(
    platform: Platform | None, requires_config: bool, schema: str, also_declared: str
) -> Group:
    config = _ask_config(requires_config, schema, read_declared(schema, also_declared))
    estimate = Group(
        name="source_usage_estimate",
        title=TaskRequest.model_fields["source_usage_estimate"].title or "",
        is_needed=platform is Platform.MODELARTS_EDGE,
        members=derive_members(Estimate),
    )
    return Group(name="", title="", members=(config, estimate))


def ask_config(service: Service | None) -> DualView:
    """The config, in fields where the service has a schema that says enough for that."""
    config = ask_resources(service).members[0]
    assert isinstance(config, DualView)
    return config


def hide_in_config(group: Group, declared: Declared) -> Group:
    """The same where no service is chosen: what is secret in a config stays hidden."""
    hidden = (
        replace(part, declared=declared) if isinstance(part, DualView) else part for part in group.members
    )
    return replace(group, members=tuple(hidden))


def _ask_config(requires_config: bool, text: str, declared: Declared) -> DualView:
    common = read_common("config", TaskRequest.model_fields["config"])
    common["is_needed"] = requires_config
    config = DualView(**common, declared=declared)
    schema = json.loads(text)
    if schema is None:
        return config
    is_broken = not is_usable(text)
    group = None if is_broken else make_group(schema, is_needed=config.is_needed, declared=declared)
    example = None if is_broken else find_example(schema, text)
    mark = name_fields(text)
    return replace(config, group=group, schema=schema, example=example, is_broken=is_broken, mark=mark)


def ask_section(name: str) -> Group:
    """What a section of the request asks, field by field."""
    return Group(name="", title="", members=(derive_member(name, TaskRequest.model_fields[name]),))


def _in_section(name: str, choice: Field, *, is_needed: bool = True) -> Group:
    group = Group(name=name, title="", members=(choice,), is_needed=is_needed)
    return Group(name="", title="", members=(group,))
