"""A dozen schemas of growing difficulty, each with configs that it takes and configs that break it."""

from dataclasses import dataclass, field
from typing import Any

JsonObject = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A schema, configs that its fields hold, and broken ones with the control of each broken keyword."""

    schema: JsonObject
    held: list[JsonObject]
    broken: list[tuple[JsonObject, dict[str, str]]] = field(default_factory=list)


ROI = '{"polygons":[{"data":[[10,10],[90,10],[90,90]]}],"lines":[{"data":[[0,0],[5,5]]}]}'
CROSSED = '{"polygons":[{"data":[[0,0],[90,90],[90,0],[0,90]]}],"lines":[]}'
RULE = {
    "oneOf": [
        {
            "title": "By count",
            "properties": {"by": {"const": "count"}, "most": {"type": "integer", "maximum": 9}},
            "required": ["by", "most"],
        },
        {
            "title": "By time",
            "properties": {"by": {"const": "time"}, "seconds": {"type": "number", "exclusiveMinimum": 0}},
            "required": ["by", "seconds"],
        },
    ]
}
SAMPLES: dict[str, Sample] = {
    "a text": Sample(
        schema={
            "properties": {"site": {"type": "string", "minLength": 3, "maxLength": 5, "pattern": "^[a-z]"}}
        },
        held=[{"site": "gate"}],
        broken=[
            ({"site": "ga"}, {"minLength": "site"}),
            ({"site": "gate-1"}, {"maxLength": "site"}),
            ({"site": "1ate"}, {"pattern": "site"}),
        ],
    ),
    "numbers": Sample(
        schema={
            "properties": {
                "level": {"type": "integer", "minimum": 1, "maximum": 10, "multipleOf": 2},
                "ratio": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
            },
            "required": ["level"],
        },
        held=[{"level": 4}, {"level": 10, "ratio": 0.25}],
        broken=[
            ({"level": -2}, {"minimum": "level"}),
            ({"level": 12, "ratio": 0}, {"maximum": "level", "exclusiveMinimum": "ratio"}),
            ({"level": 3, "ratio": 1}, {"multipleOf": "level", "exclusiveMaximum": "ratio"}),
            ({"ratio": 0.5}, {"required": "level"}),
            ({"level": "high"}, {"type": "level"}),
        ],
    ),
    "options and switches": Sample(
        schema={
            "properties": {
                "mode": {"enum": ["enter", "leave", 3]},
                "model": {"enum": [f"model-{number}" for number in range(12)]},
                "notify": {"type": "boolean"},
            },
            "required": ["mode", "notify"],
        },
        held=[{"mode": "enter", "model": "model-11", "notify": False}, {"mode": 3, "notify": True}],
        broken=[({"model": "model-1"}, {"required": "mode"})],
    ),
    "options with titles": Sample(
        schema={
            "properties": {
                "side": {"oneOf": [{"const": 1, "title": "Left"}, {"const": 2, "title": "Right"}]},
                "fixed": {"const": "v2"},
            },
            "required": ["side"],
        },
        held=[{"side": 2, "fixed": "v2"}, {"side": 1}],
        broken=[({"fixed": "v2"}, {"required": "side"})],
    ),
    "plain lists": Sample(
        schema={
            "properties": {
                "labels": {
                    "type": "array",
                    "items": {"type": "string", "maxLength": 6},
                    "minItems": 2,
                    "uniqueItems": True,
                },
                "levels": {"type": "array", "items": {"type": "integer", "minimum": 0}, "maxItems": 3},
                "kinds": {"type": "array", "items": {"enum": ["car", "bus"]}, "minItems": 1},
            }
        },
        held=[{"labels": ["car", "bus"], "levels": [0, 1], "kinds": ["car", "bus"]}, {"levels": [7]}],
        broken=[
            ({"labels": ["car"]}, {"minItems": "labels"}),
            ({"labels": ["car", "car"]}, {"uniqueItems": "labels"}),
            ({"labels": ["car", "lorries"]}, {"maxLength": "labels"}),
            ({"levels": [1, 2, 3, 4]}, {"maxItems": "levels"}),
            ({"levels": [1, -1]}, {"minimum": "levels"}),
        ],
    ),
    "objects in objects": Sample(
        schema={
            "properties": {
                "zone": {
                    "type": "object",
                    "title": "Zone",
                    "properties": {
                        "name": {"type": "string", "minLength": 1},
                        "size": {
                            "type": "object",
                            "properties": {"width": {"type": "integer", "minimum": 1}},
                        },
                    },
                    "required": ["name"],
                }
            }
        },
        held=[{"zone": {"name": "Quay", "size": {"width": 5}}}, {"zone": {"name": "Quay"}}],
        broken=[
            ({"zone": {"size": {"width": 1}}}, {"required": "zone-name"}),
            ({"zone": {"name": "Quay", "size": {"width": 0}}}, {"minimum": "zone-size-width"}),
        ],
    ),
    "rows of objects": Sample(
        schema={
            "properties": {
                "zones": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "name": {"type": "string"},
                            "level": {"type": "integer", "maximum": 9},
                        },
                        "required": ["name"],
                    },
                    "maxItems": 3,
                }
            }
        },
        held=[{"zones": [{"name": "in", "level": 1}, {"name": "out"}]}],
        broken=[
            (
                {"zones": [{"name": "in"}, {"level": 10}]},
                {"required": "zones-r2-name", "maximum": "zones-r2-level"},
            ),
            ({"zones": [{"name": f"{number}"} for number in range(4)]}, {"maxItems": "zones"}),
        ],
    ),
    "references": Sample(
        schema={
            "$defs": {
                "level": {"type": "integer", "minimum": 0},
                "zone": {
                    "type": "object",
                    "properties": {"level": {"$ref": "#/$defs/level"}},
                    "required": ["level"],
                },
            },
            "properties": {
                "low": {"$ref": "#/$defs/level", "title": "Low"},
                "zone": {"allOf": [{"$ref": "#/$defs/zone"}]},
                "limit": {"anyOf": [{"type": "number", "maximum": 1}, {"type": "null"}]},
            },
        },
        held=[{"low": 0, "zone": {"level": 1}, "limit": 0.5}, {"low": 3}],
        broken=[
            ({"low": -1, "zone": {"level": -5}}, {"minimum": "low"}),
            ({"zone": {"level": "x"}}, {"type": "zone-level"}),
            ({"limit": 2}, {"maximum": "limit"}),
        ],
    ),
    "alternatives by a constant": Sample(
        schema=RULE | {"properties": {"name": {"type": "string"}}},
        held=[{"name": "a", "by": "count", "most": 3}, {"by": "time", "seconds": 1.5}],
        broken=[
            ({"by": "count", "most": 10}, {"maximum": "by-count-most"}),
            ({"by": "time"}, {"required": "by-time-seconds"}),
            ({"name": "a"}, {"required": "by"}),
        ],
    ),
    "rows of alternatives": Sample(
        schema={"properties": {"rules": {"type": "array", "items": {"type": "object"} | RULE}}},
        held=[{"rules": [{"by": "count", "most": 3}, {"by": "time", "seconds": 1}]}],
        broken=[
            (
                {"rules": [{"by": "count", "most": 1}, {"by": "time", "seconds": 0}]},
                {"exclusiveMinimum": "rules-r2-by-time-seconds"},
            ),
        ],
    ),
    "secrets and regions": Sample(
        schema={
            "properties": {
                "password": {"type": "string", "minLength": 4},
                "roi": {"type": "string", "format": "region", "frame": {"width": 100, "height": 100}},
            },
            "required": ["password"],
        },
        held=[{"password": "open", "roi": ROI}],
        broken=[
            ({"password": "abc"}, {"minLength": "password"}),
            ({"roi": ROI}, {"required": "password"}),
            ({"password": "open", "roi": CROSSED}, {"format": "roi"}),
        ],
    ),
    "what only JSON can say": Sample(
        schema={
            "properties": {
                "free": {"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}},
                "either": {"type": ["string", "integer"]},
                "matrix": {
                    "type": "array",
                    "items": {"type": "array", "items": {"type": "number", "maximum": 1}},
                },
                "a name": {"type": "string", "maxLength": 2},
                "dated": {"type": "string", "default": "today"},
            },
            "dependentRequired": {"either": ["matrix"]},
            "additionalProperties": False,
        },
        held=[
            {"free": {"x": 1, "y": 2}, "either": 5, "matrix": [[0, 1], [0.5]], "a name": "ab"},
            {"dated": "now"},
        ],
        broken=[
            ({"free": {"x": 1}}, {"minProperties": "free"}),
            ({"free": {"x": 1, "y": "2"}}, {"type": "free"}),
            ({"matrix": [[0], [2]]}, {"maximum": "matrix"}),
            ({"a name": "abc"}, {"maxLength": "3"}),
        ],
    ),
}
