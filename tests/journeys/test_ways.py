"""Other ways through the wizard: without scripts, by keyboard alone, back and forth, in a closed tab.

Each is walked in every language.
"""

import pytest
from playwright.sync_api import Page, expect

from taskbuilder.records.models import Draft
from taskbuilder.simulator.server import Simulator
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import (
    begin,
    choose,
    create,
    expect_step,
    fill_estimate,
    go_on,
    open_row,
    row,
    say,
    say_in,
    say_row,
    settle,
)

pytestmark = in_every_language
WANTED = {
    "name": "gate-1",
    "input": {"type": "url", "data": [{"url": "rtsp://c/1"}, {"url": "rtsp://c/3"}]},
    "output": {"webhook": {"url": "https://sink.example.net/", "headers": {"X-Key": "k"}}},
    "source_usage_estimate": {"cpu": 0.5, "memory": 64},
}


def update(page: Page) -> None:
    page.get_by_role("button", name=say("Update the form for this choice")).first.click()


@pytest.mark.ux(7)
def test_without_scripts(sign_in: SignIn, cloud: Simulator) -> None:
    page = sign_in(scripts=False)
    begin(page, "Berth occupancy", "gate-1")
    page.get_by_role("radio", name=say("Stream or file address")).check()
    update(page)
    for _more in range(2):
        page.get_by_role("button", name=say("Add another input")).click()
    expect(row(page, "Input 3").get_by_label(say("Stream or file URL"))).to_be_focused()
    for number in (1, 2, 3):
        row(page, f"Input {number}").get_by_label(say("Stream or file URL")).fill(f"rtsp://c/{number}")
    page.get_by_role("button", name=say("Remove input %(number)d", number=2)).click()
    go_on(page, "Output")
    page.get_by_role("checkbox", name=say("Webhook")).check()
    update(page)
    page.get_by_label(say("Webhook URL")).fill("https://sink.example.net/")
    page.get_by_role("textbox", name=say_in("Header 1", "Name")).fill("X-Key")
    page.get_by_role("textbox", name=say_in("Header 1", "Value")).fill("k")
    go_on(page, "Schedule")
    page.get_by_role("radio", name=say("No schedule")).check()
    go_on(page, "Resources")
    fill_estimate(page, WANTED["source_usage_estimate"])  # type: ignore[arg-type]  # it is an object
    create(page)
    assert [seen.body for seen in cloud.requests] == [WANTED]


def tab_to(page: Page, wanted: str) -> None:
    """Presses Tab until the focused control is called so; a step's first field has the focus as it is."""
    told = "document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText ?? ''"
    for _tab in range(60):
        if page.evaluate("document.activeElement !== document.body") and say(wanted) in page.evaluate(told):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {wanted}")


def test_by_keyboard_alone(sign_in: SignIn, cloud: Simulator) -> None:
    page = sign_in()
    press = page.keyboard.press
    tab_to(page, "Create task")
    press("Enter")
    expect_step(page, "Service")
    tab_to(page, "Berth occupancy")
    press("Space")
    press("Enter")
    expect_step(page, "Details")
    tab_to(page, "Task name")
    page.keyboard.type("gate-1")
    press("Enter")
    expect_step(page, "Input")
    tab_to(page, "RESTful API")
    press("Space")
    press("ArrowDown")
    settle(page)
    expect(page.get_by_role("radio", name=say("Stream or file address"))).to_be_focused()
    tab_to(page, "Stream or file URL")
    page.keyboard.type("rtsp://c/1")
    tab_to(page, "Add another input")
    press("Enter")
    expect(row(page, "Input 2").get_by_label(say("Stream or file URL"))).to_be_focused()
    page.keyboard.type("rtsp://c/3")
    press("Enter")
    expect_step(page, "Output")
    tab_to(page, "Webhook")
    press("Space")
    settle(page)
    expect(page.get_by_role("checkbox", name=say("Webhook"))).to_be_focused()
    for label, text in (("Webhook URL", "https://sink.example.net/"), ("Name", "X-Key"), ("Value", "k")):
        tab_to(page, label)
        page.keyboard.type(text)
    press("Enter")
    expect_step(page, "Schedule")
    tab_to(page, "No schedule")
    press("Space")
    press("Enter")
    expect_step(page, "Resources")
    for label, text in (("CPU, in cores (assumed)", "0.5"), ("Memory, in MB (assumed)", "64")):
        tab_to(page, label)
        page.keyboard.type(text)
    press("Enter")
    expect_step(page, "Review")
    tab_to(page, "Create task")
    press("Enter")
    page.wait_for_url("**/submissions/*/")
    assert Draft.objects.count() == 0


def slow_down(page: Page, *, milliseconds: int) -> None:
    """Each answer comes that much later."""
    line = {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)


@pytest.mark.ux(14)
def test_rows_take_and_give_the_focus(sign_in: SignIn) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    choose(page, "Stream or file address")
    page.get_by_role("button", name=say("Add another input")).click()
    expect(row(page, "Input 2").get_by_label(say("Stream or file URL"))).to_be_focused()
    expect(page.locator("#announcer")).to_have_text(say("%(row)s was added.", row=say_row("Input 2")))
    page.keyboard.type("rtsp://c/2")
    page.get_by_role("button", name=say("Remove input %(number)d", number=1)).click()
    expect(page.get_by_role("heading", level=2, name=say("Inputs"))).to_be_focused()
    expect(page.locator("#announcer")).to_have_text(say("%(row)s was removed.", row=say_row("Input 1")))
    expect(row(page, "Input 1").get_by_label(say("Stream or file URL"))).to_have_value("rtsp://c/2")


def test_one_kind_another_and_back(sign_in: SignIn) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    choose(page, "Stream or file address")
    page.get_by_label(say("Stream or file URL")).fill("rtsp://c/1")
    choose(page, "VCN device")
    page.get_by_role("textbox", name=say("VCN password")).fill("secret")
    expect(page.get_by_label(say("Stream or file URL"))).to_have_count(0)
    choose(page, "Stream or file address")
    expect(page.get_by_label(say("Stream or file URL"))).to_have_value("rtsp://c/1")
    choose(page, "VCN device")
    expect(page.get_by_role("textbox", name=say("VCN password"))).to_have_value("")
    expect(page.get_by_placeholder(say("Saved – leave blank to keep"))).to_be_visible()


def test_what_changed_is_brought_into_view_beside_the_form(sign_in: SignIn) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    choose(page, "Stream or file address")
    page.locator(".paste > summary").click()
    page.locator(".paste textarea").fill("\n".join(f"rtsp://c/{number}" for number in range(24)))
    page.locator(".paste button[value^=paste]").click()
    settle(page)
    open_row(page, "input-type-url-data", 20).fill("rtsp://d/20")
    expect(page.locator("#preview-request mark")).to_contain_text("rtsp://d/20")
    expect(page.locator("#preview-request mark")).to_be_in_viewport()
    row(page, "Input 1").get_by_label(say("Stream or file URL")).fill("rtsp://d/1")
    expect(page.locator("#preview-request mark")).to_contain_text("rtsp://d/1")
    expect(page.locator("#preview-request mark")).to_be_in_viewport()


def test_what_was_typed_survives_a_closed_tab(sign_in: SignIn) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    choose(page, "Stream or file address")
    page.get_by_label(say("Stream or file URL")).press_sequentially("rtsp://c/1")
    expect(page.locator("#saved")).to_have_text(say("Saved as a draft"))
    address = page.url
    again = page.context.new_page()
    page.close()
    again.goto(address)
    expect(again.get_by_label(say("Stream or file URL"))).to_have_value("rtsp://c/1")


@pytest.mark.parametrize("way", ["Back", "Output", "History"])
def test_leaving_in_any_way_keeps_the_last_letters(sign_in: SignIn, way: str) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    choose(page, "Stream or file address")
    page.get_by_label(say("Stream or file URL")).fill("rtsp://c/1")
    page.locator("a, button").filter(has_text=say(way)).first.click()
    expect(page.get_by_label(say("Stream or file URL"))).to_have_count(0)
    draft = Draft.objects.get()
    page.goto(f"/projects/{draft.project.slug}/drafts/{draft.pk}/input/")
    expect(page.get_by_label(say("Stream or file URL"))).to_have_value("rtsp://c/1")


def test_back_shows_the_step_before_and_never_creates_twice(sign_in: SignIn, cloud: Simulator) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    page.go_back()
    expect_step(page, "Details")
    expect(page.get_by_label(say("Task name"))).to_have_value("gate-1")
    page.get_by_label(say("Task name")).fill("gate-2")
    go_on(page, "Input")
    assert Draft.objects.get().answers["details"]["name"] == "gate-2"


def test_the_last_choice_counts_on_a_slow_line(sign_in: SignIn) -> None:
    """Each request takes longer than the browser waits before it saves: none pushes a newer choice out."""
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    slow_down(page, milliseconds=300)
    for label in ("RESTful API", "Edge camera", "VCN device", "Stream or file address"):
        page.get_by_role("radio", name=say(label), exact=True).evaluate("radio => radio.click()")
        page.wait_for_timeout(20)
    expect(page.get_by_label(say("Stream or file URL"))).to_be_visible(timeout=10_000)
    expect(page.locator("#saved")).to_have_text(say("Saved as a draft"))
    page.reload()
    expect(page.get_by_label(say("Stream or file URL"))).to_be_visible()


def test_a_late_answer_never_replaces_a_newer_choice(sign_in: SignIn) -> None:
    page = sign_in()
    begin(page, "Berth occupancy", "gate-1")
    for label in ("RESTful API", "Edge camera", "VCN device", "Stream or file address"):
        page.locator(".form-check", has=page.get_by_text(say(label), exact=True)).locator("input").check()
    expect(page.get_by_label(say("Stream or file URL"))).to_be_visible()
    settle(page)
    expect(page.get_by_role("textbox", name=say("VCN password"))).to_have_count(0)
