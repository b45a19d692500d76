"""How pages ask for a secret again whose destination has changed, and where a copy has none."""

import json
from typing import Any

import pytest

from taskbuilder.records.models import Service, Submission
from taskbuilder.taskspec.secrets.split import MASK
from tests.made_up import FEED, made_up_kinds
from tests.support.destinations import (
    CANARY,
    HEADERS,
    PLACES,
    RESTFUL,
    STREAM,
    VCN,
    WEBHOOK,
    at_place,
    hold,
    place_of,
    put,
    save,
    sent,
)
from tests.support.walker import Walker, fill_input
from tests.web.drafts.conftest import choose, the_draft
from tests.web.drafts.json_editor.test_json_page import at_json, write


def test_the_control_says_why_and_the_review_refuses(walker: Walker, service: Service) -> None:
    place = PLACES["vcn ip"]
    save(at_place(walker, service, place), place, "2001:DB8::1")
    message = "The saved “VCN password” was for 192.0.2.10:554. Enter it again for the new address."
    assert (walker.messages, walker.summary) == ([message], [])
    walker.open(walker.address.replace("input", "review")).post("create")
    assert walker.response.status_code == 422
    assert walker.summary == [message]
    assert Submission.objects.count() == 0
    walker.open(place_of(place)).put("input-type-vcn-vcn-password", "new").press("save")
    assert sent()["input"]["vcn"] == VCN["input"]["vcn"] | {"ip": "2001:DB8::1", "password": "new"}
    assert CANARY not in json.dumps(the_draft().answers)


def test_a_secret_with_limits_is_asked_for_in_one_message(walker: Walker, service: Service) -> None:
    place = PLACES[f"{FEED} port"]
    with made_up_kinds():
        save(at_place(walker, service, place), place, "9001")
        walker.open(place_of(place)).press("continue")
    message = "The saved “Passphrase” was for encoder.example.net:9000. Enter it again for the new address."
    message = f"Input 1: {message}"
    assert (walker.messages, walker.summary) == ([message], [message])


def test_the_page_of_json_says_why(walker: Walker, service: Service) -> None:
    write(at_json(walker, service), VCN).press("check")
    shown = json.loads(walker.open(walker.address).values["text"][0])
    write(walker, put(shown, "input/vcn/port", 555)).press("check")
    message = "The saved “VCN password” was for 192.0.2.10:554. Enter it again for the new address."
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
