"""Secrets on the page of the request as JSON: masks for what is saved, and nothing drawn again."""

import json
from typing import Any

import pytest

from taskbuilder.records.models import Service
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.web.drafts.answers import assemble_request
from taskbuilder.web.drafts.json_editor.request_text import (
    MOST_CHARACTERS,
    read_posted,
    show_text,
)
from tests.support.samples import make_request
from tests.support.walker import HTMX, Walker
from tests.web.drafts.conftest import the_draft
from tests.web.drafts.json_editor.test_json_page import BOTH, CANARY, SECRETS, at_json, write


@BOTH
def test_secrets_are_dots_that_stand_for_what_is_kept(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    write(at_json(walker, service), SECRETS).press("check", **headers)
    assert CANARY not in walker.response.content.decode()
    shown = json.loads(walker.open(walker.address).values["text"][0])
    assert shown["input"]["data"][0]["url"] == f"https://{MASK}@media.example.com/1"
    shown["name"] = "gate-2"
    write(walker, shown).press("check", **headers)
    assert CANARY not in walker.response.content.decode()
    held: Any = assemble_request(the_draft().answers, service.spec)
    assert held["input"] == SECRETS["input"]
    assert held["output"] == SECRETS["output"]


def test_secrets_of_a_text_that_cannot_be_read_are_hidden_and_kept(walker: Walker, service: Service) -> None:
    broken = json.dumps(SECRETS, indent=2)[:-1]
    write(at_json(walker, service), broken).press("check")
    assert "Possible secrets in it are hidden" in walker.response.content.decode()
    assert CANARY not in walker.response.content.decode()
    write(walker, walker.values["text"][0] + "}").press("check")
    held: Any = assemble_request(the_draft().answers, service.spec)
    assert held["output"] == SECRETS["output"]
    assert [row["headers"] for row in held["input"]["data"]] == [
        row["headers"] for row in SECRETS["input"]["data"]
    ]


def test_what_stood_as_dots_is_known_again_once_the_text_can_be_read(
    walker: Walker, service: Service
) -> None:
    request = {"description": "The north gate"} | SECRETS
    broken = json.dumps(request, indent=2).replace('"The north gate",', '"The "north" gate",')
    write(at_json(walker, service), broken.replace("\n}", ",\n}")).press("check")
    shown = walker.values["text"][0]
    assert '"headers": "••••••"' in shown
    assert '"description": "••••••",\n' in shown
    mended = shown.replace('"description": "••••••"', '"description": "The north gate"').replace(
        ",\n}", "\n}"
    )
    typed = {**walker.values, "press": "save", "sequence": 1, "text": mended}
    assert walker.client.post(walker.address, typed, headers=HTMX).status_code == 200
    write(walker, mended).press("check")
    held: Any = assemble_request(the_draft().answers, service.spec)
    assert (held["input"], held["output"]) == (SECRETS["input"], SECRETS["output"])


@BOTH
@pytest.mark.parametrize(
    "value",
    [
        [{"Password": CANARY}],
        {"Input": {"VCN": {"PassWord": CANARY}}},
        {"headers": [CANARY]},
        {"input": {"Headers": {"X": {"Y": CANARY}}}},
        {"Config": f"mode={CANARY}"},
        {"description": json.dumps({"api_key": CANARY})},
        {"input": {"data": [{"url": f"rtsp://admin:12/{CANARY}@camera.example.com/"}]}},
        CANARY,
    ],
    ids=str,
)
def test_secrets_in_odd_places_are_not_drawn_again(
    walker: Walker, service: Service, headers: dict[str, str], value: Any
) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    typed = f'{{"password": "{text}"' if value == CANARY else text
    write(at_json(walker, service), typed).press("check", **headers)
    assert walker.response.status_code == 422
    assert CANARY not in walker.response.content.decode()
    shown = walker.open(walker.address).values["text"][0]
    assert CANARY not in walker.response.content.decode()
    write(walker, shown).press("check", **headers)
    assert CANARY in str(the_draft().answers)


@BOTH
def test_a_text_that_is_too_long_is_not_drawn_again(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    typed = json.dumps({"password": CANARY, "description": "x" * MOST_CHARACTERS})
    write(at_json(walker, service), typed).press("check", **headers)
    (told,) = walker.summary
    assert ("was not saved" in told, "It is not shown again" in told) == (True, not headers)
    assert CANARY not in walker.response.content.decode()
    assert "json" not in the_draft().answers


def test_a_secret_that_is_cut_and_pasted_elsewhere_is_still_known(walker: Walker, service: Service) -> None:
    write(at_json(walker, service), SECRETS).press("check")
    shown = walker.open(walker.address).values["text"][0]
    for text in ("{}", shown):
        walker.client.post(walker.address, {**walker.values, "press": "save", "text": text}, headers=HTMX)
    write(walker, shown).press("check")
    assert assemble_request(the_draft().answers, service.spec)["output"] == SECRETS["output"]


def unmasked(shown: Any) -> Any:
    return read_posted(json.dumps(shown), json.dumps(SECRETS)).value


def shown_secrets() -> Any:
    return json.loads(show_text(json.dumps(SECRETS)))


def test_secrets_go_with_their_input() -> None:
    shown = shown_secrets()
    shown["input"]["data"].reverse()
    assert unmasked(shown)["input"]["data"] == SECRETS["input"]["data"][::-1]
    del shown["input"]["data"][0]
    assert unmasked(shown)["input"]["data"] == SECRETS["input"]["data"][:1]


@pytest.mark.parametrize("address", [f"https://{MASK}@evil.example/1", f"http://{MASK}@media.example.com/1"])
def test_a_secret_never_moves_to_another_server(address: str) -> None:
    shown = shown_secrets()
    shown["input"]["data"][0]["url"] = address
    shown["output"]["webhook"]["url"] = "https://evil.example/"
    assert unmasked(shown)["input"]["data"][0] == shown["input"]["data"][0]
    assert unmasked(shown)["output"] == shown["output"]


def test_dots_that_stand_for_nothing_are_asked_about(walker: Walker, service: Service) -> None:
    request = make_request(Platform.MODELARTS_EDGE)
    request["input"]["data"][0]["url"] = f"rtsp://{MASK}@camera.example.com/1"
    write(at_json(walker, service), request).press("check")
    assert walker.summary[0].endswith("No secret is stored for this field. Replace the dots with the secret.")


@BOTH
@pytest.mark.ux(1, 19)
def test_secrets_typed_in_a_stale_tab_are_kept_and_not_drawn(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_json(walker, service)
    form = dict(walker.values)
    Walker(walker.client).open(walker.address.replace("json", "details")).put("name", "theirs").press(
        "continue"
    )
    walker.values = form
    write(walker, SECRETS).press("check", **headers)
    assert CANARY not in walker.response.content.decode()
    walker.values |= form | {"text": walker.values["text"]}
    walker.press("overwrite", **headers)
    assert assemble_request(the_draft().answers, service.spec)["output"] == SECRETS["output"]
