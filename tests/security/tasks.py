"""Tasks that hold a secret in every place that can hold one, typed through the real pages."""

from typing import Any

from tests.security.canaries import Canaries
from tests.security.evidence import Recorder
from tests.support.walker import HTMX, Walker, fill_request

JsonObject = dict[str, Any]
STEPS = ("service", "details", "input", "output", "schedule", "resources", "review")
DAILY = {
    "type": "daily",
    "timezone": "+08:00",
    "execution_mode": "period",
    "periods": [{"begin_at": "08:00:00", "end_at": "20:00:00"}],
}


def make_tasks(canaries: Canaries) -> dict[str, tuple[str, str, JsonObject]]:
    """Name → project, service, and the whole request; together they have every secret place there is."""
    return {
        "restful": ("harbour", "Gate number plates", make_restful(canaries)),
        "vcn": ("campus", "Laboratory door watch", make_vcn(canaries)),
        "url": ("harbour", "Berth occupancy", make_url(canaries)),
    }


def make_restful(canaries: Canaries) -> JsonObject:
    entry = {
        "url": f"https://{canaries.core('input user')}:{canaries.core('input password')}@media.example.net/a",
        "headers": {
            "Authorization": canaries.ascii("input header"),
            "X-Other": canaries.ascii("input header 2"),
        },
        "certificate_check": True,
        "rtsp_path_in_response": "url",
        "node_id": "node-1",
    }
    other = {**entry, "url": f"https://{canaries.core('second user')}@media.example.net/b", "headers": {}}
    del other["headers"]
    return {
        "name": "canary-restful",
        "input": {"type": "restful", "data": [entry, other]},
        "output": {"webhook": make_webhook(canaries, "restful")},
        "config": make_config(canaries),
    }


def make_vcn(canaries: Canaries) -> JsonObject:
    server = {"ip": "192.0.2.1", "port": 80, "username": "viewer", "password": canaries.rich("vcn password")}
    return {
        "name": "canary-vcn",
        "input": {"type": "vcn", "data": [{"device_id": "d-1", "node_id": "node-1"}], "vcn": server},
        "output": {"webhook": make_webhook(canaries, "vcn")},
        "config": {"list": [{"plain": 1}, {"password": canaries.rich("config vcn password")}]},
    }


def make_url(canaries: Canaries) -> JsonObject:
    """On ModelArts Edge, and by a schedule that has to be confirmed for an https address."""
    user, password = canaries.core("url user"), canaries.core("url password")
    member, path = canaries.core("url query"), canaries.core("url path")
    named = {"url": f"https://camera.example.net/user=viewer&password={path}/live?ch=1&token={member}"}
    return {
        "name": "canary-url",
        "description": f"Look at rtsp://{canaries.core('description user')}:x@camera.example.net/",
        "input": {
            "type": "url",
            "data": [{"url": f"https://{user}:{password}@camera.example.net/live"}, named],
        },
        "output": {"webhook": make_webhook(canaries, "url")},
        "schedule": DAILY,
        "source_usage_estimate": {"cpu": 0.5, "memory": 64},
    }


def make_webhook(canaries: Canaries, which: str) -> JsonObject:
    user, password = canaries.core(f"{which} webhook user"), canaries.core(f"{which} webhook password")
    signature = canaries.core(f"{which} signature")
    return {
        "url": f"https://{user}:{password}@sink.example.net/results?sig={signature}",
        "headers": {"X-Key": canaries.ascii(f"{which} webhook header")},
    }


def make_config(canaries: Canaries) -> JsonObject:
    """Every word that makes a name secret, at several depths, and an address in a plain member."""
    return {
        "mode": "enter",
        "password": canaries.rich("config password"),
        "alert": {"channel": "c", "access_token": canaries.rich("config token")},
        "targets": [{"name": "a", "api": {"clientSecret": canaries.rich("config secret")}}],
        "private_key": {"kind": "rsa", "lines": [canaries.rich("config key"), canaries.core("config key 2")]},
        "credentials": [canaries.rich("config credential")],
        "store": f"https://{canaries.core('config user')}:{canaries.core('config address')}@s.example.net",
    }


def start_task(client: Recorder, slug: str, service: str) -> Walker:
    """A new draft, past the choice of its service."""
    walker = Walker(client).see(client.post(f"/projects/{slug}/drafts/new/", follow=True))
    radio = walker.document.find("input", name="service", type="radio")
    texts = {label.attrs.get("for"): label.text for label in walker.document.find("label")}
    chosen = next(each for each in radio if texts[each.attrs["id"]].strip().startswith(service))
    return walker.put("service", chosen.attrs["value"]).press("continue")


def type_task(client: Recorder, slug: str, service: str, request: JsonObject) -> Walker:
    """Types a whole task, up to its review."""
    walker = start_task(client, slug, service)
    unscheduled = {name: value for name, value in request.items() if name != "schedule"}
    fill_request(walker, unscheduled)
    if "schedule" in request:
        type_schedule(walker, request["schedule"])
    return walker


def type_schedule(walker: Walker, schedule: JsonObject) -> None:
    """A daily schedule by period; refused at first, since it asks for a confirmation, given on the review."""
    walker.open(walker.address.replace("review", "schedule"))
    name = "schedule-type-daily"
    walker.put("schedule-type", "daily").press("reshape")
    walker.put(f"{name}-execution_mode", "period").press("reshape").put(
        f"{name}-timezone", schedule["timezone"]
    )
    for edge, text in schedule["periods"][0].items():
        walker.put(f"{name}-execution_mode-period-periods-r1-{edge}", text)
    walker.press("continue")
    assert walker.response.status_code == 422
    walker.open(walker.address.replace("schedule", "review"))
    boxes = walker.document.find("input", name="confirm")
    walker.put("confirm", *(box.attrs["value"] for box in boxes))


def wander(walker: Walker) -> None:
    """Every step of a draft in every state that its pages have; nothing that was typed changes."""
    base = walker.address.rpartition(f"{walker.step}/")[0]
    client = walker.client
    for step in STEPS:
        client.get(f"{base}{step}/", headers=HTMX)
        client.get(f"{base}{step}/?show=problems")
        if step != "review":
            press_all(walker, f"{base}{step}/")
    client.get(f"{base}discard/")


def press_all(walker: Walker, address: str) -> None:
    """Every button of a step, from its own page and from one that is no longer current."""
    for press in ("reshape", "save", "continue", "fix:none"):
        walker.open(address)
        for headers in ({}, HTMX):
            walker.client.post(address, {**walker.values, "press": press}, headers=headers)
    stale = {**walker.values, "page": "another", "revision": "0"}
    for headers in ({}, HTMX):
        walker.client.post(address, {**stale, "press": "continue"}, headers=headers)


def type_wrong(client: Recorder, canaries: Canaries) -> Walker:
    """A draft in which everything is refused, each secret place filled nevertheless."""
    walker = start_task(client, "harbour", "Quay intrusion watch")
    walker.put("name", f"rtsp://{canaries.core('user in a name')}:x@camera.example.net").press("continue")
    walker.put("description", f"https://{canaries.core('user in a description')}@wiki.example.net " * 20)
    walker.press("continue")
    base = walker.address.rpartition("details/")[0]
    walker.open(f"{base}input/").put("input-type", "restful").press("reshape")
    row = "input-type-restful-data-r1"
    walker.press(f"add:{row}-headers").press(f"add:{row}-headers")
    walker.put(
        f"{row}-url",
        f"rtsp://{canaries.core('wrong user')}:{canaries.core('wrong password')}@camera:port/a b",
    )
    walker.put(f"{row}-headers-r1-name", "not a name").put(
        f"{row}-headers-r1-value", f"{canaries.core('line')}\n"
    )
    walker.put(f"{row}-headers-r2-value", canaries.ascii("value without a name")).press("continue")
    walker.put("input-type", "vcn").press("reshape").put("input-type-vcn-vcn-ip", "nowhere")
    walker.put("input-type-vcn-vcn-password", canaries.rich("wrong vcn password")).press("continue")
    walker.open(f"{base}output/").put("output-sinks", "webhook").press("reshape")
    name = "output-sinks-webhook"
    walker.put(
        f"{name}-url", f"ftp://{canaries.core('ftp user')}:{canaries.core('ftp password')}@sink.example.net"
    )
    walker.put(f"{name}-headers-r1-name", "X-Twice").put(f"{name}-headers-r1-value", canaries.ascii("first"))
    walker.press(f"add:{name}-headers")
    walker.put(f"{name}-headers-r2-name", "X-Twice").put(f"{name}-headers-r2-value", canaries.rich("twice"))
    walker.press("continue")
    return walker.open(f"{base}resources/")


def make_wrong_configs(canaries: Canaries) -> dict[str, str]:
    """Texts that are not JSON, or not what the service's schema asks for, with a secret in each."""
    secret = {
        name: canaries.core(name) for name in ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")
    }
    return {
        "schema": f'{{"mode": 1, "alert": {{"channel": "!", "access_token": ["{secret["a"]}"]}}}}',
        "unknown": f'{{"unheard_of": {{"api_key": "{secret["b"]}"}}}}',
        "comma": f'{{"password": "{secret["c"]}",}}',
        "object": f'{{"credentials": {{"user": "u", "word": "{secret["d"]}"}},}}',
        "list": f'{{"tokens": ["x", "{secret["e"]}"',
        "lines": f'{{"private_key": "-----BEGIN\n{secret["f"]}\n-----END", "mode": 1}}',
        "bare": f"password: two {secret['g']} words",
        "single": f"{{'secret': 'it\\'s {secret['h']}'}}",
        "spaced": f'{{"api key for all": "{secret["i"]}",}}',
        "escaped": f'{{"pass\\u0077ord": "{secret["j"]}",}}',
        "twice": f'{{"token": "x", "token": "{secret["k"]}"}}',
        "address": f'{{"store": "https://u:{secret["l"]}@store.example.net",}}',
    }
