"""The types and modes of a schedule, what they are called, and how its times are written."""

from datetime import UTC, datetime
from enum import StrEnum

from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.platforms import IEF_ONLY, Platform

OFFSET = r"^(\+(0[0-9]|1[0-3]):[0-5][0-9]|\+14:00|-(0[0-9]|1[01]):[0-5][0-9]|-12:00)$"
TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
MOMENT = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
"""Whether that day exists in that month is checked in `rules.py`."""
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
    ScheduleType.ONCE: (_("Once"), _("Only on the dates you enter."), frozenset(Platform)),
    ScheduleType.DAILY: (_("Daily"), _("Every day at the same times."), frozenset(Platform)),
    ScheduleType.WEEKLY: (_("Weekly"), _("On the days of the week you choose."), IEF_ONLY),
    ScheduleType.MONTHLY: (_("Monthly"), _("On the days of the month you choose."), IEF_ONLY),
}
"""What each type is called, what it is, and the platforms that take it."""

EXECUTION_MODES: dict[ExecutionMode, tuple[str, str, frozenset[Platform]]] = {
    ExecutionMode.PERIOD: (
        _("By period"),
        _("Runs from the start to the end of each period."),
        frozenset(Platform),
    ),
    ExecutionMode.FREQUENCY: (
        _("By frequency"),
        _("Runs for some minutes, again and again, between two times."),
        IEF_ONLY,
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

TIME_EXAMPLE = "08:00:00"
MOMENT_EXAMPLE = f"{datetime.now(UTC).year + 1}-03-01T{TIME_EXAMPLE}"
"""Who types it off has a time that lies ahead."""
