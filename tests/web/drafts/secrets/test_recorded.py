"""What a schema declared secret when a draft was saved stays secret in it, whatever the schema says later."""

import json
from collections.abc import Callable

import pytest
from django.db import connection

from taskbuilder.records.models import Draft, Service, Submission
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.secrets.split import MASK
from tests.support.walker import Walker, fill_request, show_json
from tests.web.drafts.conftest import choose, the_draft

CANARY = "canary-5c1e"
TEXT: JsonObject = {"type": "string"}
HIDDEN: JsonObject = {"type": "string", "writeOnly": True}
BEFORE: JsonObject = {
    "type": "object",
    "properties": {
        "mode": TEXT,
        "dial": HIDDEN,
        "posts": {"type": "array", "items": {"type": "object", "properties": {"code": HIDDEN}}},
    },
}
CONFIG: JsonObject = {"mode": "enter", "dial": CANARY, "posts": [{"code": f"{CANARY}-1"}, {"code": ""}]}
REQUEST: JsonObject = {
    "name": "gate-1",
    "input": {"type": "url", "data": [{"url": "rtsp://camera-1/live"}]},
    "output": {"dis": {"stream_name": "gate"}},
    "config": CONFIG,
}


def change_schema(service: Service, schema: JsonObject | None) -> None:
    Service.objects.filter(pk=service.pk).update(config_schema=schema)


def give_to_another(service: Service) -> None:
    other = Service.objects.create(
        project=service.project, service_id="ief-9", name="Other", platform="ief", config_schema=None
    )
    Draft.objects.update(service=other)


def delete(service: Service) -> None:
    service.delete()


PLAIN: JsonObject = {
    "type": "object",
    "properties": {
        "mode": TEXT,
        "dial": TEXT,
        "posts": {"type": "array", "items": {"type": "object", "properties": {"code": TEXT}}},
    },
}
CHANGES: dict[str, Callable[[Service], None]] = {
    "it is declared no more": lambda service: change_schema(service, PLAIN),
    "the member is gone": lambda service: change_schema(service, {"properties": {"mode": TEXT}}),
    "there is no schema": lambda service: change_schema(service, None),
    "the schema is broken": lambda service: change_schema(service, {"properties": 7}),
    "another service": give_to_another,
    "no service": delete,
}


@pytest.fixture
def declaring(ief: Service) -> Service:
    change_schema(ief, BEFORE)
    return ief


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_page_shows_it(walker: Walker, declaring: Service, change: Callable[[Service], None]) -> None:
    fill_request(choose(walker, declaring), REQUEST)
    change(declaring)
    root = f"/projects/gate/drafts/{the_draft().pk}/"
    for _time in range(2):  # before and after the draft is saved again
        for page in ("resources", "json", "review"):
            shown = walker.open(f"{root}{page}/").response.text
            assert (CANARY in shown, "enter" in shown) == (False, True)
        for button in ("view:config:json", "save"):
            walker.open(f"{root}resources/")
            if button == "save" or "config-form" in walker.values:
                assert CANARY not in walker.press(button).response.text
    assert the_draft().answers["resources"]["config"]["json"] == json.dumps(CONFIG, indent=2)


def test_it_is_sent_and_stored_apart_under_a_schema_that_does_not_declare_it(
    walker: Walker, declaring: Service
) -> None:
    fill_request(choose(walker, declaring), REQUEST)
    change_schema(declaring, PLAIN)
    walker.open(f"/projects/gate/drafts/{the_draft().pk}/review/").press("create")
    submission = Submission.objects.get()
    assert submission.request["config"] == {
        "mode": "enter",
        "dial": MASK,
        "posts": [{"code": MASK}, {"code": ""}],
    }
    assert submission.full_request()["config"] == CONFIG
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_submission")
        assert CANARY not in str(cursor.fetchall())


def test_a_text_beside_the_steps_hides_it_too(walker: Walker, declaring: Service) -> None:
    choose(walker, declaring)
    page = walker.address.replace("details", "json")
    walker.open(page).put("text", json.dumps({"config": {"dial": CANARY}, "name": 7})).press("check")
    change_schema(declaring, PLAIN)
    for _time in range(2):
        assert CANARY not in walker.open(page).response.text
        assert CANARY not in walker.press("check").response.text
    assert CANARY in the_draft().answers["json"]


def test_so_does_a_config_that_cannot_be_read(walker: Walker, declaring: Service) -> None:
    choose(walker, declaring)
    page = walker.address.replace("details", "resources")
    show_json(walker.open(page)).put("config", f'{{"dial": "{CANARY}", "mode": "enter"').press("save")
    change_schema(declaring, PLAIN)
    for _time in range(3):
        shown = walker.open(page).response.text
        assert (CANARY in shown, "enter" in shown) == (False, True)
        walker.press("save")
    assert the_draft().answers["declared"] == {"properties": {"dial": {"writeOnly": True}}}


def test_nothing_else_is_hidden_and_what_is_gone_is_forgotten(walker: Walker, declaring: Service) -> None:
    fill_request(choose(walker, declaring), REQUEST)
    change_schema(declaring, None)
    page = f"/projects/gate/drafts/{the_draft().pk}/resources/"
    other: JsonObject = {"mode": "enter", "posts": [{"code": "open"}], "dials": "open"}
    for typed in ({**other, "posts": [{"place": "open"}]}, other):
        walker.open(page).put("config", json.dumps(typed)).press("save")
    assert MASK not in walker.open(page).values["config"][0]
    assert "declared" not in the_draft().answers
