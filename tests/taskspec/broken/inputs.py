"""Rules of the input: tables 6 to 8."""

from tests.taskspec.broken.row import (
    DATA,
    EDGE,
    ENTRY,
    IEF,
    MISSING,
    NEEDS_NODE,
    URL,
    broken,
    each,
    entries,
    headers,
    long_url,
)
from tests.taskspec.samples import GONE, INPUTS, task

VCN = "/input/vcn"
PATH_IN = f"{ENTRY}/rtsp_path_in_response"
IPC = {"id": "hilens-1", "camera_type": "ipc", "tag": [{"site": "north"}]}

INPUT = (
    *(
        broken(
            "input.type.required", task(), {"/input/type": value}, "/input/type", mend={"/input/type": "url"}
        )
        for value in MISSING
    ),
    *(
        broken("input.type.value", task(), {"/input/type": value}, "/input/type", mend={"/input/type": "url"})
        for value in each("URL", "rtsp", 5, True, ["url"], {})
    ),
    broken(
        "input.type.platform", task("obs"), {}, "/input/type", mend={"/input": INPUTS["url"]}, platform=EDGE
    ),
    broken(
        "input.type.platform", task("vis"), {}, "/input/type", mend={"/input": INPUTS["url"]}, platform=EDGE
    ),
    *(
        broken("input.data.required", task(), {DATA: value}, DATA, mend={DATA: INPUTS["url"]["data"]})
        for value in each(GONE, None, "", [], {}, 5)
    ),
    *(
        broken("input.data.required", task(), {f"{DATA}/1": value}, f"{DATA}/1", mend={f"{DATA}/1": GONE})
        for value in each(None, 5, "rtsp://camera", [])
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
        for value in each(GONE, None, "", [], "192.0.2.10")
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
        {URL: f"{long_url(1001)} x"},
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
        for value, mended in each(
            ("camera.example.com/live", "rtsp://camera.example.com/live"),
            ("rtsp://", "rtsp://x"),
            ("rtsp:///live", "rtsp://x/live"),
            ("rtsp://ca mera/live", "rtsp://camera/live"),
            ("//camera/live", "rtsp://camera/live"),
            ("rtsp://camera/li ve", "rtsp://camera/live"),
            ("1rtsp://camera", "rtsp://camera"),
            (" rtsp://camera", "rtsp://camera"),
            ("rtsp:camera", "rtsp://camera"),
            ("rtsp://?x", "rtsp://camera?x"),
            ("rtsp://user:word@", "rtsp://user:word@camera"),
            ("rtsp://[::1", "rtsp://[::1]"),
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
        for value in each(5, None, True, ["x"], {})
    ),
    *(
        broken(
            "input.headers.value",
            task("restful"),
            {f"{ENTRY}/headers": {name: "x"}},
            f"{ENTRY}/headers/{name}",
            mend={f"{ENTRY}/headers": {"X-Site_1.a": "x"}},
        )
        for name in ("", "X Site", "X:", "Ä", "\ud800")
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
        for value in each(1, 0, "true", [])
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
        for value in MISSING
    ),
    *(
        broken(
            "input.stream_type",
            task("vcn"),
            {f"{ENTRY}/stream_type": value},
            f"{ENTRY}/stream_type",
            mend={f"{ENTRY}/stream_type": mended},
        )
        for value, mended in each((0, 1), (4, 3), ("1", 1), (1.0, 2), (True, 1), (None, GONE), ("", GONE))
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
        for value in each("IPC", "usb", "", None, 5, ["ipc"])
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
        for value in MISSING
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
        for at, value in each(
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
        for value, mended in each(
            (GONE, "::1"),
            (None, "::1"),
            ("", "::1"),
            (5, "0.0.0.5"),
            ("192.0.2.256", "192.0.2.255"),
            ("192.0.2", "192.0.2.0"),
            ("camera.example.com", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            (" 192.0.2.1", "192.0.2.1"),
            ("192.0.2.1/24", "192.0.2.1"),
            ("\ud800", "::1"),
        )
    ),
    *(
        broken(
            "input.vcn.port", task("vcn"), {f"{VCN}/port": value}, f"{VCN}/port", mend={f"{VCN}/port": mended}
        )
        for value, mended in each(
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
        for value in each(GONE, None, "", 5)
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
        for value, mended in each(
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
        for value, mended in each(("/a", "a/"), ("a//b", "a/b"), ("x" * 1024, "x" * 1023))
    ),
)
