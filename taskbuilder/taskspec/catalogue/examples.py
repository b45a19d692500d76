"""An example of each rule: what breaks it, and what mends that; everything else in the request is sound."""

from taskbuilder.taskspec.catalogue.example import (
    AT_NODES,
    CONFIGURED,
    DESCRIBED,
    LEFT_OUT,
    MOVED,
    ON_EDGE,
    ON_IEF,
    Example,
)
from taskbuilder.taskspec.secrets import MASK

ENTRY, VCN, SINK, TIMES = "/input/data/0", "/input/vcn", "/output/webhook", "/schedule/periods/0"
EVENING = {"begin_at": "19:00:00", "end_at": "22:00:00"}
NIGHT = {"begin_at": "20:00:00", "end_at": "22:00:00"}
FREQUENCY = {"interval": 60, "duration": 10, "begin_at": "08:00:00", "end_at": "20:00:00"}
CAMERA = {"url": "rtsp://camera-1.example.com/live"}
HOURS = [{"begin_at": f"{hour:02}:00:00", "end_at": f"{hour:02}:15:00"} for hour in range(11)]
CAMERAS = [{"url": f"rtsp://camera-{number}.example.com/live"} for number in range(51)]
HEADERS = {f"X-Part-{number}": "1" for number in range(11)}
FEWER_HEADERS = {name: HEADERS[name] for name in list(HEADERS)[:10]}
SERVER = {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "open-sesame"}

EXAMPLES = {
    "json": Example("", '{"name": "gate-1", "name": "gate-2"}', '{"name": "gate-1"}'),
    "member.type": Example("/description", 5, "5"),
    "unknown.member": Example("/desciption", "At the gate", LEFT_OUT),
    "name.required": Example("/name", "", "gate-1"),
    "name.format": Example("/name", "gate 1", "gate-1"),
    "name.cjk": Example("/name", "门-1", "gate-1"),
    "description.length": Example("/description", "x" * 501, "x" * 500),
    "input.required": Example("/input", LEFT_OUT, {"type": "url", "data": [CAMERA]}),
    "output.required": Example("/output", LEFT_OUT, {"dis": {"stream_name": "results"}}),
    "output.empty": Example("/output", {}, {"dis": {"stream_name": "results"}}),
    "config.platform": Example("/config", {"level": 1}, LEFT_OUT, ON_EDGE),
    "config.object": Example("/config", [1], {"level": 1}, ON_IEF),
    "config.required": Example("/config", LEFT_OUT, {"level": 1}, CONFIGURED),
    "config.schema": Example("/config", {"level": 0}, {"level": 1}, DESCRIBED),
    "estimate.required": Example("/source_usage_estimate", LEFT_OUT, {"cpu": 0.5, "memory": 512}, ON_EDGE),
    "estimate.cpu": Example("/source_usage_estimate/cpu", 0, 0.5),
    "estimate.memory": Example("/source_usage_estimate/memory", 32.5, 32),
    "schedule.type.required": Example("/schedule/type", "", "daily"),
    "schedule.type.value": Example("/schedule/type", "hourly", "daily"),
    "schedule.type.platform": Example(
        "/schedule",
        {"type": "weekly", "execution_mode": "period", "timezone": "+08:00", "days_of_week": [1]}
        | {"periods": [NIGHT]},
        {"type": "daily", "execution_mode": "period", "timezone": "+08:00", "periods": [NIGHT]},
        ON_EDGE,
    ),
    "schedule.mode.required": Example("/schedule/execution_mode", "", "period"),
    "schedule.mode.value": Example("/schedule/execution_mode", "periods", "period"),
    "schedule.mode.platform": Example(
        "/schedule",
        {"type": "daily", "execution_mode": "frequency", "timezone": "+08:00", "frequency": FREQUENCY},
        {"type": "daily", "execution_mode": "period", "timezone": "+08:00", "periods": [NIGHT]},
        ON_EDGE,
    ),
    "schedule.timezone.required": Example("/schedule/timezone", "", "+08:00"),
    "schedule.timezone.format": Example("/schedule/timezone", "+8:00", "+08:00"),
    "schedule.days_of_week.required": Example("/schedule/days_of_week", [], [7]),
    "schedule.days_of_week.value": Example("/schedule/days_of_week", [1, 8], [1, 7]),
    "schedule.days_of_week.unexpected": Example("/schedule/days_of_week", [1], LEFT_OUT),
    "schedule.days_of_month.required": Example("/schedule/days_of_month", [], [28]),
    "schedule.days_of_month.value": Example("/schedule/days_of_month", [1, 32], [1, 28]),
    "schedule.days_of_month.unexpected": Example("/schedule/days_of_month", [28], LEFT_OUT),
    "schedule.days_of_month.short": Example("/schedule/days_of_month", [1, 31], [1, 28]),
    "schedule.periods.required": Example("/schedule/periods", [], [NIGHT]),
    "schedule.periods.unexpected": Example("/schedule/periods", [NIGHT], LEFT_OUT),
    "schedule.periods.count": Example("/schedule/periods", HOURS, HOURS[:10]),
    "schedule.frequency.required": Example("/schedule/frequency", LEFT_OUT, FREQUENCY),
    "schedule.frequency.unexpected": Example("/schedule/frequency", FREQUENCY, LEFT_OUT),
    "schedule.time.required": Example(f"{TIMES}/end_at", "", "20:00:00"),
    "schedule.time.format": Example(f"{TIMES}/end_at", "24:00:00", "23:59:59"),
    "schedule.time.order": Example(f"{TIMES}/end_at", "08:00:00", "20:00:00"),
    "schedule.time.overnight": Example(f"{TIMES}/end_at", "06:00:00", "20:00:00"),
    "schedule.periods.overlap": Example("/schedule/periods", [EVENING, NIGHT], [NIGHT]),
    "schedule.time.past": Example(
        "/schedule/periods",
        [{"begin_at": "2020-01-01T08:00:00", "end_at": "2020-01-01T20:00:00"}],
        [{"begin_at": "2099-01-01T08:00:00", "end_at": "2099-01-01T20:00:00"}],
    ),
    "schedule.frequency.interval": Example("/schedule/frequency", FREQUENCY | {"interval": 721}, FREQUENCY),
    "schedule.frequency.duration": Example("/schedule/frequency/duration", 4, 5),
    "schedule.frequency.longer": Example(
        "/schedule/frequency", FREQUENCY | {"interval": 10, "duration": 11}, FREQUENCY
    ),
    "schedule.input.obs": Example(
        "/input",
        {"type": "obs", "data": [{"bucket": "site-recordings", "path": "2026/gate-1/"}]},
        {"type": "vis", "data": [{"stream_name": "gate-1"}]},
        ON_IEF,
    ),
    "schedule.input.url": Example(
        f"{ENTRY}/url", "https://camera.example.com/1", "rtsp://camera.example.com/1"
    ),
    "input.type.required": Example("/input/type", "", "url"),
    "input.type.value": Example("/input/type", "rtsp", "url"),
    "input.type.platform": Example(
        "/input",
        {"type": "vis", "data": [{"stream_name": "gate-1"}]},
        {"type": "url", "data": [CAMERA]},
        ON_EDGE,
    ),
    "input.data.required": Example("/input/data", [], [CAMERA]),
    "input.data.count": Example("/input/data", CAMERAS, CAMERAS[:50]),
    "input.data.repeated": Example("/input/data", [CAMERA, CAMERA], [CAMERA]),
    "input.field.required": Example(ENTRY, {}, CAMERA),
    "input.field.unexpected": Example(f"{ENTRY}/stream_type", 1, LEFT_OUT),
    "input.vcn.required": Example(VCN, LEFT_OUT, SERVER),
    "input.vcn.unexpected": Example(VCN, SERVER, LEFT_OUT),
    "input.url.length": Example(
        f"{ENTRY}/url", CAMERA["url"].ljust(1001, "x"), CAMERA["url"].ljust(1000, "x")
    ),
    "input.url.format": Example(f"{ENTRY}/url", "camera-1.example.com/live", CAMERA["url"]),
    "input.url.scheme": Example(f"{ENTRY}/url", "ftp://camera-1.example.com/live", CAMERA["url"]),
    "input.headers.count": Example(f"{ENTRY}/headers", HEADERS, FEWER_HEADERS),
    "input.headers.value": Example(f"{ENTRY}/headers", {"X Site": "gate"}, {"X-Site": "gate"}),
    "input.certificate_check": Example(f"{ENTRY}/certificate_check", "true", True),
    "input.rtsp_path.length": Example(f"{ENTRY}/rtsp_path_in_response", "x" * 1025, "x" * 1024),
    "input.rtsp_path.slash": Example(f"{ENTRY}/rtsp_path_in_response", "/data/url", "data/url"),
    "input.node_id.required": Example(f"{ENTRY}/node_id", LEFT_OUT, "node-1", AT_NODES),
    "input.stream_type": Example(f"{ENTRY}/stream_type", 4, 3),
    "input.camera.platform": Example(f"{ENTRY}/tag", [{"site": "north"}], LEFT_OUT, ON_IEF),
    "input.camera_type": Example(f"{ENTRY}/camera_type", "usb", LEFT_OUT),
    "input.tag.required": Example(
        ENTRY,
        {"id": "hilens-1", "camera_type": "ipc"},
        {"id": "hilens-1", "camera_type": "ipc", "tag": [{"site": "north"}]},
        ON_EDGE,
    ),
    "input.tag.value": Example(f"{ENTRY}/tag", [{"floor": 2}], [{"floor": "2"}], ON_EDGE),
    "input.vcn.ip": Example(f"{VCN}/ip", "192.0.2.256", "192.0.2.10"),
    "input.vcn.port": Example(f"{VCN}/port", 65536, 9900),
    "input.vcn.username": Example(f"{VCN}/username", "", "viewer"),
    "input.vcn.password": Example(f"{VCN}/password", "", "open-sesame"),
    "obs.bucket": Example(f"{ENTRY}/bucket", "Site_Recordings", "site-recordings"),
    "obs.path": Example(f"{ENTRY}/path", "/2026/gate-1/", "2026/gate-1/"),
    "output.obs.platform": Example(
        "/output",
        {"obs": {"bucket": "site-results", "path": "gate-1/"}},
        {"dis": {"stream_name": "results", "stream_id": "154"}},
        ON_EDGE,
    ),
    "output.field.required": Example(
        "/output", {"dis": {"stream_name": ""}}, {"dis": {"stream_name": "results"}}
    ),
    "output.dis.stream_name": Example("/output/dis/stream_name", "results of gate 1", "results-gate-1"),
    "output.dis.stream_id.platform": Example("/output/dis/stream_id", "154", LEFT_OUT, ON_IEF),
    "output.dis.stream_id.missing": Example("/output/dis/stream_id", LEFT_OUT, "154", ON_EDGE),
    "output.webhook.url": Example(
        f"{SINK}/url", "sink.example.net/results", "https://sink.example.net/results"
    ),
    "output.webhook.headers.count": Example(f"{SINK}/headers", {}, {"X-Site": "gate"}),
    "output.webhook.headers.value": Example(f"{SINK}/headers", {"X Site": "gate"}, {"X-Site": "gate"}),
    "output.data_category": Example(f"{SINK}/data_category", ["alerts", "alerts"], ["alerts"]),
    "secret.destination": Example(f"{VCN}/password", MASK, "open-sesame", MOVED),
}
