"""What an operator does, in the words that stand on the page, in whichever language the test speaks."""

import re
from typing import Any

from django.core.management import call_command
from django.utils.translation import get_language, gettext
from playwright.sync_api import Locator, Page, expect

from taskbuilder.taskspec.messages import write_nested

CHINESE = re.compile(r"[\u3400-\u9fff]")


def say(words: str, **parts: object) -> str:
    """The product's own words in the language that the test speaks, their placeholders filled."""
    return gettext(words) % parts if parts else gettext(words)


def say_row(legend: str) -> str:
    """ "Input 1, Header 1", as the page calls that row."""
    rows = (row.rpartition(" ") for row in legend.split(", "))
    return write_nested((f"{say(noun)} {number}" for noun, _space, number in rows), gettext)


def say_in(row: str, words: str) -> str:
    """ "Name (Input 1, Header 1)": what a control of one row is called, apart from its like in others."""
    return f"{say(words)} ({say_row(row)})"


def begin(page: Page, service: str, name: str, description: str = "") -> None:
    """From the project's page to the input step."""
    page.get_by_role("button", name=say("Create task")).first.click()
    page.get_by_role("radio", name=service).check()
    go_on(page, "Details")
    page.get_by_label(say("Task name")).fill(name)
    page.get_by_label(say("Description")).fill(description)
    go_on(page, "Input")


def go_on(page: Page, heading: str) -> None:
    """Continues, and is at the step of that heading."""
    page.get_by_role("button", name=say("Continue"), exact=True).last.click()
    expect_step(page, heading)


def expect_step(page: Page, heading: str) -> None:
    """Is at the step of that heading, on a page in the language that the test speaks."""
    expect(page.get_by_role("heading", level=1)).to_have_text(say(heading))
    expect(page.locator("html")).to_have_attribute("lang", get_language() or "")
    assert bool(CHINESE.search(say(heading))) == (get_language() == "zh-hans"), heading


def choose(page: Page, label: str) -> None:
    """Ticks or picks, and waits until what depends on it is there."""
    page.locator(".form-check", has=page.get_by_text(say(label), exact=True)).locator("input").check()
    settle(page)


def settle(page: Page) -> None:
    """Until no part of the page is being swapped, and nothing is on its way."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def row(page: Page, legend: str) -> Locator:
    return page.get_by_role("group", name=say_row(legend), exact=True)


def fill_estimate(page: Page, estimate: dict[str, Any]) -> None:
    page.get_by_label(say("CPU, in cores (assumed)")).fill(str(estimate["cpu"]))
    page.get_by_label(say("Memory, in MB (assumed)")).fill(str(estimate["memory"]))
    go_on(page, "Review")


def create(page: Page) -> None:
    """Creates, and sends it."""
    expect(page.get_by_text(say("Nothing has been created yet."))).to_be_visible()
    page.get_by_role("button", name=say("Create task")).click()
    page.wait_for_url("**/submissions/*/")
    send(page)


def send(page: Page) -> None:
    """From the result's page: has the relay send, and sees the ids."""
    call_command("relay", "--once")
    page.reload()
    expect(page.get_by_text(say("Created")).first).to_be_visible()
