"""The rules of its schedule."""

from taskbuilder.taskspec.catalogue.rule import ADVICE, CHOOSE, CONFIRM, ENTER, ERROR, Rule
from taskbuilder.taskspec.words import gettext_noop as _

SCHEDULE_RULES = (
    Rule("schedule.type.required", ERROR, _("Table 3, type"), _("A schedule has a type."), CHOOSE),
    Rule(
        "schedule.type.value",
        ERROR,
        _("Table 3, type; letter case decided"),
        _("The type is once, daily, weekly or monthly, in any letter case."),
        _("“%(field)s” must be once, daily, weekly or monthly. Choose one of them."),
    ),
    Rule(
        "schedule.type.platform",
        ERROR,
        _("Table 3, type"),
        _("ModelArts Edge runs schedules once or daily only."),
        _("ModelArts Edge takes no weekly or monthly schedule. Change “%(field)s” to once or daily."),
    ),
    Rule(
        "schedule.mode.required",
        ERROR,
        _("Table 3, execution_mode; decided by its description"),
        _("A schedule has an execution mode."),
        CHOOSE,
    ),
    Rule(
        "schedule.mode.value",
        ERROR,
        _("Table 3, execution_mode; letter case decided"),
        _("The execution mode is period or frequency, in any letter case."),
        _("“%(field)s” must be period or frequency. Choose one of them."),
    ),
    Rule(
        "schedule.mode.platform",
        ERROR,
        _("Table 3, execution_mode"),
        _("ModelArts Edge runs by period only."),
        _("ModelArts Edge does not run by frequency. Change “%(field)s” to period."),
    ),
    Rule(
        "schedule.timezone.required",
        ERROR,
        _("Table 3, timezone"),
        _("A schedule has an offset from UTC."),
        ENTER,
    ),
    Rule(
        "schedule.timezone.format",
        ERROR,
        _("Table 3, timezone"),
        _("The offset is written +hh:mm or -hh:mm, from -12:00 to +14:00."),
        _("Write “%(field)s” as +hh:mm or -hh:mm, from -12:00 to +14:00, such as +08:00."),
    ),
    Rule(
        "schedule.days_of_week.required",
        ERROR,
        _("Table 3, days_of_week"),
        _("A weekly schedule names its days."),
        _("Choose at least one day under “%(field)s”."),
    ),
    Rule(
        "schedule.days_of_week.value",
        ERROR,
        _("Table 3, days_of_week"),
        _("Days of the week are whole numbers from 1 (Monday) to 7 (Sunday), each once."),
        _(
            "“%(field)s” takes whole numbers from 1 (Monday) to 7 (Sunday), each once. Change or "
            "remove this one."
        ),
    ),
    Rule(
        "schedule.days_of_week.unexpected",
        ERROR,
        _("Table 3, days_of_week"),
        _("Only a weekly schedule has days of the week."),
        _("“%(field)s” belongs to weekly schedules only. Remove it."),
    ),
    Rule(
        "schedule.days_of_month.required",
        ERROR,
        _("Table 3, days_of_month"),
        _("A monthly schedule names its days."),
        _("Choose at least one day under “%(field)s”."),
    ),
    Rule(
        "schedule.days_of_month.value",
        ERROR,
        _("Table 3, days_of_month"),
        _("Days of the month are whole numbers from 1 to 31, each once."),
        _("“%(field)s” takes whole numbers from 1 to 31, each once. Change or remove this one."),
    ),
    Rule(
        "schedule.days_of_month.unexpected",
        ERROR,
        _("Table 3, days_of_month"),
        _("Only a monthly schedule has days of the month."),
        _("“%(field)s” belongs to monthly schedules only. Remove it."),
    ),
    Rule(
        "schedule.days_of_month.short",
        ADVICE,
        _("Table 3, days_of_month; the calendar"),
        _("Days 29, 30 and 31 do not occur in every month."),
        _("Day %(days)s does not occur in every month: the task does not run in months without it."),
    ),
    Rule(
        "schedule.periods.required",
        ERROR,
        _("Table 3, periods"),
        _("A schedule by period has at least one period."),
        _("“%(field)s” is empty. Add at least one period."),
    ),
    Rule(
        "schedule.periods.unexpected",
        ERROR,
        _("Table 3, periods"),
        _("Only a schedule by period has periods."),
        _("“%(field)s” belongs to schedules by period only. Remove it, or change the execution mode."),
    ),
    Rule(
        "schedule.periods.count",
        CONFIRM,
        _("A sibling API's limit"),
        _("More than 10 periods may be refused."),
        _(
            "There are %(count)d periods. The platform may take no more than %(limit)d: confirm, "
            "or remove some."
        ),
    ),
    Rule(
        "schedule.frequency.required",
        ERROR,
        _("Table 3, frequency"),
        _("A schedule by frequency has a frequency."),
        _("“%(field)s” is missing. Enter interval, duration, begin and end."),
    ),
    Rule(
        "schedule.frequency.unexpected",
        ERROR,
        _("Table 3, frequency"),
        _("Only a schedule by frequency has a frequency."),
        _("“%(field)s” belongs to schedules by frequency only. Remove it, or change the execution mode."),
    ),
    Rule(
        "schedule.time.required",
        ERROR,
        _("Tables 4 and 5, begin_at and end_at"),
        _("Each period, and a frequency, has a begin and an end."),
        ENTER,
    ),
    Rule(
        "schedule.time.format",
        ERROR,
        _("Tables 4 and 5, begin_at and end_at"),
        _(
            "Times are written like 08:00:00; in a schedule that runs once the date stands before, joined by "
            "a T. They exist on the clock and in the calendar."
        ),
        _("Write “%(field)s” as %(form)s, such as %(example)s."),
    ),
    Rule(
        "schedule.time.order",
        ERROR,
        _("Tables 4 and 5, begin_at and end_at"),
        _("In a schedule that runs once the end is after the begin; in all others the two differ."),
        _("“%(field)s” must be after the begin. Change one of the two."),
    ),
    Rule(
        "schedule.time.overnight",
        CONFIRM,
        _("Tables 4 and 5 leave it open"),
        _(
            "Nothing says that a task whose end is before its begin runs past midnight. Two "
            "periods, up to 23:59:00 and from 00:00:00, run on as one."
        ),
        _(
            "“%(field)s” is before the begin. The platform does not say that the task runs past "
            "midnight: confirm, or change the times."
        ),
    ),
    Rule(
        "schedule.periods.overlap",
        CONFIRM,
        _("Table 4 leaves it open"),
        _("Two periods that share time are most likely a slip."),
        _("This period shares time with one above it. Confirm that it is meant, or change the times."),
    ),
    Rule(
        "schedule.time.past",
        CONFIRM,
        _("Plain sense"),
        _("A schedule that runs once should not end in the past, in the task's own offset."),
        _("“%(field)s” lies in the past (%(offset)s). Confirm that it is meant, or change it."),
    ),
    Rule(
        "schedule.frequency.interval",
        ERROR,
        _("Table 5, interval"),
        _("The interval between two runs is 5 to 720 minutes."),
        _("Enter “%(field)s” as a whole number from 5 to 720."),
    ),
    Rule(
        "schedule.frequency.duration",
        ERROR,
        _("Table 5, duration"),
        _("Each run lasts 5 to 720 minutes."),
        _("Enter “%(field)s” as a whole number from 5 to 720."),
    ),
    Rule(
        "schedule.frequency.longer",
        CONFIRM,
        _("Table 5 leaves it open"),
        _("Runs that last longer than the interval between them would overlap."),
        _(
            "“%(field)s” (%(duration)d) is more than the interval (%(interval)d): runs would "
            "overlap. Confirm, or shorten it."
        ),
    ),
    Rule(
        "schedule.input.obs",
        ERROR,
        _("Table 2, schedule"),
        _("A scheduled task does not read from object storage."),
        _(
            "A scheduled task cannot read from object storage. Choose another “%(field)s”, or "
            "remove the schedule."
        ),
    ),
    Rule(
        "schedule.input.url",
        CONFIRM,
        _("Table 2, schedule; decided, since an example has an https address"),
        _(
            "A scheduled task reads addresses that begin with rtmp:// or rtsp://. An example "
            "in the platform's manual has another."
        ),
        _(
            "A scheduled task reads rtmp:// and rtsp:// addresses; another one may be refused. "
            "Confirm “%(field)s”, or change it."
        ),
    ),
)
