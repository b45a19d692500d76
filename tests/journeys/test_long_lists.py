"""Lists by the hundred: the length of their pages, the keyboard, a wrong value far down (ux.md, 13, 34)."""

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from taskbuilder.taskspec.platforms import Platform
from tests.journeys.test_looks import Looker, looker  # noqa: F401 - a fixture
from tests.journeys.walking import settle
from tests.support.samples import make_request

DATA = "input-type-url-data"
DESK: ViewportSize = {"width": 1440, "height": 900}
MOST_PIXELS, MOST_BYTES = 4_000, 150_000


def make_inputs(count: int, **wrong: str) -> dict[str, Any]:
    """A request of so many inputs; `wrong`: addresses by the number of their rows, such as r137."""
    names = [f"r{number}" for number in range(1, count + 1)]
    addresses = [wrong.get(name, f"rtsp://gate-{name[1:]:>03}.example.com/live") for name in names]
    request = make_request(Platform.IEF)
    return request | {"input": {"type": "url", "data": [{"url": address} for address in addresses]}}


def toggle_of(page: Page, number: int) -> Any:
    return page.locator(f"#id_{DATA}-toggle-r{number}")


@pytest.mark.ux(26, 27, 34)
def test_two_hundred_inputs_fit_in_a_page(looker: Looker) -> None:  # noqa: F811
    page = looker.page
    page.set_viewport_size(DESK)
    looker.open("input", make_inputs(200))
    height = page.evaluate("document.documentElement.scrollHeight")
    size = len(page.request.get(page.url).body())
    assert (height <= MOST_PIXELS, size <= MOST_BYTES) == (True, True), (height, size)
    looker.look("200 inputs, folded")
    toggle_of(page, 137).click()
    expect(page.locator(f"#id_{DATA}-r137-url")).to_be_visible()
    looker.look("200 inputs, one open")
    looker.open("input", make_inputs(5_000))
    page.get_by_role("button", name="Next 50").click()
    expect(page.get_by_text("Rows 51 to 100 of 5000")).to_be_visible()
    looker.look("50 of 5,000 inputs")


@pytest.mark.ux(27, 34)
def test_folded_rows_are_walked_by_the_keyboard(looker: Looker) -> None:  # noqa: F811
    page = looker.page
    looker.open("input", make_inputs(200))
    toggle_of(page, 2).focus()
    page.keyboard.press("Enter")
    control = page.locator(f"#id_{DATA}-r2-url")
    expect(control).to_be_visible()
    expect(toggle_of(page, 2)).to_be_focused()
    expect(toggle_of(page, 2)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(control).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("rtsp://new.example.com/2")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(control).to_have_count(0)
    expect(toggle_of(page, 2)).to_be_focused()
    expect(toggle_of(page, 2)).to_contain_text("rtsp://new.example.com/2")
    page.get_by_label("Select Input 3", exact=True).check()
    page.get_by_label("Select Input 4", exact=True).check()
    expect(page.get_by_role("button", name="Remove selected (2)")).to_be_visible()
    # Two rows one after the other, faster than they are answered.
    toggle_of(page, 5).click()
    toggle_of(page, 6).click()
    expect(page.locator(f"#id_{DATA}-r5-url")).to_be_visible()
    expect(page.locator(f"#id_{DATA}-r6-url")).to_be_visible()


@pytest.mark.ux(2, 34)
def test_a_wrong_value_in_row_137_is_led_to_and_fixed(looker: Looker) -> None:  # noqa: F811
    page = looker.page
    wrong = {f"r{number}": f"gate-{number}" for number in range(119, 156)}
    looker.open("input", make_inputs(200, **wrong))
    page.get_by_role("button", name="Continue", exact=True).last.click()
    link = page.locator("#problem-summary a", has_text="Input 137:")
    expect(link).to_be_visible()
    control = page.locator(f"#id_{DATA}-r137-url")
    expect(control).to_have_count(0)
    link.click()
    expect(control).to_be_focused()
    control.fill("rtsp://gate-137.example.com/live")
    control.blur()
    expect(link).to_have_count(0)
    page.get_by_role("button", name="Next problem Input 119").click()
    expect(page.locator(f"#id_{DATA}-r120-url")).to_be_focused()


@pytest.mark.ux(34)
def test_a_wrong_value_on_another_part_of_the_list_is_led_to(looker: Looker) -> None:  # noqa: F811
    page = looker.page
    looker.open("input", make_inputs(300, r237="gate"))
    page.get_by_role("button", name="Continue", exact=True).last.click()
    page.locator("#problem-summary a", has_text="Input 237:").click()
    control = page.locator(f"#id_{DATA}-r237-url")
    expect(control).to_be_focused()
    control.fill("rtsp://gate-237.example.com/live")
    control.blur()
    expect(page.locator("#problem-summary a", has_text="Input 237:")).to_have_count(0)
    page.get_by_label("Search this list").fill("gate-01")
    page.keyboard.press("Enter")
    expect(page.get_by_text("10 of 300 rows")).to_be_visible()
    settle(page)


@pytest.mark.ux(13)
def test_ten_headers_are_ten_lines(looker: Looker) -> None:  # noqa: F811
    page = looker.page
    page.set_viewport_size(DESK)
    request = make_request(Platform.IEF, sinks=("webhook",))
    request["output"]["webhook"]["headers"] = {f"X-Header-{number}": "value" for number in range(1, 11)}
    looker.open("output", request)
    boxes = [pair.bounding_box() for pair in page.locator(".pair").all()]
    heights = [box["height"] for box in boxes if box]
    assert max(heights[1:]) <= 48, heights
    assert len({box["x"] for box in boxes if box}) == 1
    assert [button for button in page.get_by_role("button", name="Show").all() if button.is_visible()] == []
    page.locator(".pair input[type=password]").first.fill("canary")
    expect(page.locator(".pair [data-show]").first).to_be_visible()
    looker.look("ten headers")
