"""Shortcuts of one key: listed in a dialog, working outside of fields alone, and switched off there."""

import re

import pytest
from playwright.sync_api import Page, expect

from taskbuilder.records.models import Draft
from taskbuilder.web.help.guides import load_guides
from tests.journeys.conftest import SignIn
from tests.journeys.walking import expect_step

KEYS = ["?", "n", "b", "s", "/", "c"]


def leave_fields(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")


@pytest.mark.ux(27)
def test_a_task_is_begun_and_walked_through_by_single_keys(sign_in: SignIn) -> None:
    page = sign_in()
    leave_fields(page)
    page.keyboard.press("c")
    expect_step(page, "Service")
    page.get_by_role("radio", name="Berth occupancy").check()
    page.keyboard.press("n")
    expect_step(page, "Details")
    page.get_by_label("Task name").fill("")
    page.get_by_label("Task name").press_sequentially("nbsc?/")
    expect_step(page, "Details")
    leave_fields(page)
    page.keyboard.press("s")
    expect(page.locator("#saved")).to_have_text("Saved as a draft")
    assert Draft.objects.get().answers["details"]["name"] == "nbsc?/"
    page.keyboard.press("b")
    expect_step(page, "Service")


@pytest.mark.ux(27, 40)
def test_the_dialog_lists_them_and_switches_them_off(sign_in: SignIn) -> None:
    page = sign_in()
    leave_fields(page)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    assert dialog.locator("kbd").all_text_contents() == KEYS
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog.get_by_label("Use shortcuts in this browser").uncheck()
    dialog.get_by_role("button", name="Close").click()
    for _again in range(2):
        leave_fields(page)
        page.keyboard.press("?")
        page.keyboard.press("c")
        expect(dialog).to_be_hidden()
        expect(page).to_have_url(re.compile("/projects/harbour/$"))
        page.reload()


def test_the_guide_lists_the_same_keys() -> None:
    (section,) = [each for each in load_guides()["operators"].sections if each.anchor == "keyboard-shortcuts"]
    html = load_guides()["operators"].html
    assert re.findall(r"<td><code>(.)</code></td>", html) == KEYS
    assert section.title == "Keyboard shortcuts"


def test_a_search_takes_the_focus(sign_in: SignIn) -> None:
    page = sign_in()
    page.goto("/help/")
    leave_fields(page)
    page.keyboard.press("/")
    expect(page.get_by_label("Search the guides")).to_be_focused()
