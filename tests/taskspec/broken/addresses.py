"""Rules of addresses, of header maps, and of characters that cannot be seen."""

from tests.taskspec.broken.row import DATA, ENTRY, HEADERS, URL, WEBHOOK, Broken, broken, each, entries
from tests.taskspec.samples import task

NAME, NODE, SITE = "/name", f"{ENTRY}/node_id", f"{HEADERS}/X-Site"


def address(rule: str, wrong: str, right: str, *said: tuple[str, str]) -> Broken:
    return broken(rule, task(), {URL: wrong}, URL, *said, mend={URL: right})


ADDRESSES = (
    *(
        address("url.credentials", wrong, right)
        for wrong, right in each(
            ("rtsp://admin:P@ss@192.0.2.10/live", "rtsp://admin:P%40ss@192.0.2.10/live"),
            (
                "rtsp://admin:Cam@2024#Qx9@192.0.2.10:554/live",
                "rtsp://admin:Cam%402024%23Qx9@192.0.2.10:554/live",
            ),
            ("rtsp://admin:Qx@9?Tail@cam1/live", "rtsp://admin:Qx%409%3FTail@cam1/live"),
            ("rtsp://user1:Qx#9@192.0.2.10:88/videoMain", "rtsp://user1:Qx%239@192.0.2.10:88/videoMain"),
            ("rtsp://admin1:te?st@192.0.2.10:554/live", "rtsp://admin1:te%3Fst@192.0.2.10:554/live"),
            ("rtsp://admin:a/b@camera/live", "rtsp://admin:a:b@camera/live"),
            ("rtsp://admin:my Qx9@192.0.2.10/live", "rtsp://admin:my%20Qx9@192.0.2.10/live"),
            ("rtsp://admin:12#4@192.0.2.10/live", "rtsp://admin:12%234@192.0.2.10/live"),
            ("rtsp://admin:[x]@[fe80::1%eth0]/live", "rtsp://admin:%5Bx%5D@[fe80::1%eth0]/live"),
            ("rtsp://us#er:Qx9@192.0.2.10/live", "rtsp://us%23er:Qx9@192.0.2.10/live"),
        )
    ),
    *(
        address("url.host", wrong, right)
        for wrong, right in each(
            ("rtsp://[::::]:554/live", "rtsp://[2001:db8::1]:554/live"),
            ("rtsp://192.0.2.256/live", "rtsp://192.0.2.25x/live"),
            ("rtsp://192.0.2/live", "rtsp://xx.xx.xx.xx:xxxx/live"),
            ("rtsp://2024/live", "rtsp://cam2024/live"),
            ("rtsp://cam(1)/live", "rtsp://cam_1/live"),
            ("rtsp://[fe80::1::]/live", "rtsp://[fe80::1%25eth0]/live"),
        )
    ),
    *(
        address("url.port", wrong, right)
        for wrong, right in each(
            ("rtsp://user:Qx9192.0.2.200:554/profile1", "rtsp://user:Qx9@192.0.2.200:554/profile1"),
            ("rtsp://192.0.2.10:99999/live", "rtsp://192.0.2.10:65535/live"),
            ("rtsp://192.0.2.10:0/live", "rtsp://192.0.2.10:1/live"),
            ("rtsp://192.0.2.10:/live", "rtsp://192.0.2.10/live"),
            ("rtsp://[::1]x/live", "rtsp://[::1]:1/live"),
        )
    ),
    address("url.twice", "rtsp://rtsp://192.0.2.10/live", "rtsp://192.0.2.10/live"),
    address("url.twice", "http://192.0.2.10/x?to=http://b.example.com", "http://192.0.2.10/x?to=http%3A//b"),
    *(
        address("url.placeholder", wrong, "rtsp://192.0.2.10/live")
        for wrong in (
            "rtsp://<user>:<password>@<ip>:554/live",
            "rtsp://{IP}/live",
            "rtsp://${IP}:${PORT}/live",
            "rtsp://%(host)s/live",
        )
    ),
    broken("url.placeholder", task(), {SITE: "Bearer ${TOKEN}"}, SITE, mend={SITE: "Bearer {}"}),
    broken("url.placeholder", task("restful"), {NODE: "<node>"}, NODE, mend={NODE: "node"}),
    *(
        address("text.invisible", wrong, "rtsp://192.0.2.10/live")
        for wrong in (
            "rtsp://192.0.2.10/live\u200b",
            "rtsp://\u200b192.0.2.10/live",
            "rtsp://192.0.2.10/live\u202e",
            "\ufeffrtsp://192.0.2.10/live",
            "rtsp://192.0.2.10/live\n",
            "rtsp://192.0.2.10\x1f/live",
            "rtsp://192.0.2.10/\u3000",
            "rtsp://admin:Qx9＠192.0.2.10/live",
            "rtsp：//192.0.2.10/live",
        )
    ),
    broken("text.invisible", task(), {NAME: "gate\xa01"}, NAME, mend={NAME: "gate-1"}),
    broken(
        "text.invisible",
        task("vcn"),
        {"/input/vcn/ip": "192.0.2.1\n"},
        "/input/vcn/ip",
        mend={"/input/vcn/ip": "192.0.2.1"},
    ),
    broken(
        "text.invisible",
        task(sink="dis"),
        {"/output/dis/stream_name": "a\n"},
        "/output/dis/stream_name",
        mend={"/output/dis/stream_name": "a"},
    ),
    broken(
        "text.invisible",
        task(),
        {f"{WEBHOOK}/url": "https://a.example.com\r"},
        f"{WEBHOOK}/url",
        mend={f"{WEBHOOK}/url": "https://a.example.com"},
    ),
    broken(
        "text.invisible",
        task(),
        {HEADERS: {"X\u200b": "a"}},
        f"{HEADERS}/X\u200b",
        mend={HEADERS: {"X": "a"}},
    ),
    *(
        broken("headers.control", task(), {SITE: value}, SITE, mend={SITE: "a\tb"})
        for value in ("a\x00b\x07", "\x1b", "\x7f")
    ),
    *(
        broken(
            "headers.control",
            task(),
            {SITE: value},
            (SITE, "output.webhook.headers.value"),
            SITE,
            mend={SITE: "ab"},
        )
        for value in ("a\nb", "a\rb", "a\r\n")
    ),
    broken("headers.control", task(), {HEADERS: {"X\n": "a"}}, f"{HEADERS}/X\n", mend={HEADERS: {"X": "a"}}),
    broken(
        "headers.repeated",
        task(),
        {HEADERS: {"Content-Type": "a", "content-type": "b", "X": "c", "CONTENT-TYPE": "d"}},
        f"{HEADERS}/content-type",
        f"{HEADERS}/CONTENT-TYPE",
        mend={HEADERS: {"Content-Type": "a", "X": "c"}},
    ),
    broken("headers.ascii", task(), {SITE: "值"}, SITE, mend={SITE: "a"}),
    *(
        broken(
            "headers.reserved",
            task(),
            {HEADERS: {name: "a"}},
            f"{HEADERS}/{name}",
            mend={HEADERS: {"Hosts": "a"}},
        )
        for name in ("Host", "content-length", "Transfer-Encoding", "CONNECTION")
    ),
    broken(
        "input.data.limit",
        task(),
        {DATA: entries(5_001)},
        DATA,
        mend={DATA: entries(5_000)},
        left=((DATA, "input.data.count"),),
    ),
    broken(
        "schedule.frequency.window",
        task(schedule="frequency"),
        {"/schedule/frequency/end_at": "08:00:01"},
        "/schedule/frequency/end_at",
        mend={"/schedule/frequency/end_at": "08:10:00"},
    ),
    broken(
        "schedule.frequency.window",
        task(schedule="frequency"),
        {"/schedule/frequency/begin_at": "23:59:00", "/schedule/frequency/end_at": "00:01:00"},
        ("/schedule/frequency/end_at", "schedule.time.overnight"),
        "/schedule/frequency/end_at",
        mend={"/schedule/frequency/begin_at": "00:00:00", "/schedule/frequency/end_at": "12:00:00"},
    ),
)
