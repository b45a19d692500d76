"""The pictures of the guides: each run goes to all of them, and `make pictures` keeps what it sees."""

import os
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from taskbuilder.records.models import Project, Service
from taskbuilder.records.samples import SIGN_INS
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.help.guides import load_guides
from tests.journeys.test_unknown import lose
from tests.journeys.walking import open_draft, send, settle
from tests.support.samples import make_request

FOLDER: Path = settings.BASE_DIR / "docs" / "pictures"
IS_KEPT = os.environ.get("TASKBUILDER_TEST_PICTURES") == "true"
COLOURS = 96
"""Of a picture: enough for a page, at a quarter of the size."""
COMMAND = """curl 'https://modelarts.example.com/v1/p/services/s/tasks' \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"name": "gate-1", "input": {"type": "url", "data": [{"url": "rtsp://192.0.2.1/main"}]}}'
"""
BERTHS = "Berth occupancy"
Shoot = Callable[..., None]


@pytest.fixture
def shoot() -> Iterator[Shoot]:
    """Takes a picture of what is seen of a page, with a part of it in the middle."""
    taken: list[str] = []

    def take(page: Page, name: str, part: Locator | None = None) -> None:
        settle(page)
        if part is not None:
            part.evaluate("part => part.scrollIntoView({ block: 'center', behavior: 'instant' })")
        taken.append(name)
        seen = page.screenshot(animations="disabled", caret="hide")
        if IS_KEPT:
            Image.open(BytesIO(seen)).convert("RGB").quantize(COLOURS).save(
                FOLDER / f"{name}.png", optimize=True
            )

    yield take
    named = [name for guide in load_guides().values() for name in guide.pictures]
    assert sorted(taken) == sorted(named)


def enter(browser: Browser, live_server: LiveServer, name: str) -> Page:
    """A page of one of the sample people."""
    (person,) = [each for each in SIGN_INS if each.username == name]
    page = browser.new_context(
        base_url=live_server.url, locale="en-GB", viewport={"width": 1100, "height": 720}
    ).new_page()
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(person.username)
    page.locator("#id_password").fill(person.password)
    page.locator("#id_password").press("Enter")
    page.wait_for_url("**/projects/")
    return page


def test_the_pictures_of_the_guides(
    cloud: Simulator, browser: Browser, live_server: LiveServer, shoot: Shoot
) -> None:
    page = enter(browser, live_server, "operator")
    page.goto("/projects/harbour/")
    shoot(page, "project")
    shoot_steps(page, shoot)
    lost = lose(cloud, Fault.losing_the_answer())
    page.goto(f"/projects/harbour/submissions/{lost.pk}/")
    page.get_by_role("button", name="Check the cloud").click()
    expect(page.get_by_role("checkbox").first).to_be_visible()
    shoot(page, "needs-review")
    page.goto("/projects/harbour/submissions/")
    shoot(page, "history")
    page.goto("/rules/?q=node_id")
    shoot(page, "rules")
    page.goto("/v1/?project=harbour")
    shoot(page, "api")
    page.goto("/projects/harbour/tokens/")
    page.get_by_label("Label").fill("Night shift import")
    page.locator("form button[type=submit].btn-primary").click()
    expect(page.get_by_text("Access key")).to_be_visible()
    shoot(page, "new-token")
    page.context.close()
    shoot_administration(enter(browser, live_server, "admin"), shoot)


def shoot_steps(page: Page, shoot: Shoot) -> None:
    request = make_request(Platform.MODELARTS_EDGE, schedule="daily by period")
    open_draft(page, "output", request, service=BERTHS)
    page.get_by_text("Paste headers").first.click()
    page.get_by_label("Headers to add").fill(
        "\n".join(["Content-Type: application/json", *(f"X-Key-{number}: secret" for number in range(1, 10))])
    )
    expect(page.get_by_role("region", name="Pasted headers").locator("tbody tr")).to_have_count(10)
    shoot(page, "pasted-headers", page.get_by_role("region", name="Pasted headers"))
    cameras = make_request(Platform.MODELARTS_EDGE, input_type="url")
    addresses = [f"rtsp://camera-{number:02}.example.com/live" for number in range(1, 15)]
    cameras["input"]["data"] = [{"url": each} for each in [*addresses[:4], "camera-05", *addresses[5:]]]
    open_draft(page, "input", cameras, service=BERTHS)
    shoot(page, "folded-lists", page.locator(".row-list"))
    weekly = make_request(Platform.IEF, schedule="weekly by frequency")
    open_draft(page, "schedule", weekly, service="Quay intrusion watch")
    shoot(page, "schedule", page.locator("#picture-chart"))
    open_draft(page, "json", service=BERTHS)
    page.locator("#id_text").fill(COMMAND)
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator("button[value='read:curl']")).to_be_visible()
    shoot(page, "json")
    open_draft(page, "review", request, service=BERTHS)
    shoot(page, "review")
    page.get_by_role("button", name="Create task").first.click()
    page.wait_for_url("**/submissions/*/")
    send(page)
    shoot(page, "result")


def shoot_administration(page: Page, shoot: Shoot) -> None:
    page.goto("/projects/harbour/tokens/")
    shoot(page, "tokens", page.locator("#tokens"))
    page.goto("/admin/")
    shoot(page, "administration")
    page.goto(f"/admin/records/project/{Project.objects.get(slug='harbour').pk}/change/")
    shoot(page, "admin-project")
    page.goto(f"/admin/records/service/{Service.objects.get(name='Gate number plates').pk}/change/")
    shoot(page, "admin-service")
    page.context.close()
