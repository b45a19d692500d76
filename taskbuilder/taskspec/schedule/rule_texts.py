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
        _("Table 3, type; letter case decided"),
        _("The type is once, daily, weekly or monthly, in any letter case."),
        _("“%(field)s” must be once, daily, weekly or monthly. Choose one of them."),
        Example("/schedule/type", "hourly", "daily"),
    ),
    Rule(
        "schedule.type.platform",
        _("Table 3, type"),
        _("ModelArts Edge runs schedules once or daily only."),
        _("ModelArts Edge takes no weekly or monthly schedule. Change “%(field)s” to once or daily."),
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
        _("Table 3, execution_mode; decided by its description"),
        _("A schedule has an execution mode."),
        CHOOSE,
        Example("/schedule/execution_mode", "", "period"),
    ),
    Rule(
        "schedule.mode.value",
        _("Table 3, execution_mode; letter case decided"),
        _("The execution mode is period or frequency, in any letter case."),
        _("“%(field)s” must be period or frequency. Choose one of them."),
        Example("/schedule/execution_mode", "periods", "period"),
    ),
    Rule(
        "schedule.mode.platform",
        _("Table 3, execution_mode"),
        _("ModelArts Edge runs by period only."),
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
        _("A weekly schedule names its days."),
        _("Choose at least one day under “%(field)s”."),
        Example("/schedule/days_of_week", [], [7]),
    ),
    Rule(
        "schedule.days_of_week.value",
        _("Table 3, days_of_week"),
        _("Days of the week are whole numbers from 1 (Monday) to 7 (Sunday), each once."),
        _(
            "“%(field)s” takes whole numbers from 1 (Monday) to 7 (Sunday), each once. Change or "
            "remove this one."
        ),
        Example("/schedule/days_of_week", [1, 8], [1, 7]),
    ),
    Rule(
        "schedule.days_of_week.unexpected",
        _("Table 3, days_of_week"),
        _("Only a weekly schedule has days of the week."),
        _("“%(field)s” belongs to weekly schedules only. Remove it."),
        Example("/schedule/days_of_week", [1], LEFT_OUT),
    ),
    Rule(
        "schedule.days_of_month.required",
        _("Table 3, days_of_month"),
        _("A monthly schedule names its days."),
        _("Choose at least one day under “%(field)s”."),
        Example("/schedule/days_of_month", [], [28]),
    ),
    Rule(
        "schedule.days_of_month.value",
        _("Table 3, days_of_month"),
        _("Days of the month are whole numbers from 1 to 31, each once."),
        _("“%(field)s” takes whole numbers from 1 to 31, each once. Change or remove this one."),
        Example("/schedule/days_of_month", [1, 32], [1, 28]),
    ),
    Rule(
        "schedule.days_of_month.unexpected",
        _("Table 3, days_of_month"),
        _("Only a monthly schedule has days of the month."),
        _("“%(field)s” belongs to monthly schedules only. Remove it."),
        Example("/schedule/days_of_month", [28], LEFT_OUT),
    ),
    Rule(
        "schedule.days_of_month.short",
        _("Table 3, days_of_month; the calendar"),
        _("Days 29, 30 and 31 do not occur in every month."),
        _("Day %(days)s does not occur in every month: the task does not run in months without it."),
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
        _("“%(field)s” belongs to schedules by period only. Remove it, or change the execution mode."),
        Example("/schedule/periods", [NIGHT], LEFT_OUT),
    ),
    Rule(
        "schedule.periods.count",
        _("A sibling API's limit"),
        _("More than 10 periods may be refused."),
        _(
            "There are %(count)d periods. The platform may take no more than %(limit)d: confirm, "
            "or remove some."
        ),
        Example("/schedule/periods", HOURS, HOURS[:10]),
        severity=CONFIRM,
    ),
    Rule(
        "schedule.frequency.required",
        _("Table 3, frequency"),
        _("A schedule by frequency has a frequency."),
        _("“%(field)s” is missing. Enter interval, duration, begin and end."),
        Example("/schedule/frequency", LEFT_OUT, FREQUENCY),
    ),
    Rule(
        "schedule.frequency.unexpected",
        _("Table 3, frequency"),
        _("Only a schedule by frequency has a frequency."),
        _("“%(field)s” belongs to schedules by frequency only. Remove it, or change the execution mode."),
        Example("/schedule/frequency", FREQUENCY, LEFT_OUT),
    ),
    Rule(
        "schedule.time.required",
        _("Tables 4 and 5, begin_at and end_at"),
        _("Each period, and a frequency, has a begin and an end."),
        ENTER,
        Example(f"{TIMES}/end_at", "", "20:00:00"),
    ),
    Rule(
        "schedule.time.format",
        _("Tables 4 and 5, begin_at and end_at"),
        _(
            "Times are written like 08:00:00; in a schedule that runs once the date stands before, joined by "
            "a T. They exist on the clock and in the calendar."
        ),
        _("Write “%(field)s” as %(form)s, such as %(example)s."),
        Example(f"{TIMES}/end_at", "24:00:00", "23:59:59"),
    ),
    Rule(
        "schedule.time.order",
        _("Tables 4 and 5, begin_at and end_at"),
        _("In a schedule that runs once the end is after the begin; in all others the two differ."),
        _("“%(field)s” must be after the begin. Change one of the two."),
        Example(f"{TIMES}/end_at", "08:00:00", "20:00:00"),
    ),
    Rule(
        "schedule.time.overnight",
        _("Tables 4 and 5 leave it open"),
        _(
            "Nothing says that a task whose end is before its begin runs past midnight. Two "
            "periods, up to 23:59:00 and from 00:00:00, run on as one."
        ),
        _(
            "“%(field)s” is before the begin. The platform does not say that the task runs past "
            "midnight: confirm, or change the times."
        ),
        Example(f"{TIMES}/end_at", "06:00:00", "20:00:00"),
        severity=CONFIRM,
    ),
    Rule(
        "schedule.periods.overlap",
        _("Table 4 leaves it open"),
        _("Two periods that share time are most likely a slip."),
        _("This period shares time with one above it. Confirm that it is meant, or change the times."),
        Example("/schedule/periods", [EVENING, NIGHT], [NIGHT]),
        severity=CONFIRM,
    ),
    Rule(
        "schedule.time.past",
        _("Plain sense"),
        _("A schedule that runs once should not end in the past, in the task's own offset."),
        _("“%(field)s” lies in the past (%(offset)s). Confirm that it is meant, or change it."),
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
        _("Table 5 leaves it open"),
        _("Runs that last longer than the interval between them would overlap."),
        _(
            "“%(field)s” (%(duration)d) is more than the interval (%(interval)d): runs would "
            "overlap. Confirm, or shorten it."
        ),
        Example("/schedule/frequency", FREQUENCY | {"interval": 10, "duration": 11}, FREQUENCY),
        severity=CONFIRM,
    ),
    Rule(
        "schedule.frequency.window",
        _("Plain sense"),
        _("The time between begin and end has room for at least one run."),
        _(
            "From begin to “%(field)s” there is no room for a run of %(duration)d minutes. Confirm it, or "
            "make room."
        ),
        Example("/schedule/frequency", FREQUENCY | {"begin_at": "08:00:00", "end_at": "08:04:00"}, FREQUENCY),
        severity=CONFIRM,
    ),
)
