"""Addresses and requests that people wrote, each with what is right: its rules, its message, its mask."""

from typing import Any

import pytest

from taskbuilder.taskspec.json_value import write_line
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.malformed_json import mask_loosely
from taskbuilder.taskspec.secrets.split import (
    MASK,
    harmless_names,
    mask_url,
    split_anywhere,
    split_secrets,
)
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.samples import changed, task

URLS = {
    "u01": (
        "rtsp://admin:Cam@2024#Qx9@192.0.2.10:554/live",
        "url.credentials",
        f"rtsp://{MASK}@192.0.2.10:554/live",
    ),
    "u03": ("rtsp://admin:Qx@9?Tail@cam1/live", "url.credentials", f"rtsp://{MASK}@cam1/live"),
    "u05": (
        "rtsp://user1:Qx#9@192.0.2.10:88/videoMain",
        "url.credentials",
        f"rtsp://{MASK}@192.0.2.10:88/videoMain",
    ),
    "u07": (
        "rtsp://admin1:te?st@192.0.2.10:554/live",
        "url.credentials",
        f"rtsp://{MASK}@192.0.2.10:554/live",
    ),
    "u08": ("rtsp://user:Qx9192.0.2.200:554/profile1", "url.port", f"rtsp://user:{MASK}/profile1"),
    "u10": ("rtsp://[::::]:554/live", "url.host", "rtsp://[::::]:554/live"),
    "u11": ("rtsp://192.0.2.10:99999/live", "url.port", "rtsp://192.0.2.10:99999/live"),
    "u13": ("rtsp://<user>:<password>@<ip>:554/live", "url.placeholder", f"rtsp://{MASK}@<ip>:554/live"),
    "u15": ("rtsp://192.0.2.10/live\u200b", "text.invisible", "rtsp://192.0.2.10/live\u200b"),
    "u16": ("rtsp://\u200b192.0.2.10/live", "text.invisible", "rtsp://\u200b192.0.2.10/live"),
    "u17": ("rtsp://192.0.2.10/live\u202e", "text.invisible", "rtsp://192.0.2.10/live\u202e"),
    "u18": ("rtsp://admin:Qx9\uff20192.0.2.10/live", "text.invisible", f"rtsp://{MASK}@192.0.2.10/live"),
    "u20": ("rtsp://user1:P@ss@192.0.2.10/stream1", "url.credentials", f"rtsp://{MASK}@192.0.2.10/stream1"),
    "u22": ("rtsp://admin:my Qx9@192.0.2.10/live", "url.credentials", f"rtsp://{MASK}@192.0.2.10/live"),
}
MASKS = {
    "m01": (
        "rtmp://192.0.2.14/bcs/channel0_main.bcs?channel=0&stream=0&user=admin&password=Qx9",
        f"rtmp://192.0.2.14/bcs/channel0_main.bcs?channel=0&stream=0&user={MASK}&password={MASK}",
    ),
    "m02": (
        "http://192.0.2.18:88/cgi-bin/CGIStream.cgi?cmd=GetMJStream&usr=admin&pwd=Qx9",
        f"http://192.0.2.18:88/cgi-bin/CGIStream.cgi?cmd=GetMJStream&usr={MASK}&pwd={MASK}",
    ),
    "m03": (
        "rtsp://192.0.2.23:554/user=admin&password=Qx9&channel=1&stream=0.sdp?",
        f"rtsp://192.0.2.23:554/user={MASK}&password={MASK}&channel=1&stream=0.sdp?",
    ),
    "m05": (
        "http://192.0.2.29/zm/cgi-bin/nph-zms?monitor=1&user=admin&pass=Qx9",
        f"http://192.0.2.29/zm/cgi-bin/nph-zms?monitor=1&user={MASK}&pass={MASK}",
    ),
    "m06": (
        "https://cdn.example.com/live/index.m3u8?token=Qx9",
        f"https://cdn.example.com/live/index.m3u8?token={MASK}",
    ),
    "m08": (
        "srt://192.0.2.21:9000?mode=caller&passphrase=Qx9Qx9Qx9&latency=200",
        f"srt://192.0.2.21:9000?mode=caller&passphrase={MASK}&latency=200",
    ),
    "m09": (
        "rtmp://pull.example.com/live/cam1?hwSecret=Qx9&hwTime=5eed5888",
        f"rtmp://pull.example.com/live/cam1?hwSecret={MASK}&hwTime=5eed5888",
    ),
}


@pytest.mark.parametrize(("address", "rule", "shown"), URLS.values(), ids=URLS)
@pytest.mark.parametrize("platform", Platform)
def test_a_wrong_address_is_told_its_cause_alone(
    address: str, rule: str, shown: str, platform: Platform
) -> None:
    request = changed(task(), {"/input/data/0/url": address})
    problems = find_problems(request, platform=platform)
    assert [(each.path, each.rule) for each in problems] == [("/input/data/0/url", rule)]
    assert mask_url(address) == shown
    assert "Qx9" not in write_line([each.as_json() for each in problems])


@pytest.mark.parametrize(("address", "shown"), MASKS.values(), ids=MASKS)
def test_what_an_address_names_as_secret_is_hidden(address: str, shown: str) -> None:
    masked, secrets = split_secrets(changed(task(), {"/input/data/0/url": address}))
    assert masked["input"]["data"] == [{"url": shown}]
    assert secrets["/input/data/0/url"] == address


@pytest.mark.parametrize("address", ["https://hooks.example.com/in?sig=Qx9"], ids=["m10"])
def test_the_signature_of_a_webhook_is_hidden(address: str) -> None:
    masked, secrets = split_secrets(changed(task(), {"/output/webhook/url": address}))
    assert masked["output"]["webhook"]["url"] == f"https://hooks.example.com/in?sig={MASK}"
    assert secrets["/output/webhook/url"] == address


WEBHOOK, HEADERS = "/output/webhook", "/output/webhook/headers"
DAILY, ONCE = task(schedule="daily"), task(schedule="once")
END, BEGIN = "/schedule/periods/0/end_at", "/schedule/periods/0/begin_at"
MESSAGES: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "u20": (
        task(),
        {"/input/data/0/url": "rtsp://user1:P@ss@192.0.2.10/stream1"},
        "url.credentials",
        "Input 1: “Stream or file URL”: the user name or password has characters that must be encoded. "
        "Write “@” → %40.",
    ),
    "b02": (
        task(),
        {"/timing": {"type": "weekly"}},
        "unknown.member",
        "The platform has no field “timing” here. Did you mean “schedule”? Rename or remove it.",
    ),
    "b03": (
        task("vcn"),
        {"/input/data/0/stream_type": "1"},
        "input.stream_type",
        "Input 1: “Stream type” is text; write 1 without quotes.",
    ),
    "b05": (
        task(),
        {HEADERS: {"X-Retry": 3}},
        "output.webhook.headers.value",
        "Header “X-Retry”: The value must be text, not a number. Write it in quotes.",
    ),
    "b07": (
        DAILY,
        {END: "24:00:00"},
        "schedule.time.format",
        "Period 1: “End”: 24:00:00 does not exist. Use 23:59:59 for the end of a day.",
    ),
    "b07, whole day": (
        DAILY,
        {BEGIN: "00:00:00", END: "00:00:00"},
        "schedule.time.order",
        "Period 1: “End” must differ from the start. Use 00:00:00 to 23:59:59 for a whole day, or change "
        "one of them.",
    ),
    "b08": (
        ONCE,
        {BEGIN: "2027-01-02T08:00:00Z"},
        "schedule.time.format",
        "Period 1: “Start” has an offset, “Z” or a fraction of a second. Remove everything after the "
        "seconds.",
    ),
    "b09": (
        task(),
        {HEADERS: {"X": "a\x00b\x07"}},
        "headers.control",
        "Header “X”: Character 2 is a control character (U+0000), such as a line break. Remove it.",
    ),
    "b10": (
        task(),
        {HEADERS: {"Content-Type": "a", "content-type": "b"}},
        "headers.repeated",
        "Header “content-type”: “Content-Type” and “content-type” are the same header: letter case does "
        "not matter. Confirm, or remove one.",
    ),
    "b11": (
        task(),
        {HEADERS: {"X": "值"}},
        "headers.ascii",
        "Header “X”: This value has non-ASCII characters. Not every receiver accepts them. Confirm, or "
        "change it.",
    ),
    "b12": (
        task(),
        {f"{WEBHOOK}/url": "https://{host}/x"},
        "url.placeholder",
        "“Webhook URL” looks like an unfilled template. Enter the actual value, or confirm it.",
    ),
    "b13": (
        task(),
        {"/config": '{"common":{}}'},
        "config.platform",
        "“Configuration” is only for IEF, and this service runs on ModelArts Edge. Remove it.",
    ),
}


@pytest.mark.parametrize(("sound", "edits", "rule", "message"), MESSAGES.values(), ids=MESSAGES)
def test_the_message_names_the_cause(
    sound: dict[str, Any], edits: dict[str, Any], rule: str, message: str
) -> None:
    problems = find_problems(changed(sound, edits), platform=Platform.MODELARTS_EDGE)
    assert [(each.rule, each.message) for each in problems] == [(rule, message)]


@pytest.mark.parametrize(
    ("offset", "meant"),
    [("GMT+08:00", "+08:00"), ("UTC+8", "+08:00"), ("08:00", "+08:00"), ("-3", "-03:00"), ("UTC", "+00:00")],
)
def test_an_offset_of_other_programs_is_told_as_ours(offset: str, meant: str) -> None:
    (problem,) = find_problems(changed(DAILY, {"/schedule/timezone": offset}), platform=None)
    assert problem.message == f"“Offset from UTC” needs a sign and two digits. Write {meant}."
    assert problem.fix is not None
    assert problem.fix.patch == ({"op": "replace", "path": "/schedule/timezone", "value": meant},)


UNREADABLE = {
    "j07": "{”headers”: {”Authorization”: ”Bearer Qx9”}}",
    "j09": '{"headers"：{"Authorization"："Bearer Qx9"，}}',
    "j09, curly": '{"headers"：{"Authorization"：“Bearer Qx9”，}}',
    "entities": "{&quot;headers&quot;: {&quot;Authorization&quot;: &quot;Bearer Qx9&quot;}}",
    "cut off": '{"item": [{"key": "X-Auth-Token", "value": "Qx9",',
}


@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE)
def test_a_text_that_cannot_be_read_hides_its_secrets(text: str) -> None:
    assert "Qx9" not in mask_url(mask_loosely(text, harmless_names()))


@pytest.mark.parametrize("name", ["X-Auth-Token"], ids=["j10"])
def test_the_pairs_of_a_request_collection_are_read(name: str) -> None:
    pairs = [{"key": name, "value": "Qx9"}, {"key": "Accept", "value": "text/plain"}]
    shown, secrets = split_anywhere({"item": [{"request": {"header": pairs}}]})
    hidden = {"key": name, "value": MASK}
    assert shown == {"item": [{"request": {"header": [hidden, pairs[1]]}}]}
    assert secrets == {"/item/0/request/header/0/value": "Qx9"}
