"""Taking the history away: a short list at once, a long one from a page that follows it."""

from threading import Event

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from taskbuilder.records.exports.maker import claim_export, make_export
from taskbuilder.records.models import Export, ExportState, Failure, Format
from taskbuilder.web.exports import creation
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import say
from tests.web.looking import find_faults, watch

HISTORY = "/projects/harbour/submissions/"


def choose(page: Page, form: Format) -> None:
    page.locator("summary", has_text=say("Export")).click()
    page.get_by_role("button", name=form.label, exact=True).click()


def make_next() -> None:
    """As a relay does."""
    export = claim_export(now=timezone.now())
    assert export is not None
    make_export(export, stop=Event())


@in_every_language
@pytest.mark.parametrize("scripts", [True, False])
def test_a_short_list_is_downloaded_at_once(sign_in: SignIn, language: str, scripts: bool) -> None:
    page = sign_in(scripts=scripts)
    page.goto(f"{HISTORY}?state=refused")
    if scripts:
        page.locator("summary", has_text=say("Export")).click()
        assert find_faults(page) == []
        page.locator("summary", has_text=say("Export")).click()
    for form in Format:
        with page.expect_download() as download:
            choose(page, form)
        assert download.value.suggested_filename.endswith(f".{form}")
        page.goto(f"{HISTORY}?state=refused")


@in_every_language
@pytest.mark.ux(24, 37)
def test_a_long_list_is_followed_until_it_is_ready(
    sign_in: SignIn, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(creation, "MOST_AT_ONCE", 0)
    page = sign_in()
    said = watch(page)
    page.goto(f"{HISTORY}?state=refused")
    choose(page, Format.CSV)
    expect(page.locator("main")).to_contain_text(say("Waiting to start."))
    assert find_faults(page) == []
    Export.objects.update(rows_total=4000, rows_done=1000)
    expect(page.locator("progress")).to_have_attribute("value", "1000")
    assert find_faults(page) == []
    address = page.url
    page.goto("/exports/")
    assert find_faults(page) == []
    make_next()
    expect(page.locator("main")).to_contain_text(say("Ready"))
    page.goto(address)
    assert find_faults(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name=say("Download %(format)s", format="CSV")).click()
    assert download.value.suggested_filename.endswith(".csv")
    assert said == []


@in_every_language
def test_one_that_failed_is_made_again(
    sign_in: SignIn, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(creation, "MOST_AT_ONCE", 0)
    page = sign_in()
    page.goto(HISTORY)
    choose(page, Format.XLSX)
    Export.objects.update(state=ExportState.FAILED, failure=Failure.ERROR, due_at=None)
    expect(page.locator("main")).to_contain_text(say("No file was saved."))
    assert find_faults(page) == []
    page.get_by_role("button", name=say("Try again")).click()
    expect(page.locator("main")).to_contain_text(say("Waiting to start."))
    make_next()
    expect(page.locator("main")).to_contain_text(say("Ready"))


def test_no_exports_yet(sign_in: SignIn) -> None:
    page = sign_in()
    page.goto("/exports/")
    assert find_faults(page) == []
