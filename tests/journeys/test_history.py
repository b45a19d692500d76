"""Working with what was created: two submissions beside each other, comments and reviews."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import say
from tests.web.looking import find_faults, watch


@pytest.fixture
def page(sign_in: SignIn) -> Iterator[Page]:
    """The history of the project; nothing to complain of on the way."""
    page = sign_in()
    said = watch(page)
    page.goto("/projects/harbour/submissions/")
    yield page
    assert said == []


@in_every_language
def test_two_submissions_are_compared(page: Page, language: str) -> None:
    first = page.locator("tbody a").first
    name, address = first.inner_text(), first.get_attribute("href")
    page.locator("tbody a").last.click()
    expect(page.get_by_role("heading", name=say("Related"))).to_be_visible()
    page.get_by_label(say("Compare with")).fill(f"  {address}")
    page.get_by_role("button", name=say("Compare"), exact=True).click()
    expect(page.locator("main .card").first).to_contain_text(name)
    assert find_faults(page) == []
    page.get_by_role("link", name=say("Swap before and after")).click()
    expect(page.locator("main .card").nth(1)).to_contain_text(name)
    page.goto(f"{page.url.partition('?')[0]}?a=gate&b=")
    assert find_faults(page) == []


@in_every_language
@pytest.mark.parametrize("scripts", [True, False])
def test_a_submission_is_commented_and_reviewed(sign_in: SignIn, language: str, scripts: bool) -> None:
    page = sign_in(scripts=scripts)
    page.goto("/projects/harbour/submissions/")
    page.locator("tbody a").first.click()
    page.get_by_label(say("Add a comment")).fill("Is the second camera right, @reviewer?\nIt was moved.")
    page.get_by_label(say("About")).select_option("/input/data/0")
    page.get_by_role("button", name=say("Comment"), exact=True).click()
    expect(page.locator(".timeline .mention")).to_have_text("@reviewer")
    page.get_by_role("button", name=say("Mark as reviewed")).click()
    expect(page.locator(".timeline li").last).to_contain_text(say("Reviewed"))
    page.get_by_role("button", name=say("Comment"), exact=True).click()
    expect(page.locator(".field-message")).to_have_text(say("Enter a comment."))
    if scripts:
        assert find_faults(page) == []
    page.goto(page.url.removesuffix("comments/"))
    page.get_by_role("button", name=say("Delete")).first.click()
    expect(page.locator(".timeline .mention")).to_have_count(0)
    if scripts:
        assert find_faults(page) == []
