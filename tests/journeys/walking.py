"""What an operator does, in the words that are on the page, in whichever language the test speaks."""

import re
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import get_language, gettext
from playwright.sync_api import Locator, Page, expect

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Service
from taskbuilder.taskspec.messages import write_nested
from taskbuilder.web.drafts.answers import answers_from_request

A_SUBMISSION = r"/submissions/[0-9a-f-]{36}/"
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


def open_draft(page: Page, step: str, request: dict[str, Any] | None = None, *, service: str) -> Draft:
    """That step of a new draft of the operator's, with the answers that make the request."""
    chosen = Service.objects.select_related("project").get(name=service)
    draft = start_draft(
        project=chosen.project,
        owner=User.objects.get(username="operator"),
        service=chosen if step != "service" or request else None,
        answers=answers_from_request(request) if request else None,
        now=timezone.now(),
    )
    page.goto(f"/projects/{chosen.project.slug}/drafts/{draft.pk}/{step}/")
    return draft


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


def open_row(page: Page, list_name: str, number: int) -> Locator:
    """Opens a folded row, and waits for its first control."""
    page.locator(f"#id_{list_name}-toggle-r{number}").click()
    control = page.locator(f"input[id^=id_{list_name}-r{number}-]").first
    expect(control).to_be_visible()
    return control


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


def follow(link: Locator, address: str) -> None:
    """Clicks a link, and waits for the page of this address (a pattern): a click alone waits for no page."""
    link.click()
    link.page.wait_for_url(re.compile(address))
