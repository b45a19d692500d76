"""What an operator does, in the words that stand on the page."""

from typing import Any

from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

SETTLED = 10_000


def begin(page: Page, service: str, name: str, description: str = "") -> None:
    """From the project's page to the input step."""
    page.get_by_role("button", name="Create task").first.click()
    page.get_by_role("radio", name=service).check()
    go_on(page, "Details")
    page.get_by_label("Task name").fill(name)
    page.get_by_label("Description").fill(description)
    go_on(page, "Input")


def go_on(page: Page, heading: str) -> None:
    """Continues, and is at the step of that heading."""
    page.get_by_role("button", name="Continue", exact=True).last.click()
    expect_step(page, heading)


def expect_step(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading, timeout=SETTLED)


def choose(page: Page, label: str) -> None:
    """Ticks or picks, and waits until what depends on it is there."""
    page.locator(".form-check", has=page.get_by_text(label, exact=True)).locator("input").check()
    settle(page)


def settle(page: Page) -> None:
    """Until no part of the page is being swapped, and nothing is on its way."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def row(page: Page, legend: str) -> Locator:
    return page.get_by_role("group", name=legend, exact=True)


def fill_estimate(page: Page, estimate: dict[str, Any]) -> None:
    page.get_by_label("CPU, in cores (assumed)").fill(str(estimate["cpu"]))
    page.get_by_label("Memory, in MB (assumed)").fill(str(estimate["memory"]))
    go_on(page, "Review")


def create(page: Page) -> None:
    """Creates, has the relay send, and sees the ids."""
    expect(page.get_by_text("Nothing has been created yet.")).to_be_visible()
    page.get_by_role("button", name="Create task").click()
    page.wait_for_url("**/submissions/*/")
    call_command("relay", "--once")
    page.reload()
    expect(page.get_by_text("Created").first).to_be_visible()
