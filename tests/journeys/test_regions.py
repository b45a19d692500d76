"""A region drawn by mouse, by touch, by keyboard and typed: one string; and the picture below it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from taskbuilder.records.models import Draft, Snapshot
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.platforms import Platform
from tests.journeys.conftest import SignIn
from tests.journeys.walking import create, expect_step, go_on, open_draft, settle
from tests.support.pictures import make_picture
from tests.support.samples import make_request

Point = tuple[int, int]
FRAME = (1280, 720)
POLYGON: list[Point] = [(640, 360), (740, 360), (741, 460), (640, 460)]
LINE: list[Point] = [(600, 300), (600, 500)]
TYPED = 'polygon 640,360 740,360 741,460 640,460 "Lane 1" red\nline 600,300 600,500'
SENT = (
    '{"polygons":[{"data":[[640,360],[740,360],[741,460],[640,460]]}],'
    '"lines":[{"data":[[600,300],[600,500]]}]}'
)
STEPS = {(1, 0): "ArrowRight", (-1, 0): "ArrowLeft", (0, 1): "ArrowDown", (0, -1): "ArrowUp"}


def open_config(page: Page) -> Draft:
    """The step of a draft that lacks nothing but its region."""
    page.emulate_media(reduced_motion="reduce")  # a mouse that aims while the page glides misses its point
    request = make_request(Platform.IEF)
    del request["config"]
    return open_draft(page, "resources", request, service="Gate number plates")


def area(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Coordinates")


def canvas(page: Page) -> Locator:
    return page.get_by_role("application", name="Drawing of “Watched lanes”")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def spot(page: Page, point: Point) -> tuple[float, float]:
    """Where a point of the frame is on the screen."""
    canvas(page).scroll_into_view_if_needed()
    box = canvas(page).bounding_box()
    assert box is not None
    return box["x"] + point[0] * box["width"] / FRAME[0], box["y"] + point[1] * box["height"] / FRAME[1]


def drag(page: Page, start: Point, end: Point) -> None:
    page.mouse.move(*spot(page, start))
    page.mouse.down()
    page.mouse.move(*spot(page, end), steps=4)
    page.mouse.up()


def type_it(page: Page) -> None:
    area(page).fill(TYPED)


def draw_by(page: Page, put: Callable[[Point], Any]) -> None:
    press(page, "Draw a polygon")
    for point in [*POLYGON, POLYGON[0]]:
        put(point)
    page.get_by_role("textbox", name="Name").fill("Lane 1")
    press(page, "Red")
    press(page, "Draw a line")
    for point in [*LINE, LINE[-1]]:
        put(point)


def draw_by_mouse(page: Page) -> None:
    draw_by(page, lambda point: page.mouse.click(*spot(page, point)))


def draw_by_touch(page: Page) -> None:
    draw_by(page, lambda point: page.touchscreen.tap(*spot(page, point)))


def steer(page: Page, start: Point, end: Point) -> None:
    """Moves what has the focus by the arrow keys, in steps of ten and of one."""
    right, down = end[0] - start[0], end[1] - start[1]
    for way, far in (((1, 0), right), ((-1, 0), -right), ((0, 1), down), ((0, -1), -down)):
        for _far in range(far // 10):
            page.keyboard.press(f"Shift+{STEPS[way]}")
        for _near in range(far % 10 if far > 0 else 0):
            page.keyboard.press(STEPS[way])


def draw_shape_by_keys(page: Page, points: list[Point]) -> None:
    at = (FRAME[0] // 2, FRAME[1] // 2)
    for point in points:
        steer(page, at, point)
        page.keyboard.press("Space")
        at = point
    page.keyboard.press("Enter")


def tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    for _tab in range(60):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def draw_by_keys(page: Page) -> None:
    tab_to(page, "[data-does=polygon]")
    page.keyboard.press("Enter")
    draw_shape_by_keys(page, POLYGON)
    tab_to(page, "[data-name]")
    page.keyboard.type("Lane 1")
    tab_to(page, "[data-colour=red]")
    page.keyboard.press("Space")
    tab_to(page, "[data-does=line]", back=True)
    page.keyboard.press("Enter")
    draw_shape_by_keys(page, LINE)


@pytest.mark.ux(27)
@pytest.mark.parametrize("draw", [type_it, draw_by_mouse, draw_by_keys])
def test_each_way_sends_the_same_string(
    sign_in: SignIn, cloud: Simulator, draw: Callable[[Page], None]
) -> None:
    page = sign_in()
    open_config(page)
    draw(page)
    expect(area(page)).to_have_value(TYPED)
    go_on(page, "Review")
    create(page)
    assert [seen.body["config"] for seen in cloud.requests] == [{"target_roi": SENT}]


def test_by_touch_on_a_telephone(sign_in: SignIn) -> None:
    page = sign_in()
    context = page.context.browser.new_context(  # type: ignore[union-attr]  # it has one
        base_url=page.url.partition("/projects")[0],
        storage_state=page.context.storage_state(),
        viewport={"width": 390, "height": 844},
        has_touch=True,
    )
    page = context.new_page()
    open_config(page)
    draw_by_touch(page)
    drawn = area(page).input_value()
    numbers = [int(number) for number in re.findall(r"\d+(?=[, ]|$)", drawn.replace('"Lane 1" red', ""))]
    wanted = [side for point in [*POLYGON, *LINE] for side in point]
    # A finger's pixel is three or four of the frame's.
    assert [abs(one - other) <= 4 for one, other in zip(numbers, wanted, strict=True)] == [True] * 12
    context.close()


def test_points_and_shapes_are_moved_added_and_removed(sign_in: SignIn) -> None:
    page = sign_in()
    open_config(page)
    area(page).fill("polygon 100,100 500,100 500,500 100,500")
    steps: list[tuple[Callable[[], Any], str]] = [
        (lambda: drag(page, (500, 500), (600, 600)), "polygon 100,100 500,100 600,600 100,500"),
        (lambda: drag(page, (300, 100), (300, 50)), "polygon 100,100 300,50 500,100 600,600 100,500"),
        (lambda: page.keyboard.press("Shift+ArrowDown"), "polygon 100,100 300,60 500,100 600,600 100,500"),
        (lambda: page.keyboard.press("Delete"), "polygon 100,100 500,100 600,600 100,500"),
        (lambda: drag(page, (400, 300), (410, 310)), "polygon 110,110 510,110 610,610 110,510"),
        (lambda: page.keyboard.press("ArrowLeft"), "polygon 109,110 509,110 609,610 109,510"),
        (lambda: drag(page, (400, 300), (0, 0)), "polygon 0,0 400,0 500,500 0,400"),
        (lambda: press(page, "Add a point"), "polygon 0,0 400,0 450,250 500,500 0,400"),
        (lambda: press(page, "Remove point 3"), "polygon 0,0 400,0 500,500 0,400"),
        (lambda: press(page, "Remove this shape"), ""),
    ]
    texts = [area(page).input_value()]
    for act, text in steps:
        act()
        expect(area(page)).to_have_value(text)
        texts.append(text)
    for text in texts[-2::-1]:
        press(page, "Undo")
        expect(area(page)).to_have_value(text)
    for text in texts[1:]:
        press(page, "Redo")
        expect(area(page)).to_have_value(text)
    canvas(page).focus()
    page.keyboard.press("Control+z")
    expect(area(page)).to_have_value(texts[-2])


@pytest.mark.parametrize(
    ("typed", "moved"),
    [
        ('{"polygons":[{"data":[[0,0],[9.50,0],[9,9]]}],"lines":[]}', "polygon 10,0 19.5,0 19,9"),
        ('region {"id":1}\n Line 0 , 0 9,9 RED {"x":1.0}', 'region {"id":1}\nline 10,0 19,9 red {"x":1.0}'),
        ('line 1,2 3,4\nnonsense\nline 0,0 9,9', 'line 1,2 3,4\nnonsense\nline 10,0 19,9'),
        ('{"lines":[{"data":[[0,0],[9.5,9]],"id":1}],"v":2}', 'line 10,0 19.5,9 {"id":1}\nregion {"v":2}'),
        ('{"polygons":[],"lines":[{"data":[[0,0],[9,9]],"id":12345678901234567890}]}', None),
    ],
)  # fmt: skip
def test_what_is_typed_in_any_way_can_be_drawn_on(sign_in: SignIn, typed: str, moved: str | None) -> None:
    page = sign_in()
    open_config(page)
    area(page).fill(typed)
    page.locator("[data-shape]").last.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(area(page)).to_have_value(typed if moved is None else moved)
    expect(page.locator(".region-how")).to_contain_text("This JSON cannot be shown" if moved is None else "")


def test_half_a_shape_is_not_lost_by_continuing(sign_in: SignIn) -> None:
    page = sign_in()
    open_config(page)
    press(page, "Draw a polygon")
    for point in POLYGON:
        page.mouse.click(*spot(page, point))
    press(page, "Undo")
    press(page, "Undo")
    press(page, "Continue")
    told = page.locator(".region-how.is-wrong")
    expect(told).to_contain_text("the shape you are drawing needs at least 3 points")
    expect(canvas(page)).to_be_focused()
    page.mouse.click(*spot(page, POLYGON[2]))
    go_on(page, "Review")
    page.go_back()
    expect(area(page)).to_have_value("polygon 640,360 740,360 741,460")


@pytest.mark.ux(9)
def test_what_changes_is_said_and_what_is_wrong_is_shown(sign_in: SignIn) -> None:
    page = sign_in()
    open_config(page)
    said = page.locator("#announcer")
    area(page).fill("polygon 100,100 500,100 500,500 100,500")
    point = page.get_by_role("button", name="Point 2 of Polygon 1, at 500,100")
    point.focus()
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("501,100")
    page.keyboard.press("Insert")
    expect(said).to_have_text("Point 3 was added.")
    expect(page.get_by_role("button", name="Point 3 of Polygon 1, at 501,300")).to_be_focused()
    page.keyboard.press("Delete")
    expect(said).to_have_text("Point 3 was removed.")
    wrong = "“Watched lanes”: the edges of polygon 1 cross or touch. Move one of its points."
    area(page).fill("polygon 100,100 500,100 101,101 100,500")
    page.locator("[data-point='2']").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".region-shapes .field-message")).to_have_text(wrong)
    expect(said).to_have_text(wrong)
    area(page).fill("polygon 1,1 2,2\nnonsense")
    expect(page.locator(".region-how")).to_contain_text("line 2 of the text is not a shape")
    press(page, "Continue")
    expect(page.locator("#problem-summary")).to_be_focused()
    expect(area(page)).to_have_value("polygon 1,1 2,2\nnonsense")
    area(page).fill("polygon 100,100 500,500 500,100 100,500")
    press(page, "Continue")
    expect(page.locator("#problem-summary li")).to_have_text(wrong)
    page.locator("#problem-summary a").click()
    expect(area(page)).to_be_focused()
    drag(page, (500, 500), (100, 300))  # the editor of the page that followed
    expect(area(page)).to_have_value("polygon 100,100 100,300 500,100 100,500")


@pytest.mark.ux(19)
def test_what_is_drawn_is_saved_as_it_is_drawn(sign_in: SignIn) -> None:
    page = sign_in()
    draft = open_config(page)
    draw_by_mouse(page)
    expect(page.locator("#saved")).to_have_text("Saved as a draft")
    draft.refresh_from_db()
    assert draft.answers["resources"]["config"]["form"]["target_roi"] == TYPED


GIVE = """([way, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], "a.png", { type: "image/png" }));
  const detail = { bubbles: true, cancelable: true };
  const event = way === "paste" ? new ClipboardEvent("paste", { ...detail, clipboardData: transfer })
    : new DragEvent("drop", { ...detail, dataTransfer: transfer });
  document.querySelector(".region svg[role=application]").dispatchEvent(event);
}"""


@pytest.mark.parametrize("way", ["file", "paste", "drop"])
def test_a_picture_is_given_in_any_way(sign_in: SignIn, way: str) -> None:
    page = sign_in()
    open_config(page)
    area(page).fill(TYPED)
    picture = make_picture()
    if way == "file":
        file: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": picture}
        page.get_by_label("Picture to draw on").set_input_files(file)
    else:
        page.evaluate(GIVE, [way, list(picture)])
    expect(page.locator("#announcer")).to_have_text("The picture was saved.")
    assert page.locator(".region image").get_attribute("href") is not None
    expect(area(page)).to_have_value(TYPED)
    page.reload()
    assert page.locator(".region image").get_attribute("href") is not None
    press(page, "Remove picture")
    expect(page.locator("#announcer")).to_have_text("The picture was removed.")
    assert Snapshot.objects.count() == 0


def test_a_refused_picture_says_why_where_it_was_chosen(sign_in: SignIn) -> None:
    page = sign_in()
    open_config(page)
    control = page.get_by_label("Picture to draw on")
    control.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"canary"})
    why = "“Watched lanes”: the file is not a supported picture. Choose a JPEG, PNG, WebP or BMP."
    expect(page.locator("#announcer")).to_have_text(why)
    expect(control).to_have_attribute("aria-invalid", "true")
    expect(control).to_have_accessible_description(why)


def test_without_scripts_regions_are_typed_and_pictures_sent(sign_in: SignIn, cloud: Simulator) -> None:
    page = sign_in(scripts=False)
    open_config(page)
    area(page).fill(TYPED)
    page.get_by_label("Picture to draw on").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": make_picture()}
    )
    press(page, "Upload")
    expect(page.get_by_role("img", name="Picture to draw on")).to_be_visible()
    expect(area(page)).to_have_value(TYPED)
    go_on(page, "Review")
    assert [each.member for each in Snapshot.objects.all()] == ["config-form-target_roi"]


@pytest.mark.ux(29)
def test_a_picture_sent_by_who_was_signed_out_leads_to_sign_in(sign_in: SignIn) -> None:
    page = sign_in()
    open_config(page)
    area(page).fill(TYPED)
    expect(page.locator("#saved")).to_have_text("Saved as a draft")
    page.context.clear_cookies(name="taskbuilder_session")
    page.evaluate(GIVE, ["paste", list(make_picture())])
    expect_step(page, "Sign in")


def test_a_swapped_form_keeps_its_editor(sign_in: SignIn) -> None:
    page = sign_in()
    open_config(page)
    area(page).fill(TYPED)
    press(page, "JSON")
    settle(page)
    press(page, "Form")
    settle(page)
    expect(page.locator(".region-shapes > li")).to_have_count(2)
    # What comes back of the request has no names: they are for people, and lines alone keep them.
    expect(area(page)).to_have_value(re.compile("^polygon 640,360 740,360 741,460 640,460"))
