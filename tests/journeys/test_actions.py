"""How little it takes to make a task: each click and each key counts, but for the letters of a value."""

from copy import deepcopy
from typing import Any

from playwright.sync_api import Locator, Page, expect

from taskbuilder.simulator.server import Simulator
from tests.journeys.conftest import SignIn
from tests.journeys.test_examples import read_example
from tests.journeys.walking import expect_step, send, settle

MOST = {"first": 23, "another": 11, "fifty cameras": 21}
"""What each takes, and so may take from now on; a newcomer's first task 25 in any case."""
SERVICE = "Berth occupancy"


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
        """In place of what stands there."""
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


def test_the_first_task(sign_in: SignIn, cloud: Simulator) -> None:
    example = read_example("reference-edgecamera-dis")
    hand = Hand(sign_in())
    make_first(hand, example)
    assert hand.actions <= MOST["first"] <= 25
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
    hand.button("Create task")
    hand.tick(SERVICE)
    hand.go_on("Details")
    hand.fill("Task name", name)
    hand.go_on("Input")
    hand.tick("Edge camera")


def fill_tags(hand: Hand, tags: dict[str, str]) -> None:
    """The row that stands ready, and another for each further tag, which takes the focus."""
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
    hand.tick("No schedule")
    hand.go_on("Resources")
    hand.fill("CPU, in cores (assumed)", str(estimate["cpu"]))
    hand.press("Tab")
    hand.type(str(estimate["memory"]))
    hand.go_on("Review")
    create(hand)


def create(hand: Hand) -> None:
    hand.button("Create task")
    hand.page.wait_for_url("**/submissions/*/")


def test_another_under_other_names(sign_in: SignIn, cloud: Simulator) -> None:
    example = read_example("reference-edgecamera-dis")
    page = sign_in()
    make_first(Hand(page), example)
    send(page)
    hand = Hand(page)
    hand.button("Create another like this")
    hand.refill("Task name", "task-2")
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
    hand.tick("Paste many")
    hand.click(hand.page.get_by_label("One on each line, or a block from a spreadsheet"))
    hand.paste("\n".join(cameras))
    hand.button("Add 50 rows")
    expect(hand.page.get_by_label("Camera ID")).to_have_count(len(cameras))
    hand.click(hand.page.get_by_role("button", name="Continue").last)
    expect_step(hand.page, "Output")
    finish(hand, example)
    assert hand.actions <= MOST["fifty cameras"]
    send(hand.page)
    example["input"]["data"] = [{"id": camera} for camera in cameras]
    assert [seen.body for seen in cloud.requests] == [example]
