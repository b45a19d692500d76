"""The page of the whole request: its text stays in the browser as it is typed, and is kept as it is typed."""

import json
import re

import pytest
from django.conf import settings
from playwright.sync_api import Dialog, Page, Route, expect

from taskbuilder.records.models import Draft
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.platforms import Platform
from tests.journeys.conftest import SignIn
from tests.journeys.walking import expect_step, send
from tests.support.samples import make_request
from tests.support.waiting import wait_until

SAVED = "Saved as a draft"
BROKEN = '{\n  "name": "gate-1",\n  "output": {"webhook": {"headers": {"X-Key": "canary"}}}\n  "input": {}\n}'


def at_json(page: Page) -> Page:
    page.get_by_role("button", name="From JSON").click()
    expect_step(page, "Whole request")
    return page


def text(page: Page) -> str:
    return page.locator("#id_text").input_value()


def stay(page: Page) -> list[str]:
    """Answers each question on whether to leave with no; returns what was asked."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", answer)
    return asked


def test_a_check_leaves_the_text_as_it_was_typed_and_leads_to_its_lines(sign_in: SignIn) -> None:
    page = at_json(sign_in())
    answers: list[str] = []
    page.on(
        "response", lambda answer: answers.append(answer.text()) if answer.request.method == "POST" else None
    )
    page.locator("#id_text").fill(BROKEN)
    expect(page.locator(".numbers span")).to_have_text(["1", "2", "3", "4", "5"])
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator("#problem-summary")).to_be_focused()
    assert text(page) == BROKEN
    assert "canary" not in "".join(answers)
    expect(page.locator("#id_text")).to_have_attribute("aria-invalid", "true")
    page.locator("#problem-summary a").click()
    expect(page.locator("#id_text")).to_be_focused()
    chosen = "id_text.value.slice(id_text.selectionStart, id_text.selectionEnd)"
    assert page.evaluate(chosen) == BROKEN.split("\n")[3]
    page.locator("#id_text").fill(json.dumps({"name": "gate-1"}))
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator("#problem-summary")).not_to_contain_text("Line 4:")
    expect(page.locator("#problem-summary")).to_be_focused()  # a moment after it is drawn
    page.locator("#id_text").press("End")
    page.keyboard.type("}")
    expect(page.locator("#id_text_error")).to_contain_text("Line 1: Invalid JSON")
    page.keyboard.press("Backspace")
    expect(page.locator("#id_text")).to_be_focused()
    assert text(page) == json.dumps({"name": "gate-1"})


def test_a_step_of_the_list_takes_the_text_along(sign_in: SignIn) -> None:
    page = at_json(sign_in())
    page.locator("#id_text").fill(json.dumps({"name": "gate-1"}))
    page.locator("#step-list").get_by_text("Details").click()
    expect_step(page, "Details")
    expect(page.get_by_label("Task name")).to_have_value("gate-1")


def test_leaving_in_any_other_way_keeps_the_text(sign_in: SignIn) -> None:
    page = at_json(sign_in())
    address = page.url
    page.locator("#id_text").fill('{"name": "half a na')
    page.get_by_role("link", name="History").click()
    expect_step(page, "History")
    # What is sent while a page goes away is not waited for by the next one.
    wait_until(lambda: "json" in Draft.objects.get().answers, pause=lambda: page.wait_for_timeout(100))
    page.goto(address)
    expect(page.locator("#id_text")).to_have_value('{"name": "half a na')


def test_leaving_with_what_no_last_save_takes_is_asked_about(sign_in: SignIn) -> None:
    page = at_json(sign_in())
    asked = stay(page)
    page.locator("#id_text").click()
    page.locator("#id_text").fill(json.dumps({"name": "x" * 70_000}))
    page.evaluate("setTimeout(() => location.assign('/projects/harbour/submissions/'))")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert asked == ["beforeunload"]
    page.get_by_role("link", name="History").click()
    expect_step(page, "History")


def test_a_lost_session_loses_no_text(sign_in: SignIn) -> None:
    page = at_json(sign_in())
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#id_text").fill(BROKEN)
    expect_step(page, "Sign in")
    page.get_by_label("User name").fill("operator")
    page.locator("#id_password").fill("operator-demo")
    page.get_by_role("button", name="Sign in").last.click()
    expect_step(page, "Whole request")
    expect(page.get_by_text("What you entered before you signed in again was saved.")).to_be_visible()
    assert Draft.objects.get().answers["json"] == BROKEN


def test_a_sign_in_in_another_tab_renews_the_page(sign_in: SignIn) -> None:
    page = sign_in()
    page.get_by_role("button", name="Create task").first.click()
    page.get_by_role("radio", name="Berth occupancy").check()
    page.get_by_role("button", name="Continue").last.click()
    expect_step(page, "Details")
    other = page.context.new_page()
    page.context.clear_cookies()
    other.goto("/sign-in/")
    other.get_by_label("User name").fill("operator")
    other.locator("#id_password").fill("operator-demo")
    other.locator("#id_password").press("Enter")
    expect_step(other, "Projects")
    page.get_by_label("Task name").fill("gate-1")
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.get_by_role("button", name="Continue").last.click()
    expect_step(page, "Input")
    assert Draft.objects.get().answers["details"]["name"] == "gate-1"


def test_a_stale_tab_says_that_nothing_was_saved_and_keeps_what_is_typed(sign_in: SignIn) -> None:
    page = sign_in()
    page.get_by_role("button", name="Create task").first.click()
    page.locator("#step-list").get_by_text("Details").click()
    expect_step(page, "Details")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Task name").fill("theirs")
    expect(other.locator("#saved")).to_have_text(SAVED)
    page.get_by_label("Task name").fill("mine")
    expect(page.locator("#saved")).to_have_text("Not saved: your changes are only on this page.")
    page.get_by_label("Task name").fill("mine-2")
    page.wait_for_timeout(1000)
    expect(page.locator("#saved")).to_have_text("Not saved: your changes are only on this page.")
    page.get_by_role("button", name="Continue").last.click()
    expect(page.locator("#moved .notice")).to_be_focused()
    asked = stay(page)
    page.get_by_role("link", name="History").click(no_wait_after=True)
    page.get_by_role("button", name="Keep my changes").click()
    expect(page.locator("#moved .notice")).to_have_count(0)
    assert asked == ["beforeunload"]
    assert Draft.objects.get().answers["details"]["name"] == "mine-2"


def test_another_language_shows_what_was_typed_last(sign_in: SignIn) -> None:
    page = sign_in()
    page.get_by_role("button", name="Create task").first.click()
    page.locator("#step-list").get_by_text("Details").click()
    expect_step(page, "Details")
    page.locator("#id_name").fill("gate-1")
    page.get_by_role("button", name=re.compile("简体中文")).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.locator("#id_name")).to_have_value("gate-1")


def test_a_text_in_a_stale_tab_stays_and_is_not_saved(sign_in: SignIn) -> None:
    page = at_json(sign_in())
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#id_text").fill("{}")
    expect(other.locator("#saved")).to_have_text(SAVED)
    page.locator("#id_text").fill(BROKEN)
    expect(page.locator("#moved .notice")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("Not saved: your changes are only on this page.")
    assert text(page) == BROKEN
    page.get_by_role("button", name="Keep my changes").click()
    expect(page.locator("#moved .notice")).to_have_count(0)
    assert text(page) == BROKEN
    assert Draft.objects.get().answers["json"] == BROKEN


def hold_scripts(page: Page) -> list[Route]:
    """Holds back each script until it is let go; returns what is held."""
    held: list[Route] = []
    page.route("**/*.js", lambda route: held.append(route))
    return held


@pytest.mark.ux(19)
def test_what_is_typed_before_the_scripts_run_is_saved(sign_in: SignIn) -> None:
    page = at_json(sign_in())
    held = hold_scripts(page)
    page.reload(wait_until="commit")
    page.locator("#id_text").fill(BROKEN)
    for route in held:
        route.continue_()
    page.unroute("**/*.js")
    expect(page.locator("#saved")).to_have_text(SAVED)
    assert Draft.objects.get().answers["json"] == BROKEN


@pytest.mark.ux(35)
def test_a_command_is_read_undone_read_again_and_created(sign_in: SignIn, cloud: Simulator) -> None:
    request = make_request(Platform.MODELARTS_EDGE)
    address = "https://x.example/v1/p/services/s/tasks"
    command = f"curl '{address}' -H 'X-Auth-Token: t' --data-raw '{json.dumps(request)}'"
    page = sign_in()
    page.get_by_role("button", name="Create task").first.click()
    page.get_by_role("radio", name="Berth occupancy").check()
    page.get_by_role("button", name="Continue").last.click()
    expect_step(page, "Details")
    page.goto(re.sub("details/$", "json/", page.url))
    page.locator("#id_text").fill(command)
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_text("Used: the text after --data-raw.")).to_be_visible()
    page.locator("button[value='read:curl']").click()
    expect(page.locator("#json-form").get_by_text("Read as a cURL command.").first).to_be_visible()
    assert json.loads(text(page))["name"] == request["name"]
    page.get_by_role("button", name="Undo: bring back my text").click()
    expect(page.locator("#json-form").get_by_text("Your text was restored.").first).to_be_visible()
    assert Draft.objects.get().answers["json"] == command
    page.locator("button[value='read:curl']").click()
    expect(page.locator("#json-form").get_by_text("Read as a cURL command.").first).to_be_visible()
    page.locator("#step-list").get_by_text("Review").click()
    page.get_by_role("button", name="Create task").first.click()
    page.wait_for_url("**/submissions/*/")
    send(page)
    assert [seen.body for seen in cloud.requests] == [canonical(request)]
