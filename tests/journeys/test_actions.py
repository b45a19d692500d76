"""How little it takes to make a task: each click and each key counts, but for the letters of a value."""

from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from taskbuilder.simulator.server import Simulator
from tests.journeys.conftest import SignIn
from tests.journeys.test_examples import read_example
from tests.journeys.walking import expect_step, send, settle

MOST = {"first": 18, "same again": 3, "another": 10, "fifty cameras": 16, "ten headers": 12, "keys": 120}
"""What each takes, and so may take from now on."""
MOST_TABS = 2
"""From the top of a step's page to its first field."""
SERVICE = "Berth occupancy"
FIRST_FIELDS = {
    "Service": "[name=service]:checked",
    "Details": "#id_name",
    "Input": "#id_input-type_0",
    "Output": "#id_output-sinks_0",
    "Schedule": "#id_schedule-type_0",
    "Resources": "#id_source_usage_estimate-cpu",
}


class Hand:
    """Clicks, presses keys and types as an operator does; counts all but the letters of a value."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def click(self, target: Locator) -> None:
        self.actions += 1
        target.click()
        settle(self.page)

    def press(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)
        settle(self.page)

    def type(self, value: str) -> None:
        """A value, into the text that has the focus."""
        expect(self.page.locator("input[type=text]:focus, textarea:focus")).to_have_count(1)
        self.page.keyboard.type(value)

    def paste(self, text: str) -> None:
        """From elsewhere, by one key."""
        self.actions += 1
        self.page.keyboard.insert_text(text)

    def fill(self, label: str, value: str) -> None:
        self.click(self.page.get_by_label(label))
        self.type(value)

    def refill(self, label: str, value: str) -> None:
        """In place of what is there."""
        self.click(self.page.get_by_label(label))
        self.press("Control+A")
        self.type(value)

    def go_on(self, heading: str) -> None:
        self.press("Enter")
        expect_step(self.page, heading)

    def tick(self, label: str) -> None:
        self.click(self.page.get_by_text(label, exact=True))

    def button(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name).first)


class Keys(Hand):
    """A hand that has no mouse."""

    def go_to(self, target: Locator) -> None:
        """By as many tabs as it takes."""
        target.wait_for()
        while not target.evaluate("each => each === document.activeElement"):
            self.press("Tab")
            assert self.actions < 10 * MOST["keys"]

    def fill(self, label: str, value: str) -> None:
        self.go_to(self.page.get_by_label(label))
        self.type(value)

    def choose(self, label: str) -> None:
        """By the arrow keys, among radios."""
        target = self.page.get_by_role("radio", name=label)
        group = target.get_attribute("name")
        while not self.page.locator(f"[name='{group}']:focus").count():
            self.press("Tab")
        while not target.is_checked():
            self.press("ArrowDown")


def test_the_first_task(sign_in: SignIn, cloud: Simulator) -> None:
    example = read_example("reference-edgecamera-dis")
    hand = Hand(sign_in())
    make_first(hand, example)
    assert hand.actions <= MOST["first"]
    send(hand.page)
    assert [seen.body for seen in cloud.requests] == [example]


def make_first(hand: Hand, example: dict[str, Any]) -> None:
    """From the project's page to the click that creates it."""
    begin(hand, example["name"])
    camera = example["input"]["data"][0]
    hand.fill("Camera ID", camera["id"])
    hand.tick("IP camera (ipc)")
    fill_tags(hand, camera["tag"][0])
    hand.go_on("Output")
    finish(hand, example)


def begin(hand: Hand, name: str) -> None:
    """To the input step, at an edge camera."""
    hand.button(f"Create task {SERVICE}")
    hand.type(name)
    hand.go_on("Input")
    hand.tick("Edge camera")


def fill_tags(hand: Hand, tags: dict[str, str]) -> None:
    """The row that is ready, and another for each further tag, which takes the focus."""
    for number, (name, value) in enumerate(tags.items()):
        if number:
            hand.button("Add a tag (")
        else:
            hand.click(hand.page.get_by_label("Name (Input 1, Tag set 1, Tag 1)"))
        hand.type(name)
        hand.press("Tab")
        hand.type(value)


def finish(hand: Hand, example: dict[str, Any]) -> None:
    """From the output step, to a data stream and without a schedule."""
    stream, estimate = example["output"]["dis"], example["source_usage_estimate"]
    hand.tick("Data stream (DIS)")
    hand.fill("DIS stream name", stream["stream_name"])
    hand.fill("DIS stream ID", stream["stream_id"])
    hand.go_on("Schedule")
    hand.button("Continue without a schedule")
    expect_step(hand.page, "Resources")
    hand.type(str(estimate["cpu"]))
    hand.press("Tab")
    hand.type(str(estimate["memory"]))
    hand.go_on("Review")
    create(hand)


def create(hand: Hand) -> None:
    hand.button("Create task")
    hand.page.wait_for_url("**/submissions/*/")


def test_the_same_again(sign_in: SignIn, cloud: Simulator) -> None:
    example = read_example("reference-edgecamera-dis")
    page = sign_in()
    make_first(Hand(page), example)
    send(page)
    hand = Hand(page)
    hand.button("Create similar task")
    hand.click(page.locator("#step-list").get_by_text("Review"))
    create(hand)
    assert hand.actions <= MOST["same again"]
    send(page)
    names = [example["name"], f"{example['name']}-2"]
    assert [seen.body for seen in cloud.requests] == [example | {"name": name} for name in names]


def test_another_under_other_names(sign_in: SignIn, cloud: Simulator) -> None:
    example = read_example("reference-edgecamera-dis")
    page = sign_in()
    make_first(Hand(page), example)
    send(page)
    hand = Hand(page)
    hand.button("Create similar task")
    hand.press("Control+A")
    hand.type("task-2")
    hand.click(page.locator("#step-list").get_by_text("Input"))
    hand.refill("Camera ID", "camera-2")
    hand.click(page.locator("#step-list").get_by_text("Output"))
    hand.refill("DIS stream name", "dis-2")
    hand.click(page.locator("#step-list").get_by_text("Review"))
    create(hand)
    assert hand.actions <= MOST["another"]
    send(page)
    other = deepcopy(example) | {"name": "task-2"}
    other["input"]["data"][0]["id"] = "camera-2"
    other["output"]["dis"]["stream_name"] = "dis-2"
    assert [seen.body for seen in cloud.requests] == [example, other]


def test_fifty_cameras(sign_in: SignIn, cloud: Simulator) -> None:
    example = read_example("reference-edgecamera-dis")
    cameras = [f"camera-{number}" for number in range(1, 51)]
    hand = Hand(sign_in())
    begin(hand, example["name"])
    hand.tick("Paste a list")
    hand.click(hand.page.get_by_label("One per line, or cells from a spreadsheet"))
    hand.paste("\n".join(cameras))
    hand.button("Add 50 rows")
    expect(hand.page.locator("[name='input-type-edgecamera-data']")).to_have_count(len(cameras))
    hand.click(hand.page.get_by_role("button", name="Continue").last)
    expect_step(hand.page, "Output")
    finish(hand, example)
    assert hand.actions <= MOST["fifty cameras"]
    send(hand.page)
    example["input"]["data"] = [{"id": camera} for camera in cameras]
    assert [seen.body for seen in cloud.requests] == [example]


@pytest.mark.ux(35)
def test_ten_headers(sign_in: SignIn, cloud: Simulator) -> None:
    """From the output step on: pasted, looked at, added."""
    example = read_example("reference-edgecamera-dis")
    pairs = {f"X-Key-{number}": f"value-{number}" for number in range(1, 11)}
    page = sign_in()
    begin(Hand(page), example["name"])
    Hand(page).fill("Camera ID", "camera-1")
    Hand(page).go_on("Output")
    hand = Hand(page)
    hand.tick("Webhook")
    hand.click(page.get_by_label("Webhook URL"))
    hand.type("https://sink.example.net/")
    hand.tick("Paste headers")
    hand.click(page.get_by_label("Headers to add"))
    hand.paste("\n".join(f"{name}: {value}" for name, value in pairs.items()))
    expect(page.get_by_role("region", name="Pasted headers").locator("tbody tr")).to_have_count(10)
    hand.button("Add 10 headers")
    expect(page.get_by_role("textbox", name="Name (Header 10)")).to_have_value("X-Key-10")
    hand.click(page.get_by_role("button", name="Continue").last)
    expect_step(page, "Schedule")
    assert hand.actions <= MOST["ten headers"]
