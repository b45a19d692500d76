"""For each rule the requests that break it, with all that is then said, and the edits that mend each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from taskbuilder.taskspec.platforms import Platform, Service
from tests.taskspec.samples import FREQUENCY, GONE, HOURS, INPUTS, SCHEDULES, changed, task

EDGE, IEF = Platform.MODELARTS_EDGE, Platform.IEF
NEEDS_CONFIG = Service(platform=IEF, requires_config=True)
NEEDS_NODE = Service(platform=IEF, requires_node_id=True)
HAS_SCHEMA = Service(
    platform=IEF,
    config_schema={
        "type": "object",
        "properties": {"level": {"type": "integer", "minimum": 1}, "zones": {"items": {"type": "string"}}},
        "required": ["level"],
        "additionalProperties": False,
    },
)
NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)

SEVERITIES = {
    "json": "error",
    "member.type": "error",
    "unknown.member": "error",
    "name.required": "error",
    "name.format": "error",
    "name.cjk": "confirm",
    "description.length": "error",
    "input.required": "error",
    "output.required": "error",
    "output.empty": "error",
    "config.platform": "error",
    "config.object": "error",
    "config.required": "error",
    "config.schema": "error",
    "estimate.required": "error",
    "estimate.cpu": "error",
    "estimate.memory": "error",
    "schedule.type.required": "error",
    "schedule.type.value": "error",
    "schedule.type.platform": "error",
    "schedule.mode.required": "error",
    "schedule.mode.value": "error",
    "schedule.mode.platform": "error",
    "schedule.timezone.required": "error",
    "schedule.timezone.format": "error",
    "schedule.days_of_week.required": "error",
    "schedule.days_of_week.value": "error",
    "schedule.days_of_week.unexpected": "error",
    "schedule.days_of_month.required": "error",
    "schedule.days_of_month.value": "error",
    "schedule.days_of_month.unexpected": "error",
    "schedule.days_of_month.short": "advice",
    "schedule.periods.required": "error",
    "schedule.periods.unexpected": "error",
    "schedule.periods.count": "confirm",
    "schedule.frequency.required": "error",
    "schedule.frequency.unexpected": "error",
    "schedule.time.required": "error",
    "schedule.time.format": "error",
    "schedule.time.order": "error",
    "schedule.time.overnight": "confirm",
    "schedule.periods.overlap": "confirm",
    "schedule.time.past": "confirm",
    "schedule.frequency.interval": "error",
    "schedule.frequency.duration": "error",
    "schedule.frequency.longer": "confirm",
    "schedule.input.obs": "error",
    "schedule.input.url": "confirm",
    "input.type.required": "error",
    "input.type.value": "error",
    "input.type.platform": "error",
    "input.data.required": "error",
    "input.data.count": "confirm",
    "input.data.repeated": "confirm",
    "input.field.required": "error",
    "input.field.unexpected": "error",
    "input.vcn.required": "error",
    "input.vcn.unexpected": "error",
    "input.url.length": "error",
    "input.url.format": "error",
    "input.url.scheme": "confirm",
    "input.headers.count": "error",
    "input.headers.value": "error",
    "input.certificate_check": "error",
    "input.rtsp_path.length": "error",
    "input.rtsp_path.slash": "advice",
    "input.node_id.required": "error",
    "input.stream_type": "error",
    "input.camera.platform": "error",
    "input.camera_type": "error",
    "input.tag.required": "error",
    "input.tag.value": "error",
    "input.vcn.ip": "error",
    "input.vcn.port": "error",
    "input.vcn.username": "error",
    "input.vcn.password": "error",
    "obs.bucket": "confirm",
    "obs.path": "confirm",
    "output.obs.platform": "error",
    "output.field.required": "error",
    "output.dis.stream_name": "confirm",
    "output.dis.stream_id.platform": "error",
    "output.dis.stream_id.missing": "advice",
    "output.webhook.url": "error",
    "output.webhook.headers.count": "error",
    "output.webhook.headers.value": "error",
    "output.data_category": "error",
}
"""As the document that numbers the rules has them."""

Said = tuple[str, str]


@dataclass(frozen=True)
class Broken:
    """A request made of a sound one by edits; `said` is all that is found, `mend` leads to `left`."""

    rule: str
    sound: Mapping[str, Any]
    edits: Mapping[str, Any]
    said: tuple[Said, ...]
    mend: Mapping[str, Any]
    left: tuple[Said, ...] = ()
    knows: Mapping[str, Any] = field(default_factory=dict)

    @property
    def request(self) -> dict[str, Any]:
        return changed(dict(self.sound), self.edits)

    @property
    def neighbour(self) -> dict[str, Any]:
        return changed(self.request, self.mend)

    def __str__(self) -> str:
        return f"{self.rule} {' '.join(self.edits)}"[:70]


def broken(
    rule: str,
    sound: dict[str, Any],
    edits: dict[str, Any],
    *said: str | Said,
    mend: dict[str, Any],
    left: tuple[Said, ...] = (),
    **knows: Any,
) -> Broken:
    """`said`: pointers at which the rule itself is reported, or pairs of pointer and another rule."""
    pairs = tuple((said_at, rule) if isinstance(said_at, str) else said_at for said_at in said)
    return Broken(rule, sound, edits, pairs, mend, left, knows)


URL, DATA, ENTRY = "/input/data/0/url", "/input/data", "/input/data/0"
WEBHOOK, HEADERS, SCHEDULE = "/output/webhook", "/output/webhook/headers", "/schedule"
PERIOD, BEGIN, END = "/schedule/periods/0", "/schedule/periods/0/begin_at", "/schedule/periods/0/end_at"


def headers(count: int) -> dict[str, str]:
    return {f"X-Number-{number}": "1" for number in range(count)}


def entries(count: int) -> list[dict[str, str]]:
    return [{"url": f"rtsp://camera-{number}.example.com/live"} for number in range(count)]


def quarters(count: int) -> list[dict[str, str]]:
    return [{"begin_at": f"{hour:02}:00:00", "end_at": f"{hour:02}:15:00"} for hour in range(count)]


def long_url(length: int) -> str:
    return "rtsp://camera.example.com/".ljust(length, "x")


REQUEST = (
    broken("member.type", task(), {"/description": 5}, "/description", mend={"/description": "5"}),
    broken("member.type", task(), {"/description": None}, "/description", mend={"/description": GONE}),
    broken("member.type", task(), {SCHEDULE: None}, SCHEDULE, mend={SCHEDULE: GONE}),
    broken("member.type", task(), {SCHEDULE: []}, SCHEDULE, mend={SCHEDULE: SCHEDULES["daily"]}),
    broken(
        "member.type",
        task(),
        {"/source_usage_estimate": None},
        "/source_usage_estimate",
        mend={"/source_usage_estimate": GONE},
        platform=IEF,
    ),
    broken("member.type", task(), {URL: 5}, URL, mend={URL: "rtsp://5"}),
    broken(
        "member.type",
        task("restful"),
        {f"{ENTRY}/headers": ["X-Site: gate"]},
        f"{ENTRY}/headers",
        mend={f"{ENTRY}/headers": {}},
    ),
    broken(
        "member.type",
        task("restful"),
        {f"{ENTRY}/rtsp_path_in_response": False},
        f"{ENTRY}/rtsp_path_in_response",
        mend={f"{ENTRY}/rtsp_path_in_response": "0"},
    ),
    broken(
        "member.type",
        task("restful"),
        {f"{ENTRY}/node_id": None},
        f"{ENTRY}/node_id",
        mend={f"{ENTRY}/node_id": ""},
    ),
    broken(
        "member.type",
        task(),
        {WEBHOOK: None},
        WEBHOOK,
        mend={WEBHOOK: GONE},
        left=(("/output", "output.empty"),),
    ),
    broken("member.type", task(), {HEADERS: []}, HEADERS, mend={HEADERS: headers(1)}),
    broken(
        "member.type",
        task(schedule="daily"),
        {"/schedule/timezone": 8},
        "/schedule/timezone",
        mend={"/schedule/timezone": "+08:00"},
    ),
    broken(
        "member.type",
        task(schedule="daily"),
        {"/schedule/periods": HOURS},
        "/schedule/periods",
        mend={"/schedule/periods": [HOURS]},
    ),
    broken(
        "member.type",
        task(schedule="daily"),
        {"/schedule/periods/1": "20:00:00"},
        "/schedule/periods/1",
        mend={"/schedule/periods/1": GONE},
    ),
    broken("member.type", task(schedule="daily"), {BEGIN: 8}, BEGIN, mend={BEGIN: "08:00:00"}),
    broken(
        "member.type",
        task(schedule="frequency"),
        {"/schedule/frequency": 5},
        "/schedule/frequency",
        mend={"/schedule/frequency": FREQUENCY},
    ),
    broken(
        "member.type",
        task(sink="dis"),
        {"/output/dis/stream_id": None},
        "/output/dis/stream_id",
        mend={"/output/dis/stream_id": GONE},
    ),
    broken("unknown.member", task(), {"/desciption": ""}, "/desciption", mend={"/desciption": GONE}),
    broken("unknown.member", task(), {f"{ENTRY}/uri": "x"}, f"{ENTRY}/uri", mend={f"{ENTRY}/uri": GONE}),
    broken(
        "unknown.member",
        task("vcn"),
        {"/input/vcn/user": "x"},
        "/input/vcn/user",
        mend={"/input/vcn/user": GONE},
    ),
    broken(
        "unknown.member",
        task(),
        {"/input/vcn": {"user": "x"}},
        ("/input/vcn", "input.vcn.unexpected"),
        "/input/vcn/user",
        mend={"/input/vcn": GONE},
    ),
    broken(
        "unknown.member",
        task(),
        {"/output/obs": {"folder": "x"}},
        ("/output/obs/bucket", "output.field.required"),
        ("/output/obs/path", "output.field.required"),
        "/output/obs/folder",
        mend={"/output/obs": GONE},
    ),
    broken(
        "unknown.member",
        task(schedule="daily"),
        {f"{PERIOD}/a~1b~0": 1},
        f"{PERIOD}/a~1b~0",
        mend={f"{PERIOD}/a~1b~0": GONE},
    ),
    broken(
        "unknown.member",
        task(),
        {"/source_usage_estimate/gpu": 1},
        "/source_usage_estimate/gpu",
        mend={"/source_usage_estimate/gpu": GONE},
    ),
    broken("name.required", task(), {"/name": GONE}, "/name", mend={"/name": "x"}),
    broken("name.required", task(), {"/name": None}, "/name", mend={"/name": "x"}),
    broken("name.required", task(), {"/name": ""}, "/name", mend={"/name": "x"}),
    broken("name.required", task(), {"/name": 5}, "/name", mend={"/name": "5"}),
    broken("name.format", task(), {"/name": "gate 1"}, "/name", mend={"/name": "gate_1"}),
    broken("name.format", task(), {"/name": "x" * 101}, "/name", mend={"/name": "x" * 100}),
    broken("name.format", task(), {"/name": "gate\n"}, "/name", mend={"/name": "gate"}),
    broken("name.format", task(), {"/name": "gäte"}, "/name", mend={"/name": "gate"}),
    broken("name.format", task(), {"/name": "门 1"}, "/name", mend={"/name": "gate-1"}),
    broken("name.format", task(), {"/name": "门" * 101}, "/name", mend={"/name": "x" * 100}),
    broken("name.format", task(), {"/name": "\u9fa6"}, "/name", mend={"/name": "x"}),
    broken("name.format", task(), {"/name": "\ud800"}, "/name", mend={"/name": "x"}),
    broken("name.cjk", task(), {"/name": "门-1"}, "/name", mend={"/name": "gate-1"}),
    broken("name.cjk", task(), {"/name": "一\u9fa5"}, "/name", mend={"/name": "gate-1"}),
    broken(
        "description.length",
        task(),
        {"/description": "门" * 501},
        "/description",
        mend={"/description": "门" * 500},
    ),
    broken("input.required", task(), {"/input": GONE}, "/input", mend={"/input": INPUTS["url"]}),
    broken("input.required", task(), {"/input": []}, "/input", mend={"/input": INPUTS["url"]}),
    broken("input.required", task(), {"/input": None}, "/input", mend={"/input": INPUTS["url"]}),
    broken(
        "output.required",
        task(),
        {"/output": GONE},
        "/output",
        mend={"/output": {}},
        left=(("/output", "output.empty"),),
    ),
    broken(
        "output.required",
        task(),
        {"/output": ""},
        "/output",
        mend={"/output": {}},
        left=(("/output", "output.empty"),),
    ),
    broken("output.empty", task(), {"/output": {}}, "/output", mend={"/output/dis": {"stream_name": "x"}}),
    broken(
        "output.empty",
        task(),
        {"/output": {"webhok": {}}},
        "/output",
        ("/output/webhok", "unknown.member"),
        mend={"/output": {"dis": {"stream_name": "x"}}},
    ),
    broken("config.platform", task(), {"/config": {}}, "/config", mend={"/config": GONE}, platform=EDGE),
    broken("config.object", task(), {"/config": []}, "/config", mend={"/config": {}}, platform=IEF),
    broken("config.object", task(), {"/config": None}, "/config", mend={"/config": {}}, platform=IEF),
    broken(
        "config.object",
        task(),
        {"/config": "{}"},
        ("/config", "config.platform"),
        "/config",
        mend={"/config": GONE},
        platform=EDGE,
    ),
    broken("config.required", task(), {}, "/config", mend={"/config": {}}, service=NEEDS_CONFIG),
    broken(
        "config.required", task(), {"/config": None}, "/config", mend={"/config": {}}, service=NEEDS_CONFIG
    ),
    broken("config.required", task(), {"/config": ""}, "/config", mend={"/config": {}}, service=NEEDS_CONFIG),
    broken(
        "config.schema",
        task(),
        {"/config": {"level": 0}},
        "/config/level",
        mend={"/config/level": 1},
        service=HAS_SCHEMA,
    ),
    broken(
        "config.schema",
        task(),
        {"/config": {}},
        "/config/level",
        mend={"/config/level": 1},
        service=HAS_SCHEMA,
    ),
    broken(
        "config.schema",
        task(),
        {"/config": {"level": 1, "leval": 1}},
        "/config/leval",
        mend={"/config/leval": GONE},
        service=HAS_SCHEMA,
    ),
    broken(
        "config.schema",
        task(),
        {"/config": {"zones": ["a", 1], "level": True}},
        "/config/zones/1",
        "/config/level",
        mend={"/config": {"zones": ["a", "1"], "level": 2}},
        service=HAS_SCHEMA,
    ),
    broken(
        "estimate.required",
        task(),
        {"/source_usage_estimate": GONE},
        "/source_usage_estimate",
        mend={"/source_usage_estimate": {"cpu": 1, "memory": 1}},
        platform=EDGE,
    ),
    broken(
        "estimate.required",
        task(),
        {"/source_usage_estimate": None},
        "/source_usage_estimate",
        mend={"/source_usage_estimate": {"cpu": 1, "memory": 1}},
        platform=EDGE,
    ),
    broken(
        "estimate.cpu",
        task(),
        {"/source_usage_estimate/cpu": 0},
        "/source_usage_estimate/cpu",
        mend={"/source_usage_estimate/cpu": 0.001},
    ),
    broken(
        "estimate.cpu",
        task(),
        {"/source_usage_estimate/cpu": GONE},
        "/source_usage_estimate/cpu",
        mend={"/source_usage_estimate/cpu": 1},
        platform=IEF,
    ),
    *(
        broken(
            "estimate.cpu",
            task(),
            {"/source_usage_estimate/cpu": value},
            "/source_usage_estimate/cpu",
            mend={"/source_usage_estimate/cpu": 1},
        )
        for value in (None, "", "0.5", True, -1, float("nan"), float("inf"), [1])
    ),
    broken(
        "estimate.memory",
        task(),
        {"/source_usage_estimate/memory": 0},
        "/source_usage_estimate/memory",
        mend={"/source_usage_estimate/memory": 1},
    ),
    *(
        broken(
            "estimate.memory",
            task(),
            {"/source_usage_estimate/memory": value},
            "/source_usage_estimate/memory",
            mend={"/source_usage_estimate/memory": 32},
        )
        for value in (None, "", "32", True, -1, 32.0, 0.5)
    ),
    broken(
        "estimate.memory",
        task(),
        {"/source_usage_estimate": {}},
        ("/source_usage_estimate/cpu", "estimate.cpu"),
        "/source_usage_estimate/memory",
        mend={"/source_usage_estimate": {"cpu": 1, "memory": 1}},
    ),
)


def frequency(**members: Any) -> dict[str, Any]:
    return {"/schedule/frequency": {**FREQUENCY, **members}}


ONCE_BEGIN, ONCE_END = "2026-03-01T08:00:00", "2026-03-01T20:00:00"
MODE, TYPE = "/schedule/execution_mode", "/schedule/type"
WEEK, MONTH = "/schedule/days_of_week", "/schedule/days_of_month"
INTERVAL, DURATION = "/schedule/frequency/interval", "/schedule/frequency/duration"

SCHEDULED = (
    *(
        broken("schedule.type.required", task(schedule="daily"), {TYPE: value}, TYPE, mend={TYPE: "daily"})
        for value in (GONE, None, "")
    ),
    *(
        broken("schedule.type.value", task(schedule="daily"), {TYPE: value}, TYPE, mend={TYPE: "DaiLY"})
        for value in ("hourly", " daily", "daily\n", 5, True, [], {})
    ),
    broken(
        "schedule.type.value", task(schedule="weekly"), {TYPE: "wee\u212aly"}, TYPE, mend={TYPE: "weeKly"}
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
        for value in (GONE, None, "")
    ),
    *(
        broken("schedule.mode.value", task(schedule="daily"), {MODE: value}, MODE, mend={MODE: "PERIOD"})
        for value in ("periods", 5, {})
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
        for value in (GONE, None, "")
    ),
    *(
        broken(
            "schedule.timezone.format",
            task(schedule="daily"),
            {"/schedule/timezone": value},
            "/schedule/timezone",
            mend={"/schedule/timezone": mended},
        )
        for value, mended in (
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
        for value in (GONE, None, "", [])
    ),
    *(
        broken(
            "schedule.days_of_week.value",
            task(schedule="weekly"),
            {WEEK: [1, value]},
            f"{WEEK}/1",
            mend={f"{WEEK}/1": 7},
        )
        for value in (0, 8, -1, "2", 2.0, True, None, 1)
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
        for value in (GONE, None, "", [])
    ),
    *(
        broken(
            "schedule.days_of_month.value",
            task(schedule="monthly"),
            {MONTH: [1, value]},
            f"{MONTH}/1",
            mend={f"{MONTH}/1": 28},
        )
        for value in (0, 32, "2", 2.5, False, 1)
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
        f"{MONTH}/2",
        f"{MONTH}/3",
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
        for value in (GONE, None, "", [])
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
        for value in (GONE, None, "")
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
        for value in (GONE, None, "")
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
        for value, mended in (
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
        for value, mended in (
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
        mend={"/schedule/frequency/end_at": "08:05:00"},
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
        mend={"/schedule/frequency/end_at": "08:00:01"},
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
        for value, mended in (
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
        for value, mended in (
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

VCN = "/input/vcn"
PATH_IN = f"{ENTRY}/rtsp_path_in_response"
IPC = {"id": "hilens-1", "camera_type": "ipc", "tag": [{"site": "north"}]}

INPUT = (
    *(
        broken(
            "input.type.required", task(), {"/input/type": value}, "/input/type", mend={"/input/type": "url"}
        )
        for value in (GONE, None, "")
    ),
    *(
        broken("input.type.value", task(), {"/input/type": value}, "/input/type", mend={"/input/type": "url"})
        for value in ("URL", "rtsp", 5, True, ["url"], {})
    ),
    broken(
        "input.type.platform", task("obs"), {}, "/input/type", mend={"/input": INPUTS["url"]}, platform=EDGE
    ),
    broken(
        "input.type.platform", task("vis"), {}, "/input/type", mend={"/input": INPUTS["url"]}, platform=EDGE
    ),
    *(
        broken("input.data.required", task(), {DATA: value}, DATA, mend={DATA: INPUTS["url"]["data"]})
        for value in (GONE, None, "", [], {}, 5)
    ),
    *(
        broken("input.data.required", task(), {f"{DATA}/1": value}, f"{DATA}/1", mend={f"{DATA}/1": GONE})
        for value in (None, 5, "rtsp://camera", [])
    ),
    broken("input.data.count", task(), {DATA: entries(51)}, DATA, mend={DATA: entries(50)}),
    broken(
        "input.data.repeated",
        task(),
        {DATA: [*entries(2), *entries(2)]},
        f"{DATA}/2",
        f"{DATA}/3",
        mend={DATA: entries(4)},
    ),
    broken(
        "input.data.repeated",
        task("restful"),
        {f"{DATA}/1": dict(reversed(INPUTS["restful"]["data"][0].items()))},
        f"{DATA}/1",
        mend={f"{DATA}/1/certificate_check": False},
    ),
    broken("input.field.required", task(), {URL: GONE}, URL, mend={URL: "rtsp://x"}),
    broken("input.field.required", task(), {URL: None}, URL, mend={URL: "rtsp://x"}),
    broken("input.field.required", task(), {URL: ""}, URL, mend={URL: "rtsp://x"}),
    broken(
        "input.field.required",
        task("restful"),
        {ENTRY: {}},
        URL,
        f"{ENTRY}/certificate_check",
        PATH_IN,
        mend={ENTRY: INPUTS["restful"]["data"][0]},
    ),
    broken(
        "input.field.required",
        task("restful"),
        {f"{ENTRY}/certificate_check": None},
        f"{ENTRY}/certificate_check",
        mend={f"{ENTRY}/certificate_check": False},
    ),
    broken("input.field.required", task("restful"), {PATH_IN: ""}, PATH_IN, mend={PATH_IN: "x"}),
    broken(
        "input.field.required",
        task("edgecamera"),
        {f"{ENTRY}/id": ""},
        f"{ENTRY}/id",
        mend={f"{ENTRY}/id": "x"},
    ),
    broken(
        "input.field.required",
        task("vcn"),
        {f"{ENTRY}/device_id": GONE},
        f"{ENTRY}/device_id",
        mend={f"{ENTRY}/device_id": "x"},
    ),
    broken(
        "input.field.required",
        task("obs"),
        {ENTRY: {}},
        f"{ENTRY}/bucket",
        f"{ENTRY}/path",
        mend={ENTRY: INPUTS["obs"]["data"][0]},
    ),
    broken(
        "input.field.required",
        task("vis"),
        {f"{ENTRY}/stream_name": None},
        f"{ENTRY}/stream_name",
        mend={f"{ENTRY}/stream_name": "x"},
    ),
    *(
        broken(
            "input.field.unexpected",
            task(),
            {f"{ENTRY}/{name}": None},
            f"{ENTRY}/{name}",
            mend={f"{ENTRY}/{name}": GONE},
        )
        for name in (
            "stream_name",
            "bucket",
            "path",
            "headers",
            "certificate_check",
            "rtsp_path_in_response",
            "node_id",
            "device_id",
            "stream_type",
            "id",
            "camera_type",
            "tag",
        )
    ),
    broken("input.field.unexpected", task("vis"), {URL: 5}, URL, mend={URL: GONE}),
    *(
        broken("input.vcn.required", task("vcn"), {VCN: value}, VCN, mend={VCN: INPUTS["vcn"]["vcn"]})
        for value in (GONE, None, "", [], "192.0.2.10")
    ),
    broken("input.vcn.unexpected", task(), {VCN: None}, VCN, mend={VCN: GONE}),
    broken("input.vcn.unexpected", task("vis"), {VCN: {"ip": "nowhere"}}, VCN, mend={VCN: GONE}),
    broken("input.url.length", task(), {URL: long_url(1001)}, URL, mend={URL: long_url(1000)}),
    broken(
        "input.url.length",
        task("restful"),
        {URL: f" {long_url(1001)}"},
        URL,
        (URL, "input.url.format"),
        mend={URL: "http://x"},
    ),
    broken(
        "input.url.length",
        task(),
        {URL: f"{long_url(1001)}\n"},
        URL,
        (URL, "input.url.format"),
        mend={URL: "http://x"},
    ),
    broken(
        "input.url.length",
        task(),
        {URL: "ftp://x/".ljust(1001, "x")},
        URL,
        (URL, "input.url.scheme"),
        mend={URL: "http://x"},
    ),
    *(
        broken("input.url.format", task(), {URL: value}, URL, mend={URL: mended})
        for value, mended in (
            ("camera.example.com/live", "rtsp://camera.example.com/live"),
            ("rtsp://", "rtsp://x"),
            ("rtsp:///live", "rtsp://x/live"),
            ("rtsp://ca mera/live", "rtsp://camera/live"),
            ("//camera/live", "rtsp://camera/live"),
            ("rtsp://camera/li ve", "rtsp://camera/live"),
            ("1rtsp://camera", "rtsp://camera"),
            ("rtsp://camera\n", "rtsp://camera"),
            (" rtsp://camera", "rtsp://camera"),
            ("rtsp:camera", "rtsp://camera"),
            ("rtsp://?x", "rtsp://camera?x"),
            ("rtsp://user:word@", "rtsp://user:word@camera"),
            ("rtsp://[::1", "rtsp://[::1]"),
            ("rtsp://camera\x1f", "rtsp://camera"),
            ("rtsp://camera/\u3000", "rtsp://camera/"),
            ("rtsp://:554/live", "rtsp://x:554/live"),
        )
    ),
    broken(
        "input.url.format",
        task("restful"),
        {URL: "rtsp://media.example.com"},
        URL,
        mend={URL: "HTTP://media.example.com"},
    ),
    broken(
        "input.url.scheme",
        task(),
        {URL: "ftp://camera.example.com"},
        URL,
        mend={URL: "http://camera.example.com"},
    ),
    broken(
        "input.url.scheme",
        task(),
        {URL: "rtsps://camera.example.com"},
        URL,
        mend={URL: "HTTPS://camera.example.com"},
    ),
    broken(
        "input.headers.count",
        task("restful"),
        {f"{ENTRY}/headers": headers(11)},
        f"{ENTRY}/headers",
        mend={f"{ENTRY}/headers": headers(10)},
    ),
    broken(
        "input.headers.count",
        task("restful"),
        {f"{ENTRY}/headers": headers(10) | {"X-More": 5}},
        f"{ENTRY}/headers",
        (f"{ENTRY}/headers/X-More", "input.headers.value"),
        mend={f"{ENTRY}/headers/X-More": GONE},
    ),
    *(
        broken(
            "input.headers.value",
            task("restful"),
            {f"{ENTRY}/headers": {"X-Site": value}},
            f"{ENTRY}/headers/X-Site",
            mend={f"{ENTRY}/headers/X-Site": ""},
        )
        for value in (5, None, True, ["x"], "a\nb", "a\rb", "a\r\n", {})
    ),
    *(
        broken(
            "input.headers.value",
            task("restful"),
            {f"{ENTRY}/headers": {name: "x"}},
            f"{ENTRY}/headers/{name}",
            mend={f"{ENTRY}/headers": {"X-Site_1.a": "x"}},
        )
        for name in ("", "X Site", "X:", "Ä", "X\n", "\ud800")
    ),
    broken(
        "input.headers.value",
        task("restful"),
        {f"{ENTRY}/headers": {"a/b": 5}},
        f"{ENTRY}/headers/a~1b",
        mend={f"{ENTRY}/headers": {"ab": "5"}},
    ),
    *(
        broken(
            "input.certificate_check",
            task("restful"),
            {f"{ENTRY}/certificate_check": value},
            f"{ENTRY}/certificate_check",
            mend={f"{ENTRY}/certificate_check": True},
        )
        for value in (1, 0, "true", [])
    ),
    broken(
        "input.rtsp_path.length", task("restful"), {PATH_IN: "x" * 1025}, PATH_IN, mend={PATH_IN: "x" * 1024}
    ),
    broken(
        "input.rtsp_path.slash", task("restful"), {PATH_IN: "/data/url"}, PATH_IN, mend={PATH_IN: "data/url"}
    ),
    broken(
        "input.rtsp_path.slash",
        task("restful"),
        {PATH_IN: "/" * 1025},
        (PATH_IN, "input.rtsp_path.length"),
        PATH_IN,
        mend={PATH_IN: "x"},
    ),
    *(
        broken(
            "input.node_id.required",
            task(kind),
            {f"{ENTRY}/node_id": value} if value is not GONE else {},
            f"{ENTRY}/node_id",
            mend={f"{ENTRY}/node_id": "node-1"},
            service=NEEDS_NODE,
        )
        for kind in ("restful", "vcn")
        for value in (GONE, None, "")
    ),
    *(
        broken(
            "input.stream_type",
            task("vcn"),
            {f"{ENTRY}/stream_type": value},
            f"{ENTRY}/stream_type",
            mend={f"{ENTRY}/stream_type": mended},
        )
        for value, mended in ((0, 1), (4, 3), ("1", 1), (1.0, 2), (True, 1), (None, GONE), ("", GONE))
    ),
    broken(
        "input.camera.platform",
        task("edgecamera"),
        {ENTRY: IPC},
        f"{ENTRY}/camera_type",
        f"{ENTRY}/tag",
        mend={ENTRY: {"id": "hilens-1"}},
        platform=IEF,
    ),
    *(
        broken(
            "input.camera_type",
            task("edgecamera"),
            {f"{ENTRY}/camera_type": value},
            f"{ENTRY}/camera_type",
            mend={f"{ENTRY}/camera_type": GONE},
        )
        for value in ("IPC", "usb", "", None, 5, ["ipc"])
    ),
    *(
        broken(
            "input.tag.required",
            task("edgecamera"),
            {ENTRY: IPC, f"{ENTRY}/tag": value},
            f"{ENTRY}/tag",
            mend={f"{ENTRY}/tag": [{"site": "north"}]},
            platform=EDGE,
        )
        for value in (GONE, None, "")
    ),
    *(
        broken(
            "input.tag.value",
            task("edgecamera"),
            {ENTRY: IPC, f"{ENTRY}/tag{at}": value},
            f"{ENTRY}/tag{at}",
            mend={f"{ENTRY}/tag": [{"site": ""}, {"floor": "2"}]},
            platform=EDGE,
        )
        for at, value in (
            ("", []),
            ("", {}),
            ("", "north"),
            ("/0", {}),
            ("/1", {}),
            ("/0", 5),
            ("/0", None),
            ("/0", ["x"]),
            ("/0/site", 5),
            ("/0/site", None),
            ("/0/site", {}),
        )
    ),
    broken(
        "input.tag.value",
        task("edgecamera"),
        {f"{ENTRY}/tag": None},
        f"{ENTRY}/tag",
        mend={f"{ENTRY}/tag": GONE},
    ),
    *(
        broken("input.vcn.ip", task("vcn"), {f"{VCN}/ip": value}, f"{VCN}/ip", mend={f"{VCN}/ip": mended})
        for value, mended in (
            (GONE, "::1"),
            (None, "::1"),
            ("", "::1"),
            (5, "0.0.0.5"),
            ("192.0.2.256", "192.0.2.255"),
            ("192.0.2", "192.0.2.0"),
            ("camera.example.com", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            (" 192.0.2.1", "192.0.2.1"),
            ("192.0.2.1\n", "192.0.2.1"),
            ("192.0.2.1/24", "192.0.2.1"),
            ("\ud800", "::1"),
        )
    ),
    *(
        broken(
            "input.vcn.port", task("vcn"), {f"{VCN}/port": value}, f"{VCN}/port", mend={f"{VCN}/port": mended}
        )
        for value, mended in (
            (GONE, 1),
            (None, 1),
            ("", 1),
            (0, 1),
            (65536, 65535),
            ("9900", 9900),
            (9900.0, 9900),
            (True, 1),
        )
    ),
    *(
        broken(
            f"input.vcn.{name}",
            task("vcn"),
            {f"{VCN}/{name}": value},
            f"{VCN}/{name}",
            mend={f"{VCN}/{name}": " "},
        )
        for name in ("username", "password")
        for value in (GONE, None, "", 5)
    ),
    *(
        broken(
            "obs.bucket",
            task("obs", sink="obs"),
            {f"{at}/bucket": value},
            f"{at}/bucket",
            mend={f"{at}/bucket": mended},
        )
        for at in (ENTRY, "/output/obs")
        for value, mended in (
            ("ab", "abc"),
            ("a" * 64, "a" * 63),
            ("Abc", "abc"),
            ("a_c", "a-c"),
            ("-bc", "abc"),
            ("ab-", "abc"),
            (".bc", "abc"),
            ("a..c", "a.b.c"),
            ("a.-c", "a.c"),
            ("a-.c", "a.c"),
            ("192.168.0.1", "192.168.0.x1"),
            ("abc\n", "abc"),
        )
    ),
    *(
        broken(
            "obs.path",
            task("obs", sink="obs"),
            {f"{at}/path": value},
            f"{at}/path",
            mend={f"{at}/path": mended},
        )
        for at in (ENTRY, "/output/obs")
        for value, mended in (("/a", "a/"), ("a//b", "a/b"), ("x" * 1024, "x" * 1023))
    ),
)

STREAM = "/output/dis/stream_name"
CATEGORIES = f"{WEBHOOK}/data_category"

OUTPUT = (
    broken(
        "output.obs.platform",
        task(sink="obs"),
        {},
        "/output/obs",
        mend={"/output/obs": GONE, "/output/dis": {"stream_name": "x", "stream_id": "y"}},
        platform=EDGE,
    ),
    broken(
        "output.obs.platform",
        task(),
        {"/output/obs": None},
        ("/output/obs", "member.type"),
        "/output/obs",
        mend={"/output/obs": GONE},
        platform=EDGE,
    ),
    broken(
        "output.field.required",
        task(sink="obs"),
        {"/output/obs": {"path": ""}},
        "/output/obs/bucket",
        "/output/obs/path",
        mend={"/output/obs": {"bucket": "abc", "path": "x"}},
    ),
    *(
        broken("output.field.required", task(sink="dis"), {STREAM: value}, STREAM, mend={STREAM: "x"})
        for value in (GONE, None, "")
    ),
    broken(
        "output.field.required",
        task(),
        {WEBHOOK: {}},
        f"{WEBHOOK}/url",
        HEADERS,
        mend={WEBHOOK: {"url": "http://x", "headers": {"a": ""}}},
    ),
    broken("output.field.required", task(), {HEADERS: None}, HEADERS, mend={HEADERS: headers(1)}),
    broken("output.field.required", task(), {HEADERS: ""}, HEADERS, mend={HEADERS: headers(1)}),
    *(
        broken("output.dis.stream_name", task(sink="dis"), {STREAM: value}, STREAM, mend={STREAM: mended})
        for value, mended in (("a" * 65, "a" * 64), ("a b", "a_b"), ("门", "-"), ("a\n", "a"))
    ),
    broken(
        "output.dis.stream_id.platform",
        task(sink="dis"),
        {"/output/dis/stream_id": ""},
        "/output/dis/stream_id",
        mend={"/output/dis/stream_id": GONE},
        platform=IEF,
    ),
    broken(
        "output.dis.stream_id.missing",
        task(sink="dis"),
        {},
        "/output/dis/stream_id",
        mend={"/output/dis/stream_id": "x"},
        platform=EDGE,
    ),
    broken(
        "output.dis.stream_id.missing",
        task(sink="dis"),
        {"/output/dis/stream_id": ""},
        "/output/dis/stream_id",
        mend={"/output/dis/stream_id": "x"},
        platform=EDGE,
    ),
    *(
        broken(
            "output.webhook.url",
            task(),
            {f"{WEBHOOK}/url": value},
            f"{WEBHOOK}/url",
            mend={f"{WEBHOOK}/url": "https://x:y/z"},
        )
        for value in (
            "sink.example.net",
            "rtsp://sink.example.net",
            "https://",
            "https://si nk",
            "https://sink.example.net\n",
            "/results",
        )
    ),
    broken("output.webhook.headers.count", task(), {HEADERS: {}}, HEADERS, mend={HEADERS: headers(1)}),
    broken(
        "output.webhook.headers.count", task(), {HEADERS: headers(11)}, HEADERS, mend={HEADERS: headers(10)}
    ),
    broken(
        "output.webhook.headers.count",
        task(),
        {HEADERS: headers(10) | {"X Y": "a"}},
        HEADERS,
        (f"{HEADERS}/X Y", "output.webhook.headers.value"),
        mend={f"{HEADERS}/X Y": GONE},
    ),
    *(
        broken(
            "output.webhook.headers.value",
            task(),
            {HEADERS: {"X-Site": value}},
            f"{HEADERS}/X-Site",
            mend={HEADERS: {"X-Site": "x"}},
        )
        for value in (5, None, "a\nb")
    ),
    broken(
        "output.webhook.headers.value",
        task(),
        {HEADERS: {"X Site": 5}},
        f"{HEADERS}/X Site",
        mend={HEADERS: {"X-Site": "5"}},
    ),
    *(
        broken(
            "output.data_category",
            task(),
            {f"{CATEGORIES}{at}": value} if not at else {CATEGORIES: ["a", "b"], f"{CATEGORIES}{at}": value},
            f"{CATEGORIES}{at}",
            mend={CATEGORIES: ["a", "b"]},
        )
        for at, value in (
            ("", None),
            ("", "a"),
            ("", {}),
            ("/1", ""),
            ("/1", 5),
            ("/1", None),
            ("/1", "a"),
            ("/2", "a"),
        )
    ),
    broken(
        "output.data_category",
        task(sink="obs"),
        {"/output/obs/data_category": ["", ""]},
        "/output/obs/data_category/0",
        "/output/obs/data_category/1",
        mend={"/output/obs/data_category": []},
    ),
    broken(
        "output.data_category",
        task(sink="dis"),
        {"/output/dis/data_category": ["a", "A", "a", "a"]},
        "/output/dis/data_category/2",
        "/output/dis/data_category/3",
        mend={"/output/dis/data_category": ["a", "A"]},
    ),
)

BROKEN = (*REQUEST, *SCHEDULED, *INPUT, *OUTPUT)
