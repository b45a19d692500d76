"""Headers of webhooks and of rows are pasted, shown as understood, and added (ux.md, 35)."""

import pytest

from taskbuilder.records.models import Service
from tests.support.walker import HTMX, Walker
from tests.web.drafts.conftest import the_draft
from tests.web.drafts.rows.test_long_lists import add_pasted, presses
from tests.web.drafts.rows.test_rows import read_focus
from tests.web.drafts.test_errors import at_input

BOTH = pytest.mark.parametrize("headers", [{}, HTMX])
RESTFUL = "input-type-restful-data"
HEADERS = "output-sinks-webhook-headers"
FIRST, SECOND = f"{RESTFUL}-r1-headers", f"{RESTFUL}-r2-headers"


def at_webhook(walker: Walker, service: Service) -> Walker:
    at_input(walker, service)
    walker.open(walker.address.replace("/input/", "/output/"))
    return walker.put("output-sinks", "webhook").press("reshape")


def read_cells(walker: Walker) -> list[str]:
    return [each.text for each in walker.document.find("td", class_="font-monospace")]


@pytest.mark.ux(35)
@BOTH
def test_pasted_headers_are_shown_without_secrets_before_they_are_added(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_webhook(walker, service).put(f"{HEADERS}-paste", "X-Key: canary\nContent-Type: text/plain")
    walker.press(f"preview:{HEADERS}", **headers)
    if not headers:
        walker.open(walker.address)
    assert "canary" not in walker.response.text
    assert read_cells(walker) == ["X-Key", "••••••", "Content-Type", "text/plain"]
    assert [each for each in walker.buttons if "header" in each] == [
        "Add 2 headers",
        "Preview headers",
        "Add a header",
    ]
    assert walker.values[f"{HEADERS}-r1-name"] == [""]
    walker.press(next(each for each in presses(walker) if each.startswith("paste:")), **headers)
    assert [walker.values[f"{HEADERS}-{key}-name"] for key in walker.values[HEADERS]] == [
        ["X-Key"],
        ["Content-Type"],
    ]


@BOTH
def test_headers_are_pasted_and_what_is_none_stays_hidden_in_the_box(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_webhook(walker, service)
    add_pasted(walker, "X-Key: canary-1\nAccept: a/b\nAuthorization canary-2", HEADERS, **headers)
    if not headers:
        walker.open(walker.address)
    assert "canary" not in walker.response.text
    rows = the_draft().answers["output"]["output"]["sinks"]["kinds"]["webhook"]["headers"]
    assert [(row["name"], row["value"]) for row in rows] == [("X-Key", "canary-1"), ("Accept", "a/b")]
    assert walker.values[f"{HEADERS}-paste"] == ["Authorization ••••••"]
    assert the_draft().answers["pasted"] == {"output": {HEADERS: "Authorization canary-2"}}
    walker.put("output-sinks-webhook-url", "https://sink.example.net/").press("continue", **headers)
    said = "The box next to “Webhook headers” has pasted lines that are not added yet."
    assert walker.summary == [f"{said} Add them, or clear the box."]
    walker.press(f"clear:{HEADERS}").press("continue")
    assert walker.step == "schedule"
    assert "pasted" not in the_draft().answers


def test_more_headers_than_there_may_be_stay_in_the_box(walker: Walker, service: Service) -> None:
    at_webhook(walker, service)
    add_pasted(walker, "\n".join(f"X-{number}: canary" for number in range(12)), HEADERS)
    assert "Added 10 of 12 rows" in walker.summary[0]
    assert len(walker.values[HEADERS]) == 10
    assert walker.values[f"{HEADERS}-paste"] == ["X-10: ••••••\nX-11: ••••••"]
    assert "pasted" in the_draft().answers


@BOTH
def test_headers_of_each_row_are_pasted_into_a_box_that_opens_on_demand(
    walker: Walker, service: Service, headers: dict[str, str]
) -> None:
    at_input(walker, service, "restful").press(f"add:{RESTFUL}")
    assert f"{FIRST}-paste" not in walker.values
    walker.press(f"preview:{SECOND}", **headers)
    assert read_focus(walker) == f"id_{SECOND}-paste"
    add_pasted(walker, "X-Key: canary\nX-Other: canary", SECOND)
    assert "canary" not in walker.response.text
    rows = the_draft().answers["input"]["input"]["type"]["kinds"]["restful"]["data"]
    assert [[pair["name"] for pair in row["row"]["headers"]] for row in rows] == [[], ["X-Key", "X-Other"]]
    assert rows[1]["row"]["headers"][0]["value"] == "canary"
    assert f"{SECOND}-paste" not in walker.values


def test_what_is_left_in_the_box_of_a_row_is_reported_at_that_row(walker: Walker, service: Service) -> None:
    at_input(walker, service, "restful").press(f"add:{RESTFUL}").press(f"preview:{SECOND}")
    walker.put(f"{SECOND}-paste", "no header").press("continue")
    assert [each for each in walker.summary if "box" in each] == [
        "Input 2: The box next to “Request headers” has pasted lines that are not added yet. Add them, "
        "or clear the box."
    ]


def test_the_box_of_a_removed_row_is_gone_and_never_another_rows(walker: Walker, service: Service) -> None:
    at_input(walker, service, "restful").press(f"add:{RESTFUL}").press(f"preview:{SECOND}")
    walker.put(f"{SECOND}-paste", "X-Key: canary").press(f"remove:{RESTFUL}:r2").press(f"add:{RESTFUL}")
    assert walker.values[RESTFUL] == ["r1", "r2"]
    assert f"{SECOND}-paste" not in walker.values
    assert "pasted" not in the_draft().answers


def test_a_copied_row_has_the_secrets_of_its_box(walker: Walker, service: Service) -> None:
    at_input(walker, service, "restful").press(f"preview:{FIRST}")
    walker.put(f"{FIRST}-paste", "X-Key: canary").press(f"preview:{FIRST}").press(f"copy:{RESTFUL}:r1")
    assert "canary" not in walker.response.text
    assert the_draft().answers["pasted"] == {
        "input": {FIRST: "X-Key: canary", SECOND: "X-Key: canary"},
    }
