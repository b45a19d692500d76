"""Nothing to complain of on a page of a draft: empty, of each kind, refused, narrow, wide, light, dark."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from taskbuilder.records.drafts.store import save_draft
from taskbuilder.records.models import Draft
from taskbuilder.taskspec.inputs.input import INPUTS as KINDS
from taskbuilder.taskspec.platforms import Platform
from tests.journeys.conftest import SignIn
from tests.journeys.walking import open_draft, settle
from tests.support.pictures import make_picture
from tests.support.samples import DAY, INPUTS, SCHEDULES, make_request
from tests.web.looking import find_faults, watch

EVERY_SINK = ("obs", "dis", "webhook")
SUMMARY = "#problem-summary"
STEPS = ("service", "details", "input", "output", "schedule", "resources")
EDGE, IEF, DEMANDING = "Berth occupancy", "Quay intrusion watch", "Gate number plates"
REGION = """polygon 200,200 600,200 600,600 200,600 "Lane 1" red
line 700,100 700,600
polygon 900,100 1200,400 1200,100 900,400"""
PICTURE: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": make_picture()}
OVERNIGHT = {"periods": [{"begin_at": "20:00:00", "end_at": "06:00:00"}, DAY]}


class Looker:
    """Opens drafts of any content at any step, and gathers what there is to complain of."""

    def __init__(self, page: Page) -> None:
        self.page, self.said = page, watch(page)
        self.found: dict[str, list[str]] = {}

    def open(self, step: str, request: dict[str, Any] | None = None, *, service: str = IEF) -> Draft:
        """The step of a new draft with the answers that make that request."""
        return open_draft(self.page, step, request, service=service)

    def look(self, state: str) -> None:
        self.found[state] = find_faults(self.page)

    def press(self, name: str, answer: str) -> None:
        """Presses a button that is answered by a page with that on it."""
        self.page.get_by_role("button", name=name, exact=True).last.click()
        expect(self.page.locator(answer)).to_be_visible()

    def look_refused(self, state: str) -> None:
        """Empties what is in the form's texts, and continues."""
        for control in self.page.locator("#step-form input[type=text], #step-form textarea").all():
            if control.is_visible():
                control.fill("")
        self.press("Continue", SUMMARY)
        self.look(f"{state}, refused")


@pytest.fixture
def looker(sign_in: SignIn) -> Iterator[Looker]:
    looker = Looker(sign_in())
    yield looker
    assert {state: faults for state, faults in looker.found.items() if faults} == {}
    assert looker.said == []


@pytest.mark.ux(16, 26, 27, 28)
def test_each_step_empty(looker: Looker) -> None:
    for step in STEPS:
        looker.open(step)
        looker.look(f"{step}, empty")
        looker.look_refused(f"{step}, empty")


@pytest.mark.ux(26, 27, 28)
def test_an_input_of_each_kind(looker: Looker) -> None:
    for kind in INPUTS:
        is_edge = kind == "edgecamera" or Platform.IEF not in KINDS[kind].platforms  # a camera with its tags
        platform, service = (Platform.MODELARTS_EDGE, EDGE) if is_edge else (Platform.IEF, IEF)
        looker.open("input", make_request(platform, input_type=kind), service=service)
        looker.look(kind)
        looker.look_refused(kind)


@pytest.mark.ux(26, 27, 28)
def test_every_sink(looker: Looker) -> None:
    looker.open("output", make_request(Platform.IEF, sinks=EVERY_SINK))
    looker.look("filled")
    looker.look_refused("filled")


@pytest.mark.ux(26, 27, 28)
def test_a_schedule_of_each_type_and_mode(looker: Looker) -> None:
    for schedule in SCHEDULES:
        looker.open("schedule", make_request(Platform.IEF, schedule=schedule))
        looker.look(schedule)
        if schedule in ("weekly by period", "monthly by frequency"):
            looker.look_refused(schedule)


@pytest.mark.ux(26, 27, 28)
def test_other_steps_filled(looker: Looker) -> None:
    for step, service, platform in (
        ("service", EDGE, Platform.MODELARTS_EDGE),
        ("details", EDGE, Platform.MODELARTS_EDGE),
        ("resources", EDGE, Platform.MODELARTS_EDGE),
        ("resources", DEMANDING, Platform.IEF),
    ):
        looker.open(step, make_request(platform), service=service)
        looker.look(f"{step} for {service}")


@pytest.mark.ux(26, 27, 28)
def test_many_inputs(looker: Looker) -> None:
    request = make_request(Platform.IEF, input_type="url")
    request["input"]["data"] = [{"url": f"rtsp://camera-{number}.example.com/live"} for number in range(12)]
    request["input"]["data"][4] = {"url": "camera-5"}  # a row in which nothing is wrong stays folded
    looker.open("input", request)
    looker.page.get_by_text("Paste a list").click()
    looker.look("many, about to paste")
    looker.look_refused("many")
    looker.page.get_by_label("Only show rows with problems").check()
    looker.look("only rows with problems")


@pytest.mark.ux(26, 27, 28)
def test_the_request_as_json(looker: Looker) -> None:
    looker.open("json")
    looker.look("empty")
    looker.open("json", make_request(Platform.IEF))
    looker.look("filled")
    looker.page.get_by_label("Request (JSON)").fill('{"name": "?"}')
    looker.press("Save and check", SUMMARY)
    looker.look("refused")


@pytest.mark.ux(26, 27, 28)
@pytest.mark.parametrize("language", ["zh-hans"], indirect=True)
def test_each_step_in_chinese(looker: Looker) -> None:
    for step in (*STEPS, "review", "json"):
        looker.open(step, make_request(Platform.IEF, schedule="weekly by period"))
        expect(looker.page.locator("html")).to_have_attribute("lang", "zh-hans")
        looker.look(step)


def make_overnight() -> dict[str, Any]:
    request = make_request(Platform.IEF, schedule="daily by period")
    return request | {"schedule": request["schedule"] | OVERNIGHT}


@pytest.mark.ux(26, 27, 28)
def test_a_step_that_asks_to_confirm(looker: Looker) -> None:
    looker.open("schedule", make_overnight())
    looker.press("Continue", SUMMARY)
    looker.look("asked to confirm")


@pytest.mark.ux(26, 27, 28)
def test_a_region(looker: Looker) -> None:
    page = looker.page
    looker.open("resources", service=DEMANDING)
    looker.look("empty")
    page.get_by_role("button", name="Draw a polygon").click()
    page.keyboard.press("Space")
    looker.look("being drawn")
    page.keyboard.press("Escape")
    page.locator("textarea").fill(REGION)
    page.get_by_role("button", name="Lane 1 Polygon 1").click()
    settle(page)  # a save that is answered later would be announced in place of the picture
    page.locator("input[type=file]").set_input_files(PICTURE)
    expect(page.locator("#announcer")).to_have_text("The picture was saved.")
    looker.look("drawn on a picture")
    page.locator("input[type=file]").set_input_files({**PICTURE, "buffer": b"canary"})
    expect(page.locator(".region-refusal")).to_be_visible()
    looker.press("Continue", SUMMARY)
    looker.look("refused")


@pytest.mark.ux(26, 27, 28)
def test_a_draft_that_another_tab_changed(looker: Looker) -> None:
    draft = looker.open("details", make_request(Platform.IEF))
    save_draft(
        draft,
        answers={**draft.answers, "details": {"name": "theirs", "description": ""}},
        confirmations=[],
        service=draft.service,
        title=draft.title,
        now=timezone.now(),
    )
    looker.page.get_by_label("Task name").fill("mine")
    looker.press("Continue", "#moved .notice")
    looker.look("moved")


@pytest.mark.ux(26, 27, 28)
def test_the_review(looker: Looker) -> None:
    looker.open("review")
    looker.look("with problems")
    looker.press("Create task", SUMMARY)
    looker.look("refused")
    looker.open("review", make_overnight())
    looker.look("with something to confirm")
    ready = make_request(Platform.MODELARTS_EDGE, input_type="restful", sinks=("dis", "webhook"))
    looker.open("review", ready, service=EDGE)
    looker.look("ready")
    looker.open("discard", ready, service=EDGE)
    looker.look("about to be discarded")
