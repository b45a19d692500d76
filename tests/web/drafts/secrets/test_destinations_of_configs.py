"""A secret in a service's own config is only sent where it was saved for, in fields and as JSON."""

import json
from typing import Any

import pytest

from taskbuilder.records.models import Service
from taskbuilder.taskspec.secrets.split import MASK
from tests.support.destinations import CANARY, RULE, put, sent, told
from tests.support.walker import Walker, show_json
from tests.web.drafts.conftest import choose

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
