"""A saved secret is only sent where it was saved for (rule secret.destination), whatever changes that."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db.models import F

from taskbuilder.records.models import Draft, Service, Submission
from taskbuilder.records.submissions.acceptance import Caller, Unacceptable, accept
from taskbuilder.records.submissions.creation import submit
from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.marks import Destination, find_mark
from taskbuilder.taskspec.registry import task_request
from taskbuilder.taskspec.secrets.split import MASK, secret_paths, split_secrets
from taskbuilder.taskspec.section import EACH, walk_fields
from taskbuilder.web.drafts.answers import answers_from_request
from taskbuilder.web.drafts.state import DraftState
from tests.made_up import BROKER, SRT, made_up_kinds
from tests.support.walker import HTMX, Walker, fill_input, show_json
from tests.web.conftest import NOW
from tests.web.drafts.conftest import choose, the_draft
from tests.web.drafts.json_editor.test_json_page import at_json, write
from tests.web.drafts.saving.test_kept import sign_in

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

SRT_TASK = BROKER_TASK | {
    "input": {
        "type": SRT,
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
        SRT_TASK,
        "input",
        f"input-type-{SRT}-data-r1-host",
        "input/data/0/host",
        "encoder.example.net",
        {"host": "evil.example"},
    ),
    **moves(SRT_TASK, "input", f"input-type-{SRT}-data-r1-port", "input/data/0/port", 9000, {"port": 9001}),
}
EACH_PLACE = pytest.mark.parametrize("place", PLACES.values(), ids=list(PLACES))


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    """A sink that only says by the marks of its fields what is secret and where it is sent."""
    with made_up_kinds():
        yield


def pattern_of(where: str) -> tuple[str, ...]:
    return tuple(EACH if token.isdecimal() else token for token in where.strip("/").split("/"))


def pairs_in(place: Place) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The secrets of a place's request that are sent to its address, each with that address."""
    address = pattern_of(place[3])
    secrets = map(pattern_of, split_secrets(place[0])[1])
    marked = {each if each in secret_paths() else (*each[:-1], EACH) for each in secrets}
    return {(each, address) for each in marked & secret_paths() if each[: len(address) - 1] == address[:-1]}


def are_of_one_kind(*paths: tuple[str, ...]) -> bool:
    """Whether some input type has all of these, as far as they are fields of its inputs."""
    names = {path[3] for path in paths if path[:3] == ("input", "data", EACH)}
    return any(names <= set(kind.data_class.model_fields) for kind in INPUTS.values())


def test_every_secret_is_moved_by_every_part_of_its_address() -> None:
    """A new kind with a secret and an address has to have its place in the table above."""
    addresses = {path for path, info in walk_fields(task_request()) if find_mark(info, Destination)}
    pairs = {
        (secret, address)
        for secret in secret_paths()
        for address in addresses
        if secret[: len(address) - 1] == address[:-1] and are_of_one_kind(secret, address)
    }
    assert pairs == set().union(*(pairs_in(place) for place in PLACES.values()))


def sent() -> dict[str, Any]:
    return DraftState.of(the_draft(), NOW).request


def told() -> list[str]:
    return [finding.problem.rule for finding in DraftState.of(the_draft(), NOW).findings]


def is_for_ief(request: dict[str, Any]) -> bool:
    return BROKER in request["output"] or request["input"]["type"] == SRT


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


def go_on(walker: Walker, place: Place, value: Any) -> None:
    type_in_form(walker, place, value, "continue")
    walker.open(place_of(place))


def type_letter_by_letter(walker: Walker, place: Place, value: Any) -> None:
    """As the browser saves while somebody removes the address and types another one."""
    before = walker.values[place[2]][0]
    for text in [before[:-1], before[:-2], str(value)[:-2], str(value)]:
        type_in_form(walker, place, text, "save", **HTMX)
        walker.open(place_of(place))


def come_back_signed_in(walker: Walker, place: Place, value: Any) -> None:
    walker.put(place[2], str(value))
    walker.client.logout()
    walker.client.post(walker.address, {**walker.values, "press": "save"})
    sign_in(walker.client)
    walker.open(place_of(place))


def overwrite_another_tab(walker: Walker, place: Place, value: Any) -> None:
    other = Walker(walker.client).open(walker.address.replace(place[1], "details"))
    other.put("description", f"Not {value}").press("save")
    walker.put(place[2], str(value)).press("continue")
    assert walker.response.status_code == 409
    walker.press("overwrite").open(place_of(place))


def as_json(walker: Walker, place: Place, value: Any, *presses: str) -> None:
    walker.open(place_of(place).replace(place[1], "json"))
    shown = json.loads(walker.values["text"][0])
    text = json.dumps(put(shown, place[3], value), indent=2)
    for press in presses:
        walker.open(walker.address)
        write(walker, text).press(press)
    walker.open(place_of(place))


def check_json(walker: Walker, place: Place, value: Any) -> None:
    as_json(walker, place, value, "check")


def save_and_check_json(walker: Walker, place: Place, value: Any) -> None:
    as_json(walker, place, value, "save", "check")


def break_and_fix_json(walker: Walker, place: Place, value: Any) -> None:
    """Through a text that cannot be read, in which a changed address is harder to see."""
    walker.open(place_of(place).replace(place[1], "json"))
    shown = json.loads(walker.values["text"][0])
    text = json.dumps(put(shown, place[3], value), indent=2)
    write(walker, text[:-1]).press("check")
    assert CANARY not in walker.response.content.decode()
    write(walker, text).press("check").open(place_of(place))


WAYS = [
    save,
    go_on,
    type_letter_by_letter,
    come_back_signed_in,
    overwrite_another_tab,
    check_json,
    save_and_check_json,
    break_and_fix_json,
]
BACK = [save, go_on, type_letter_by_letter, come_back_signed_in, check_json, save_and_check_json]
Way = Callable[[Walker, Place, Any], None]


@EACH_PLACE
@pytest.mark.parametrize("way", WAYS)
def test_a_saved_secret_is_not_sent_to_another_address(
    walker: Walker, service: Service, place: Place, way: Way
) -> None:
    way(at_place(walker, service, place), place, place[5])
    assert CANARY not in json.dumps(sent())
    assert RULE in told()
    assert CANARY not in walker.response.content.decode()


@EACH_PLACE
@pytest.mark.parametrize("way", BACK)
def test_it_is_used_again_once_the_address_is_back(
    walker: Walker, service: Service, place: Place, way: Way
) -> None:
    at_place(walker, service, place)
    way(walker, place, place[5])
    way(walker, place, place[4])
    assert sent() == place[0]
    assert RULE not in told()
    assert "kept-secrets" not in json.dumps(the_draft().answers)


@EACH_PLACE
def test_a_copy_of_a_task_has_no_secret_for_any_address(
    walker: Walker, service: Service, place: Place
) -> None:
    at_place(walker, service, place)
    draft = the_draft()
    made = submit(draft=draft, request=place[0], confirmations=[], by=draft.owner, now=NOW)
    walker.client.post("/projects/gate/drafts/new/", {"from": str(made.pk)})
    for value in (place[5], place[4]):
        save(walker.open(place_of(place)), place, value)
        assert CANARY not in json.dumps(the_draft().answers)
    assert "secret.again" in told()


@EACH_PLACE
def test_a_program_cannot_send_what_was_masked(walker: Walker, service: Service, place: Place) -> None:
    at_place(walker, service, place)
    draft = the_draft()
    masked = put(split_secrets(place[0])[0], place[3], place[5])
    assert draft.service is not None
    with pytest.raises(Unacceptable) as refused:
        accept(
            json.dumps(masked).encode(),
            service=draft.service,
            caller=Caller(person=draft.owner, token=None),
            now=NOW,
        )
    assert "secret.again" in {problem.rule for problem in refused.value.problems}
    assert Submission.objects.count() == 0


SAME = {
    "VCN": (PLACES["vcn port"], "0554"),
    "letters": (PLACES["restful host"], "HTTPS://Media.Example.COM./1"),
    "default port": (PLACES["restful host"], "https://media.example.com:443/other?a=1"),
    "stream": (PLACES["url host"], f"RTSP://{MASK}@CAM.example.com:554/2"),
    "webhook": (PLACES["webhook host"], "https://sink.example.net:443/2"),
}


@pytest.mark.parametrize(("place", "value"), SAME.values(), ids=list(SAME))
@pytest.mark.parametrize("way", WAYS)
def test_another_spelling_of_the_same_address_keeps_it(
    walker: Walker, service: Service, place: Place, value: Any, way: Way
) -> None:
    if place[0] is VCN and "json" in way.__name__:
        value = int(value)
    way(at_place(walker, service, place), place, value)
    assert split_secrets(sent())[1].keys() == split_secrets(place[0])[1].keys()
    assert RULE not in told()


def test_the_control_says_why_and_the_review_refuses(walker: Walker, service: Service) -> None:
    place = PLACES["vcn ip"]
    save(at_place(walker, service, place), place, "2001:DB8::1")
    message = "The saved “VCN password” was for 192.0.2.10:554. Type it again for the new address."
    assert (walker.messages, walker.summary) == ([message], [message])
    walker.open(walker.address.replace("input", "review")).post("create")
    assert walker.response.status_code == 422
    assert walker.summary == [message]
    assert Submission.objects.count() == 0
    walker.open(place_of(place)).put("input-type-vcn-vcn-password", "new").press("save")
    assert sent()["input"]["vcn"] == VCN["input"]["vcn"] | {"ip": "2001:DB8::1", "password": "new"}
    assert CANARY not in json.dumps(the_draft().answers)


def test_the_page_of_json_says_why(walker: Walker, service: Service) -> None:
    write(at_json(walker, service), VCN).press("check")
    shown = json.loads(walker.open(walker.address).values["text"][0])
    write(walker, put(shown, "input/vcn/port", 555)).press("check")
    message = "The saved “VCN password” was for 192.0.2.10:554. Type it again for the new address."
    assert [entry.partition(": ")[2] for entry in walker.summary] == [message]


def test_the_same_password_typed_again_is_a_new_one(walker: Walker, service: Service) -> None:
    place = PLACES["vcn ip"]
    at_place(walker, service, place).put("input-type-vcn-vcn-password", CANARY)
    save(walker, place, "192.0.2.11")
    assert sent()["input"]["vcn"]["password"] == CANARY
    save(walker, place, "192.0.2.10")
    assert sent()["input"]["vcn"]["password"] == MASK


def test_a_text_that_only_the_page_of_json_holds_gets_its_secret_back(
    walker: Walker, service: Service
) -> None:
    """What the steps cannot hold is typed letter by letter, too."""
    unknown = VCN | {"colour": "red"}
    write(at_json(walker, service), unknown).press("check")
    for ip in ("192.0.2.1", "192.0.2.11", "192.0.2.10"):
        shown = json.loads(walker.open(walker.address).values["text"][0])
        write(walker, put(shown, "input/vcn/ip", ip)).press("save")
        assert (CANARY in the_draft().answers["json"]) == (ip == "192.0.2.10")


DATA = "input-type-restful-data"


def test_a_duplicated_row_asks_again_for_another_address(walker: Walker, service: Service) -> None:
    at_place(walker, service, PLACES["restful host"]).press(f"copy:{DATA}:r1")
    assert [row["headers"] for row in sent()["input"]["data"]] == [HEADERS, HEADERS]
    walker.put(f"{DATA}-r2-url", "https://evil.example/1").press("save")
    assert [row["headers"] for row in sent()["input"]["data"]] == [HEADERS, {"X-Key": MASK}]


def test_a_row_is_duplicated_as_its_address_changes(walker: Walker, service: Service) -> None:
    at_place(walker, service, PLACES["restful host"])
    walker.put(f"{DATA}-r1-url", "https://evil.example/1").press(f"copy:{DATA}:r1")
    assert CANARY not in json.dumps(sent())
    walker.put(f"{DATA}-r2-url", "https://media.example.com/2").press("save")
    assert [row["headers"] for row in sent()["input"]["data"]] == [{"X-Key": MASK}, HEADERS]


def test_moved_rows_keep_their_own(walker: Walker, service: Service) -> None:
    at_place(walker, service, PLACES["restful host"]).press(f"copy:{DATA}:r1")
    walker.put(f"{DATA}-r2-url", "https://other.example/1")
    walker.put(f"{DATA}-r2-headers-r1-value", f"{CANARY}-other").press(f"up:{DATA}:r2")
    assert [row["headers"]["X-Key"] for row in sent()["input"]["data"]] == [
        f"{CANARY}-other",
        HEADERS["X-Key"],
    ]
    urls = [walker.values[f"{DATA}-{key}-url"][0] for key in ("r2", "r1")]
    walker.put(f"{DATA}-r2-url", urls[1]).put(f"{DATA}-r1-url", urls[0]).press("save")
    assert CANARY not in json.dumps(sent())


def test_what_is_not_chosen_moves_too(walker: Walker, service: Service) -> None:
    """A server's address may be changed as another kind of input is chosen."""
    place = PLACES["vcn ip"]
    at_place(walker, service, place).put(place[2], "192.0.2.11").put("input-type", "url").press("reshape")
    walker.put("input-type", "vcn").press("reshape")
    assert sent()["input"]["vcn"]["password"] == MASK


def test_checking_the_json_keeps_what_waits_for_its_address(walker: Walker, service: Service) -> None:
    place = PLACES["vcn ip"]
    save(at_place(walker, service, place), place, "192.0.2.11")
    write(walker.open(walker.address.replace("input", "json")), walker.values["text"][0]).press("check")
    save(walker.open(place_of(place)), place, "192.0.2.10")
    assert sent() == VCN


SCHEMA = {
    "type": "object",
    "properties": {
        "server": {
            "type": "object",
            "properties": {
                "url": {"type": "string"},
                "api_token": {"type": "string"},
                "tokens": {"type": "array", "items": {"type": "string"}},
            },
        },
        "mode": {"type": "string"},
    },
}
CONFIG: dict[str, Any] = {
    "server": {"url": "https://hook.example.net/1", "api_token": CANARY, "tokens": [CANARY]},
    "mode": "enter",
}
SERVER = "config/server/url"
EVIL = {"url": "https://evil.example/", "api_token": MASK}


def at_config(walker: Walker, ief: Service) -> Walker:
    Service.objects.filter(pk=ief.pk).update(config_schema=SCHEMA)
    choose(walker, ief)
    walker.open(walker.address.replace("details", "resources"))
    return show_json(walker).put("config", json.dumps(CONFIG)).press("view:config:form")


def name_of_url(walker: Walker) -> str:
    return next(name for name in walker.values if name.endswith("url"))


def test_a_config_in_fields_asks_again(walker: Walker, ief: Service) -> None:
    at_config(walker, ief)
    url = name_of_url(walker)
    walker.put(url, "https://evil.example/").press("save")
    assert sent()["config"]["server"] == EVIL | {"tokens": [MASK]}
    assert told().count(RULE) == 2
    walker.open(walker.address).put(url, "https://hook.example.net/2").press("save")
    assert sent()["config"]["server"] == CONFIG["server"] | {"url": "https://hook.example.net/2"}


@pytest.mark.parametrize("press", ["save", "view:config:form", "continue"])
def test_a_config_as_json_asks_again(walker: Walker, ief: Service, press: str) -> None:
    at_config(walker, ief).press("view:config:json")
    shown = json.loads(walker.values["config"][0])
    evil = put({"config": shown}, SERVER, "https://evil.example/")["config"]
    walker.put("config", json.dumps(evil, ensure_ascii=False)).press(press)
    assert sent()["config"]["server"] == EVIL | {"tokens": MASK}
    assert RULE in told()


def test_a_config_as_json_gets_its_secret_back(walker: Walker, ief: Service) -> None:
    at_config(walker, ief).press("view:config:json")
    shown = json.loads(walker.values["config"][0])
    for url in ("https://evil.example/", "https://hook.example.net/2"):
        there = put({"config": shown}, SERVER, url)["config"]
        walker.put("config", json.dumps(there, ensure_ascii=False)).press("save")
        walker.open(walker.address)
    assert sent()["config"]["server"]["api_token"] == CANARY


def test_a_broken_config_does_not_carry_it_over(walker: Walker, ief: Service) -> None:
    at_config(walker, ief).press("view:config:json")
    text = walker.values["config"][0].replace("hook.example.net", "evil.example")
    walker.put("config", text[:-1]).press("save")
    assert CANARY not in json.dumps(sent())
    walker.open(walker.address).put("config", text).press("save")
    assert sent()["config"]["server"]["api_token"] == MASK


def test_a_draft_from_before_knows_where_its_secret_was_for(walker: Walker, service: Service) -> None:
    """Nothing is stored beside a secret in its place: it is for the address beside it."""
    choose(walker, service).put("name", "gate-1").press("continue")
    fill_input(walker, VCN["input"])
    assert the_draft().answers["input"]["input"]["type"]["kinds"]["vcn"]["vcn"] == {
        "ip": "192.0.2.10",
        "port": "554",
        "username": "viewer",
        "password": CANARY,
    }


@pytest.mark.parametrize("value", [VCN, RESTFUL, STREAM, WEBHOOK], ids=["vcn", "restful", "url", "webhook"])
def test_a_copy_of_a_submission_has_none(walker: Walker, service: Service, value: dict[str, Any]) -> None:
    hold(service, value)
    walker.open(walker.address.replace("service", "review")).press("create")
    source = Submission.objects.get()
    walker.client.post("/projects/gate/drafts/new/", {"from": str(source.pk)})
    assert CANARY not in json.dumps(the_draft().answers)
