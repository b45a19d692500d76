"""Rows that are one task, for programs."""

import json

import pytest

from taskbuilder.records.models import Plan
from tests.api.conftest import Program
from tests.api.plans.test_calls import put, read

HEADERS = ["Camera", "Address", "Site"]
ROWS = [
    ["gate-1", "rtsp://admin:canary-1@192.0.2.1/main", "north"],
    ["gate-2", "rtsp://192.0.2.2/main", "south"],
    ["gate-3", "rtsp://admin:canary-3@192.0.2.3/main", "north"],
]
DOCUMENT = {
    "headers": HEADERS,
    "rows": ROWS,
    "columns": {"Address": "/input/data/0/url"},
    "key": "Camera",
}


def list_cells() -> list[list[str]]:
    return [row.cells for row in Plan.objects.get().rows.order_by("position")]


@pytest.mark.parametrize(
    ("grouping", "lines"),
    [
        ({"column": "Site"}, {"north": [1, 3], "south": [2]}),
        ({"inputs": 2}, {"1": [1, 2], "2": [3]}),
        ({"column": "Task", "inputs": 2}, {"1": [1, 2], "2": [3]}),
        (None, {"gate-1": [1], "gate-2": [2], "gate-3": [3]}),
    ],
)
def test_a_document_groups_rows_and_comes_back_as_it_was(
    program: Program, grouping: object, lines: dict[str, list[int]]
) -> None:
    made = put(program, **DOCUMENT, grouping=grouping)
    assert made.status_code == 200, made.content
    rows = read(program, f"{made['Location']}/rows")["rows"]
    assert {row["key"]: row["lines"] for row in rows} == lines
    cells = list_cells()
    document = read(program, f"{made['Location']}/document")
    assert "canary" not in json.dumps(document)
    del document["service_id"]
    assert put(program, **document).status_code == 200
    assert list_cells() == cells
    assert read(program, f"{made['Location']}/document")["grouping"] == document["grouping"]


@pytest.mark.parametrize(
    "grouping",
    [
        *([], {}, "Site", {"column": "Nowhere"}, {"inputs": 0}, {"inputs": True}, {"inputs": "2"}),
        *({"inputs": 5_001}, {"column": 2, "inputs": 2}, {"column": " ", "inputs": 2}),
        {"column": "Site", "rows": 2},
    ],
)
def test_a_grouping_that_cannot_be_is_refused(program: Program, grouping: object) -> None:
    answer = put(program, **DOCUMENT, grouping=grouping)
    assert (answer.status_code, "grouping" in answer.json()["error_msg"]) == (400, True)
    assert Plan.objects.count() == 0
