"""A task's config is judged by its service's own schema, which may itself be anything."""

from typing import Any

import pytest

from taskbuilder.taskspec.judge import find_problems
from taskbuilder.taskspec.platforms import Platform, Service
from tests.taskspec.samples import task


def judge(config: Any, schema: Any) -> list[tuple[str, str]]:
    service = Service(platform=Platform.IEF, config_schema=schema)
    found = find_problems(task() | {"config": config}, platform=None, service=service)
    assert {each.rule for each in found} <= {"config.schema"}
    return [(each.path, each.message) for each in found]


ZONES = {"properties": {"zones": {"items": {"properties": {"name": {"minLength": 2}}, "required": ["name"]}}}}
MISSING = "is missing, and this service needs it. Enter it."
BREAKS = "breaks what this service's schema says under"
REFERRING = {"$defs": {"level": {"type": "integer"}}, "properties": {"level": {"$ref": "#/$defs/level"}}}


@pytest.mark.parametrize(
    ("schema", "config", "said"),
    [
        (ZONES, {"zones": [{"name": "ab"}]}, []),
        (
            ZONES,
            {"zones": [{"name": "ab"}, {"name": "a"}, {}]},
            [
                (
                    "/config/zones/1/name",
                    "“config › zones #2 › name” is too short. Enter at least 2 characters.",
                ),
                ("/config/zones/2/name", f"“config › zones #3 › name” {MISSING}"),
            ],
        ),
        (REFERRING, {"level": 5}, []),
        (
            REFERRING,
            {"level": "5"},
            [("/config/level", "“config › level” must be of type integer. Change it.")],
        ),
        (
            {"additionalProperties": False, "properties": {"a": {}}, "patternProperties": {"^x-": {}}},
            {"a": 1, "b~/c": 2, "x-d": 3},
            [("/config/b~0~1c", "This service does not know “config › b~/c”. Remove it.")],
        ),
        (
            {"properties": {"a": False}},
            {"a": 1},
            [("/config", "“config” does not fit what this service takes. Change it.")],
        ),
        (
            {"properties": {"a": {"enum": ["low", "high"]}}},
            {"a": "canary"},
            [("/config/a", "“config › a” must be one of low, high. Choose one of them.")],
        ),
        (
            {"properties": {"a": {"minimum": 1, "multipleOf": 2}}},
            {"a": -1},
            [
                ("/config/a", "“config › a” is too small. Enter 1 or more."),
                ("/config/a", "“config › a” must be a multiple of 2. Change it."),
            ],
        ),
        (
            {"dependentRequired": {"a": ["b"]}},
            {"a": 1},
            [("/config", f"“config” {BREAKS} “dependentRequired”. Change it.")],
        ),
        (
            {"properties": {"a": {"minLength": 1}, "b": {"items": {"items": {"type": "string"}}}}},
            {"a": "", "b": [[], ["x", 5]]},
            [
                ("/config/a", "“config › a” is empty. Enter at least one character."),
                ("/config/b/1/1", "“config › b #2 #2” must be of type string. Change it."),
            ],
        ),
        (
            {"properties": {"a": {"pattern": "^x"}}},
            {"a": "y"},
            [
                (
                    "/config/a",
                    "“config › a” is not written as this service asks, by the pattern ^x. Change it.",
                )
            ],
        ),
        ({"$schema": "https://schemas.example.com/dialect", "required": ["a"]}, {"a": 1}, []),
        ({"format": "email", "properties": {"a": {"format": "ipv4"}}}, {"a": "x"}, []),
    ],
)
def test_each_error_stands_at_its_member(schema: Any, config: Any, said: list[tuple[str, str]]) -> None:
    assert judge(config, schema) == said


UNUSABLE = (
    "The schema that this service has for its configuration is broken. Ask an administrator to mend it."
)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$ref": "https://schemas.example.com/config.json"},
        {"$ref": "#/$defs/nowhere"},
        {"properties": {"a": {"pattern": "("}}},
        {"properties": {"n": {"multipleOf": 0}}},
        {"type": "nothing"},
        {"required": 5},
        {"properties": 5},
        {"allOf": [5]},
        {"$schema": []},
        [],
        5,
        "x",
    ],
    ids=repr,
)
def test_a_schema_that_cannot_be_used_is_one_problem(schema: Any) -> None:
    assert judge({"a": "x", "n": 1}, schema) == [("/config", UNUSABLE)]


def test_a_number_beyond_floats_is_judged() -> None:
    assert judge({"n": 10**400}, {"properties": {"n": {"maximum": 5}}}) == [
        ("/config/n", "“config › n” is too large. Enter 5 or less.")
    ]


def test_a_config_that_is_no_object_is_not_judged_by_the_schema() -> None:
    service = Service(platform=Platform.IEF, config_schema={"type": "object", "required": ["a"]})
    found = find_problems(task() | {"config": ["a"]}, platform=None, service=service)
    assert [(each.path, each.rule) for each in found] == [("/config", "config.object")]
