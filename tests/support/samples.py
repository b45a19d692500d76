"""Requests of every input type, sink and schedule, and strategies that make more of them."""

from typing import Any

from hypothesis import strategies as st

from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.inputs.input import INPUTS as KINDS
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.rules.texts import PLACEHOLDER, find_unseen

JsonObject = dict[str, Any]
INPUTS: dict[str, JsonObject] = {
    "restful": {
        "data": [
            {
                "url": "https://media.example.com/streams/1",
                "headers": {"X-Site": "gate", "Accept": "application/json"},
                "certificate_check": False,
                "rtsp_path_in_response": "/input/url",
                "node_id": "node-1",
            },
            {
                "url": "https://media.example.com/streams/2",
                "certificate_check": True,
                "rtsp_path_in_response": "url",
                "node_id": "node-2",
            },
        ]
    },
    "url": {
        "data": [{"url": "rtsp://camera-1.example.com/live"}, {"url": "rtmp://camera-2.example.com/live"}]
    },
    "edgecamera": {
        "data": [
            {
                "id": "camera-1",
                "camera_type": "ipc",
                "tag": [{"site": "gate", "side": "in"}, {"site": "quay"}],
            },
            {"id": "camera-2"},
        ]
    },
    "vcn": {
        "data": [
            {"device_id": "d-1", "stream_type": 2, "node_id": "node-1"},
            {"device_id": "d-2", "node_id": "n"},
        ],
        "vcn": {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "a secret"},
    },
    "obs": {"data": [{"bucket": "site-recordings", "path": "2026/gate-1/"}]},
    "vis": {"data": [{"stream_name": "gate-1"}, {"stream_name": "gate-2"}]},
}
SINKS: dict[str, JsonObject] = {
    "obs": {"bucket": "site-results", "path": "gate-1/", "data_category": ["alerts", "counts"]},
    "dis": {"stream_name": "dis-results", "data_category": ["alerts"]},
    "webhook": {"url": "https://sink.example.net/results", "headers": {"X-Key": "k", "Accept": "*/*"}},
}
DAY = {"begin_at": "08:00:00", "end_at": "12:00:00"}
LATER = {"begin_at": "13:00:00", "end_at": "20:00:00"}
MOMENT = {"begin_at": "2030-03-01T08:00:00", "end_at": "2030-03-01T20:00:00"}
OFTEN = {"interval": 30, "duration": 10}
DAYS = {"weekly": {"days_of_week": [1, 3, 7]}, "monthly": {"days_of_month": [1, 15, 28]}}


def make_schedule(kind: str, mode: str) -> JsonObject:
    """A schedule of that type and mode, with two periods where it has periods."""
    span = MOMENT if kind == "once" else DAY
    schedule: JsonObject = {"type": kind, "timezone": "+05:30", "execution_mode": mode} | DAYS.get(kind, {})
    if mode == "frequency":
        return schedule | {"frequency": OFTEN | span}
    return schedule | {"periods": [span] if kind == "once" else [DAY, LATER]}


SCHEDULES = {
    f"{kind} by {mode}": make_schedule(kind, mode)
    for kind in ("once", "daily", "weekly", "monthly")
    for mode in ("period", "frequency")
}
EDGE_SCHEDULES = ("once by period", "daily by period")


def make_request(
    platform: Platform, *, input_type: str = "url", sinks: tuple[str, ...] = ("webhook",), schedule: str = ""
) -> JsonObject:
    """A whole request without a fault, in canonical order."""
    request: JsonObject = {"name": "gate-1", "description": "Who comes in, and when."}
    request["input"] = {"type": input_type} | INPUTS[input_type]
    if platform is Platform.IEF and input_type == "edgecamera":
        request["input"]["data"] = [{"id": "camera-1"}, {"id": "camera-2"}]
    request["output"] = {sink: SINKS[sink] for sink in sinks}
    if schedule:
        request["schedule"] = SCHEDULES[schedule]
    if platform is Platform.MODELARTS_EDGE:
        if "dis" in sinks:
            request["output"]["dis"] = SINKS["dis"] | {"stream_id": "154"}
        request["source_usage_estimate"] = {"cpu": 0.5, "memory": 512}
    else:
        request["config"] = {"mode": "enter", "sensitivity": 5, "region": {"points": [[0, 1], [0.5, 0.25]]}}
    return canonical(request)


def list_cases() -> list[tuple[Platform, JsonObject]]:
    """Each input type, sink and schedule of each platform at least once."""
    return [(platform, request) for platform in Platform for request in list_requests(platform)]


def list_requests(platform: Platform) -> list[JsonObject]:
    is_edge = platform is Platform.MODELARTS_EDGE
    every = ("dis", "webhook") if is_edge else ("obs", "dis", "webhook")
    return [
        *(make_request(platform, input_type=kind) for kind in INPUTS if platform in KINDS[kind].platforms),
        *(make_request(platform, schedule=kind) for kind in (EDGE_SCHEDULES if is_edge else SCHEDULES)),
        *(make_request(platform, sinks=sinks) for sinks in (*((sink,) for sink in every), every)),
    ]


UNSEEN = "".join(each for each in map(chr, [*range(0xD800), *range(0xE000, 0x10000)]) if find_unseen(each))
LETTERS = st.characters(codec="utf-8", max_codepoint=0xDFFFF, exclude_characters=UNSEEN)
"""Characters that anybody can see (rule `text.invisible`)."""
TEXTS = st.text(LETTERS, min_size=1, max_size=20).filter(lambda text: not PLACEHOLDER.search(text))
WORDS = st.from_regex(r"[a-z][a-z0-9-]{2,20}", fullmatch=True)
PAIRS = st.dictionaries(WORDS, TEXTS, min_size=1, max_size=4)
URLS = st.builds("rtsp://{}.example.com/{}".format, WORDS, WORDS)
WEB_URLS = st.builds("https://{}.example.com/{}".format, WORDS, WORDS)
TIMES = st.times().map(lambda time: time.replace(microsecond=0).isoformat())
MOMENTS = st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat())
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3),
    max_leaves=8,
)


def objects(
    required: dict[str, Any], optional: dict[str, Any] | None = None
) -> st.SearchStrategy[JsonObject]:
    return st.fixed_dictionaries(required, optional=optional or {})


ENTRIES = {
    "restful": objects(
        {"url": WEB_URLS, "certificate_check": st.booleans(), "rtsp_path_in_response": TEXTS},
        {"headers": PAIRS, "node_id": TEXTS},
    ),
    "url": objects({"url": URLS}),
    "edgecamera": objects(
        {"id": TEXTS}, {"camera_type": st.just("ipc"), "tag": st.lists(PAIRS, min_size=1, max_size=3)}
    ),
    "vcn": objects({"device_id": TEXTS}, {"stream_type": st.sampled_from([1, 2, 3]), "node_id": TEXTS}),
    "obs": objects({"bucket": WORDS, "path": WORDS}),
    "vis": objects({"stream_name": TEXTS}),
}
SERVER = objects(
    {"ip": st.ip_addresses().map(str), "port": st.integers(1, 65535), "username": TEXTS, "password": TEXTS}
)


@st.composite
def inputs(draw: st.DrawFn) -> JsonObject:
    kind = draw(st.sampled_from(sorted(ENTRIES)))
    task_input = {"type": kind, "data": draw(st.lists(ENTRIES[kind], min_size=1, max_size=4))}
    return task_input | ({"vcn": draw(SERVER)} if kind == "vcn" else {})


CATEGORIES = {"data_category": st.lists(TEXTS, min_size=1, max_size=3, unique=True)}
OUTPUTS = objects(
    {},
    {
        "obs": objects({"bucket": WORDS, "path": WORDS}, CATEGORIES),
        "dis": objects({"stream_name": WORDS}, CATEGORIES | {"stream_id": TEXTS}),
        "webhook": objects({"url": WEB_URLS, "headers": PAIRS}, CATEGORIES),
    },
)


@st.composite
def schedules(draw: st.DrawFn) -> JsonObject:
    kind = draw(st.sampled_from(["once", "daily", "weekly", "monthly"]))
    mode = draw(st.sampled_from(["period", "frequency"]))
    times = MOMENTS if kind == "once" else TIMES
    span = {"begin_at": times, "end_at": times}
    schedule: JsonObject = {
        "type": kind,
        "execution_mode": mode,
        "timezone": draw(st.sampled_from(["+08:00", "-03:30"])),
    }
    if kind in DAYS:
        name, last = ("days_of_week", 7) if kind == "weekly" else ("days_of_month", 31)
        schedule[name] = sorted(draw(st.sets(st.integers(1, last), min_size=1)))
    if mode == "period":
        return schedule | {"periods": draw(st.lists(objects(span), min_size=1, max_size=4))}
    minutes = st.integers(5, 720)
    return schedule | {"frequency": draw(objects({"interval": minutes, "duration": minutes} | span))}


REQUESTS = objects(
    {"name": WORDS, "input": inputs(), "output": OUTPUTS},
    {
        "description": TEXTS,
        "schedule": schedules(),
        "config": st.dictionaries(TEXTS, JSON, max_size=3),
        "source_usage_estimate": objects(
            {"cpu": st.floats(0.001, 10**6) | st.integers(1, 99), "memory": st.integers(1, 10**6)}
        ),
    },
)
"""Requests in every shape that the reference has, on no platform in particular."""
