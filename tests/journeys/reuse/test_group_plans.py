"""Cameras of a site as one task, from a pasted table to the cloud."""

from playwright.sync_api import expect

from taskbuilder.records.models import Submission
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.reuse.test_plans import Hand, add_berths, run_relay
from tests.journeys.walking import say
from tests.web.looking import watch

TABLE = "\n".join(
    ["Camera\tStream URL\tSite"]
    + [f"cam-{number}\trtsp://192.0.2.1/{number}\t{site}" for number, site in enumerate("nsnns", start=1)]
)


@in_every_language
def test_rows_of_a_site_become_one_task(sign_in: SignIn, language: str) -> None:
    page = sign_in()
    said, hand = watch(page), Hand(page)
    add_berths()
    page.goto("/projects/harbour/plans/new/")
    hand.paste("Or paste rows from a spreadsheet", TABLE)
    hand.press("Read table")
    page.locator("select[name=column-0]").select_option("")
    page.locator("select[name=grouping]").select_option("2")
    page.locator("input[name=pattern]").fill("site-{Site}")
    hand.look()
    hand.press("Create plan")
    page.locator("main details summary").first.click()
    expect(page.get_by_text("rtsp://192.0.2.1/4")).to_be_visible()
    hand.look()
    hand.press("Review and apply", "link")
    hand.look()
    hand.press("Apply plan")
    run_relay()
    found = Submission.objects.filter(name__startswith="site-", state="created").order_by("name")
    streams = {each.name: [entry["url"][-1] for entry in each.request["input"]["data"]] for each in found}  # type: ignore[index,call-overload,union-attr]
    assert streams == {"site-n": ["1", "3", "4"], "site-s": ["2", "5"]}
    page.goto("/projects/harbour/plans/new/")
    hand.paste("Or paste rows from a spreadsheet", TABLE.replace("192.0.2.1/2\ts", "\ts"))
    hand.press("Read table")
    page.locator("select[name=grouping]").select_option("size")
    hand.press("Create plan")
    hand.look()
    expect(page.locator("#id_size")).to_have_attribute("aria-invalid", "true")
    page.get_by_label(say("Inputs per task")).fill("2")
    hand.press("Create plan")
    hand.look()
    hand.press("Fix rows", "link")
    hand.look()
    assert said == []
