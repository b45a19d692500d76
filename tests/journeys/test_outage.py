"""The database goes away while somebody types: nothing typed is lost, and the page says to try again."""

from playwright.sync_api import expect

from taskbuilder.records.models import Draft
from tests.journeys.conftest import SignIn
from tests.journeys.test_in_place import at_details, press
from tests.journeys.walking import expect_step
from tests.support.outage import database_away

UNAVAILABLE = (
    "Not saved: the database is unavailable. Your changes are still on this page. Try again in a moment."
)


def test_what_is_typed_meanwhile_waits_on_the_page(sign_in: SignIn) -> None:
    page = sign_in()
    at_details(page)
    name, saved = page.get_by_role("textbox", name="Task name"), page.locator("#saved")
    with database_away():
        name.fill("gate-1")
        expect(saved).to_have_text(UNAVAILABLE)
        name.fill("gate-12")
        expect(saved).to_have_text("")
        press(page, "Continue")
        expect(saved).to_have_text(UNAVAILABLE)
        expect_step(page, "Details")
        expect(name).to_have_value("gate-12")
    press(page, "Continue")
    expect_step(page, "Input")
    assert str(Draft.objects.get()) == "gate-12"


def test_a_page_says_so_and_comes_back(sign_in: SignIn) -> None:
    page = sign_in()
    with database_away():
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_have_text("The database is unavailable")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour East")
