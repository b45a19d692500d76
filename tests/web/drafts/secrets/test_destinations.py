"""A saved secret is only sent where it was saved for (rule secret.destination), whatever changes that."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from taskbuilder.records.models import Service, Submission
from taskbuilder.records.submissions.acceptance import Caller, Unacceptable, accept
from taskbuilder.records.submissions.creation import submit
from taskbuilder.taskspec.inputs.input import INPUTS
from taskbuilder.taskspec.marks import Destination, find_mark
from taskbuilder.taskspec.registry import task_request
from taskbuilder.taskspec.secrets.split import MASK, secret_paths, split_secrets
from taskbuilder.taskspec.section import EACH, walk_fields
from tests.made_up import made_up_kinds
from tests.support.destinations import (
    CANARY,
    EACH_PLACE,
    PLACES,
    RULE,
    VCN,
    Place,
    at_place,
    place_of,
    put,
    save,
    sent,
    told,
    type_in_form,
)
from tests.support.walker import HTMX, Walker
from tests.web.conftest import NOW
from tests.web.drafts.conftest import the_draft
from tests.web.drafts.json_editor.test_json_page import write
from tests.web.drafts.saving.test_kept import sign_in


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    """A sink that only says by the marks of its fields what is secret and where it is sent."""
    with made_up_kinds():
        yield


def pattern_of(where: str) -> tuple[str, ...]:
    return tuple(EACH if token.isdecimal() else token for token in where.strip("/").split("/"))


def pairs_in(place: Place) -> set[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """The secrets of a place's request that are sent to its address, each with that, and its input type."""
    address = pattern_of(place[3])
    kind = place[0]["input"]["type"] if address[0] == "input" else ""
    secrets = map(pattern_of, split_secrets(place[0])[1])
    marked = {each if each in secret_paths() else (*each[:-1], EACH) for each in secrets}
    found = {each for each in marked & secret_paths() if each[: len(address) - 1] == address[:-1]}
    return {(kind, each, address) for each in found}


def list_kinds(*paths: tuple[str, ...]) -> set[str]:
    """The input types that have all of these; none is named for what is no part of an input."""
    names = {path[3] for path in paths if path[:3] == ("input", "data", EACH)}
    has_server = any(path[:2] == ("input", "vcn") for path in paths)
    if not names and not has_server:
        return {""}
    return {
        name
        for name, kind in INPUTS.items()
        if names <= set(kind.data_class.model_fields) and (not has_server or "vcn" in kind.model_fields)
    }


def test_every_secret_is_moved_by_every_part_of_its_address() -> None:
    """A new kind with a secret and an address has to have its place in the table above."""
    addresses = {path for path, info in walk_fields(task_request()) if find_mark(info, Destination)}
    pairs = {
        (kind, secret, address)
        for secret in secret_paths()
        for address in addresses
        if secret[: len(address) - 1] == address[:-1]
        for kind in list_kinds(secret, address)
    }
    assert pairs == set().union(*(pairs_in(place) for place in PLACES.values()))


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
