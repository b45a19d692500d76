"""When a task runs: the reference's tables 3 to 5, one class for each schedule type and execution mode."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from types import GenericAlias
from typing import Annotated, Any

from pydantic import Field, create_model

from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import ABSENT, WORDS, Control, Labels, Rules
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import ParsedRequest, Path, Problem
from taskbuilder.taskspec.schedule.kinds import (
    EXECUTION_MODES,
    MINUTES,
    MOMENT,
    MOMENT_EXAMPLE,
    OFFSET,
    SCHEDULE_TYPES,
    TIME_EXAMPLE,
    TIME_OF_DAY,
    ExecutionMode,
    ScheduleType,
)
from taskbuilder.taskspec.schedule.parsed_schedule import read_word
from taskbuilder.taskspec.schedule.rule_texts import SCHEDULE_RULES
from taskbuilder.taskspec.schedule.rules import check_schedule
from taskbuilder.taskspec.section import Section, text

_TIMES = {
    TIME_OF_DAY: (_("A time of day."), TIME_EXAMPLE),
    MOMENT: (_("A date and time."), MOMENT_EXAMPLE),
    None: ("", ""),
}


def _time(pattern: str | None, title: str) -> Any:
    description, example = _TIMES[pattern]
    return Annotated[
        str,
        Rules(rule="schedule.time.format", missing="schedule.time.required"),
        Control.TIME,
        text(title=title, description=description, examples=[example], pattern=pattern),
    ]


def _minutes(rule: str, title: str, description: str) -> Any:
    return Annotated[
        int,
        Rules.all_by(rule),
        Field(title=title, description=description, ge=MINUTES[0], le=MINUTES[-1]),
    ]


# Not a pause, as the reference is read: a duration above it would make runs overlap.
_EVERY = _("From the start of one run to the start of the next (assumed).")
_EACH = _("How long each run lasts.")


def _span_classes(name: str, pattern: str | None) -> tuple[type[Section], type[Section]]:
    span: Any = {"begin_at": (_time(pattern, _("Start")), ...), "end_at": (_time(pattern, _("End")), ...)}
    period = create_model(f"{name}Period", __base__=Section, __doc__=_("Table 4."), **span)
    frequency = create_model(
        f"{name}Frequency",
        __base__=Section,
        __doc__=_("Table 5."),
        interval=(_minutes("schedule.frequency.interval", _("Interval, in minutes"), _EVERY), ...),
        duration=(_minutes("schedule.frequency.duration", _("Duration, in minutes"), _EACH), ...),
        **span,
    )
    return period, frequency


_DAY_SPANS = _span_classes("Day", TIME_OF_DAY)
_SPANS = {ScheduleType.ONCE: _span_classes("Once", MOMENT), None: _span_classes("Untyped", None)}
"""The classes of a period and of a frequency; all other types have those of a day."""


def _days(name: str, title: str, last: int) -> Any:
    rule = f"schedule.{name}"
    return Annotated[
        list[Annotated[int, Field(ge=1, le=last)]],
        Rules(
            rule=f"{rule}.required",
            missing=f"{rule}.required",
            type=f"{rule}.value",
            each=f"{rule}.value",
            unexpected=f"{rule}.unexpected",
        ),
        Field(title=title, min_length=1),
    ]


def _word(rule: str, word: StrEnum | None, words: type[StrEnum], title: str) -> Any:
    """A word of the schedule, read in any letter case (rule `schedule.type.value`)."""
    options = (word.value,) if word else tuple(option.value for option in words)
    forms = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in option) for option in options)
    return Annotated[
        str,
        Rules(rule=f"{rule}.value", missing=f"{rule}.required", type=f"{rule}.value"),
        text(title=title, pattern=f"^({forms})$", json_schema_extra={WORDS: list(options)}),
    ]


_TIMEZONE = Annotated[
    str,
    Rules(rule="schedule.timezone.format", missing="schedule.timezone.required"),
    Control.OFFSET,
    text(
        title=_("Offset from UTC"),
        description=_("For example +08:00. Not adjusted for daylight saving time."),
        pattern=OFFSET,
    ),
]
_PERIODS = (
    Rules(
        rule="schedule.periods.required",
        missing="schedule.periods.required",
        each="member.type",
        unexpected="schedule.periods.unexpected",
    ),
    Labels(
        item=_("Period"),
        add=_("Add another period"),
        remove=_("Remove period %(number)d"),
        row=_("Period %(number)d"),
    ),
    Field(title=_("Periods"), min_length=1),
)
_FREQUENCY = (
    Rules(missing="schedule.frequency.required", unexpected="schedule.frequency.unexpected"),
    Field(title=_("Frequency")),
)


def _fields(kind: ScheduleType | None, mode: ExecutionMode | None) -> dict[str, Any]:
    """The members of a schedule of that type and mode; what depends on an unknown one may be anything."""
    period, frequency = _SPANS.get(kind, _DAY_SPANS)
    fields: dict[str, Any] = {
        "type": (_word("schedule.type", kind, ScheduleType, _("Schedule type")), ...),
        "execution_mode": (_word("schedule.mode", mode, ExecutionMode, _("Execution mode")), ...),
        "timezone": (_TIMEZONE, ...),
    }
    for name, chosen, wanted, annotation in (
        ("days_of_week", kind, ScheduleType.WEEKLY, _days("days_of_week", _("Days of the week"), 7)),
        ("days_of_month", kind, ScheduleType.MONTHLY, _days("days_of_month", _("Days of the month"), 31)),
        ("periods", mode, ExecutionMode.PERIOD, Annotated[(GenericAlias(list, period), *_PERIODS)]),
        ("frequency", mode, ExecutionMode.FREQUENCY, Annotated[(frequency, *_FREQUENCY)]),
    ):
        if chosen in (wanted, None):
            fields[name] = (annotation, ...) if chosen else (object, ABSENT)
    return fields


class Schedule(Section):
    """Table 3, whatever the type and mode."""

    rules = SCHEDULE_RULES

    @classmethod
    def kinds(cls) -> Iterable[type[Section]]:
        if cls is not Schedule:
            return (cls,)
        return [section for (kind, mode), section in SCHEDULES.items() if kind and mode]

    @classmethod
    def outlines(cls) -> Iterable[type[Section]]:
        return (SCHEDULES[None, None], *SCHEDULES.values()) if cls is Schedule else (cls,)

    @classmethod
    def kind_of(cls, value: JsonObject) -> type[Section]:
        kind = read_word(value.get("type"), ScheduleType)
        return SCHEDULES[kind, read_word(value.get("execution_mode"), ExecutionMode)]

    @classmethod
    def siblings(cls) -> Iterable[type[Section]]:
        return Schedule.kinds()

    @classmethod
    def check(cls, parsed: ParsedRequest, path: Path, value: JsonObject) -> Iterator[Problem]:
        return check_schedule(parsed, value)


def _schedule(kind: ScheduleType | None, mode: ExecutionMode | None) -> type[Schedule]:
    name = f"{(kind or 'untyped').title()}By{(mode or 'nothing').title()}"
    section = create_model(name, __base__=Schedule, __doc__=_("Table 3."), **_fields(kind, mode))
    if kind and mode:
        section.platforms = SCHEDULE_TYPES[kind][2] & EXECUTION_MODES[mode][2]
    return section


SCHEDULES: dict[tuple[ScheduleType | None, ExecutionMode | None], type[Schedule]] = {
    (kind, mode): _schedule(kind, mode) for kind in (*ScheduleType, None) for mode in (*ExecutionMode, None)
}
"""The class of each type and mode; with None for one that is missing or unknown, where what depends on it
is not checked."""
