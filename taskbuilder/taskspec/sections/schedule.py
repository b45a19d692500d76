"""When a task runs: the reference's tables 3 to 5, one class for each schedule type and execution mode."""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, create_model

from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.sections.section import ABSENT, Held, Section, text
from taskbuilder.taskspec.words import gettext_noop as _

OFFSET = r"^(\+(0[0-9]|1[0-3]):[0-5][0-9]|\+14:00|-(0[0-9]|1[01]):[0-5][0-9]|-12:00)$"
TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
MOMENT = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
"""Whether that day exists in that month is judged in `rules/schedule.py`."""
MINUTES = range(5, 721)
"""How long an interval and a duration may be (table 5)."""


class ScheduleType(StrEnum):
    """Table 3, `type`."""

    ONCE = "once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class ExecutionMode(StrEnum):
    """Table 3, `execution_mode`."""

    PERIOD = "period"
    FREQUENCY = "frequency"


SCHEDULE_TYPES: dict[ScheduleType, tuple[str, str, frozenset[Platform]]] = {
    ScheduleType.ONCE: (_("Once"), _("On dates that you give, and never again."), frozenset(Platform)),
    ScheduleType.DAILY: (_("Daily"), _("Every day at the same times."), frozenset(Platform)),
    ScheduleType.WEEKLY: (
        _("Weekly"),
        _("On the days of the week that you choose."),
        frozenset({Platform.IEF}),
    ),
    ScheduleType.MONTHLY: (
        _("Monthly"),
        _("On the days of the month that you choose."),
        frozenset({Platform.IEF}),
    ),
}
"""What each type is called, what it is, and the platforms that take it."""

EXECUTION_MODES: dict[ExecutionMode, tuple[str, str, frozenset[Platform]]] = {
    ExecutionMode.PERIOD: (
        _("By period"),
        _("It runs from the beginning to the end of each period."),
        frozenset(Platform),
    ),
    ExecutionMode.FREQUENCY: (
        _("By frequency"),
        _("It runs for some minutes, again and again, between two times."),
        frozenset({Platform.IEF}),
    ),
}

WEEKDAYS = {
    1: _("Monday"),
    2: _("Tuesday"),
    3: _("Wednesday"),
    4: _("Thursday"),
    5: _("Friday"),
    6: _("Saturday"),
    7: _("Sunday"),
}


def _time(pattern: str | None, title: str) -> Any:
    description, example = _TOLD[pattern]
    limits: dict[str, Any] = {"title": title, "description": description, "examples": [example]}
    if pattern is not None:
        limits["pattern"] = pattern
    return Annotated[str, Held(rule="schedule.time.format", missing="schedule.time.required"), text(**limits)]


def _minutes(rule: str, title: str, description: str) -> Any:
    return Annotated[
        int,
        Held.all_by(rule),
        Field(title=title, description=description, ge=MINUTES[0], le=MINUTES[-1]),
    ]


def _span(pattern: str | None) -> dict[str, Any]:
    return {"begin_at": (_time(pattern, _("Begin")), ...), "end_at": (_time(pattern, _("End")), ...)}


# That it is no pause is how the reference is read: a duration above it would make runs overlap.
_EVERY = _("5 to 720, from the start of one run to the start of the next (assumed).")
_EACH = _("5 to 720: how long each run lasts.")


def _span_classes(name: str, pattern: str | None) -> tuple[type[Section], type[Section]]:
    span = _span(pattern)
    period = create_model(f"{name}Period", __base__=Section, __doc__="Table 4.", **span)
    frequency = create_model(
        f"{name}Frequency",
        __base__=Section,
        __doc__="Table 5.",
        interval=(_minutes("schedule.frequency.interval", _("Interval, in minutes"), _EVERY), ...),
        duration=(_minutes("schedule.frequency.duration", _("Duration, in minutes"), _EACH), ...),
        **span,
    )
    return period, frequency


TIME_EXAMPLE = "08:00:00"
MOMENT_EXAMPLE = f"{datetime.now(UTC).year + 1}-03-01T{TIME_EXAMPLE}"
"""Who types it off has a time that lies ahead."""
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
        Held(rule=f"{rule}.required", missing=f"{rule}.required", type=f"{rule}.value", each=f"{rule}.value"),
        Field(title=title, min_length=1),
    ]


DAYS_OF_WEEK = _days("schedule.days_of_week", _("Days of the week"), 7)
DAYS_OF_MONTH = _days("schedule.days_of_month", _("Days of the month"), 31)
NOT_JUDGED = Annotated[object, Held()]


def _word(rule: str, word: StrEnum | None, words: type[StrEnum], title: str) -> Any:
    """A word of the schedule, read in any letter case (rule `schedule.type.value`)."""
    options = (word.value,) if word else tuple(option.value for option in words)
    forms = "|".join("".join(f"[{letter}{letter.upper()}]" for letter in option) for option in options)
    return Annotated[
        str,
        Held(rule=f"{rule}.value", missing=f"{rule}.required", type=f"{rule}.value"),
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
                Held(rule="schedule.timezone.format", missing="schedule.timezone.required"),
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
        yield "days_of_week", (DAYS_OF_WEEK, ...) if kind else (NOT_JUDGED, ABSENT)
    if kind in (ScheduleType.MONTHLY, None):
        yield "days_of_month", (DAYS_OF_MONTH, ...) if kind else (NOT_JUDGED, ABSENT)
    if mode in (ExecutionMode.PERIOD, None):
        yield "periods", (_periods(kind), ...) if mode else (NOT_JUDGED, ABSENT)
    if mode in (ExecutionMode.FREQUENCY, None):
        yield "frequency", (_frequency(kind), ...) if mode else (NOT_JUDGED, ABSENT)


def _periods(kind: ScheduleType | None) -> Any:
    period = OncePeriod if kind is ScheduleType.ONCE else DayPeriod if kind else UntypedPeriod
    return Annotated[
        list[period],  # type: ignore[valid-type]  # made above, by create_model
        Held(rule="schedule.periods.required", missing="schedule.periods.required", each="member.type"),
        Field(title=_("Periods"), min_length=1),
    ]


def _frequency(kind: ScheduleType | None) -> Any:
    frequency = OnceFrequency if kind is ScheduleType.ONCE else DayFrequency if kind else UntypedFrequency
    return Annotated[frequency, Held(missing="schedule.frequency.required"), Field(title=_("Frequency"))]


class Schedule(Section):
    """Table 3, whatever the type and mode."""

    foreign = {
        "days_of_week": "schedule.days_of_week.unexpected",
        "days_of_month": "schedule.days_of_month.unexpected",
        "periods": "schedule.periods.unexpected",
        "frequency": "schedule.frequency.unexpected",
    }


def _schedule(kind: ScheduleType | None, mode: ExecutionMode | None) -> type[Schedule]:
    name = f"{(kind or 'untyped').title()}By{(mode or 'nothing').title()}"
    fields: dict[str, Any] = dict(_fields(kind, mode))
    return create_model(name, __base__=Schedule, __doc__="Table 3.", **fields)


SCHEDULES: dict[tuple[ScheduleType | None, ExecutionMode | None], type[Schedule]] = {
    (kind, mode): _schedule(kind, mode) for kind in (*ScheduleType, None) for mode in (*ExecutionMode, None)
}
"""The class of each type and mode; with None for one that is missing or unknown, where what depends on it
is not judged."""
