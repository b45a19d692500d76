"""A task that is created and followed until it runs, stopped, started and deleted, on pages that follow."""

import pytest
from playwright.sync_api import Page, expect

from taskbuilder.records.models import Submission
from taskbuilder.simulator.server import Simulator
from tests.journeys.cloud_tasks.conftest import create_one, expect_followed, pass_by, relay
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import say
from tests.support.clock import Clock
from tests.web.looking import find_faults, watch

STATE = "#tasks tbody"
STEPS = {
    "stop": ("Stopping", "Stopped"),
    "start": ("Starting", "Running"),
    "delete": ("Deleting", "Not in the cloud"),
}


def act(page: Page, kind: str) -> None:
    """The button of the tasks, the confirmation, the page of the action, and back."""
    page.locator(f"#{kind}-tasks").click()
    expect(page.locator("h1")).to_have_text(say(f"{kind.title()} %(counter)s task?", counter=1))
    page.get_by_role("button", name=say(f"{kind.title()} %(counter)s task", counter=1)).click()
    expect(page.locator("#progress")).to_contain_text(say("Queued"))
    page.evaluate("window.isTheSame = true")
    relay()
    expect_followed(page, "#progress", say("The cloud accepted it."))
    page.locator("#progress a").click()
    page.wait_for_url("**/submissions/*/")
    page.evaluate("window.isTheSame = true")


def offered(page: Page) -> list[str]:
    return [str(each.get_attribute("value")) for each in page.locator("#task-actions button").all()]


@in_every_language
@pytest.mark.ux(24, 36, 37)
def test_one_is_created_followed_stopped_started_and_deleted(
    sign_in: SignIn, cloud: Simulator, clock: Clock, language: str
) -> None:
    page = sign_in()
    said = watch(page)
    submission = create_one(page)
    expect_followed(page, "#progress", say("Queued"))
    relay()
    expect_followed(page, "#progress", say("The cloud has created the task."))
    expect_followed(page, STATE, say("Not read yet"))
    for seconds, state in ((0, "Pending"), (2, "Starting"), (60, "Running")):
        pass_by(clock, seconds, submission)
        expect_followed(page, STATE, say(state))
    faults = {"Running": find_faults(page)}
    assert offered(page) == ["stop", "delete"]
    for kind, (moving, state) in STEPS.items():
        act(page, kind)
        expect_followed(page, STATE, say(moving))
        pass_by(clock, 60, submission)
        expect_followed(page, STATE, say(state))
        faults[state] = find_faults(page)
    gone = "The cloud no longer lists the task, so it no longer runs. To run it again, create a similar one."
    expect_followed(page, "#progress", say(gone))
    expect(page.get_by_role("button", name=say("Replace"), exact=True)).to_have_count(0)
    assert {state: found for state, found in faults.items() if found} == {}
    assert page.locator("#task-actions").count() == 0
    assert (cloud.tasks, Submission.objects.get().task_state) == ([], "GONE")
    expect(page.locator("#timeline .timeline > li")).to_have_count(4)
    assert said == []
