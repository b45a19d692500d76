"""Problems come in the order in which a reader of the request meets them."""

from typing import Any

from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.samples import EXAMPLES, changed, task


def told(request: Any, **knows: Any) -> list[tuple[str, str]]:
    return [(each.path, each.rule) for each in find_problems(request, **{"platform": None, **knows})]


def test_an_empty_request_lacks_members_in_the_references_order() -> None:
    service = Service(platform=Platform.MODELARTS_EDGE, requires_config=True)
    assert told({}, platform=Platform.MODELARTS_EDGE, service=service) == [
        ("/name", "name.required"),
        ("/input", "input.required"),
        ("/output", "output.required"),
        ("/config", "config.required"),
        ("/source_usage_estimate", "estimate.required"),
    ]


def test_empty_sections_lack_members_in_the_references_order() -> None:
    request: dict[str, Any] = {"schedule": {}, "input": {}, "output": {}, "source_usage_estimate": {}}
    assert told(request) == [
        ("/name", "name.required"),
        ("/schedule/type", "schedule.type.required"),
        ("/schedule/execution_mode", "schedule.mode.required"),
        ("/schedule/timezone", "schedule.timezone.required"),
        ("/input/type", "input.type.required"),
        ("/input/data", "input.data.required"),
        ("/output", "output.empty"),
        ("/source_usage_estimate/cpu", "estimate.cpu"),
        ("/source_usage_estimate/memory", "estimate.memory"),
    ]


def test_members_that_are_missing_side_by_side_keep_the_references_order() -> None:
    schedule = {"type": "daily", "execution_mode": "frequency", "timezone": "+08:00", "frequency": {}}
    assert told(task() | {"schedule": schedule}) == [
        ("/schedule/frequency/interval", "schedule.frequency.interval"),
        ("/schedule/frequency/duration", "schedule.frequency.duration"),
        ("/schedule/frequency/begin_at", "schedule.time.required"),
        ("/schedule/frequency/end_at", "schedule.time.required"),
    ]


def test_present_members_come_in_the_documents_own_order() -> None:
    request = task()
    turned = {name: request[name] for name in ("source_usage_estimate", "output", "input", "name")}
    spoilt = changed(
        turned,
        {
            "/name": 5,
            "/input/data/0/url": "",
            "/output/webhook/headers": {},
            "/source_usage_estimate/memory": 0,
            "/zones": 1,
        },
    )
    assert told(spoilt) == [
        ("/source_usage_estimate/memory", "estimate.memory"),
        ("/output/webhook/headers", "output.webhook.headers.count"),
        ("/input/data/0/url", "input.field.required"),
        ("/name", "name.required"),
        ("/zones", "unknown.member"),
    ]


def test_a_missing_member_stands_after_the_one_it_follows_in_the_reference() -> None:
    """The output precedes the name here: what belongs behind the description is behind it."""
    request = {"output": {}, "description": 5, "name": "x"}
    assert told(request) == [
        ("/output", "output.empty"),
        ("/description", "member.type"),
        ("/input", "input.required"),
    ]


def test_elements_come_by_number_not_by_text() -> None:
    spoilt = changed(task(), {"/input/data": [None] * 51})
    found = told(spoilt)
    assert found == [
        ("/input/data", "input.data.count"),
        *((f"/input/data/{position}", "input.data.required") for position in range(51)),
    ]


def test_a_whole_comes_before_its_parts() -> None:
    entry = {"url": "https://x/", "certificate_check": 1, "rtsp_path_in_response": "a"}
    spoilt = changed(task("restful"), {"/input/data/0": entry, "/input/data/1": entry})
    assert told(spoilt) == [
        ("/input/data/0/certificate_check", "input.certificate_check"),
        ("/input/data/1", "input.data.repeated"),
        ("/input/data/1/certificate_check", "input.certificate_check"),
    ]


def test_rules_of_one_place_come_in_the_catalogues_order() -> None:
    spoilt = changed(task(schedule="daily"), {"/input/data/0/url": "ftp://" + "x" * 1000})
    assert told(spoilt) == [
        ("/input/data/0/url", "schedule.input.url"),
        ("/input/data/0/url", "input.url.length"),
        ("/input/data/0/url", "input.url.scheme"),
    ]


def test_the_references_examples_are_taken() -> None:
    edge = Platform.MODELARTS_EDGE
    assert {name: told(request, platform=edge) for name, request in EXAMPLES.items()} == {
        "reference-edgecamera-dis": [],
        "reference-restful-webhook": [("/input/data/0/rtsp_path_in_response", "input.rtsp_path.slash")],
        "reference-url-dis-daily": [("/input/data/0/url", "schedule.input.url")],
    }
