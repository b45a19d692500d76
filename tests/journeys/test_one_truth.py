"""What was typed is saved before its page is left, and what is wrong is said in four places at once."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_started
from playwright.sync_api import Page, expect

from taskbuilder.records.models import Draft
from tests.journeys.conftest import SignIn
from tests.journeys.walking import expect_step, go_on

DELAY = 1
"""Seconds that a save takes on a busy server."""
PROJECT = "a[href='/projects/harbour/'] >> nth=0"
LINKS = ("#preview-open a >> nth=1", PROJECT, "#step-list a >> nth=3", ".as-json a")
TIMES = 5
"""Each of four links five times."""


@pytest.fixture
def slow_saves() -> Iterator[None]:
    def wait(environ: dict[str, Any], **_more: object) -> None:
        if environ.get("HTTP_HX_TRIGGER") == "saved" or is_sent_while_leaving(environ):
            time.sleep(DELAY)

    request_started.connect(wait)
    yield
    request_started.disconnect(wait)


def is_sent_while_leaving(environ: dict[str, Any]) -> bool:
    return environ["REQUEST_METHOD"] == "POST" and environ.get("HTTP_SEC_FETCH_MODE") == "no-cors"


def at_details(page: Page) -> None:
    page.get_by_role("button", name="Create task").first.click()
    page.get_by_role("radio", name="Berth occupancy").check()
    go_on(page, "Details")


@pytest.mark.ux(31)
def test_a_link_is_followed_once_what_was_typed_is_saved(sign_in: SignIn, slow_saves: None) -> None:
    page = sign_in()
    at_details(page)
    details, kept = page.url, []
    for number in range(TIMES):
        for place, link in enumerate(LINKS):
            name = f"gate-{number}-{place}"
            page.goto(details)
            page.get_by_label("Task name").fill(name)
            page.locator(link).click()
            page.wait_for_url(re.compile(f"^(?!{re.escape(details)})"))
            kept.append(Draft.objects.get().answers["details"]["name"] == name)
    assert kept == [True] * TIMES * len(LINKS)


@pytest.mark.ux(31)
def test_a_page_that_cannot_be_saved_is_not_left(sign_in: SignIn, slow_saves: None) -> None:
    page = sign_in()
    at_details(page)
    details = page.url
    page.context.set_offline(True)
    page.get_by_label("Task name").fill("gate-1")
    page.locator(PROJECT).click()
    expect(page.locator("#saved")).to_have_text(re.compile("^Connection failed"))
    assert page.url == details
    page.context.set_offline(False)
    page.get_by_label("Task name").fill("gate-2")
    page.locator(PROJECT).click()
    page.wait_for_url("**/projects/harbour/")
    assert Draft.objects.get().answers["details"]["name"] == "gate-2"


@pytest.mark.ux(31)
def test_a_tab_is_closed_without_a_question_once_all_is_saved(sign_in: SignIn) -> None:
    page = sign_in()
    at_details(page)
    questions: list[str] = []

    def answer(dialog: Any) -> None:
        questions.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.get_by_label("Task name").fill("gate-1")
    expect(page.locator("#saved")).to_have_text("Saved as a draft")
    page.reload()
    assert questions == []
    page.get_by_label("Task name").fill("gate-2")
    page.reload()
    assert questions == ["beforeunload"]


@pytest.mark.ux(8, 30)
def test_what_is_wrong_is_said_at_once_and_gone_once_it_is_fixed(sign_in: SignIn) -> None:
    page = sign_in()
    at_details(page)
    page.locator("#step-list").get_by_text("Schedule").click()
    expect_step(page, "Schedule")
    page.get_by_role("button", name="Working hours, every day").click()
    end, state = page.get_by_label("End (Period 1)"), page.locator("[aria-current=step] .step-state")
    expect(state).to_have_text("In progress")

    end.fill("25:00")
    expect(page.locator("#saved")).to_have_text("Saved as a draft")
    expect(page.locator("#step-form .field-message")).to_have_count(0)
    end.press("Tab")
    message = page.locator(".field:has(#id_schedule-type-daily-execution_mode-period-periods-r1-end_at)")
    expect(message.locator(".field-message")).to_have_text(re.compile("“End”"))
    words = message.locator(".field-message").inner_text()
    expect(page.locator("#preview-open a.text-danger-emphasis")).to_have_text(words)
    expect(state).to_have_text("1 problem")
    expect(end).to_have_attribute("aria-invalid", "true")
    expect(end).to_have_accessible_description(re.compile(re.escape(words)))
    expect(page.locator("#announcer")).to_have_text(words)
    expect(page.locator("#problem-summary")).to_have_count(0)

    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator("#problem-summary li")).to_have_text([words])
    expect(page.locator("#problem-summary")).to_be_focused()
    end.fill("6 pm")
    expect(page.locator("#problem-summary")).to_have_count(0)
    expect(end).to_be_focused()
    expect(page.locator("#step-form .field-message")).to_have_count(0)
    expect(page.locator("#preview-open a.text-danger-emphasis")).to_have_count(0)
    expect(state).to_have_text("Complete")
    expect(page).to_have_title(re.compile("^Schedule"))
    assert end.get_attribute("aria-invalid") is None
    end.press("Tab")
    expect(end).to_have_value("18:00:00")


@pytest.mark.ux(33)
def test_the_main_action_is_in_view_at_any_scroll(sign_in: SignIn) -> None:
    page = sign_in()
    at_details(page)
    for step, action in (("review", "Create task"), ("input", "Continue")):
        page.goto(page.url.rstrip("/").rpartition("/")[0] + f"/{step}/")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 800})
            for part in (0, 0.5, 1):
                page.evaluate("part => scrollTo(0, part * document.documentElement.scrollHeight)", part)
                expect(page.locator(".action-bar").get_by_role("button", name=action)).to_be_in_viewport(
                    ratio=1
                )
                expect(page.locator("#in-the-way a")).to_be_in_viewport(ratio=1)
