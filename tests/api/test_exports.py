"""Exports for programs: the filters of the list, one's own only, and the file once it is complete."""

import csv
import json
from threading import Event
from typing import Any

import pytest
from django.utils import timezone

from taskbuilder.records.exports.maker import claim_export, make_export
from taskbuilder.records.exports.store import MOST_UNFINISHED
from tests.api.conftest import Program, issue


def root_of(program: Program) -> str:
    return f"/v1/{program.service.project.cloud_project_id}"


def ask(program: Program, query: str) -> Any:
    headers = {"X-Auth-Token": program.token}
    return program.client.post(f"{root_of(program)}/exports?{query}", headers=headers)


def run_relay() -> None:
    while (export := claim_export(now=timezone.now())) is not None:
        make_export(export, stop=Event())


def fetch(program: Program, address: str) -> tuple[int, str]:
    answer: Any = program.get(f"{address}/file")
    body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body.decode()


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_the_filtered_list_becomes_a_file(program: Program, form: str) -> None:
    listed = json.loads(program.get(f"{root_of(program)}/submissions?state=created").content)["submissions"]
    asked = ask(program, f"format={form}&state=created")
    address, shown = asked["Location"], asked.json()
    assert (asked.status_code, shown["state"], shown["filters"]) == (202, "waiting", {"state": "created"})
    assert (fetch(program, address)[0], shown["size"]) == (409, None)

    run_relay()
    shown = json.loads(program.get(address).content)
    assert (shown["state"], shown["rows_done"], shown["failure"]) == ("done", len(listed), None)
    status, text = fetch(program, address)
    assert (status, len(text.encode()), "canary" in text) == (200, shown["size"], False)
    lines = text.removeprefix("\ufeff").splitlines()
    ids = [json.loads(line)["id"] for line in lines] if form == "jsonl" else list_ids(lines)
    assert ids == [each["id"] for each in listed] != []


def list_ids(lines: list[str]) -> list[str]:
    return [row["Submission ID"] for row in csv.DictReader(lines)]


def test_an_export_is_one_s_own_and_of_the_token_s_project(program: Program) -> None:
    address = ask(program, "format=csv")["Location"]
    colleague, elsewhere = (
        Program(issue(*who).text, program.service, program.client)
        for who in (("reviewer",), ("operator", "campus"))
    )
    assert fetch(colleague, address)[0] == 404
    assert fetch(elsewhere, address)[0] == 403
    assert fetch(program, f"{root_of(program)}/exports/{issue().token.pk}")[0] == 404


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "The param [format] should be one of csv, jsonl, xlsx."),
        ("format=pdf", "The param [format] should be one of csv, jsonl, xlsx."),
        ("format=csv&state=odd", "The param [state] should be one of "),
    ],
)
def test_what_makes_no_sense_is_named(program: Program, query: str, message: str) -> None:
    answer = ask(program, query)
    assert (answer.status_code, message in answer.json()["error_msg"]) == (400, True)


def test_nobody_has_many_under_way(program: Program) -> None:
    answers = [ask(program, "format=csv") for _number in range(MOST_UNFINISHED + 1)]
    assert [answer.status_code for answer in answers] == [202] * MOST_UNFINISHED + [429]
    assert answers[-1]["Retry-After"] == "2"
