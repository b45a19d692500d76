"""What people pasted, each with what is right: what the JSON page says and hides, and which rows it makes."""

import json
from pathlib import Path
from typing import Any

import pytest

from taskbuilder.records.models import Service
from taskbuilder.taskspec.secrets.split import MASK
from taskbuilder.web.drafts.answers import assemble_request
from tests.support.walker import Walker
from tests.web.drafts.conftest import choose, the_draft
from tests.web.drafts.rows.test_long_lists import add_pasted
from tests.web.drafts.test_errors import at_input

TESTS = Path(__file__).parent.parent.parent
MODULES = (
    "taskspec/test_from_the_field.py",
    "web/drafts/test_from_the_field.py",
    "api/test_create.py",
    "records/test_admin.py",
    "security/doors/test_cloud_addresses.py",
)
CASES = (
    *("u01", "u03", "u05", "u07", "u08", "u10", "u11", "u13", "u15", "u16", "u17", "u18", "u20", "u22"),
    *("m01", "m02", "m03", "m05", "m06", "m08", "m09", "m10"),
    *("b02", "b03", "b05", "b07", "b08", "b09", "b10", "b11", "b12", "b13"),
    *("j01", "j03", "j05", "j07", "j09", "j10", "j11", "p01", "p03", "a02", "a03", "a04"),
)
"""The cases that people sent. Each is the id of a test in one of these modules."""


def test_each_case_is_a_test() -> None:
    texts = [(TESTS / path).read_text().rpartition("The cases that people sent.")[2] for path in MODULES]
    assert [case for case in CASES if not any(f'"{case}"' in text for text in texts)] == []
    assert len(CASES) == 44


CURL = """curl 'https://x.example/v1/p/services/s/tasks' -H 'X-Auth-Token: Qx9' --data-raw '{"name":"a"}'"""
SAID: dict[str, tuple[str, str]] = {
    "j01": (
        CURL,
        "Line 1: This is a cURL command. Select “Read as a cURL command” below, or paste only the JSON.",
    ),
    "j03": (
        "{“name”: “a”}",
        'Line 1: “ (U+201C) at line 1, column 2 is a curly quote. Type a straight one (") instead.',
    ),
    "j05": (
        '{"name": "a",\n}',
        "Line 1: Remove the comma at line 1, column 13: nothing comes after it.",
    ),
}


def write(walker: Walker, service: Service, typed: str) -> Walker:
    """On the JSON page of a new draft."""
    choose(walker, service)
    return walker.open(walker.address.replace("details", "json")).put("text", typed).press("check")


@pytest.mark.parametrize(("typed", "said"), SAID.values(), ids=SAID)
def test_the_page_names_what_is_wrong(walker: Walker, service: Service, typed: str, said: str) -> None:
    write(walker, service, typed)
    assert walker.summary == [said]
    assert "Qx9" not in walker.open(walker.address).response.text


@pytest.mark.parametrize("typed", [CURL], ids=["j01"])
def test_the_body_of_a_command_is_taken_over(walker: Walker, service: Service, typed: str) -> None:
    write(walker, service, typed).press("read:curl")
    assert json.loads(walker.values["text"][0])["name"] == "a"
    assert assemble_request(the_draft().answers, service.spec)["name"] == "a"


HIDDEN: dict[str, str] = {
    "j07": "{”headers”: {”Authorization”: ”Bearer Qx9”}}",
    "j09": '{"headers"：{"Authorization"："Bearer Qx9"，}}',
    "j10": '{"item": [{"request": {"header": [{"key": "X-Auth-Token", "value": "Qx9"}]}}]}',
    "j11": "{'output': {'webhook': {'headers': {'A': 'Qx9'}}}}",
}


@pytest.mark.parametrize("typed", HIDDEN.values(), ids=HIDDEN)
def test_nothing_secret_is_drawn_again(walker: Walker, service: Service, typed: str) -> None:
    write(walker, service, typed)
    assert "Qx9" not in walker.response.text
    assert "Qx9" not in walker.open(walker.address).response.text
    assert the_draft().answers["json"] == typed


@pytest.mark.parametrize("typed", [HIDDEN["j11"]], ids=["j11"])
def test_a_fault_under_the_dots_is_said_to_be_there(walker: Walker, service: Service, typed: str) -> None:
    """Scripts are off: the page is loaded with masks, and all quotes that it shows are corrected."""
    write(walker, service, typed).open(walker.address)
    (shown,) = walker.values["text"]
    assert shown == "{'output': {'webhook': {'headers': " + f'"{MASK}"' + "}}}"
    walker.put("text", shown.replace("'", '"')).press("check")
    assert walker.summary == [
        "Line 1: The hidden part of this line cannot be read as JSON. Replace the dots with the full value."
    ]
    typed_anew = walker.values["text"][0].replace(f'"{MASK}"', '{"A": "Qx9"}')
    walker.put("text", typed_anew).press("check")
    held: Any = assemble_request(the_draft().answers, service.spec)
    assert held["output"] == json.loads(typed_anew)["output"]


DATA = "input-type-url-data"
PASTED: dict[str, tuple[str, list[str], str]] = {
    "p01": (
        "Gate 1\trtsp://192.0.2.1/a\nGate 2\trtsp://192.0.2.2/b",
        ["rtsp://192.0.2.1/a", "rtsp://192.0.2.2/b"],
        "# Ignored:\tColumn 1\n#\tGate 1\n#\tGate 2",
    ),
    "p03": (
        "\ufeffrtsp://192.0.2.1/a\nrtsp://192.0.2.2/b",
        ["rtsp://192.0.2.1/a", "rtsp://192.0.2.2/b"],
        "",
    ),
}


@pytest.mark.parametrize(("typed", "rows", "rest"), PASTED.values(), ids=PASTED)
def test_nothing_that_is_pasted_is_lost(
    walker: Walker, service: Service, typed: str, rows: list[str], rest: str
) -> None:
    add_pasted(at_input(walker, service), typed)
    held: Any = assemble_request(the_draft().answers, service.spec)
    assert [each["url"] for each in held["input"]["data"]] == rows
    assert walker.values[f"{DATA}-paste"] == [rest]
