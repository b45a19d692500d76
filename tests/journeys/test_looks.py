"""Nothing for axe to find on any step: empty, of each kind, in error, at any width, light and dark."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn
from tests.journeys.walking import choose, expect_step, go_on
from tests.web.looking import find_faults

STEPS = ("service", "details", "input", "output", "schedule", "resources", "review")
KINDS = {
    "input": ("RESTful API", "Edge camera", "VCN device", "VIS stream"),
    "output": ("Webhook", "Data stream (DIS)", "Object storage (OBS)"),
    "schedule": ("Weekly", "Monthly", "Once"),
}


def at_step(page: Page, service: str, step: str) -> None:
    page.get_by_role("button", name="Create task").first.click()
    expect_step(page, "Service")
    if step == "service":
        return
    page.get_by_role("radio", name=service).check()
    go_on(page, "Details")
    page.goto(page.url.replace("details", step))


def press_continue(page: Page) -> None:
    page.locator(".wizard-actions button").first.click()
    expect(page.locator("#problem-summary")).to_be_focused()


@pytest.mark.parametrize("step", STEPS)
def test_axe_finds_nothing(sign_in: SignIn, step: str) -> None:
    page = sign_in()
    at_step(page, "Quay intrusion watch", step)
    found = {f"{step}, empty": find_faults(page)}
    for kind in KINDS.get(step, ()):
        choose(page, kind)
        if step != "output":
            found[f"{step}, {kind}"] = find_faults(page)
    press_continue(page)
    found[f"{step}, in error"] = find_faults(page)
    assert {place: faults for place, faults in found.items() if faults} == {}
