"""The rules of a schedule."""

from taskbuilder.taskspec.messages import gettext_noop as _
from taskbuilder.taskspec.rules.rule import ADVICE, CHOOSE, CONFIRM, ENTER, LEFT_OUT, ON_EDGE, Example, Rule

TIMES = "/schedule/periods/0"
EVENING = {"begin_at": "19:00:00", "end_at": "22:00:00"}
NIGHT = {"begin_at": "20:00:00", "end_at": "22:00:00"}
HOURS = [{"begin_at": f"{hour:02}:00:00", "end_at": f"{hour:02}:15:00"} for hour in range(11)]
FREQUENCY = {"interval": 60, "duration": 10, "begin_at": "08:00:00", "end_at": "20:00:00"}

SCHEDULE_RULES = (
    Rule(
        "schedule.type.required",
        _("Table 3, type"),
        _("A schedule has a type."),
        CHOOSE,
        Example("/schedule/type", "", "daily"),
    ),
    Rule(
        "schedule.type.value",
        _("Table 3, type; letter case is our choice"),
        _("The type is once, daily, weekly or monthly, in any letter case."),
        _("“%(field)s” must be once, daily, weekly or monthly. Choose one."),
        Example("/schedule/type", "hourly", "daily"),
    ),
    Rule(
        "schedule.type.platform",
        _("Table 3, type"),
        _("ModelArts Edge only runs schedules once or daily."),
        _(
            "ModelArts Edge does not support weekly or monthly schedules. Change “%(field)s” to once or "
            "daily."
        ),
        Example(
            "/schedule",
            {"type": "weekly", "execution_mode": "period", "timezone": "+08:00", "days_of_week": [1]}
            | {"periods": [NIGHT]},
            {"type": "daily", "execution_mode": "period", "timezone": "+08:00", "periods": [NIGHT]},
            ON_EDGE,
        ),
    ),
    Rule(
        "schedule.mode.required",
        _("Table 3, execution_mode; our reading of its description"),
        _("A schedule has an execution mode."),
        CHOOSE,
        Example("/schedule/execution_mode", "", "period"),
    ),
    Rule(
        "schedule.mode.value",
        _("Table 3, execution_mode; letter case is our choice"),
        _("The execution mode is period or frequency, in any letter case."),
        _("“%(field)s” must be period or frequency. Choose one."),
        Example("/schedule/execution_mode", "periods", "period"),
    ),
    Rule(
        "schedule.mode.platform",
        _("Table 3, execution_mode"),
        _("ModelArts Edge only runs by period."),
        _("ModelArts Edge does not run by frequency. Change “%(field)s” to period."),
        Example(
            "/schedule",
            {"type": "daily", "execution_mode": "frequency", "timezone": "+08:00", "frequency": FREQUENCY},
            {"type": "daily", "execution_mode": "period", "timezone": "+08:00", "periods": [NIGHT]},
            ON_EDGE,
        ),
    ),
    Rule(
        "schedule.timezone.required",
        _("Table 3, timezone"),
        _("A schedule has an offset from UTC."),
        ENTER,
        Example("/schedule/timezone", "", "+08:00"),
    ),
    Rule(
        "schedule.timezone.format",
        _("Table 3, timezone"),
        _("The offset is written +hh:mm or -hh:mm, from -12:00 to +14:00."),
        _("Write “%(field)s” as +hh:mm or -hh:mm, from -12:00 to +14:00, such as +08:00."),
        Example("/schedule/timezone", "+8:00", "+08:00"),
    ),
    Rule(
        "schedule.days_of_week.required",
        _("Table 3, days_of_week"),
        _("A weekly schedule has days of the week."),
        _("Choose at least one day under “%(field)s”."),
        Example("/schedule/days_of_week", [], [7]),
    ),
    Rule(
        "schedule.days_of_week.value",
        _("Table 3, days_of_week"),
        _("Days of the week are whole numbers from 1 (Monday) to 7 (Sunday), without duplicates."),
        _(
            "“%(field)s” must be whole numbers from 1 (Monday) to 7 (Sunday), without duplicates. Change "
            "or remove this one."
        ),
        Example("/schedule/days_of_week", [1, 8], [1, 7]),
    ),
    Rule(
        "schedule.days_of_week.unexpected",
        _("Table 3, days_of_week"),
        _("Only a weekly schedule has days of the week."),
        _("“%(field)s” is only for weekly schedules. Remove it."),
        Example("/schedule/days_of_week", [1], LEFT_OUT),
    ),
    Rule(
        "schedule.days_of_month.required",
        _("Table 3, days_of_month"),
        _("A monthly schedule has days of the month."),
        _("Choose at least one day under “%(field)s”."),
        Example("/schedule/days_of_month", [], [28]),
    ),
    Rule(
        "schedule.days_of_month.value",
        _("Table 3, days_of_month"),
        _("Days of the month are whole numbers from 1 to 31, without duplicates."),
        _("“%(field)s” must be whole numbers from 1 to 31, without duplicates. Change or remove this one."),
        Example("/schedule/days_of_month", [1, 32], [1, 28]),
    ),
    Rule(
        "schedule.days_of_month.unexpected",
        _("Table 3, days_of_month"),
        _("Only a monthly schedule has days of the month."),
        _("“%(field)s” is only for monthly schedules. Remove it."),
        Example("/schedule/days_of_month", [28], LEFT_OUT),
    ),
    Rule(
        "schedule.days_of_month.short",
        _("Table 3, days_of_month; the calendar"),
        _("Days 29, 30 and 31 do not exist in every month."),
        _("Day %(days)s does not exist in every month. The task does not run in months without it."),
        Example("/schedule/days_of_month", [1, 31], [1, 28]),
        severity=ADVICE,
    ),
    Rule(
        "schedule.periods.required",
        _("Table 3, periods"),
        _("A schedule by period has at least one period."),
        _("“%(field)s” is empty. Add at least one period."),
        Example("/schedule/periods", [], [NIGHT]),
    ),
    Rule(
        "schedule.periods.unexpected",
        _("Table 3, periods"),
        _("Only a schedule by period has periods."),
        _("“%(field)s” is only for schedules by period. Remove it, or change the execution mode."),
        Example("/schedule/periods", [NIGHT], LEFT_OUT),
    ),
    Rule(
        "schedule.periods.count",
        _("Limit of a related API"),
        _("More than 10 periods may be refused."),
        _(
            "There are %(count)d periods. The platform may accept no more than %(limit)d. Confirm, or "
            "remove some."
        ),
        Example("/schedule/periods", HOURS, HOURS[:10]),
        severity=CONFIRM,
    ),
    Rule(
        "schedule.frequency.required",
        _("Table 3, frequency"),
        _("A schedule by frequency has a frequency."),
        _("“%(field)s” is missing. Enter interval, duration, start and end."),
        Example("/schedule/frequency", LEFT_OUT, FREQUENCY),
    ),
    Rule(
        "schedule.frequency.unexpected",
        _("Table 3, frequency"),
        _("Only a schedule by frequency has a frequency."),
        _("“%(field)s” is only for schedules by frequency. Remove it, or change the execution mode."),
        Example("/schedule/frequency", FREQUENCY, LEFT_OUT),
    ),
    Rule(
        "schedule.time.required",
        _("Tables 4 and 5, begin_at and end_at"),
        _("Each period and frequency has a start and an end."),
        ENTER,
        Example(f"{TIMES}/end_at", "", "20:00:00"),
    ),
    Rule(
        "schedule.time.format",
        _("Tables 4 and 5, begin_at and end_at"),
        _(
            "Times are written like 08:00:00. In a schedule that runs once, the date comes first, joined "
            "by a T. Dates and times must be real."
        ),
        _("Write “%(field)s” as %(form)s, such as %(example)s."),
        Example(f"{TIMES}/end_at", "24:00:00", "23:59:59"),
    ),
    Rule(
        "schedule.time.order",
        _("Tables 4 and 5, begin_at and end_at"),
        _("In a schedule that runs once, the end is after the start. In all others, the two differ."),
        _("“%(field)s” must be after the start. Change one of them."),
        Example(f"{TIMES}/end_at", "08:00:00", "20:00:00"),
    ),
    Rule(
        "schedule.time.overnight",
        _("Not specified in Tables 4 and 5"),
        _(
            "The manual does not say that a task whose end is before its start runs past midnight. Two "
            "periods, up to 23:59:00 and from 00:00:00, run as one."
        ),
        _(
            "“%(field)s” is before the start. The platform does not say that tasks run past midnight. "
            "Confirm, or change the times."
        ),
        Example(f"{TIMES}/end_at", "06:00:00", "20:00:00"),
        severity=CONFIRM,
    ),
    Rule(
        "schedule.periods.overlap",
        _("Not specified in Table 4"),
        _("Overlapping periods are probably a mistake."),
        _("This period overlaps with one above it. Confirm, or change the times."),
        Example("/schedule/periods", [EVENING, NIGHT], [NIGHT]),
        severity=CONFIRM,
    ),
    Rule(
        "schedule.time.past",
        _("Common sense"),
        _("The end of a schedule that runs once is not in the past, in the task's own offset."),
        _("“%(field)s” is in the past (%(offset)s). Confirm, or change it."),
        Example(
            "/schedule/periods",
            [{"begin_at": "2020-01-01T08:00:00", "end_at": "2020-01-01T20:00:00"}],
            [{"begin_at": "2099-01-01T08:00:00", "end_at": "2099-01-01T20:00:00"}],
        ),
        severity=CONFIRM,
    ),
    Rule(
        "schedule.frequency.interval",
        _("Table 5, interval"),
        _("The interval between two runs is 5 to 720 minutes."),
        _("Enter “%(field)s” as a whole number from 5 to 720."),
        Example("/schedule/frequency", FREQUENCY | {"interval": 721}, FREQUENCY),
    ),
    Rule(
        "schedule.frequency.duration",
        _("Table 5, duration"),
        _("Each run lasts 5 to 720 minutes."),
        _("Enter “%(field)s” as a whole number from 5 to 720."),
        Example("/schedule/frequency/duration", 4, 5),
    ),
    Rule(
        "schedule.frequency.longer",
        _("Not specified in Table 5"),
        _("Runs that last longer than the interval overlap."),
        _(
            "“%(field)s” (%(duration)d) is longer than the interval (%(interval)d), so runs would "
            "overlap. Confirm, or shorten it."
        ),
        Example("/schedule/frequency", FREQUENCY | {"interval": 10, "duration": 11}, FREQUENCY),
        severity=CONFIRM,
    ),
    Rule(
        "schedule.frequency.window",
        _("Common sense"),
        _("At least one run fits between start and end."),
        _(
            "A run of %(duration)d minutes does not fit between the start and “%(field)s”. Confirm it, "
            "or change the times."
        ),
        Example("/schedule/frequency", FREQUENCY | {"begin_at": "08:00:00", "end_at": "08:04:00"}, FREQUENCY),
        severity=CONFIRM,
    ),
)
