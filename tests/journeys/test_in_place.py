"""What a step answers in place: refusals, rows too many, fixes; and what the browser keeps of it."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from taskbuilder.records.models import Draft
from tests.journeys.conftest import SignIn
from tests.journeys.walking import begin, choose, expect_step, go_on, row, settle

REFUSED = "Error: Details · "


def listen(page: Page) -> list[str]:
    """What the console reports as a fault, from now on."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type in ("error", "warning") else None)
    return said


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).last.click()


def at_details(page: Page) -> None:
    press(page, "Create task")
    page.get_by_role("radio", name="Berth occupancy").check()
    go_on(page, "Details")


@pytest.mark.ux(2, 15)
@pytest.mark.parametrize(("step", "kind"), [("Input", "RESTful API"), ("Output", "Webhook")])
def test_a_header_too_many_leaves_the_page_whole(sign_in: SignIn, step: str, kind: str) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    if step == "Output":
        page.locator("#step-list").get_by_text(step).click()
        expect_step(page, step)
    choose(page, kind)
    rows, add = page.locator(".pairs .pair"), page.locator(".pairs > .add")
    while rows.count() < 10:
        before = rows.count()
        add.click()
        expect(rows).to_have_count(before + 1)
    rows.last.locator("input[type=text]").fill("X-Last")
    add.click()

    expect(page.locator("#problem-summary")).to_be_focused()
    expect(page.locator("#problem-summary li")).to_have_text(re.compile("“.* headers” is limited to 10"))
    expect(page).to_have_title(re.compile("^Error: "))
    expect_step(page, step)
    expect(rows).to_have_count(10)
    expect(rows.last.locator("input[type=text]")).to_have_value("X-Last")
    page.locator("#problem-summary a").click()
    expect(page.locator(".pairs .list-title")).to_be_focused()
    press(page, "Back")
    expect_step(page, "Details" if step == "Input" else "Input")


@pytest.mark.ux(2)
def test_the_summary_of_a_long_form_is_in_view_on_a_small_screen(sign_in: SignIn) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    page.set_viewport_size({"width": 390, "height": 800})
    choose(page, "RESTful API")
    press(page, "Continue")
    expect(page.locator("#problem-summary")).to_be_focused()
    expect(page.locator("#problem-summary")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    expect(page.locator("#problem-summary a").first).to_be_focused()


@pytest.mark.ux(2, 17)
def test_back_to_a_refused_step_shows_it(sign_in: SignIn) -> None:
    page = sign_in()
    at_details(page)
    page.get_by_label("Task name").fill("1 gate")
    press(page, "Continue")
    expect(page.locator("#problem-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^" + REFUSED))
    expect(page.get_by_label("Task name")).to_have_value("1 gate")
    page.get_by_label("Task name").fill("gate-1")
    page.get_by_label("Task name").press("Enter")
    expect_step(page, "Input")
    choose(page, "Stream or file address")
    page.go_back()

    expect_step(page, "Details")
    expect(page.get_by_label("Task name")).to_have_value("gate-1")
    expect(page.locator("#problem-summary")).to_have_count(0)
    page.go_back()
    expect_step(page, "Service")
    page.go_forward()
    page.go_forward()
    expect_step(page, "Input")


@pytest.mark.ux(1)
def test_a_step_refused_twice_can_still_be_sent_and_left(sign_in: SignIn) -> None:
    page = sign_in()
    at_details(page)
    for name in ("1 gate", "2 gate"):
        page.get_by_label("Task name").fill(name)
        press(page, "Continue")
        expect(page.locator("#problem-summary")).to_be_focused()
        expect(page.get_by_label("Task name")).to_have_value(name)
    page.get_by_label("Task name").fill("gate-1")
    expect(page.locator("#saved")).to_have_text("Saved as a draft")
    page.locator("#step-list").get_by_text("Schedule").click()
    expect_step(page, "Schedule")
    assert Draft.objects.get().answers["details"]["name"] == "gate-1"


def test_a_refused_step_without_scripts(sign_in: SignIn) -> None:
    page = sign_in(scripts=False)
    at_details(page)
    press(page, "Continue")
    expect(page).to_have_title(re.compile("^" + REFUSED))
    expect(page.locator("#problem-summary")).to_be_visible()


def test_a_draft_that_is_gone_is_said_to_be(sign_in: SignIn) -> None:
    page = sign_in()
    at_details(page)
    Draft.objects.all().delete()
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")


def test_without_a_connection_what_was_typed_stays(sign_in: SignIn) -> None:
    page = sign_in()
    at_details(page)
    page.get_by_label("Task name").fill("gate-1")
    page.context.set_offline(True)
    press(page, "Continue")
    expect(page.locator("#announcer")).to_have_text(re.compile("^Connection failed"))
    page.context.set_offline(False)
    go_on(page, "Input")
    assert Draft.objects.get().answers["details"]["name"] == "gate-1"


@pytest.mark.ux(8, 9)
def test_a_mend_and_a_proposal_are_filled_in_where_they_stand(sign_in: SignIn) -> None:
    page = sign_in()
    at_details(page)
    page.locator("#step-list").get_by_text("Schedule").click()
    expect_step(page, "Schedule")
    choose(page, "Daily")
    said = listen(page)
    offset = page.locator("input[list=offsets]")
    page.get_by_role("button", name="Use project default (+08:00)").click()
    expect(offset).to_be_focused()
    expect(offset).to_have_value("+08:00")
    expect(page.locator("#announcer")).to_have_text("Filled in +08:00.")
    period = row(page, "Period 1")
    period.get_by_label("Start").fill("20:00:00")
    period.get_by_label("End").fill("06:00:00")
    press(page, "Continue")
    expect(page.locator("#problem-summary")).to_be_focused()
    page.get_by_role("button", name=re.compile("^Split in two")).click()
    expect(page.locator("#announcer")).to_have_text(re.compile("^Done: Split in two"))
    expect(period.locator("input:focus")).to_have_count(1)
    expect(row(page, "Period 2").get_by_label("End")).to_have_value("06:00:00")
    assert [line for line in said if "422" not in line] == []


def test_a_choice_that_is_overtaken_is_no_fault(sign_in: SignIn) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    said = listen(page)
    for label in ("RESTful API", "Edge camera", "VCN device", "Stream or file address") * 2:
        page.locator(".form-check", has=page.get_by_text(label, exact=True)).locator("input").check()
    settle(page)
    expect(page.get_by_label("Stream or file URL")).to_be_visible()
    assert said == []


@pytest.mark.ux(19, 29)
@pytest.mark.parametrize("is_sent", [True, False], ids=["sent", "saved"])
def test_a_lost_session_loses_nothing_typed(sign_in: SignIn, is_sent: bool) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    choose(page, "VCN device")
    address = page.locator("#id_input-type-vcn-vcn-ip")
    password = page.locator("#id_input-type-vcn-vcn-password")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    address.fill("192.0.2.1")
    password.fill("canary")
    if is_sent:
        press(page, "Continue")
    expect_step(page, "Sign in")
    assert "canary" not in page.evaluate("JSON.stringify([sessionStorage, localStorage])")
    page.get_by_label("User name").fill("operator")
    page.locator("#id_password").fill("operator-demo")
    press(page, "Sign in")

    expect_step(page, "Input")
    expect(address).to_have_value("192.0.2.1")
    expect(password).to_have_value("")
    expect(page.get_by_text("What you entered before you signed in again was saved.")).to_be_visible()
    assert "canary" in str(Draft.objects.get().answers)
