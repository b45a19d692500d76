"""Cameras of the inventory: one typed, more from a table, tagged together, and picked in a task."""

import re

import pytest
from playwright.sync_api import Page, expect

from taskbuilder.records.models import Draft, Source
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import follow, open_draft, say
from tests.web.looking import find_faults, watch

TABLE = (
    "name,url\ncrane-2,rtsp://crane-2.example.com/live\ncrane-3,rtsp://crane-3.example.com/live\ncrane-4,\n"
)


def look(page: Page, *, scripts: bool) -> None:
    assert not scripts or find_faults(page) == []


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=say(words), exact=True).last.click()


@in_every_language
@pytest.mark.parametrize("scripts", [True, False])
def test_cameras_are_added_imported_tagged_and_picked(sign_in: SignIn, language: str, scripts: bool) -> None:
    page = sign_in(scripts=scripts)
    said = watch(page) if scripts else []
    page.goto("/projects/harbour/inventory/")
    look(page, scripts=scripts)
    add = page.get_by_role("link", name=say("Add source"))
    follow(add, "/inventory/sources/new/")
    page.get_by_label(say("Name"), exact=True).fill("crane-1")
    page.get_by_role("radio", name=say("Stream or file address")).check()
    if not scripts:
        page.get_by_role("button", name=say("Update the form for this choice")).first.click()
    url = page.locator("#id_input-type-url-data-url")
    url.fill("crane-1.example.com")
    look(page, scripts=scripts)
    press(page, "Save")
    expect(page.locator("#problem-summary a")).to_have_attribute("href", "#id_input-type-url-data-url")
    look(page, scripts=scripts)
    url.fill("rtsp://me:open-sesame@crane-1.example.com/live")
    press(page, "Save")
    expect(page.get_by_role("heading", level=1)).to_have_text("crane-1")
    look(page, scripts=scripts)

    page.goto("/projects/harbour/inventory/sources/import/")
    page.get_by_label(say("Type")).select_option("url")
    page.get_by_role("textbox", name=say("Table")).fill(TABLE)
    press(page, "Check table")
    expect(page.get_by_text("crane-4", exact=True)).to_be_visible()
    look(page, scripts=scripts)
    page.locator("button[value=take]").click()
    expect(page).to_have_url(re.compile("/inventory/sources/$"))
    assert Source.objects.count() == 3
    look(page, scripts=scripts)

    page.get_by_role("checkbox", name="crane-2").check()
    page.get_by_role("checkbox", name="crane-3").check()
    press(page, "Edit selected")
    page.get_by_label(say("Add inventory tags")).fill("night")
    look(page, scripts=scripts)
    press(page, "Save changes")
    expect(page.get_by_role("cell", name="night")).to_have_count(2)

    draft = open_draft(page, "input", service="Berth occupancy")
    press(page, "Add from inventory")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Add from inventory"))
    look(page, scripts=scripts)
    page.get_by_role("checkbox", name="crane-1").check()
    page.get_by_role("checkbox", name="crane-3").check()
    press(page, "Add selected")
    expect(page).to_have_url(re.compile(f"/drafts/{draft.pk}/input/$"))
    shown = page.locator("input[type=text][name$=-url]")
    expect(shown).to_have_count(2)
    expect(shown.first).to_have_value("rtsp://••••••@crane-1.example.com/live")
    assert "open-sesame" not in page.content()
    assert "open-sesame" in str(Draft.objects.get(pk=draft.pk).answers)
    assert said == []


def test_no_page_is_wider_than_a_narrow_window(sign_in: SignIn) -> None:
    page = sign_in()
    page.set_viewport_size({"width": 320, "height": 800})
    for path in ("", "sinks/", "sources/new/?kind=vcn", "sinks/new/?kind=webhook", "sources/import/"):
        page.goto(f"/projects/harbour/inventory/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
