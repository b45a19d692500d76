"""A task that is replaced: it goes once the new one runs, and stays where that is refused or fails."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from taskbuilder.records.models import Submission
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.journeys.cloud_tasks.conftest import create_one, expect_followed, pass_by, press_create, relay
from tests.journeys.conftest import SignIn, in_every_language
from tests.journeys.walking import say
from tests.records.task_actions.conftest import in_cloud
from tests.support.clock import Clock
from tests.web.looking import find_faults, watch


@pytest.fixture
def old(sign_in: SignIn, cloud: Simulator, clock: Clock) -> tuple[Page, Submission]:
    """Its page, on which its task runs."""
    page = sign_in()
    submission = create_one(page)
    relay()
    expect_followed(page, "#progress", say("The cloud has created the task."))
    pass_by(clock, 60, submission)
    expect_followed(page, "#tasks tbody", say("Running"))
    return page, submission


def replace(page: Page, old: Submission) -> Submission:
    """By the button on the old one's page: every page on the way says what is replaced."""
    page.get_by_role("button", name=say("Replace"), exact=True).click()
    named = page.locator("#replaces")
    expect(named).to_contain_text(old.name)
    for step in ("input", "review"):
        page.goto(page.url.rpartition("/")[0].rpartition("/")[0] + f"/{step}/")
        expect(named.get_by_role("link")).to_have_attribute("href", address_of(old))
    expect(page.locator("main")).to_contain_text(say("Nothing differs from the old task"))
    assert find_faults(page) == []
    return press_create(page)


def address_of(submission: Submission) -> str:
    return f"/projects/harbour/submissions/{submission.pk}/"


def refuse(page: Page, cloud: Simulator, clock: Clock, new: Submission) -> str:
    cloud.faults.add("create", Fault.answering(400, b'{"error_code": "ModelArts.0101", "error_msg": "No."}'))
    relay()
    expect_followed(page, "#progress", say("The cloud refused the request. Nothing has been created."))
    relay(minutes=2)
    return "The new task was not created."


def fail(page: Page, cloud: Simulator, clock: Clock, new: Submission) -> str:
    relay()
    expect_followed(page, "#progress", say("Waiting for the new task to run"))
    cloud.fail([each for each in cloud.tasks if each["name"] == new.name], "START_FAILED")
    pass_by(clock, 60, new)
    relay(minutes=2)
    return "The new task failed."


@in_every_language
@pytest.mark.parametrize("trouble", [refuse, fail])
@pytest.mark.ux(24, 37)
def test_a_failure_leaves_the_old_one(
    old: tuple[Page, Submission],
    cloud: Simulator,
    clock: Clock,
    trouble: Callable[[Page, Simulator, Clock, Submission], str],
) -> None:
    page, submission = old
    said = watch(page)
    new = replace(page, submission)
    problem = trouble(page, cloud, clock, new)
    expect_followed(page, "#progress", say(problem))
    expect_followed(page, "#progress", say("Old task not deleted"))
    assert find_faults(page) == []
    page.goto(address_of(submission))
    for words in (new.name, say(problem), say("Old task not deleted")):
        expect(page.locator("#progress")).to_contain_text(words)
    expect(page.locator("#tasks tbody")).to_contain_text(say("Running"))
    assert find_faults(page) == []
    assert in_cloud(cloud, submission) == ["RUNNING"]
    assert said == []


@in_every_language
@pytest.mark.ux(24, 37)
def test_the_old_one_goes_once_the_new_one_runs(
    old: tuple[Page, Submission], cloud: Simulator, clock: Clock
) -> None:
    page, submission = old
    said = watch(page)
    new = replace(page, submission)
    relay()
    expect_followed(page, "#progress", say("Waiting for the new task to run"))
    assert in_cloud(cloud, submission) == ["RUNNING"]
    pass_by(clock, 60, new)
    relay(minutes=2)
    expect_followed(page, "#progress", say("Deleting the old task"))
    relay(minutes=4)
    expect_followed(page, "#progress", say("Replaced"))
    assert find_faults(page) == []
    pass_by(clock, 60, new)
    assert (in_cloud(cloud, submission), in_cloud(cloud, new)) == ([], ["RUNNING"])
    page.goto(address_of(submission))
    box = page.locator("#progress p", has_text=say("Replaced")).first
    expect(box.get_by_role("link", name=new.name)).to_have_attribute("href", address_of(new))
    assert find_faults(page) == []
    page.goto("/projects/harbour/submissions/")
    listed = page.get_by_role("row").filter(has=page.get_by_role("link", name=submission.name, exact=True))
    expect(listed).to_contain_text(say("Replaced"))
    assert said == []
