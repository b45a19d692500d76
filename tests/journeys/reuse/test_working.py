"""A day with the history: a filter to go back to, columns, a notification read, an import, sharing."""

import json
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from taskbuilder.records.models import CommentKind, Draft, Notification, SavedFilter, Submission
from taskbuilder.records.notifications.events import handle_events
from taskbuilder.records.related.comments import add_comment
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import A_SUBMISSION, follow, say
from tests.web.looking import find_faults, watch

HISTORY = "/projects/harbour/submissions/"
NAME = "berth-9-trial"
REQUEST: dict[str, Any] = {
    "name": "berth-10",
    "input": {"type": "url", "data": [{"url": "rtsp://guard:canary@192.0.2.1/main"}]},
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"Accept": "text/plain"}}},
    "source_usage_estimate": {"cpu": 1, "memory": 512},
}


@in_every_language
def test_the_history_is_worked_with(sign_in: SignIn, language: str) -> None:
    page = sign_in()
    said = watch(page)
    page.goto(HISTORY)
    everything = page.locator("tbody tr").count()
    save_a_filter(page, everything)
    choose_columns(page)
    read_a_notification(page)
    import_drafts(page)
    share_a_draft(page)
    assert said == []


def save_a_filter(page: Page, everything: int) -> None:
    """Finds, saves what it found by, and is back there from another page, by the menu and by the browser."""
    page.get_by_label(say("Search"), exact=True).fill("berth")
    page.get_by_role("button", name=say("Filter"), exact=True).click()
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    found = page.locator("tbody tr").count()
    assert 0 < found < everything
    assert find_faults(page) == []
    page.get_by_role("link", name=say("Save filter"), exact=True).click()
    page.get_by_role("button", name=say("Save filter"), exact=True).click()
    expect(page.locator("#problem-summary a")).to_have_count(1)
    assert find_faults(page) == []
    page.get_by_label(say("Name"), exact=True).fill("Berths")
    page.get_by_label(say("Share with all members of this project")).check()
    page.get_by_role("button", name=say("Save filter"), exact=True).click()
    expect(page.locator("main details[data-menu] summary").first).to_have_text("Berths")
    assert SavedFilter.objects.get().is_shared

    page.goto(HISTORY)
    expect(page.locator("tbody tr")).to_have_count(everything)
    page.locator("summary", has_text=say("Saved filters")).click()
    assert find_faults(page) == []
    page.locator(".dropdown-item", has_text="Berths").click()
    expect(page.locator("tbody tr")).to_have_count(found)
    follow(page.get_by_role("link", name=NAME), A_SUBMISSION)
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(found)


def choose_columns(page: Page) -> None:
    follow(page.get_by_role("link", name=say("Choose columns"), exact=True), "/columns/")
    assert find_faults(page) == []
    page.get_by_role("checkbox", name=say("Input type"), exact=True).check()
    page.get_by_role("button", name=say("Save columns")).click()
    expect(page.get_by_role("columnheader", name=say("Input type"))).to_be_visible()
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    assert find_faults(page) == []


def read_a_notification(page: Page) -> None:
    """The bell counts a colleague's comment, and leads to it."""
    submission, colleague = Submission.objects.get(name=NAME), User.objects.get(username="reviewer")
    submission.created_by = User.objects.get(username="operator")
    submission.save(update_fields=["created_by"])
    add_comment(
        submission=submission,
        by=colleague,
        kind=CommentKind.COMMENT,
        text="Is the mast right, @operator?",
        comment_id=uuid4(),
        now=timezone.now(),
    )
    handle_events(now=timezone.now())
    count = Notification.objects.filter(person__username="operator", is_on_page=True).count()
    page.reload()
    bell = page.locator('header a[href="/notifications/"]')
    expect(bell).to_contain_text(str(count))
    follow(bell, "/notifications/")
    assert find_faults(page) == []
    page.get_by_role("link", name=NAME).first.click()
    expect(page.locator(".timeline .mention")).to_have_text("@operator")
    expect(bell).not_to_contain_text(str(count))
    page.goto("/projects/harbour/notifications/")
    assert find_faults(page) == []


def import_drafts(page: Page) -> None:
    """One line cannot be read, is fixed in place, and both become drafts."""
    page.goto("/projects/harbour/import/")
    assert find_faults(page) == []
    second = json.dumps(REQUEST | {"name": "berth-11"})
    page.locator("#id_text").fill(f"{json.dumps(REQUEST)}\n{second[:-1]}")
    page.get_by_label(say("Service"), exact=True).select_option(index=1)
    page.get_by_role("button", name=say("Check lines")).click()
    expect(page.get_by_role("heading", name=say("Lines that cannot be read"))).to_be_visible()
    expect(page.locator("#id_text")).not_to_have_value("canary")
    assert find_faults(page) == []
    page.locator("#id_text").press("Control+End")
    page.locator("#id_text").press_sequentially("}")
    page.get_by_role("button", name=say("Check lines")).click()
    page.locator("main button[value=create]").click()
    expect(page.get_by_role("link", name="berth-11").first).to_be_visible()
    assert "canary" in json.dumps(Draft.objects.get(title="berth-11").answers)


def share_a_draft(page: Page) -> None:
    draft = Draft.objects.get(title="berth-10")
    page.goto(f"/projects/harbour/drafts/{draft.pk}/share/")
    assert find_faults(page) == []
    page.get_by_role("button", name=say("Share draft")).click()
    expect(page.get_by_role("button", name=say("Stop sharing"))).to_be_visible()
    assert find_faults(page) == []
    page.get_by_role("link", name=say("Back to the draft")).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
