"""A task's config is judged by its service's own schema, which may itself be anything."""

from typing import Any

import pytest

from taskbuilder.taskspec.config import find_fault
from taskbuilder.taskspec.platforms import Platform, Service
from taskbuilder.taskspec.problem import fill, untranslated
from taskbuilder.taskspec.validate import find_problems
from tests.taskspec.samples import task


def judge(config: Any, schema: Any) -> list[tuple[str, str]]:
    service = Service(platform=Platform.IEF, config_schema=schema)
    found = find_problems(task() | {"config": config}, platform=None, service=service)
    assert {each.rule for each in found} <= {"config.schema"}
    return [(each.path, each.message) for each in found]


ZONES = {"properties": {"zones": {"items": {"properties": {"name": {"minLength": 2}}, "required": ["name"]}}}}
MISSING = "is required by this service. Enter it."
BREAKS = "does not satisfy"
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
            [("/config/level", "“config › level” must be a whole number. Change it.")],
        ),
        (
            {"additionalProperties": False, "properties": {"a": {}}, "patternProperties": {"^x-": {}}},
            {"a": 1, "b~/c": 2, "x-d": 3},
            [("/config/b~0~1c", "This service has no field “config › b~/c”. Remove it.")],
        ),
        (
            {"properties": {"a": False}},
            {"a": 1},
            [("/config", "“config” does not match what this service accepts. Change it.")],
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
            [("/config", f"“config” {BREAKS} “dependentRequired” in this service's schema. Change it.")],
        ),
        (
            {"properties": {"a": {"minLength": 1}, "b": {"items": {"items": {"type": "string"}}}}},
            {"a": "", "b": [[], ["x", 5]]},
            [
                ("/config/a", "“config › a” is empty. Enter at least one character."),
                ("/config/b/1/1", "“config › b #2 #2” must be text. Change it."),
            ],
        ),
        (
            {"properties": {"a": {"pattern": "^x"}}},
            {"a": "y"},
            [
                (
                    "/config/a",
                    "“config › a” does not match the pattern ^x, which this service requires. Change it.",
                )
            ],
        ),
        (
            {"properties": {"a": {"type": ["string", "null"]}, "b": {"const": True}}},
            {"a": 1, "b": False},
            [
                ("/config/a", "“config › a” must be one of these: text, no value. Change it."),
                ("/config/b", "“config › b” must be true. Change it."),
            ],
        ),
        (
            {"properties": {"a": {"enum": [None, False, 1, "x"]}}},
            {"a": "y"},
            [("/config/a", "“config › a” must be one of no value, false, 1, x. Choose one of them.")],
        ),
        (
            {"properties": {"a": {"pattern": "^x", "examples": ["x-1"]}}},
            {"a": "y"},
            [("/config/a", "“config › a” is not in the format this service requires. Example: x-1")],
        ),
        (
            {"properties": {"a": {"uniqueItems": True}, "b": {"uniqueItems": True}}},
            {"a": [1, True, "1", {"a": 1, "b": 2}], "b": [{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}]},
            [("/config/b", "“config › b” has a duplicate entry. Enter each only once.")],
        ),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "required": ["a"]}, {"a": 1}, []),
        ({"format": "email", "properties": {"a": {"format": "ipv4"}}}, {"a": "x"}, []),
    ],
)
def test_each_error_stands_at_its_member(schema: Any, config: Any, said: list[tuple[str, str]]) -> None:
    assert judge(config, schema) == said


UNUSABLE = "This service's configuration schema is broken. Ask an administrator to fix it."


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
        {"$schema": 5},
        {"$schema": "https://schemas.example.com/dialect"},
        {"$ref": 5},
        [],
        5,
        "x",
    ],
    ids=repr,
)
def test_a_schema_that_cannot_be_used_is_one_problem(schema: Any) -> None:
    assert judge({"a": "x", "n": 1}, schema) == [("/config", UNUSABLE)]


def doubling(keyword: str) -> Any:
    """A schema whose every part refers to the next one twice."""
    parts: Any = {f"p{n}": {keyword: [{"$ref": f"#/$defs/p{n + 1}"}] * 2} for n in range(12)}
    return {"$defs": parts | {"p12": {}}, "properties": {"a": {"$ref": "#/$defs/p0"}}}


PART = "must name a part of this same schema, such as #/$defs/zone. Change it."
DIALECT = (
    "“$schema” is not a supported version of JSON Schema. Use "
    "https://json-schema.org/draft/2020-12/schema, or leave it out."
)
GONE = "is not a usable pattern. Lookaround, such as (?=…), and backreferences, such as \\1,"


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"$schema": 5}, DIALECT),
        ({"$schema": "https://schemas.example.com/dialect"}, DIALECT),
        ({"$ref": 5}, "“$ref” must be text. Change it."),
        ({"$ref": "https://schemas.example.com/config.json"}, f"“$ref” {PART}"),
        ({"allOf": [{"$ref": "#/$defs/nowhere"}]}, f"“allOf #1 › $ref” {PART}"),
        ({"$ref": "#/default", "default": {"type": 5}}, f"“$ref” {PART}"),
        (
            {"properties": {"roi": {"format": "region", "frame": {"width": "a", "height": 5}}}},
            "“properties › roi › frame” must have width and height, both whole numbers of pixels above 0.",
        ),
        ({"$ref": "#"}, "“$ref” refers back to itself without end. "),
        ({"not": {"anyOf": [{"$ref": "#"}]}}, "“not › anyOf #1 › $ref” refers back to itself"),
        (
            {"properties": {"a": {"$schema": "x"}}},
            "“properties › a › $schema” is only allowed at the top of a",
        ),
        ({"properties": {"a": {"pattern": "("}}}, f"“properties › a › pattern” {GONE}"),
        ({"properties": {"a": {"pattern": "^(?!x)"}}}, f"“properties › a › pattern” {GONE}"),
        ({"patternProperties": {"(": {}}}, f"“patternProperties › (” {GONE}"),
        ({"type": "objekt"}, "“type” must be one of array, boolean, integer, null, number, object, string."),
        ({"multipleOf": 0}, "“multipleOf” is too small. Enter more than 0."),
        ({"allOf": []}, "“allOf” is not valid JSON Schema here. Change it."),
        ({"required": [str(n) for n in range(1001)]}, "“required” has more than 1000 entries. Shorten it."),
        (
            doubling("allOf"),
            "“$defs › p4” is too complex, with everything it refers to: more than 1000 parts",
        ),
        (
            doubling("anyOf"),
            "“$defs › p4” is too complex, with everything it refers to: more than 1000 parts",
        ),
        (
            {"patternProperties": {"a": {}}, "unevaluatedProperties": False},
            "“unevaluatedProperties” cannot be combined with patternProperties. Use additionalProperties.",
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_keeps_a_schema_from_judging_is_told_with_its_mend(schema: Any, said: str) -> None:
    fault = find_fault(schema)
    assert fault is not None
    assert fill(fault.template, fault.params, untranslated).startswith(said)
    assert judge({"a": "x", "n": 1}, schema) == [("/config", UNUSABLE)]


@pytest.mark.parametrize(
    "schema",
    [
        {"$id": "https://schemas.example.com/config", "properties": {"below": {"$ref": "#"}}},
        {"$schema": "http://json-schema.org/draft-04/schema#", "id": "x", "minimum": 1},
        {"properties": {"$ref": {"type": "string"}, "$schema": {}, "$id": {}}},
        {"default": {"$ref": "nowhere", "pattern": "("}},
        {"$defs": {"a/b": True}, "properties": {"a": {"$ref": "#/$defs/a~1b"}}},
    ],
    ids=repr,
)
def test_a_schema_that_only_looks_odd_is_taken(schema: Any) -> None:
    assert find_fault(schema) is None


def test_a_pattern_that_would_be_tried_for_ever_is_judged() -> None:
    schema = {"properties": {"a": {"pattern": "^(a+)+$"}}, "patternProperties": {"^(b|b)*$": {}}}
    long = "a" * 5000 + "!"
    assert [path for path, _said in judge({"a": long, "b" * 5000: 1}, schema)] == ["/config/a"]


def test_a_config_that_takes_too_long_is_one_problem() -> None:
    twice = {"properties": {"a": {"allOf": [{"$ref": "#"}] * 2}}}
    config: Any = {}
    for _level in range(30):
        config = {"a": config}
    ((path, said),) = judge(config, twice)
    assert (path, said.partition(".")[0]) == (
        "/config",
        "Checking this configuration against the service's schema takes too long",
    )


def test_a_number_beyond_floats_is_judged() -> None:
    assert judge({"n": 10**400}, {"properties": {"n": {"maximum": 5}}}) == [
        ("/config/n", "“config › n” is too large. Enter 5 or less.")
    ]


def test_a_config_that_is_no_object_is_not_judged_by_the_schema() -> None:
    service = Service(platform=Platform.IEF, config_schema={"type": "object", "required": ["a"]})
    found = find_problems(task() | {"config": ["a"]}, platform=None, service=service)
    assert [(each.path, each.rule) for each in found] == [("/config", "config.object")]
