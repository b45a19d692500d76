"""The OpenAPI document is whole, and the page shows all of it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.api.document import FILTERS
from taskbuilder.api.schemas import EXAMPLE, NAMES, name_of
from taskbuilder.api.task_document import FILTERS as TASK_FILTERS
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.validate import find_problems


@pytest.mark.django_db
def test_it_is_told_to_everybody_without_a_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        document = client.get("/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "http://testserver"}]
    assert list(document["paths"]) == [
        "/v1/{project_id}/services/{service_id}/tasks",
        "/v1/{project_id}/services/{service_id}/tasks/{task_id}",
        "/v1/{project_id}/services/{service_id}/tasks/{task_id}/start",
        "/v1/{project_id}/services/{service_id}/tasks/{task_id}/stop",
        "/v1/{project_id}/services/{service_id}/tasks:validate",
        "/v1/{project_id}/services",
        "/v1/{project_id}/submissions",
        "/v1/{project_id}/submissions/{submission_id}",
        "/v1/{project_id}/submissions/{submission_id}:cancel",
        "/v1/{project_id}/exports",
        "/v1/{project_id}/exports/{export_id}",
        "/v1/{project_id}/exports/{export_id}/file",
        "/v1/{project_id}/plans",
        "/v1/{project_id}/plans/{plan_id}",
        "/v1/{project_id}/plans/{plan_id}/rows",
        "/v1/{project_id}/plans/{plan_id}/document",
        "/v1/{project_id}/plans/{plan_id}/runs",
        "/v1/{project_id}/plans/{plan_id}/runs/{run_id}",
        "/v1/{project_id}/plans/{plan_id}/runs/{run_id}:pause",
        "/v1/{project_id}/plans/{plan_id}/runs/{run_id}:resume",
        "/v1/{project_id}/plans/{plan_id}/runs/{run_id}:cancel",
    ]


def test_every_reference_leads_somewhere(client: Client) -> None:
    text = client.get("/v1/openapi.json").text
    schemas = set(json.loads(text)["components"]["schemas"])
    led_to = set(re.findall(r'"#/components/schemas/([^"]+)"', text))
    assert led_to <= schemas
    assert schemas - led_to == set()
    assert set(NAMES.values()) <= schemas


def test_its_example_is_a_good_request() -> None:
    for platform in Platform:
        assert find_problems(EXAMPLE, platform=platform) == []


def test_an_import_finds_the_example_at_the_call_and_at_the_request(client: Client) -> None:
    document = client.get("/v1/openapi.json").json()
    path = "/v1/{project_id}/services/{service_id}/tasks"
    for address in (path, f"{path}:validate"):
        body = document["paths"][address]["post"]["requestBody"]["content"]["application/json"]
        assert body["example"] == EXAMPLE
    assert [document["components"]["schemas"][name]["default"] for name in NAMES.values()] == [EXAMPLE] * 2


def test_the_page_is_told_in_the_readers_language(client: Client) -> None:
    english, chinese = (
        client.get("/v1/", headers={"Accept-Language": code}).text for code in ("en", "zh-hans")
    )
    sentences = re.compile(r"<p>(.*?)</p>|</code> ([^<]*)</dd>")
    words = [{one or other for one, other in sentences.findall(page)} for page in (english, chinese)]
    assert {each for each in words[0] & words[1] if each and "<code>" not in each} == set()


def test_types_lead_to_what_they_are(client: Client) -> None:
    page = client.get("/v1/").text
    assert '<code><a href="#IefTask.DayPeriod">DayPeriod</a></code>' not in page
    assert '<code>list of <a href="#IefTask.DayPeriod">DayPeriod</a></code>' in page
    ids = set(re.findall(r' id="([^"]*)"', page))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= ids


def test_the_contents_lead_to_every_part(client: Client) -> None:
    page = client.get("/v1/").text
    (contents,) = re.findall(r'<nav class="section".*?</nav>', page, re.DOTALL)
    headings = re.findall(r'<h2 id="([^"]*)">', page)
    assert ["contents", *re.findall(r'href="#([^"]*)"', contents)] == headings


def test_the_page_shows_every_operation_answer_and_schema(client: Client) -> None:
    document = client.get("/v1/openapi.json").json()
    page = client.get("/v1/").text
    for path, item in document["paths"].items():
        for method in item.keys() & {"get", "post", "delete"}:
            assert f"<code>{method.upper()} {path}</code>" in page
    anchors = re.findall(r'<h2 id="(\w+(?:\.\w+)?)">', page)
    assert set(document["components"]["schemas"]) <= set(anchors)
    assert set(re.findall(r'href="#(\w+)"', page)) - {"main"} <= set(anchors)


def list_schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document, to its bottom."""
    if isinstance(value, list):
        for each in value:
            yield from list_schemas(each)
    if isinstance(value, dict):
        yield value
        yield from list_schemas(list(value.values()))


def test_a_generator_gets_a_name_of_its_own_for_each_class(client: Client) -> None:
    document = client.get("/v1/openapi.json").json()
    names = [re.sub(r"\W", "", name).lower() for name in document["components"]["schemas"]]
    assert sorted(names) == sorted(set(names))
    schemas = list_schemas(document["components"]["schemas"])
    assert [each["title"] for each in schemas if isinstance(each.get("title"), str)] == []
    operations = [part["operationId"] for part in list_schemas(document["paths"]) if "operationId" in part]
    assert sorted(operations) == sorted(set(operations))


def test_kinds_are_told_apart_by_enums(client: Client) -> None:
    schemas = client.get("/v1/openapi.json").json()["components"]["schemas"]
    chosen = [each for each in list_schemas(schemas) if "oneOf" in each]
    assert len(chosen) == 8
    for each in chosen:
        driver, mapping = each["discriminator"]["propertyName"], each["discriminator"]["mapping"]
        assert [part["$ref"] for part in each["oneOf"]] == list(mapping.values())
        for word, reference in mapping.items():
            kind = schemas[reference.removeprefix("#/components/schemas/")]
            members = [schemas[name_of(part)] for part in kind["oneOf"]] if "oneOf" in kind else [kind]
            assert {tuple(member["properties"][driver]["enum"]) for member in members} == {(word,)}
            assert all(driver in member["required"] for member in members)


def test_the_page_tells_headers_from_what_an_address_asks(client: Client) -> None:
    page = client.get("/v1/").text
    found = re.findall(r"<h3>(Headers|Query)</h3>\s*<dl class=\"facts\">(.*?)</dl>", page, re.DOTALL)
    names = [(heading, re.findall(r"<dt><code>([^<]*)</code></dt>", rows)) for heading, rows in found]
    assert names == [
        ("Query", ["offset", "limit", *TASK_FILTERS]),
        ("Headers", ["Idempotency-Key", "Prefer"]),
        *[("Headers", ["Prefer"])] * 3,
        ("Headers", ["Prefer"]),
        ("Query", [*FILTERS, "before", "after", "limit"]),
        ("Query", ["format", *FILTERS]),
        ("Query", ["change", "start", "limit"]),
    ]


def test_the_page_lists_kinds_and_words(client: Client) -> None:
    page = client.get("/v1/").text
    assert "<code>execution_mode: frequency</code>" in page
    assert "<code>given_up</code>" in page
