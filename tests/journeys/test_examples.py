"""The reference's three examples, walked as an operator would, in every language."""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from taskbuilder.simulator.server import Simulator
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import begin, choose, create, fill_estimate, go_on, row, say, say_in, settle

pytestmark = in_every_language
EXAMPLES = Path(__file__).parent.parent / "examples"


def read_example(name: str) -> dict[str, Any]:
    example: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text())
    return example


def test_a_restful_input_to_a_webhook(sign_in: SignIn, cloud: Simulator) -> None:
    example = read_example("reference-restful-webhook")
    page = sign_in()
    begin(page, "Berth occupancy", example["name"], example["description"])
    choose(page, "RESTful API")
    first = row(page, "Input 1")
    first.get_by_label(say("Request URL")).fill(example["input"]["data"][0]["url"])
    first.get_by_role("button", name=say("Add a header")).click()
    settle(page)
    fill_header(page, "Input 1, Header 1", "Content-Type", "application/json")
    row(page, "Input 1").get_by_role("radio", name=say("No, accept any certificate")).check()
    row(page, "Input 1").get_by_label(say("Stream address in the response")).fill("/input/url")
    go_on(page, "Output")
    choose(page, "Webhook")
    page.get_by_label(say("Webhook URL")).fill(example["output"]["webhook"]["url"])
    fill_header(page, "Header 1", "Content-Type", "application/json")
    go_on(page, "Schedule")
    choose(page, "No schedule")
    go_on(page, "Resources")
    fill_estimate(page, example["source_usage_estimate"])
    create(page)
    assert [seen.body for seen in cloud.requests] == [example]


def fill_header(page: Page, legend: str, name: str, value: str) -> None:
    pair = row(page, legend)
    pair.get_by_role("textbox", name=say_in(legend, "Name")).fill(name)
    pair.get_by_role("textbox", name=say_in(legend, "Value")).fill(value)


def test_an_edge_camera_to_a_data_stream(sign_in: SignIn, cloud: Simulator) -> None:
    example = read_example("reference-edgecamera-dis")
    page = sign_in()
    begin(page, "Berth occupancy", example["name"])
    choose(page, "Edge camera")
    row(page, "Input 1").get_by_label(say("Camera ID")).fill(example["input"]["data"][0]["id"])
    row(page, "Input 1").get_by_role("radio", name=say("IP camera (ipc)")).check()
    settle(page)
    row(page, "Input 1").get_by_role("button", name=f"{say('Add a tag')} (").click()
    settle(page)
    for number in (1, 2):
        fill_header(page, f"Input 1, Tag set 1, Tag {number}", f"tag{number}", f"hello{number}")
    go_on(page, "Output")
    choose(page, "Data stream (DIS)")
    page.get_by_label(say("DIS stream name")).fill("dis-test")
    page.get_by_label(say("DIS stream ID")).fill(example["output"]["dis"]["stream_id"])
    go_on(page, "Schedule")
    choose(page, "No schedule")
    go_on(page, "Resources")
    fill_estimate(page, example["source_usage_estimate"])
    create(page)
    assert [seen.body for seen in cloud.requests] == [example]


def test_a_daily_url_to_a_data_stream_after_one_confirmation(sign_in: SignIn, cloud: Simulator) -> None:
    example = read_example("reference-url-dis-daily")
    page = sign_in()
    begin(page, "Berth occupancy", example["name"], example["description"])
    choose(page, "Stream or file address")
    page.get_by_label(say("Stream or file URL")).fill(example["input"]["data"][0]["url"])
    go_on(page, "Output")
    choose(page, "Data stream (DIS)")
    page.get_by_label(say("DIS stream name")).fill("dis-test")
    page.get_by_label(say("DIS stream ID")).fill("xxxxxx")
    go_on(page, "Schedule")
    choose(page, "Daily")
    page.get_by_role("button", name=say("Use project default (%(suggested)s)", suggested="+08:00")).click()
    expect(page.get_by_label(say("Offset from UTC"))).to_have_value("+08:00")
    row(page, "Period 1").get_by_label(say("Start")).fill("08:00:00")
    row(page, "Period 1").get_by_label(say("End")).fill("20:00:00")
    go_on(page, "Schedule")
    expect(page.locator("#problem-summary")).to_be_focused()
    page.get_by_role("group", name=say("Confirm to continue")).get_by_role("checkbox").check()
    go_on(page, "Resources")
    fill_estimate(page, example["source_usage_estimate"])
    create(page)
    example["schedule"]["type"] = "daily"
    assert [seen.body for seen in cloud.requests] == [example]
