"""A secret that was typed is kept, is sent, and is never drawn again (ux.md, 19 and 22)."""

import json
from typing import Any

import pytest
from django.db import connection

from taskbuilder.records.models import Service, Submission
from taskbuilder.taskspec.secrets.config_text import mask_config, unmask_config
from taskbuilder.taskspec.secrets.restore import unmask_url
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.web.drafts.state import DraftState
from tests.support.walker import Walker, fill_request
from tests.web.conftest import NOW
from tests.web.drafts.conftest import choose, the_draft
from tests.web.drafts.test_errors import at_input

CANARY = "canary-7f3a"
REQUEST: dict[str, Any] = {
    "name": "gate-1",
    "input": {"type": "url", "data": [{"url": f"rtsp://user:{CANARY}@c/1"}]},
    "output": {
        "webhook": {"url": f"https://{CANARY}@sink.example.net/", "headers": {"X-Key": f"{CANARY}-1"}}
    },
    "config": {"mode": "enter", "access_token": f"{CANARY}-2"},
}


@pytest.mark.ux(22)
def test_no_page_shows_a_secret_and_the_submission_holds_it(
    walker: Walker, ief: Service, caplog: pytest.LogCaptureFixture
) -> None:
    choose(walker, ief)
    seen: list[str] = []
    original = walker.see

    def see(response: Any) -> Walker:
        seen.append(response.content.decode())
        return original(response)

    walker.see = see  # type: ignore[method-assign]  # looks over its shoulder
    fill_request(walker, REQUEST)
    pk = the_draft().pk
    for step in ("input", "output", "resources", "review"):
        walker.open(f"/projects/gate/drafts/{pk}/{step}/")
    walker.press("create")
    assert [page for page in seen if CANARY in page] == []
    assert CANARY not in caplog.text
    assert Submission.objects.get().full_request() == REQUEST


def test_a_draft_holds_no_secret_in_clear(walker: Walker, service: Service) -> None:
    at_input(walker, service).put("input-type-url-data-r1-url", f"rtsp://user:{CANARY}@c/1").press("save")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_draft")
        assert CANARY not in str(cursor.fetchall())


def test_a_saved_secret_stays_with_its_row(walker: Walker, service: Service) -> None:
    data = "input-type-url-data"
    at_input(walker, service).press(f"add:{data}").press(f"add:{data}")
    for number in (1, 2, 3):
        walker.put(f"{data}-r{number}-url", f"rtsp://user-{number}:pw-{number}@c/{number}")
    walker.press(f"remove:{data}:r1").press("continue")
    assert walker.step == "output"
    rows = the_draft().answers["input"]["input"]["type"]["kinds"]["url"]["data"]
    assert [row["row"]["url"] for row in rows] == ["rtsp://user-2:pw-2@c/2", "rtsp://user-3:pw-3@c/3"]


def read_server() -> dict[str, str]:
    server: dict[str, str] = the_draft().answers["input"]["input"]["type"]["kinds"]["vcn"]["vcn"]
    return server


def test_an_empty_secret_keeps_the_saved_one_and_a_new_one_replaces_it(
    walker: Walker, service: Service
) -> None:
    at_input(walker, service, "vcn").put("input-type-vcn-vcn-password", CANARY).press("reshape")
    assert walker.values["input-type-vcn-vcn-password"] == [""]
    assert "Saved – leave blank to keep" in walker.response.content.decode()
    walker.press("reshape")
    assert read_server()["password"] == CANARY
    walker.put("input-type-vcn-vcn-password", "another").press("reshape")
    assert read_server()["password"] == "another"


def test_a_url_is_drawn_masked_and_the_mask_keeps_it(walker: Walker, service: Service) -> None:
    name = "input-type-url-data-r1-url"
    at_input(walker, service).put(name, "rtsp://user:pw@c/1").press("reshape")
    assert walker.values[name] == [f"rtsp://{MASK}@c/1"]
    walker.put(name, f"rtsp://{MASK}@c/2").press("reshape")
    rows = the_draft().answers["input"]["input"]["type"]["kinds"]["url"]["data"]
    assert rows[0]["row"]["url"] == "rtsp://user:pw@c/2"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('{"mode":  "enter"}', '{"mode":  "enter"}'),
        ('{"a": {"apiKey": "k"}}', '{\n  "a": {\n    "apiKey": "' + MASK + '"\n  }\n}'),
        ('{"password": "p",', '{"password": "' + MASK + '",'),
        ("{password: hunter2", '{password: "' + MASK + '"'),
        ('{"url": "rtsp://u:p@c",', '{"url": "rtsp://' + MASK + '@c",'),
    ],
)
def test_a_config_is_drawn_without_its_secrets_and_posted_back_whole(typed: str, shown: str) -> None:
    assert mask_config(typed) == shown
    assert mask_config(unmask_config(shown, typed)) == shown
    assert MASK not in unmask_config(shown, typed)


def test_a_config_mended_in_the_browser_keeps_the_secrets_of_the_broken_one() -> None:
    broken = '{"access_token": "secret-1", "mode": "enter",}'
    mended = '{"access_token": "' + MASK + '", "mode": "linger"}'
    assert unmask_config(mended, broken) == '{"access_token": "secret-1", "mode": "linger"}'


@pytest.mark.parametrize(
    ("posted", "is_kept"),
    [
        ("rtsp://{}@cam:554/other", True),
        ("RTSP://{}@CAM:554/live", True),
        ("rtsp://{}@cam/live", True),
        ("rtsp://{}@cam.:0554/live", True),
        ("rtsp://{}@cam:5544/live", False),
        ("rtsp://{}@cam.evil.example:554/live", False),
        ("rtmp://{}@cam:554/live", False),
    ],
)
def test_credentials_stay_with_the_server_that_they_are_for(posted: str, *, is_kept: bool) -> None:
    shown = posted.format(MASK)
    kept = unmask_url(shown, "rtsp://user:pass@cam:554/live")
    assert kept == (posted.format("user:pass") if is_kept else shown)


def test_another_server_asks_for_the_credentials_again(walker: Walker, service: Service) -> None:
    choose(walker, service)
    walker.put("name", "gate").press("continue").put("input-type", "url").press("reshape")
    name = "input-type-url-data-r1-url"
    walker.put(name, f"rtsp://user:{CANARY}@old.example.net/live").press("save")
    walker.open(walker.address).put(name, f"rtsp://{MASK}@new.example.net/live").press("continue")
    (told,) = walker.messages
    assert told == (
        "Input 1: The saved user name and password in “Stream or file URL” were for "
        "rtsp://old.example.net. Replace the dots with those for the new address."
    )
    assert CANARY not in json.dumps(DraftState.of(the_draft(), NOW).request)


def test_a_mask_that_stands_for_nothing_stays_one() -> None:
    assert unmask_url(f"rtsp://{MASK}@c", "rtsp://c") == f"rtsp://{MASK}@c"


def test_a_copy_asks_for_its_secrets_again(walker: Walker, ief: Service) -> None:
    choose(walker, ief)
    fill_request(walker, REQUEST)
    walker.press("create")
    source = Submission.objects.get()
    client = walker.client
    walker.see(client.post("/projects/gate/drafts/new/", {"from": str(source.pk)}, follow=True))
    walker.open(f"/projects/gate/drafts/{the_draft().pk}/review/")
    assert CANARY not in walker.response.content.decode()
    walker.press("create")
    assert walker.response.status_code == 422
    assert len(walker.summary) == 4
    again = [entry.partition("copied. ")[2] for entry in walker.summary]
    assert sorted(again) == ["Enter it again.", *["Replace the dots with the secret."] * 3]
    assert Submission.objects.count() == 1


HEADERS = "input-type-restful-data-r1-headers"


def type_header(walker: Walker, service: Service, name: str, value: str) -> Walker:
    at_input(walker, service, "restful").press(f"add:{HEADERS}")
    return walker.put(f"{HEADERS}-r1-name", name).put(f"{HEADERS}-r1-value", value).press("reshape")


def test_a_header_that_never_holds_a_secret_is_shown(walker: Walker, service: Service) -> None:
    type_header(walker, service, "Content-Type", "application/json")
    assert walker.values[f"{HEADERS}-r1-value"] == ["application/json"]


def test_a_secret_is_not_shown_because_its_header_gets_another_name(walker: Walker, service: Service) -> None:
    type_header(walker, service, "X-Key", CANARY)
    assert walker.values[f"{HEADERS}-r1-value"] == [""]
    walker.put(f"{HEADERS}-r1-name", "Accept").press("reshape")
    assert CANARY not in walker.response.content.decode()
    assert walker.values[f"{HEADERS}-r1-value"] == [""]


@pytest.mark.parametrize(
    ("typed", "shown", "character"),
    [
        ("rtsp://admin:my canary-7f3a@c/1", f"rtsp://{MASK}@c/1", "%20"),
        ("rtsp://admin:P@canary-7f3a#x@cam1/1", f"rtsp://{MASK}@cam1/1", "%40"),
    ],
)
def test_a_refused_address_is_drawn_without_its_secret_and_told_its_cause(
    walker: Walker, service: Service, typed: str, shown: str, character: str
) -> None:
    name = "input-type-url-data-r1-url"
    at_input(walker, service).put(name, typed).press("continue")
    assert walker.response.status_code == 422
    page = walker.response.content.decode()
    assert CANARY not in page
    assert character in page
    assert walker.values[name] == [shown]


def test_one_hidden_part_of_an_address_is_replaced_alone(walker: Walker, service: Service) -> None:
    name = "input-type-url-data-r1-url"
    at_input(walker, service).put(name, "rtsp://u:old@c/1?token=old&ch=1").press("reshape")
    assert walker.values[name] == [f"rtsp://{MASK}@c/1?token={MASK}&ch=1"]
    walker.put(name, f"rtsp://{MASK}@c/1?token=new&ch=2").press("reshape")
    rows = the_draft().answers["input"]["input"]["type"]["kinds"]["url"]["data"]
    assert rows[0]["row"]["url"] == "rtsp://u:old@c/1?token=new&ch=2"
