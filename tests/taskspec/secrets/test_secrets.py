"""Each secret place is split off and joined again; nothing that is shown or said holds a secret."""

import json
from typing import Any

import pytest

from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.secrets.names import is_secret_name
from taskbuilder.taskspec.secrets.restore import unmask_url
from taskbuilder.taskspec.secrets.split import MASK, join_secrets, mask_url, split_anywhere, split_secrets
from taskbuilder.taskspec.sentence import describe
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.samples import changed, task

CANARY = "canary-7f3a"
URL = f"rtsp://viewer-{CANARY}:{CANARY}@camera.example.com/live"
SHOWN_URL = f"rtsp://{MASK}@camera.example.com/live"

WITH_HEADERS = changed(task("restful"), {"/input/data/0/headers": {}})
WITH_CONFIG = changed(task(), {"/config": {}})
PLACES: tuple[tuple[str, dict[str, Any], Any, Any], ...] = (
    ("/input/vcn/password", task("vcn"), CANARY, MASK),
    ("/input/data/0/headers/Authorization", WITH_HEADERS, CANARY, MASK),
    ("/input/data/0/headers/a~1b", WITH_HEADERS, CANARY, MASK),
    ("/output/webhook/headers/X-Key", task(), CANARY, MASK),
    ("/input/data/0/url", task(), URL, SHOWN_URL),
    ("/input/data/0/url", task(), f"rtsp://{CANARY}@camera/live", f"rtsp://{MASK}@camera/live"),
    ("/input/data/0/url", task(), f"rtsp://u:{CANARY}@x@192.0.2.1/a@b", f"rtsp://{MASK}@192.0.2.1/a@b"),
    ("/input/data/0/url", task(), f"rtsp://u:a/{CANARY}?b@camera/live", f"rtsp://{MASK}@camera/live"),
    ("/input/data/0/url", task(), f"rtsp://u:12/{CANARY}@camera/live", f"rtsp://{MASK}@camera/live"),
    ("/output/webhook/url", task(), URL, SHOWN_URL),
    ("/description", task(), f"See {URL} and {URL}.", f"See {SHOWN_URL} and {SHOWN_URL}."),
    ("/config/callback", WITH_CONFIG, URL, SHOWN_URL),
    ("/config/password", WITH_CONFIG, CANARY, MASK),
    ("/config/db/apiKey", changed(task(), {"/config": {"db": {}}}), CANARY, MASK),
    ("/config/list/0/tokens", changed(task(), {"/config": {"list": [{}]}}), [CANARY, {"a": CANARY}], MASK),
    ("/config/client_secret", WITH_CONFIG, {"a": CANARY}, MASK),
    ("/config/CREDENTIALS", WITH_CONFIG, 5, MASK),
)


@pytest.mark.parametrize(("where", "request_", "secret", "masked"), PLACES, ids=str)
def test_it_is_split_off_and_joined_again(
    where: str, request_: dict[str, Any], secret: Any, masked: Any
) -> None:
    whole = changed(request_, {where: secret})
    shown, secrets = split_secrets(whole)
    others = split_secrets(request_)[1]
    others.pop(where, None)
    assert secrets == {**others, where: secret}
    assert shown == changed(split_secrets(request_)[0], {where: masked})
    assert CANARY not in json.dumps(shown)
    assert join_secrets(shown, secrets) == whole
    assert split_secrets(shown)[0] == shown


@pytest.mark.parametrize("opening", ["{", "[", " {"])
@pytest.mark.parametrize(
    ("where", "request_"),
    [(where, request_) for where, request_, _secret, masked in PLACES if masked == MASK],
)
def test_a_secret_that_begins_like_json_is_hidden_in_what_the_cloud_shows_too(
    where: str, request_: dict[str, Any], opening: str
) -> None:
    whole = changed(request_, {where: f"{opening}{CANARY}"})
    assert split_anywhere(whole) == split_secrets(whole)


@pytest.mark.parametrize(("where", "request_", "secret", "_masked"), PLACES, ids=str)
def test_no_sentence_and_no_message_holds_it(
    where: str, request_: dict[str, Any], secret: Any, _masked: Any
) -> None:
    whole = changed(request_, {where: secret})
    assert CANARY not in describe(whole)
    schema = {"properties": {"a": {}}, "additionalProperties": {"enum": ["x"]}, "maxProperties": 0}
    service = Service(platform=Platform.IEF, config_schema=schema)
    for spoilt in (whole, changed(whole, {"/name": whole, "/schedule": [whole]})):
        for problem in find_problems(spoilt, platform=None, service=service):
            assert CANARY not in json.dumps(problem.as_json())
            assert CANARY not in repr(problem)


WRONG: tuple[Any, ...] = (
    f"{CANARY} \n\ud800",
    [CANARY],
    {CANARY[:0]: CANARY},
    f"{CANARY}://{CANARY}:{CANARY}@",
    CANARY * 400,
)


@pytest.mark.parametrize("value", WRONG, ids=repr)
@pytest.mark.parametrize(
    "where",
    [
        "/name",
        "/description",
        "/input/type",
        "/input/data/0/url",
        "/output/webhook/url",
        "/output/webhook/headers",
        "/output/webhook/headers/X",
        "/schedule",
        "/source_usage_estimate/cpu",
    ],
)
def test_a_wrong_value_is_not_repeated(where: str, value: Any) -> None:
    for problem in find_problems(changed(task(), {where: value}), platform=Platform.MODELARTS_EDGE):
        assert CANARY not in repr(problem)


SAYING_SO = "password dbPassword SECRET auth_token key apiKey APIKey apikey1 keys credential"


@pytest.mark.parametrize("name", SAYING_SO.split())
def test_a_name_that_says_so(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["level", "keyframe_interval", "keyframes", "keyFrame", "key_points", "keywords", "passage"]
)
def test_a_name_that_does_not(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "https://camera:8554/a@b",
        "https://localhost:8554/a@b/c",
        "https://192.0.2.1:8554/a@b/c",
        "https://camera/?mail=a@b.example.com",
        "a@b.example.com",
        "https://camera:80",
        "://",
    ],
)
def test_an_address_without_a_user_is_left(text: str) -> None:
    assert mask_url(text) == text


def test_nothing_empty_is_a_secret() -> None:
    request = changed(task("vcn"), {"/input/vcn/password": "", "/output/webhook/headers": {"X": ""}})
    assert split_secrets(request) == (request, {})


def test_a_saved_number_is_not_read_as_an_address() -> None:
    assert unmask_url(f"rtsp://{MASK}@camera/live", 5) == f"rtsp://{MASK}@camera/live"


def test_no_schema_is_held_against_a_secret_that_is_hidden() -> None:
    schema = {"properties": {"api_key": {"type": "string", "minLength": 10, "pattern": "^[a-z]+$"}}}
    service = Service(platform=Platform.IEF, config_schema=schema)

    def find(key: str) -> list[tuple[str, str]]:
        request = changed(task(), {"/config": {"api_key": key}})
        return [(each.path, each.rule) for each in find_problems(request, platform=None, service=service)]

    assert find("Short") == [("/config/api_key", "config.schema")] * 2
    assert find(MASK) == []


def test_a_name_of_a_header_is_judged_whatever_its_value_hides() -> None:
    request = changed(task("restful"), {"/input/data/0/headers": {"Bad name": MASK}})

    assert [each.rule for each in find_problems(request, platform=Platform.IEF)] == ["input.headers.value"]
