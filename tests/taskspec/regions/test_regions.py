"""Regions of a picture: read, written, and judged."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskbuilder.taskspec.config import check_config_schema
from taskbuilder.taskspec.regions import outlines
from taskbuilder.taskspec.regions import points as regions
from taskbuilder.taskspec.regions.points import Outline, Region, to_lines, to_string

GATE = 'polygon 100,80 400,80 400,300 "Gate" red\nline 0,0 1920,1080'
SENT = '{"polygons":[{"data":[[100,80],[400,80],[400,300]]}],"lines":[{"data":[[0,0],[1920,1080]]}]}'
SIDE = st.integers(0, 1920) | st.floats(0, 1920)
JSON = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(0, 9) | st.text(max_size=8)
MEMBERS = st.dictionaries(
    st.sampled_from(["id", "tags", "é", "name", 'a"b']), JSON | st.lists(JSON, max_size=2)
)


def outlines_of(kind: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    points = st.lists(st.tuples(SIDE, SIDE).map(list), min_size=2, max_size=6)
    return st.lists(st.builds(lambda data, others: {"data": data, **others}, points, MEMBERS), max_size=3)


STRINGS = st.builds(
    lambda polygons, lines, others: {"polygons": polygons, "lines": lines, **others},
    outlines_of("polygon"),
    outlines_of("line"),
    MEMBERS,
)


def test_what_is_typed_is_sent_compact_and_without_names() -> None:
    assert to_string(GATE) == SENT
    assert to_lines(SENT) == "polygon 100,80 400,80 400,300\nline 0,0 1920,1080"


@pytest.mark.parametrize(
    "typed",
    [
        "line 0,0 1920,1080\npolygon 100,80 400,80 400,300",
        "\n  Polygon  100 , 80   400,80 400,300.0 \n\nLINE 0.0,0 1920,1080 blue\n",
        'polygon 100,80 400,80 400,300 "red \\"7\\""\nline 0,0 1920,1080 "polygon 1,2"',
    ],
)
def test_the_same_region_is_sent_in_the_same_letters(typed: str) -> None:
    assert to_string(typed) == SENT


@given(STRINGS, st.booleans())
def test_any_string_comes_back_to_the_letter(value: dict[str, Any], is_compact: bool) -> None:
    string = json.dumps(value, separators=(",", ":") if is_compact else None, ensure_ascii=False)
    assert to_string(to_lines(string)) == string


@given(STRINGS)
def test_any_region_comes_back(value: dict[str, Any]) -> None:
    region = regions.read_string(json.dumps(value))
    assert regions.read_string(regions.write_string(region)) == region


NAMED = st.builds(
    Outline,
    kind=st.sampled_from(["polygon", "line"]),
    points=st.lists(st.tuples(st.integers(0, 1920), st.integers(0, 1080)), max_size=5).map(tuple),
    name=st.text(st.characters(codec="utf-8"), max_size=12),
    colour=st.sampled_from(["", *regions.COLOURS]),
    others=MEMBERS,
)


@given(st.lists(NAMED, max_size=4), MEMBERS)
def test_any_lines_come_back(named: list[Outline], others: dict[str, Any]) -> None:
    kinds = sorted(named, key=lambda each: each.kind, reverse=True)
    region = Region(outlines=tuple(kinds), others=others)
    assert regions.read_lines(regions.write_lines(region)) == region


def test_members_that_came_with_a_region_are_kept() -> None:
    string = '{"polygons":[{"data":[[1,2],[3,4],[5,7]],"id":"é"}],"lines":[],"version":2}'
    assert to_lines(string) == 'polygon 1,2 3,4 5,7 {"id":"é"}\nregion {"version":2}'


def square(*points: tuple[float, float]) -> str:
    return json.dumps({"polygons": [{"data": points}], "lines": []})


def faults(text: str) -> list[str]:
    found = list(check_config_schema({"roi": text}, json.dumps(schema((1920, 1080)))))
    assert all((each.path, each.rule) == ("/config/roi", "config.schema") for each in found)
    return [each.message for each in found]


def schema(frame: tuple[int, int]) -> dict[str, Any]:
    sides = dict(zip(("width", "height"), frame, strict=True))
    return {"properties": {"roi": {"type": "string", "format": "region", "frame": sides}}}


MOVE = "Move one of its points."
NO_SHAPE = "is not a shape. Write “polygon” or “line”, then its points, such as 100,80 400,80 400,300."
OTHER = "is not a region. Draw it, or write one shape per line."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SENT, []),
        (square((0, 0), (9, 0), (9, 9), (0, 9)), []),
        (square((0, 0), (5, 0), (9, 0), (9, 9)), []),
        (square((0, 0), (9, 9), (9, 0), (0, 9)), [f"the edges of polygon 1 cross or touch. {MOVE}"]),
        (square((0, 0), (9, 0), (9, 9), (4, 0)), [f"the edges of polygon 1 cross or touch. {MOVE}"]),
        (square((0, 0), (9, 0), (4, 0), (4, 9)), [f"the edges of polygon 1 cross or touch. {MOVE}"]),
        (square((0, 0), (9, 0), (4, 0)), [f"polygon 1 has no area. {MOVE}"]),
        (
            square((0, 0), (9, 0)),
            ["polygon 1 needs at least 3 points. Add some, or remove the shape."],
        ),
        (
            square((0, 0), (9, 0), (9, 1081)),
            ["point 3 of polygon 1 is outside the picture. Move it to between 0,0 and 1920,1080."],
        ),
        (
            square((0, 0), (9, 0), (9, 0), (9, 9)),
            ["point 3 of polygon 1 is in the same place as its neighbour. Remove one."],
        ),
        (
            square((0, 0), (9, 0), (9, 9), (0, 0)),
            ["point 4 of polygon 1 is in the same place as its neighbour. Remove one."],
        ),
        (
            to_string("line 1,1 2,2\nline 1,1\nline 1,1 2,2"),
            [
                "line 2 needs at least 2 points. Add some, or remove the shape.",
                "line 3 is the same as line 1. Remove one.",
            ],
        ),
        ("line 1,1 2,2\n\nsquare 1,1", [f"line 3 of the text {NO_SHAPE}"]),
        ("canary", [f"line 1 of the text {NO_SHAPE}"]),
        ('{"polygons":[{"data":[[1,true]]}]}', [f"{OTHER}"]),
        ('{"polygons":', [f"{OTHER}"]),
        (
            json.dumps({"lines": [{"data": [[x, 0] for x in range(501)]}]}),
            ["has more than 500 points. Remove some."],
        ),
    ],
)
def test_what_is_wrong_with_a_region(text: str, said: list[str]) -> None:
    between = {True: "“config › roi”: ", False: "“config › roi” "}
    assert faults(text) == [between[each[:2] not in {"ha", "is"}] + each for each in said]


def test_a_region_anywhere_in_a_schema_is_judged_by_its_frame() -> None:
    nested = {
        "$defs": {"roi": schema((100, 100))["properties"]["roi"]},
        "properties": {"zones": {"items": {"properties": {"roi": {"$ref": "#/$defs/roi"}}}}},
    }
    config = {"zones": [{"roi": SENT}, {"roi": square((0, 0), (9, 0), (9, 9))}, {"roi": 5}]}
    assert [problem.path for problem in check_config_schema(config, json.dumps(nested))] == [
        "/config/zones/0/roi",
        "/config/zones/0/roi",
        "/config/zones/2/roi",
    ]


@pytest.mark.parametrize("frame", [None, 5, {}, {"width": 0, "height": 9}, {"width": True, "height": 9}])
def test_a_frame_that_is_none_breaks_its_schema(frame: Any) -> None:
    broken = {"properties": {"roi": {"format": "region", "frame": frame}}}
    assert [problem.path for problem in check_config_schema({"roi": SENT}, json.dumps(broken))] == ["/config"]


def test_without_a_frame_it_is_the_usual_one() -> None:
    unstated = {"properties": {"roi": {"format": "region"}}}
    assert [problem.path for problem in check_config_schema({"roi": SENT}, json.dumps(unstated))] == []


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=6))
def test_edges_cross_wherever_a_polygon_begins(
    points: list[tuple[int, int]],
) -> None:
    way = tuple(points)
    if len(set(way)) == len(way):
        turned = (*way[1:], way[0])
        assert outlines.crosses(way) == outlines.crosses(turned) == outlines.crosses(way[::-1])
