"""A plan by keyboard alone: read, fixed in place, reviewed and applied."""

import pytest
from playwright.sync_api import Locator, expect

from taskbuilder.records.models import Submission
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.reuse.test_plans import add_berths, run_relay
from tests.journeys.test_actions import Keys
from tests.journeys.walking import say

HEADER = "Camera\tStream URL"
ROWS = ("berth-1\trtsp://192.0.2.1/1", "berth-2\tnowhere", "berth-3\trtsp://192.0.2.1/3")
MOST_KEYS = 80


class PlanKeys(Keys):
    """Somebody without a mouse, on the pages of a plan."""

    def control(self, words: str, role: str) -> Locator:
        found = self.page.locator("main").get_by_role(role, name=say(words), exact=True)  # type: ignore[arg-type]
        return found.last

    def enter(self, words: str, heading: str, *, role: str = "button") -> None:
        """Follows a link, or presses a button, to the page with that heading."""
        self.go_to(self.control(words, role))
        self.press("Enter")
        expect(self.page.locator("h1")).to_have_text(heading)
        if self.page.evaluate("document.activeElement === document.body"):
            self.press("Tab")
            self.press("Enter")  # the link to the main part


@pytest.mark.ux(27)
@in_every_language
def test_a_plan_is_fixed_and_applied_by_keyboard_alone(sign_in: SignIn, language: str) -> None:
    page = sign_in()
    add_berths()
    page.goto("/projects/harbour/plans/")
    keys = PlanKeys(page)
    keys.enter("New plan", say("New plan"), role="link")
    keys.go_to(page.get_by_label(say("Or paste rows from a spreadsheet")))
    keys.paste("\n".join([HEADER, *ROWS]))
    keys.enter("Read table", say("Columns"))
    keys.enter("Create plan", "Berths")
    keys.enter("Fix rows", say("Fix rows"), role="link")
    expect(page.locator("#problem-summary")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")  # from the summary to the cell
    expect(page.locator("main [aria-invalid=true]")).to_be_focused()
    keys.press("Control+A")
    keys.type("rtsp://192.0.2.1/2")
    keys.enter("Save and check", "Berths")
    keys.enter("Review and apply", say("Review and apply"), role="link")
    keys.go_to(keys.control("Apply plan", "button"))
    keys.press("Enter")
    expect(page.locator("progress")).to_be_visible()
    run_relay()
    expect(page.get_by_text(say("%(done)s of %(total)s finished", done=3, total=3)).first).to_be_visible()
    assert Submission.objects.filter(state="created", name__regex=r"^berth-\d$").count() == 3
    assert keys.actions <= MOST_KEYS, keys.actions
