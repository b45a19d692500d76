"""A region is drawn once, accepted over six sources by keyboard alone, and used in a task."""

from io import BytesIO

from django.utils import timezone
from playwright.sync_api import Page, expect

from taskbuilder.records.models import RegionTemplate, Source, SourceRegion
from taskbuilder.records.regions.snapshots import save_source_snapshot
from taskbuilder.simulator.server import Simulator
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.reuse.test_plans import Hand
from tests.journeys.reuse.test_source_plans import add_sources
from tests.journeys.test_regions import open_config, tab_to
from tests.journeys.walking import create, go_on, say
from tests.support.pictures import make_picture
from tests.web.looking import watch

DRAWN = "polygon 128,72 640,72 640,360"
SENT = '{"polygons":[{"data":[[128,72],[640,72],[640,360]]}],"lines":[]}'
SIZES = [(1280, 720), (1920, 1080), (640, 480), (1280, 720)]
"""Of the pictures of four of the six sources."""


def read_states(page: Page) -> list[str]:
    return page.locator("[data-part=state]").all_inner_texts()


def expect_focus(page: Page, name: str) -> None:
    """On the button that accepts the region of that source."""
    of_tile = page.locator(f"[data-name='{name}'] [data-accept]")
    expect(of_tile).to_be_focused()


@in_every_language
def test_drawn_once_and_accepted_by_keyboard(sign_in: SignIn, cloud: Simulator, language: str) -> None:
    page = sign_in()
    said, hand = watch(page), Hand(page)
    open_config(page)
    draft = page.url
    area = page.locator("textarea[id$=target_roi]")
    area.fill(DRAWN)
    page.get_by_role("button", name=say("Save as region template")).click()
    hand.expect_heading(say("New region template"))
    expect(page.locator("#id_text")).to_have_value(DRAWN)
    page.get_by_label(say("Name"), exact=True).first.fill("Lane")
    hand.look()
    hand.press("Save region template")
    expect(page).to_have_url(draft)
    assert RegionTemplate.objects.get().frame == (1280, 720)

    add_sources(range(1, 7))
    for number, size in enumerate(SIZES, start=1):
        source = Source.objects.get(name=f"berth {number}")
        save_source_snapshot(source, file=BytesIO(make_picture("JPEG", size)), now=timezone.now())
    page.goto("/projects/harbour/inventory/?site=north")
    hand.press(say("Place a region on all %(count)s", count=6))
    hand.expect_heading("Lane")
    expect(page.locator("#progress-words")).to_have_text(
        say("%(done)d of %(total)d accepted", done=0, total=6)
    )
    hand.look()
    accept_by_keyboard(page)
    assert read_states(page) == [
        say("Accepted"),
        say("Accepted"),
        say("Moved and accepted"),
        *[say("Accepted")] * 3,
    ]
    hand.look()
    moved = SourceRegion.objects.get(is_moved=True)
    assert (moved.source.name, moved.text) == ("berth 3", "polygon 77,53 333,53 333,245")

    page.goto(draft)
    area.fill("line 100,100 900,600")
    page.get_by_text(say("Use a region template…")).click()
    hand.look()
    page.get_by_role("button", name="Lane", exact=True).click()
    expect(area).to_have_value(DRAWN)
    page.get_by_role("button", name=say("Undo"), exact=True).click()
    expect(area).to_have_value("line 100,100 900,600")
    page.get_by_role("button", name=say("Redo"), exact=True).click()
    go_on(page, "Review")
    create(page)
    assert [seen.body["config"] for seen in cloud.requests] == [{"target_roi": SENT}]
    assert said == []


def accept_by_keyboard(page: Page) -> None:
    """The first two as they are, the third moved, the fourth after a move that is undone, and the others."""
    tab_to(page, "[data-accept]")
    expect_focus(page, "berth 1")
    page.keyboard.press("Enter")
    expect_focus(page, "berth 2")
    page.keyboard.press("ArrowLeft")
    expect_focus(page, "berth 1")
    page.keyboard.press("ArrowRight")
    expect_focus(page, "berth 2")
    page.keyboard.press("Enter")
    expect_focus(page, "berth 3")
    for key in ("m", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowUp", "+", "-"):
        page.keyboard.press(key)
    assert read_states(page)[2] == say("Moved, not accepted yet")
    page.keyboard.press("Enter")
    expect_focus(page, "berth 4")
    for key in ("m", "Shift+ArrowRight", "Escape"):
        page.keyboard.press(key)
    expect_focus(page, "berth 4")
    for name in ("berth 5", "berth 6"):
        page.keyboard.press("Enter")
        expect_focus(page, name)
    page.keyboard.press("Enter")
    done = say("%(done)d of %(total)d accepted", done=6, total=6)
    expect(page.locator("#progress-words")).to_have_text(done)
