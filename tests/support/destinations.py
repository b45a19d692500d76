"""Tasks with secrets that are sent to an address, and drafts that hold them."""

from copy import deepcopy
from typing import Any

import pytest
from django.db.models import F

from taskbuilder.records.models import Draft, Service
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.web.drafts.answers import answers_from_request
from taskbuilder.web.drafts.state import DraftState
from tests.made_up import BROKER, FEED
from tests.support.walker import HTMX, Walker
from tests.web.conftest import NOW
from tests.web.drafts.conftest import the_draft

CANARY = "canary-d357"
RULE = "secret.destination"
HEADERS = {"X-Key": f"{CANARY}-head"}
SINK = {"webhook": {"url": "https://sink.example.net/1", "headers": HEADERS}}
VCN: dict[str, Any] = {
    "name": "gate-1",
    "input": {
        "type": "vcn",
        "vcn": {"ip": "192.0.2.10", "port": 554, "username": "viewer", "password": CANARY},
        "data": [{"device_id": "camera-1"}],
    },
    "output": {"dis": {"stream_name": "results", "stream_id": "154"}},
    "source_usage_estimate": {"cpu": 1, "memory": 512},
}
RESTFUL = VCN | {
    "input": {
        "type": "restful",
        "data": [
            {
                "url": "https://media.example.com/1",
                "headers": HEADERS,
                "certificate_check": True,
                "rtsp_path_in_response": "data/url",
            }
        ],
    }
}
STREAM = VCN | {"input": {"type": "url", "data": [{"url": f"rtsp://viewer:{CANARY}@cam.example.com/1"}]}}
WEBHOOK = VCN | {
    "input": {"type": "url", "data": [{"url": "rtsp://cam.example.com/1"}]},
    "output": SINK,
}

BROKER_TASK = {name: value for name, value in WEBHOOK.items() if name != "source_usage_estimate"} | {
    "output": {
        BROKER: {
            "host": "broker.example.net",
            "port": 9092,
            "topic": "results",
            "watchword": CANARY,
            "extras": {"X-Extra": f"{CANARY}-extra"},
        }
    },
}

FEED_TASK = BROKER_TASK | {
    "input": {
        "type": FEED,
        "data": [{"host": "encoder.example.net", "port": 9000, "passphrase": CANARY}],
    },
    "output": {"dis": {"stream_name": "results"}},
}

Place = tuple[dict[str, Any], str, str, str, Any, Any]
"""A request, the step, the control of the address, where that is in the request, its value, another one."""


def moves(
    request: dict[str, Any], step: str, control: str, at: str, before: Any, others: dict[str, Any]
) -> dict[str, Place]:
    kind = request["input"]["type"] if step == "input" else "webhook"
    return {f"{kind} {part}": (request, step, control, at, before, other) for part, other in others.items()}


PLACES: dict[str, Place] = {
    **moves(VCN, "input", "input-type-vcn-vcn-ip", "input/vcn/ip", "192.0.2.10", {"ip": "192.0.2.11"}),
    **moves(VCN, "input", "input-type-vcn-vcn-port", "input/vcn/port", 554, {"port": 555, "no port": ""}),
    **moves(
        RESTFUL,
        "input",
        "input-type-restful-data-r1-url",
        "input/data/0/url",
        "https://media.example.com/1",
        {
            "scheme": "http://media.example.com:443/1",
            "host": "https://evil.example/1",
            "port": "https://media.example.com:8443/1",
            "unreadable": "https://media.example.com:x/1",
            "host before a slash": "https://evil:8443/@media.example.com/1",
        },
    ),
    **moves(
        STREAM,
        "input",
        "input-type-url-data-r1-url",
        "input/data/0/url",
        f"rtsp://{MASK}@cam.example.com/1",
        {
            "scheme": f"rtmp://{MASK}@cam.example.com:554/1",
            "host": f"rtsp://{MASK}@evil.example/1",
            "port": f"rtsp://{MASK}@cam.example.com:5554/1",
        },
    ),
    **moves(
        WEBHOOK,
        "output",
        "output-sinks-webhook-url",
        "output/webhook/url",
        "https://sink.example.net/1",
        {
            "scheme": "http://sink.example.net:443/1",
            "host": "https://evil.example/1",
            "port": "https://sink.example.net:8443/1",
            "host before a slash": "https://evil:443/@sink.example.net/1",
            "host before a question mark": "https://evil:443?@sink.example.net/1",
            "host before a backslash": "https://evil.example\\@sink.example.net/1",
            "host before another @": "https://u:x@evil.example@sink.example.net/1",
        },
    ),
    **moves(
        BROKER_TASK,
        "output",
        f"output-sinks-{BROKER}-host",
        f"output/{BROKER}/host",
        "broker.example.net",
        {"broker's host": "evil.example"},
    ),
    **moves(
        BROKER_TASK,
        "output",
        f"output-sinks-{BROKER}-port",
        f"output/{BROKER}/port",
        9092,
        {"broker's port": 9093},
    ),
    **moves(
        FEED_TASK,
        "input",
        f"input-type-{FEED}-data-r1-host",
        "input/data/0/host",
        "encoder.example.net",
        {"host": "evil.example"},
    ),
    **moves(FEED_TASK, "input", f"input-type-{FEED}-data-r1-port", "input/data/0/port", 9000, {"port": 9001}),
}
EACH_PLACE = pytest.mark.parametrize("place", PLACES.values(), ids=list(PLACES))


def sent() -> dict[str, Any]:
    return DraftState.of(the_draft(), NOW).request


def told() -> list[str]:
    return [finding.problem.rule for finding in DraftState.of(the_draft(), NOW).findings]


def is_for_ief(request: dict[str, Any]) -> bool:
    return BROKER in request["output"] or request["input"]["type"] == FEED


def at_place(walker: Walker, service: Service, place: Place) -> Walker:
    """At the step of the address, with everything saved in the draft, the secrets drawn no more."""
    hold(on_ief(service) if is_for_ief(place[0]) else service, place[0])
    return walker.open(place_of(place))


def on_ief(service: Service) -> Service:
    """A service on the platform that has brokers."""
    return Service.objects.create(project=service.project, service_id="i", name="Other", platform="ief")


def hold(service: Service, request: dict[str, Any]) -> None:
    """Has the draft hold a request, as if it had been typed."""
    answers = answers_from_request(request, service.spec)
    Draft.objects.update(service=service, answers=answers, revision=F("revision") + 1)
    assert sent() == request


def put(request: dict[str, Any], at: str, value: Any) -> dict[str, Any]:
    request = deepcopy(request)
    *above, last = at.split("/")
    holder: Any = request
    for token in above:
        holder = holder[int(token) if isinstance(holder, list) else token]
    if value == "":
        del holder[last]
    else:
        holder[last] = value
    return request


def type_in_form(walker: Walker, place: Place, value: Any, press: str, **headers: str) -> None:
    walker.put(place[2], str(value)).press(press, **headers)


def save(walker: Walker, place: Place, value: Any) -> None:
    type_in_form(walker, place, value, "save", **HTMX)
    walker.open(place_of(place))


def place_of(place: Place) -> str:
    return f"/projects/gate/drafts/{the_draft().pk}/{place[1]}/"
