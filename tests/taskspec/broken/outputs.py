"""Rules of the output: tables 9 to 12."""

from tests.taskspec.broken.row import EDGE, HEADERS, IEF, MISSING, WEBHOOK, broken, each, headers
from tests.taskspec.samples import GONE, task

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
        for value in MISSING
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
        for value, mended in each(("a" * 65, "a" * 64), ("a b", "a_b"), ("门", "-"))
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
            mend={f"{WEBHOOK}/url": "https://x:80/z"},
        )
        for value in each(
            "sink.example.net",
            "rtsp://sink.example.net",
            "https://",
            "https://si nk",
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
        for value in each(5, None)
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
        for at, value in each(
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
