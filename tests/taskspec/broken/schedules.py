"""Rules of the schedule: tables 3 to 5."""

from tests.taskspec.broken.row import (
    BEGIN,
    EDGE,
    END,
    IEF,
    MISSING,
    NOW,
    SCHEDULE,
    URL,
    broken,
    each,
    quarters,
)
from tests.taskspec.samples import FREQUENCY, GONE, HOURS, INPUTS, SCHEDULES, task

ONCE_BEGIN, ONCE_END = "2026-03-01T08:00:00", "2026-03-01T20:00:00"
MODE, TYPE = "/schedule/execution_mode", "/schedule/type"
WEEK, MONTH = "/schedule/days_of_week", "/schedule/days_of_month"
INTERVAL, DURATION = "/schedule/frequency/interval", "/schedule/frequency/duration"

SCHEDULED = (
    *(
        broken("schedule.type.required", task(schedule="daily"), {TYPE: value}, TYPE, mend={TYPE: "daily"})
        for value in MISSING
    ),
    *(
        broken("schedule.type.value", task(schedule="daily"), {TYPE: value}, TYPE, mend={TYPE: "DaiLY"})
        for value in each("hourly", " daily", "daily\n", 5, True, [], {})
    ),
    broken(
        "schedule.type.value",
        task(schedule="weekly"),
        {TYPE: "wee\u212aly", WEEK: [9]},
        TYPE,
        mend={TYPE: "weeKly", WEEK: [7]},
    ),
    broken(
        "schedule.type.platform",
        task(schedule="weekly"),
        {},
        TYPE,
        mend={TYPE: "daily", WEEK: GONE},
        platform=EDGE,
    ),
    broken(
        "schedule.type.platform",
        task(schedule="monthly"),
        {TYPE: "MONTHLY"},
        TYPE,
        mend={TYPE: "DAILY", MONTH: GONE},
        platform=EDGE,
    ),
    *(
        broken("schedule.mode.required", task(schedule="daily"), {MODE: value}, MODE, mend={MODE: "period"})
        for value in MISSING
    ),
    *(
        broken("schedule.mode.value", task(schedule="daily"), {MODE: value}, MODE, mend={MODE: "PERIOD"})
        for value in each("periods", 5, {})
    ),
    broken(
        "schedule.mode.platform",
        task(schedule="frequency"),
        {MODE: "Frequency"},
        MODE,
        mend={SCHEDULE: SCHEDULES["daily"]},
        platform=EDGE,
    ),
    *(
        broken(
            "schedule.timezone.required",
            task(schedule="daily"),
            {"/schedule/timezone": value},
            "/schedule/timezone",
            mend={"/schedule/timezone": "-00:00"},
        )
        for value in MISSING
    ),
    *(
        broken(
            "schedule.timezone.format",
            task(schedule="daily"),
            {"/schedule/timezone": value},
            "/schedule/timezone",
            mend={"/schedule/timezone": mended},
        )
        for value, mended in each(
            ("+14:01", "+14:00"),
            ("-12:01", "-12:00"),
            ("08:00", "+08:00"),
            ("+8:00", "+08:00"),
            ("Z", "+00:00"),
            ("+08:60", "+08:59"),
            ("+08:00\n", "+08:00"),
            ("+0800", "+08:00"),
            ("Asia/Shanghai", "+08:00"),
            ("+15:00", "+13:59"),
            ("-13:00", "-11:59"),
        )
    ),
    *(
        broken(
            "schedule.days_of_week.required", task(schedule="weekly"), {WEEK: value}, WEEK, mend={WEEK: [7]}
        )
        for value in each(GONE, None, "", [])
    ),
    *(
        broken(
            "schedule.days_of_week.value",
            task(schedule="weekly"),
            {WEEK: [1, value]},
            f"{WEEK}/1",
            mend={f"{WEEK}/1": 7},
        )
        for value in each(0, 8, -1, "2", 2.0, True, None, 1)
    ),
    broken("schedule.days_of_week.value", task(schedule="weekly"), {WEEK: 1}, WEEK, mend={WEEK: [1]}),
    broken(
        "schedule.days_of_week.value",
        task(schedule="weekly"),
        {WEEK: [3, 3, 9, 3]},
        f"{WEEK}/1",
        f"{WEEK}/2",
        f"{WEEK}/3",
        mend={WEEK: [3]},
    ),
    broken("schedule.days_of_week.unexpected", task(schedule="daily"), {WEEK: [1]}, WEEK, mend={WEEK: GONE}),
    broken("schedule.days_of_week.unexpected", task(schedule="daily"), {WEEK: None}, WEEK, mend={WEEK: GONE}),
    broken(
        "schedule.days_of_week.unexpected", task(schedule="monthly"), {WEEK: [9, 9]}, WEEK, mend={WEEK: GONE}
    ),
    *(
        broken(
            "schedule.days_of_month.required",
            task(schedule="monthly"),
            {MONTH: value},
            MONTH,
            mend={MONTH: [28]},
        )
        for value in each(GONE, None, "", [])
    ),
    *(
        broken(
            "schedule.days_of_month.value",
            task(schedule="monthly"),
            {MONTH: [1, value]},
            f"{MONTH}/1",
            mend={f"{MONTH}/1": 28},
        )
        for value in each(0, 32, "2", 2.5, False, 1)
    ),
    broken(
        "schedule.days_of_month.value",
        task(schedule="monthly"),
        {MONTH: [31, 31]},
        (f"{MONTH}/0", "schedule.days_of_month.short"),
        f"{MONTH}/1",
        mend={MONTH: [28]},
    ),
    broken(
        "schedule.days_of_month.value", task(schedule="monthly"), {MONTH: {"1": 1}}, MONTH, mend={MONTH: [1]}
    ),
    broken(
        "schedule.days_of_month.unexpected", task(schedule="weekly"), {MONTH: [31]}, MONTH, mend={MONTH: GONE}
    ),
    broken(
        "schedule.days_of_month.short",
        task(schedule="monthly"),
        {MONTH: [1, 29, 30, 31]},
        f"{MONTH}/1",
        mend={MONTH: [1, 28]},
    ),
    *(
        broken(
            "schedule.periods.required",
            task(schedule="daily"),
            {"/schedule/periods": value},
            "/schedule/periods",
            mend={"/schedule/periods": [HOURS]},
        )
        for value in each(GONE, None, "", [])
    ),
    broken(
        "schedule.periods.unexpected",
        task(schedule="frequency"),
        {"/schedule/periods": []},
        "/schedule/periods",
        mend={"/schedule/periods": GONE},
    ),
    broken(
        "schedule.periods.count",
        task(schedule="daily"),
        {"/schedule/periods": quarters(11)},
        "/schedule/periods",
        mend={"/schedule/periods": quarters(10)},
    ),
    *(
        broken(
            "schedule.frequency.required",
            task(schedule="frequency"),
            {"/schedule/frequency": value},
            "/schedule/frequency",
            mend={"/schedule/frequency": FREQUENCY},
        )
        for value in MISSING
    ),
    broken(
        "schedule.frequency.unexpected",
        task(schedule="daily"),
        {"/schedule/frequency": FREQUENCY},
        "/schedule/frequency",
        mend={"/schedule/frequency": GONE},
    ),
    *(
        broken("schedule.time.required", task(schedule="daily"), {END: value}, END, mend={END: "20:00:00"})
        for value in MISSING
    ),
    broken(
        "schedule.time.required",
        task(schedule="frequency"),
        {"/schedule/frequency": {"interval": 5, "duration": 5}},
        "/schedule/frequency/begin_at",
        "/schedule/frequency/end_at",
        mend={"/schedule/frequency": FREQUENCY},
    ),
    broken(
        "schedule.time.required",
        task(schedule="daily"),
        {TYPE: "hourly", BEGIN: ""},
        (TYPE, "schedule.type.value"),
        BEGIN,
        mend={TYPE: "daily", BEGIN: "08:00:00"},
    ),
    *(
        broken("schedule.time.format", task(schedule="daily"), {END: value}, END, mend={END: mended})
        for value, mended in each(
            ("24:00:00", "23:59:59"),
            ("20:00", "20:00:00"),
            ("20:60:00", "20:59:00"),
            ("20:00:60", "20:00:59"),
            ("8:00:00", "09:00:00"),
            ("20:00:00\n", "20:00:00"),
            ("20:00:00Z", "20:00:00"),
            (ONCE_END, "20:00:00"),
            ("２０:00:00", "20:00:00"),
        )
    ),
    *(
        broken("schedule.time.format", task(schedule="once"), {END: value}, END, mend={END: mended})
        for value, mended in each(
            ("2026-02-30T20:00:00", "2026-03-30T20:00:00"),
            ("20:00:00", ONCE_END),
            ("2026-03-01 20:00:00", ONCE_END),
            ("2026-03-01T24:00:00", "2026-03-02T00:00:00"),
            ("2027-02-29T20:00:00", "2028-02-29T20:00:00"),
            ("2026-03-01T20:00:00Z", ONCE_END),
            ("2026-13-01T20:00:00", "2026-12-01T20:00:00"),
            ("2100-02-29T20:00:00", "2400-02-29T20:00:00"),
            ("0000-01-01T00:00:00", ONCE_END),
        )
    ),
    broken(
        "schedule.time.format",
        task(schedule="frequency"),
        {"/schedule/frequency/end_at": "25:00:00"},
        "/schedule/frequency/end_at",
        mend={"/schedule/frequency/end_at": "23:00:00"},
    ),
    broken("schedule.time.order", task(schedule="daily"), {END: "08:00:00"}, END, mend={END: "08:00:01"}),
    broken(
        "schedule.time.order",
        task(schedule="once"),
        {END: ONCE_BEGIN},
        END,
        mend={END: "2026-03-01T08:00:01"},
    ),
    broken(
        "schedule.time.order",
        task(schedule="once"),
        {END: "2025-03-02T09:00:00"},
        END,
        mend={END: "2026-03-02T09:00:00"},
    ),
    broken(
        "schedule.time.order",
        task(schedule="frequency"),
        {"/schedule/frequency/end_at": "08:00:00"},
        "/schedule/frequency/end_at",
        mend={"/schedule/frequency/end_at": "08:10:00"},
    ),
    broken("schedule.time.overnight", task(schedule="daily"), {END: "06:00:00"}, END, mend={END: "09:00:00"}),
    broken(
        "schedule.time.overnight", task(schedule="weekly"), {END: "00:00:00"}, END, mend={END: "23:59:00"}
    ),
    broken(
        "schedule.time.overnight",
        task(schedule="frequency"),
        {"/schedule/frequency/end_at": "07:59:59"},
        "/schedule/frequency/end_at",
        mend={"/schedule/frequency/end_at": "08:10:00"},
    ),
    broken(
        "schedule.periods.overlap",
        task(schedule="daily"),
        {"/schedule/periods/1": {"begin_at": "19:59:59", "end_at": "21:00:00"}},
        "/schedule/periods/1",
        mend={"/schedule/periods/1/begin_at": "20:00:00"},
    ),
    broken(
        "schedule.periods.overlap",
        task(schedule="daily"),
        {"/schedule/periods/1": {"begin_at": "22:00:00", "end_at": "08:00:01"}},
        "/schedule/periods/1",
        ("/schedule/periods/1/end_at", "schedule.time.overnight"),
        mend={"/schedule/periods/1/end_at": "08:00:00"},
        left=(("/schedule/periods/1/end_at", "schedule.time.overnight"),),
    ),
    broken(
        "schedule.periods.overlap",
        task(schedule="once"),
        {
            "/schedule/periods/1": {"begin_at": "2026-02-01T00:00:00", "end_at": "2026-03-01T08:00:01"},
            "/schedule/periods/2": {"begin_at": "2026-03-01T20:00:00", "end_at": "2026-03-01T21:00:00"},
        },
        "/schedule/periods/1",
        mend={"/schedule/periods/1/end_at": ONCE_BEGIN},
    ),
    broken(
        "schedule.time.past",
        task(schedule="once"),
        {BEGIN: "2026-02-01T19:00:00", END: "2026-02-01T19:59:59"},
        END,
        mend={END: "2026-02-01T20:00:00"},
        now=NOW,
    ),
    broken(
        "schedule.time.past",
        task(schedule="once"),
        {"/schedule/timezone": "-12:00", BEGIN: "2026-01-31T00:00:00", END: "2026-01-31T23:59:59"},
        END,
        mend={END: "2026-02-01T00:00:00"},
        now=NOW,
    ),
    *(
        broken(
            "schedule.frequency.interval",
            task(schedule="frequency"),
            {INTERVAL: value, DURATION: 5},
            INTERVAL,
            mend={INTERVAL: mended},
        )
        for value, mended in each(
            (4, 5),
            (721, 720),
            (GONE, 10),
            (None, 10),
            ("", 10),
            ("10", 10),
            (10.0, 10),
            (True, 10),
            (10**30, 10),
        )
    ),
    *(
        broken(
            "schedule.frequency.duration",
            task(schedule="frequency"),
            {INTERVAL: 720, DURATION: value},
            DURATION,
            mend={DURATION: mended},
        )
        for value, mended in each(
            (4, 5),
            (721, 720),
            (GONE, 10),
            (None, 10),
            ("", 10),
            ("10", 10),
            (10.0, 10),
            (True, 10),
        )
    ),
    broken(
        "schedule.frequency.longer",
        task(schedule="frequency"),
        {INTERVAL: 10, DURATION: 11},
        DURATION,
        mend={DURATION: 10},
    ),
    broken(
        "schedule.input.obs",
        task("obs", schedule="daily"),
        {},
        "/input/type",
        mend={SCHEDULE: GONE},
        platform=IEF,
    ),
    broken(
        "schedule.input.obs",
        task("obs", schedule="weekly"),
        {},
        "/input/type",
        mend={"/input": INPUTS["vis"]},
        platform=IEF,
    ),
    broken(
        "schedule.input.url",
        task(schedule="daily"),
        {URL: "https://camera.example.com/1"},
        URL,
        mend={URL: "rtmp://camera.example.com/1"},
    ),
    broken(
        "schedule.input.url",
        task(schedule="daily"),
        {URL: "ftp://camera.example.com/1"},
        (URL, "schedule.input.url"),
        (URL, "input.url.scheme"),
        mend={URL: "RTSP://camera.example.com/1"},
    ),
)
