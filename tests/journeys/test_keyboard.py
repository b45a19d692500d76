"""Where the focus starts, and a task by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from taskbuilder.simulator.server import Simulator
from tests.journeys.conftest import SignIn
from tests.journeys.test_actions import FIRST_FIELDS, MOST, MOST_TABS, SERVICE, Hand, Keys
from tests.journeys.test_examples import read_example
from tests.journeys.walking import expect_step, send


@pytest.mark.ux(32)
def test_a_step_begins_at_its_first_field(sign_in: SignIn) -> None:
    page = sign_in()
    Hand(page).button(f"Create task {SERVICE}")
    for step, field in FIRST_FIELDS.items():
        page.locator("#step-list").get_by_text(step).click()
        expect_step(page, step)
        expect(page.locator(field)).to_be_focused()
        assert count_tabs(page, field) <= MOST_TABS, step


def count_tabs(page: Page, field: str) -> int:
    """From the top of the page, by the link that skips its header."""
    page.goto(page.url.partition("?")[0])
    first = page.locator("a[href], button, input:not([type=hidden])").first
    first.focus()  # as the first tab does
    page.keyboard.press("Enter")
    tabs = 1
    while not page.locator(field).evaluate("each => each === document.activeElement"):
        page.keyboard.press("Tab")
        tabs += 1
    return tabs


@pytest.mark.ux(32)
def test_a_refused_step_begins_at_its_summary(sign_in: SignIn) -> None:
    page = sign_in()
    Hand(page).button(f"Create task {SERVICE}")
    page.keyboard.press("Enter")
    expect(page.locator("#problem-summary")).to_be_focused()
    page.reload()
    expect(page.locator("#problem-summary")).to_be_focused()


@pytest.mark.ux(27)
def test_the_first_task_by_keyboard_alone(sign_in: SignIn, cloud: Simulator) -> None:
    example = read_example("reference-edgecamera-dis")
    keys = Keys(sign_in())
    page = keys.page
    keys.go_to(page.get_by_role("button", name=f"Create task {SERVICE}"))
    keys.press("Enter")
    keys.type(example["name"])
    keys.go_on("Input")
    fill_input(keys, example["input"]["data"][0])
    keys.go_on("Output")
    keys.go_to(page.get_by_label("Data stream (DIS)"))
    keys.press("Space")
    keys.fill("DIS stream name", example["output"]["dis"]["stream_name"])
    keys.fill("DIS stream ID", example["output"]["dis"]["stream_id"])
    keys.go_on("Schedule")
    keys.choose("No schedule")
    keys.go_on("Resources")
    for name in ("cpu", "memory"):
        keys.go_to(page.locator(f"#id_source_usage_estimate-{name}"))
        keys.type(str(example["source_usage_estimate"][name]))
    keys.go_on("Review")
    keys.go_to(page.get_by_role("button", name="Create task"))
    keys.press("Enter")
    page.wait_for_url("**/submissions/*/")
    print("keys", keys.actions)
    assert keys.actions <= MOST["keys"]
    send(page)
    assert [seen.body for seen in cloud.requests] == [example]


def fill_input(keys: Keys, camera: dict[str, Any]) -> None:
    keys.choose("Edge camera")
    keys.fill("Camera ID", camera["id"])
    keys.choose("IP camera (ipc)")
    for number, (name, value) in enumerate(camera["tag"][0].items(), start=1):
        if number > 1:
            keys.go_to(keys.page.get_by_role("button", name="Add a tag ("))
            keys.press("Enter")
        keys.go_to(keys.page.get_by_label(f"Name (Input 1, Tag set 1, Tag {number})"))
        keys.type(name)
        keys.press("Tab")
        keys.type(value)
