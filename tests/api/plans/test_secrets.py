"""Secrets in the tables of plans: hidden wherever a plan is shown, and put back only where they were used."""

import json
from typing import Any

import pytest

from taskbuilder.records.models import PlanRow
from taskbuilder.taskspec.secrets.split import MASK
from tests.api.conftest import REQUEST, Program
from tests.api.plans.test_calls import put, read

HEADERS = ["Camera", "Server", "Pin", "Password", "Extra"]
EXTRA = '{"url": "https://a.example", "password": "canary-extra"}'
ROW = ["gate-1", "https://a.example", "canary-pin", "canary-word", EXTRA]
COLUMNS = {
    "Camera": "/name",
    "Server": "/config/url",
    "Pin": "/config/pin",
    "Password": "/config/password",
    "Extra": "/config/extra",
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "pin": {"type": "string", "writeOnly": True},
        "extra": {"type": "object"},
    },
}


@pytest.fixture
def document(program: Program) -> dict[str, Any]:
    """As it is exported once it was stored."""
    program.service.config_schema = SCHEMA
    program.service.save()
    template = REQUEST | {"config": {"url": "https://a.example"}}
    made = put(program, template=template, headers=HEADERS, rows=[ROW], columns=COLUMNS)
    assert made.status_code == 200
    found: dict[str, Any] = read(program, f"{made['Location']}/document")
    return found


def read_cells() -> list[str]:
    return PlanRow.objects.get(is_wanted=True).cells


def test_an_export_hides_what_a_schema_or_a_name_says_is_secret(
    program: Program, document: dict[str, Any]
) -> None:
    assert document["rows"] == [["gate-1", "https://a.example", MASK, MASK, MASK]]
    put(program, **document)
    assert read_cells() == ROW


@pytest.mark.parametrize(
    ("changes", "cells"),
    [
        ({"columns": COLUMNS | {"Password": "/config/note"}}, ["canary-pin", MASK, EXTRA]),
        ({"columns": COLUMNS | {"Pin": "/config/note", "Extra": "/config/pin"}}, [MASK, "canary-word", MASK]),
        ({"rows": [["gate-1", "https://b.example", MASK, MASK, MASK]]}, [MASK, MASK, MASK]),
        ({"headers": ["Camera", "Server", "Pin", "Note", "Extra"],
          "columns": {"Camera": "/name", "Server": "/config/url", "Note": "/config/password"}},
         [MASK, MASK, MASK]),
    ],
)  # fmt: skip
def test_a_secret_is_put_back_only_where_it_was_used(
    program: Program, document: dict[str, Any], changes: dict[str, Any], cells: list[str]
) -> None:
    assert put(program, **document | changes).status_code == 200
    assert read_cells()[2:] == cells


@pytest.mark.parametrize("header", ["Pin", "Password"])
def test_names_and_keys_tell_no_secret(program: Program, document: dict[str, Any], header: str) -> None:
    refused = put(program, **document | {"key": header})
    assert (refused.status_code, refused.json()["error_msg"]) == (
        400,
        "Invalid argument. The param [key] should be a column without secrets.",
    )
    made = put(program, **document | {"name_pattern": f"{{camera}}-{{{header}}}"})
    rows = read(program, f"{made['Location']}/rows")
    assert [row["name"] for row in rows["rows"]] == ["gate-1-"]
    assert "canary" not in json.dumps(rows)


@pytest.mark.usefixtures("document")
def test_of_rows_with_the_same_key_each_has_its_own_secret_back(program: Program) -> None:
    rows = [["gate-1", "https://a.example", "", word, ""] for word in ("canary-1", "canary-2", "canary-3")]
    rows[1][1] = "https://b.example"
    template = REQUEST | {"config": {"url": "https://a.example"}}
    made = put(program, template=template, headers=HEADERS, rows=rows, columns=COLUMNS)
    exported = read(program, f"{made['Location']}/document")

    def put_rows(shown: list[list[str]]) -> list[str]:
        assert put(program, **exported | {"rows": shown}).status_code == 200
        stored = PlanRow.objects.filter(is_wanted=True).order_by("position")
        return [row.cells[3] for row in stored]

    shown = exported["rows"]
    assert put_rows(shown) == ["canary-1", "canary-2", "canary-3"]
    assert put_rows([shown[0], shown[2], shown[1]]) == ["canary-1", "canary-3", "canary-2"]
    other = [*shown[1][:1], "https://c.example", *shown[1][2:]]
    assert put_rows([shown[1], shown[0], other]) == ["canary-2", "canary-1", MASK]
