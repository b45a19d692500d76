"""What people read of a service's schema, whatever state that is in."""

import json
from typing import Any

import pytest

from taskbuilder.forms.from_json_schema.build import make_group
from taskbuilder.forms.from_json_schema.describe import describe_schema
from taskbuilder.forms.from_json_schema.example import find_example
from taskbuilder.taskspec.config import check_config_schema
from taskbuilder.taskspec.json_value import JsonObject
from tests.forms.config_schemas import SAMPLES, Sample

REGION: JsonObject = {
    "type": "object",
    "required": ["points"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 64},
        "points": {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 1}, "minItems": 3},
    },
}
SCHEMA: JsonObject = {
    "title": "Watch",
    "required": ["mode"],
    "properties": {
        "mode": {"title": "Mode", "description": "What is told.", "enum": ["enter", 2]},
        "region": REGION,
        "odd": True,
    },
    "examples": [{"mode": "enter"}],
}


def told(schema: Any) -> Any:
    return describe_schema(schema)


def test_members_are_listed_with_those_inside_them_and_what_they_take() -> None:
    assert [(each.name, each.takes, each.is_needed) for each in told(SCHEMA)["members"]] == [
        ("mode", "one of enter, 2", True),
        ("region", "an object", False),
        ("region.name", "text, 1 or more characters, 64 or fewer characters", False),
        ("region.points", "a list, each entry a number, 0 or more, 1 or less, 3 or more entries", True),
        ("odd", "", False),
    ]


def test_an_example_is_written_as_json() -> None:
    assert describe_schema(SCHEMA, {"mode": "enter"})["example"] == '{\n  "mode": "enter"\n}'  # type: ignore[index]


def example(schema: Any) -> Any:
    return find_example(schema, json.dumps(schema))


def test_the_schemas_own_example_is_shown_where_it_fits() -> None:
    assert example(SCHEMA | {"properties": {"mode": {"enum": ["enter"]}}}) == {"mode": "enter"}
    broken = {"properties": {"mode": {"enum": ["leave"]}}, "examples": [{"mode": "enter"}]}
    assert example(broken) == {"mode": "leave"}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_an_example_fits_its_schema(sample: Sample) -> None:
    made = example(sample.schema)
    assert made
    assert list(check_config_schema(made, json.dumps(sample.schema))) == []


@pytest.mark.parametrize("schema", [{}, {"properties": {"a": {"$ref": "#"}}}, {"required": ["a"]}])
def test_nothing_is_shown_where_no_example_is_found(schema: Any) -> None:
    assert example(schema) is None


@pytest.mark.parametrize(
    "schema",
    [{}, {"properties": [], "required": 1}, {"properties": {"a": 5}, "examples": ["x"], "title": {}}],
)
def test_a_schema_that_went_bad_says_what_it_can(schema: Any) -> None:
    assert (told(schema)["title"], told(schema)["example"]) == ("", "")


def test_a_service_without_a_schema_says_nothing() -> None:
    assert describe_schema(None) is None


@pytest.mark.parametrize("is_needed", [True, False])
@pytest.mark.parametrize("required", [["mode"], []])
def test_a_config_is_asked_for_where_the_service_needs_one_and_an_empty_one_is_no_answer(
    is_needed: bool, required: list[str]
) -> None:
    group = make_group({"properties": SCHEMA["properties"], "required": [*required]}, is_needed=is_needed)
    assert group is not None
    assert group.is_needed is (is_needed and required != [])
