"""A config in fields and as JSON is the same value, and each error of its schema is at its field."""

import json
from typing import Any

import pytest

from taskbuilder.forms.convert import from_json, to_json
from taskbuilder.forms.from_json_schema.build import make_group
from taskbuilder.records.models import Service
from taskbuilder.taskspec.config import check_config_schema
from taskbuilder.taskspec.secrets.names import is_secret_name
from taskbuilder.taskspec.secrets.split import MASK
from tests.forms.config_schemas import SAMPLES, JsonObject, Sample
from tests.support.walker import HTMX, Walker, show_json
from tests.web.drafts.conftest import choose, the_draft

HELD = [(sample, value) for sample in SAMPLES.values() for value in sample.held]
BROKEN = [(sample, value, told) for sample in SAMPLES.values() for value, told in sample.broken]
NAMES_HELD = [f"{name}, {place}" for name, sample in SAMPLES.items() for place in range(len(sample.held))]
NAMES_BROKEN = [
    f"{name}: {' and '.join(told)}" for name, sample in SAMPLES.items() for _value, told in sample.broken
]
EACH_HELD = pytest.mark.parametrize(("sample", "value"), HELD, ids=NAMES_HELD)
EACH_BROKEN = pytest.mark.parametrize(("sample", "value", "told"), BROKEN, ids=NAMES_BROKEN)
EACH_WAY = pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])


def test_there_are_a_dozen() -> None:
    assert len(SAMPLES) == 12


def open_config(walker: Walker, service: Service, sample: Sample, value: JsonObject) -> Walker:
    """At the step that asks for a config by that schema, with that value typed as JSON."""
    Service.objects.filter(pk=service.pk).update(config_schema=sample.schema)
    choose(walker, service)
    walker.open(walker.address.replace("details", "resources"))
    return show_json(walker).put("config", json.dumps(value))


@EACH_HELD
def test_what_is_held_is_right_by_its_schema(sample: Sample, value: JsonObject) -> None:
    assert list(check_config_schema(value, json.dumps(sample.schema))) == []


@EACH_HELD
def test_a_value_taken_apart_and_assembled_is_the_same(sample: Sample, value: JsonObject) -> None:
    group = make_group(sample.schema, is_needed=True)
    assert group is not None
    typed = from_json(group, value)
    assert json.dumps(to_json(group, typed), sort_keys=True) == json.dumps(value, sort_keys=True)
    assert from_json(group, to_json(group, typed)) == typed


@EACH_WAY
@EACH_HELD
def test_both_views_hold_the_same(
    walker: Walker, ief: Service, sample: Sample, value: JsonObject, headers: dict[str, str]
) -> None:
    open_config(walker, ief, sample, value).press("view:config:form", **headers)
    assert "config-form" in walker.values, "fields should hold this"
    if headers:  # the answer is the form alone
        walker.address = walker.address.partition("?")[0]
    walker.press("view:config:json", **headers)
    (text,) = walker.values["config"]
    assert json.loads(text) == hide(value)
    walker.press("save")
    assert read_saved() == value


def hide(value: Any) -> Any:
    """The value as a page shows it."""
    if isinstance(value, dict):
        return {name: MASK if is_secret_name(name) else hide(below) for name, below in value.items()}
    return value


def read_saved() -> Any:
    typed: Any = the_draft().answers["resources"]["config"]
    return json.loads(typed["json"])


@EACH_BROKEN
def test_each_error_stands_at_its_field(
    walker: Walker, ief: Service, sample: Sample, value: JsonObject, told: dict[str, str]
) -> None:
    open_config(walker, ief, sample, value).press("view:config:form").press("continue")
    assert walker.step == "resources"
    found = {each.attrs["data-at"] for each in walker.document.find("div", class_="messages")}
    assert {f"config-form-{control}" for control in told.values()} <= found


def test_what_is_missing_is_told_by_the_verb_of_its_control(walker: Walker, ief: Service) -> None:
    members: JsonObject = {
        "text": {"type": "string"},
        "side": {"enum": ["left", "right"]},
        "watch": {"type": "boolean"},
        "kinds": {"type": "array", "items": {"enum": ["car", "bus"]}},
        "roi": {"type": "string", "format": "region"},
    }
    properties = {"note": {"type": "string"}} | members
    sample = Sample(schema={"properties": properties, "required": list(members)}, held=[])
    open_config(walker, ief, sample, {"note": "x"}).press("view:config:form").press("continue")
    said = " ".join(each.text for each in walker.document.find("div", class_="messages"))
    for name, verb in {
        "text": "Enter it.",
        "side": "Choose one.",
        "watch": "Choose one.",
        "kinds": "Choose at least one.",
        "roi": "Draw it, or enter its coordinates.",
    }.items():
        assert f"“{name}” is required by this service. {verb}" in said


def test_a_wrong_secret_is_asked_for_again(walker: Walker, ief: Service) -> None:
    sample = Sample(schema={"properties": {"password": {"type": "string", "minLength": 4}}}, held=[])
    open_config(walker, ief, sample, {"password": "abc"}).press("view:config:form").press("continue")
    page = walker.response.content.decode()
    assert "A value is saved, but it is invalid. Enter it again." in page
    assert "leave blank to keep" not in page


@EACH_BROKEN
def test_the_judge_tells_the_keyword(sample: Sample, value: JsonObject, told: dict[str, str]) -> None:
    problems = check_config_schema(value, json.dumps(sample.schema))
    found = [problem.params.get("keyword", "format") for problem in problems]
    assert set(told) <= set(found)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "strng"},
        {"$ref": "#/nowhere"},
        {"$ref": 5},
        {"$schema": 5},
        {"$schema": "https://schemas.example.com/dialect"},
        {"properties": {"a": {"pattern": "("}}},
    ],
)
def test_a_schema_that_went_bad_is_asked_as_json_and_says_so(
    walker: Walker, ief: Service, schema: Any
) -> None:
    Service.objects.filter(pk=ief.pk).update(config_schema=schema)
    choose(walker, ief)
    walker.open(walker.address.replace("details", "resources"))
    assert "config" in walker.values
    assert "schema is broken. Ask an administrator to fix it." in walker.response.content.decode()


def test_a_services_own_words_are_never_translated(walker: Walker, ief: Service) -> None:
    member = {"title": "State", "description": "Password", "enum": ["person", "vehicle"]}
    Service.objects.filter(pk=ief.pk).update(config_schema={"properties": {"Name": member}})
    choose(walker, ief)
    walker.client.cookies["taskbuilder_language"] = "zh-hans"
    walker.open(walker.address.replace("details", "resources"))
    legends = [" ".join(each.text.split()) for each in walker.document.find("legend")]
    assert any(legend.startswith("State") for legend in legends)
    labels = [each.text for each in walker.document.find("label", class_="form-check-label")]
    assert {"person", "vehicle"} <= set(labels)
    assert "Password" in walker.response.content.decode()
