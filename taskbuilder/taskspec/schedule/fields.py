"""When a task runs: the reference's tables 3 to 5, one class for each schedule type and execution mode."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, create_model

from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.marks import ABSENT, Control, Labels, Rules
from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.problem import Path, Problem
from taskbuilder.taskspec.rules.parsed_request import ParsedRequest
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


def _time(pattern: str | None, title: str) -> Any:
    description, example = _TOLD[pattern]
    limits: dict[str, Any] = {"title": title, "description": description, "examples": [example]}
    if pattern is not None:
        limits["pattern"] = pattern
    return Annotated[
        str,
        Rules(rule="schedule.time.format", missing="schedule.time.required"),
        Control.TIME,
        text(**limits),
    ]


def _minutes(rule: str, title: str, description: str) -> Any:
    return Annotated[
        int,
        Rules.all_by(rule),
        Field(title=title, description=description, ge=MINUTES[0], le=MINUTES[-1]),
    ]


def _span(pattern: str | None) -> dict[str, Any]:
    return {"begin_at": (_time(pattern, _("Begin")), ...), "end_at": (_time(pattern, _("End")), ...)}


# Not a pause, as the reference is read: a duration above it would make runs overlap.
_EVERY = _("From the start of one run to the start of the next (assumed).")
_EACH = _("How long each run lasts.")


def _span_classes(name: str, pattern: str | None) -> tuple[type[Section], type[Section]]:
    span = _span(pattern)
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


_TOLD = {
    TIME_OF_DAY: (_("A time of day."), TIME_EXAMPLE),
    MOMENT: (_("A date and time."), MOMENT_EXAMPLE),
    None: ("", ""),
}
OncePeriod, OnceFrequency = _span_classes("Once", MOMENT)
DayPeriod, DayFrequency = _span_classes("Day", TIME_OF_DAY)
UntypedPeriod, UntypedFrequency = _span_classes("Untyped", None)


def _days(rule: str, title: str, last: int) -> Any:
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


DAYS_OF_WEEK = _days("schedule.days_of_week", _("Days of the week"), 7)
DAYS_OF_MONTH = _days("schedule.days_of_month", _("Days of the month"), 31)


def _word(rule: str, word: StrEnum | None, words: type[StrEnum], title: str) -> Any:
    """A word of the schedule, read in any letter case (rule `schedule.type.value`)."""
    options = (word.value,) if word else tuple(option.value for option in words)
    forms = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in option) for option in options)
    return Annotated[
        str,
        Rules(rule=f"{rule}.value", missing=f"{rule}.required", type=f"{rule}.value"),
        text(title=title, pattern=f"^({forms})$"),
    ]


def _fields(kind: ScheduleType | None, mode: ExecutionMode | None) -> Iterator[tuple[str, Any]]:
    yield (
        "type",
        (_word("schedule.type", kind, ScheduleType, _("Schedule type")), ...),
    )
    yield "execution_mode", (_word("schedule.mode", mode, ExecutionMode, _("Execution mode")), ...)
    yield (
        "timezone",
        (
            Annotated[
                str,
                Rules(rule="schedule.timezone.format", missing="schedule.timezone.required"),
                Control.OFFSET,
                text(
                    title=_("Offset from UTC"),
                    description=_("Such as +08:00. It does not follow daylight saving time."),
                    pattern=OFFSET,
                ),
            ],
            ...,
        ),
    )
    if kind in (ScheduleType.WEEKLY, None):
        yield "days_of_week", (DAYS_OF_WEEK, ...) if kind else (object, ABSENT)
    if kind in (ScheduleType.MONTHLY, None):
        yield "days_of_month", (DAYS_OF_MONTH, ...) if kind else (object, ABSENT)
    if mode in (ExecutionMode.PERIOD, None):
        yield "periods", (_periods(kind), ...) if mode else (object, ABSENT)
    if mode in (ExecutionMode.FREQUENCY, None):
        yield "frequency", (_frequency(kind), ...) if mode else (object, ABSENT)


def _periods(kind: ScheduleType | None) -> Any:
    period = OncePeriod if kind is ScheduleType.ONCE else DayPeriod if kind else UntypedPeriod
    return Annotated[
        list[period],  # type: ignore[valid-type]  # made above, by create_model
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
    ]


def _frequency(kind: ScheduleType | None) -> Any:
    frequency = OnceFrequency if kind is ScheduleType.ONCE else DayFrequency if kind else UntypedFrequency
    return Annotated[
        frequency,
        Rules(missing="schedule.frequency.required", unexpected="schedule.frequency.unexpected"),
        Field(title=_("Frequency")),
    ]


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
    fields: dict[str, Any] = dict(_fields(kind, mode))
    section = create_model(name, __base__=Schedule, __doc__=_("Table 3."), **fields)
    if kind and mode:
        section.platforms = SCHEDULE_TYPES[kind][2] & EXECUTION_MODES[mode][2]
    return section


SCHEDULES: dict[tuple[ScheduleType | None, ExecutionMode | None], type[Schedule]] = {
    (kind, mode): _schedule(kind, mode) for kind in (*ScheduleType, None) for mode in (*ExecutionMode, None)
}
"""The class of each type and mode; with None for one that is missing or unknown, where what depends on it
is not checked."""
