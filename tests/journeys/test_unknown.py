"""What nobody knows the outcome of, resolved by an operator; and a program's token, made and revoked."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from taskbuilder.records.models import ApiToken, Pace, Project, Submission
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.submissions.creation import build_submission, enqueue
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.api.conftest import REQUEST
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import say, send
from tests.records.outbox.test_relay import LEASE
from tests.web.looking import find_faults

pytestmark = in_every_language


def lose(cloud: Simulator, fault: Fault) -> Submission:
    """One that the cloud had, or never read: only a look there tells."""
    cloud.faults.add("create", fault)
    submission = enqueue_one()
    Relay(threads=1, lease=LEASE).run_once()
    Pace.objects.all().delete()  # a cloud in trouble is left alone for a while
    return submission


def enqueue_one() -> Submission:
    project = Project.objects.get(slug="harbour")
    submission = build_submission(
        service=project.services.get(platform="modelarts-edge"),
        request=REQUEST,
        confirmations=[],
        by=User.objects.get(username="operator"),
        now=timezone.now(),
    )
    enqueue(submission)
    return submission


def open_from_the_header(page: Page, submission: Submission) -> None:
    page.reload()
    count = Submission.objects.filter(project=submission.project, state="unknown").count()
    page.get_by_role("link", name=f"{say('Needs review')} {count}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Needs review"))
    page.locator(f'a[href$="{submission.pk}/"]').click()
    page.get_by_role("button", name=say("Check the cloud")).click()


@pytest.mark.ux(20)
def test_a_task_that_is_there_is_found(sign_in: SignIn, cloud: Simulator) -> None:
    page = sign_in()
    submission = lose(cloud, Fault.losing_the_answer())
    open_from_the_header(page, submission)
    (task,) = cloud.tasks
    expect(page.get_by_role("checkbox", name=task["id"])).to_be_checked()
    page.get_by_label(say("Note")).fill("gate 4")
    page.get_by_role("button", name=say("Mark as created")).click()
    expect(page.get_by_text(say("Marked as created, with its task IDs."))).to_be_visible()
    expect(page.get_by_text(task["id"]).first).to_be_visible()
    expect(page.get_by_text("gate 4")).to_be_visible()
    assert list(submission.tasks.values_list("task_id", flat=True)) == [task["id"]]


def test_a_task_that_is_not_there_is_sent_again(sign_in: SignIn, cloud: Simulator) -> None:
    page = sign_in()
    submission = lose(cloud, Fault.hanging_up())
    before = len(cloud.requests)
    open_from_the_header(page, submission)
    page.get_by_role("button", name=say("Send again")).click()
    expect(page.locator("#note_error")).to_have_text(
        say("Note is missing. Explain how you know that it does not exist.")
    )
    page.get_by_label(say("Note")).fill("not in the console")
    page.get_by_role("button", name=say("Send again")).click()
    expect(page.get_by_role("alert")).to_contain_text(say("Send the request again?"))
    expect(page.get_by_role("button", name=say("Don't send"))).to_be_focused()
    expect(page.get_by_label(say("Note"))).to_have_value("not in the console")
    page.get_by_role("button", name=say("Send again"), exact=True).click()
    expect(page.get_by_text(say("The request will be sent again."))).to_be_visible()
    send(page)
    assert len(cloud.requests) == before + 1
    assert submission.decisions.filter(note="not in the console").exists()


def test_what_was_not_created_and_is_not_wanted_is_closed(sign_in: SignIn, cloud: Simulator) -> None:
    page = sign_in()
    submission = lose(cloud, Fault.hanging_up())
    open_from_the_header(page, submission)
    page.get_by_label(say("Note")).fill("the gate is gone")
    page.get_by_role("button", name=say("Send again")).click()
    expect(page.get_by_role("button", name=say("Don't send"))).to_be_focused()
    assert find_faults(page) == []
    page.get_by_role("button", name=say("Don't send")).click()
    page.get_by_role("button", name=say("Close as not created")).click()
    expect(page.get_by_text(say("Closed as not created. It will not be sent again."))).to_be_visible()
    expect(page.locator(".state-closed")).to_have_text(say("Closed"))
    assert find_faults(page) == []
    assert list(submission.decisions.values_list("verdict", "note"))[1:] == [("closed", "the gate is gone")]


def test_what_waits_is_cancelled(sign_in: SignIn, cloud: Simulator) -> None:
    page = sign_in()
    submission = enqueue_one()
    page.goto(f"/projects/harbour/submissions/{submission.pk}/")
    button = page.get_by_role("button", name=say("Cancel submission"))
    button.focus()
    with page.expect_response(lambda response: "/submissions/" in response.url):
        pass  # the page follows along, and draws that part anew
    expect(button).to_be_focused()
    assert find_faults(page) == []
    button.press("Enter")
    expect(page.get_by_text(say("Cancelled. It will not be sent."))).to_be_visible()
    expect(page.locator(".state-cancelled")).to_have_text(say("Cancelled"))
    assert find_faults(page) == []
    Relay(threads=1, lease=LEASE).run_once()
    submission.refresh_from_db()
    assert (submission.state, cloud.requests) == ("cancelled", [])


def test_a_token_is_made_shown_once_and_revoked(sign_in: SignIn) -> None:
    page = sign_in()
    page.get_by_role("link", name=say("API tokens")).first.click()
    page.get_by_label(say("Label")).fill("night shift")
    page.get_by_role("button", name=say("Create token")).click()
    token = ApiToken.objects.get()
    shown = page.get_by_role("status").locator("code").first
    expect(shown).to_contain_text(token.hint)
    text = shown.inner_text()
    assert find_faults(page) == []
    page.reload()
    assert text not in page.content()
    page.get_by_role("link", name=say("Revoke")).click()
    page.get_by_role("button", name=say("Revoke token")).click()
    expect(page.get_by_text(say("Revoked"), exact=False).first).to_be_visible()
    token.refresh_from_db()
    assert token.revoked_at is not None
