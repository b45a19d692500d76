"""A task that is created, stopped, started and deleted, and fifty that are ticked and deleted together."""

from collections.abc import Iterator
from contextlib import closing
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from taskbuilder.records.access.cloud_accounts import open_session
from taskbuilder.records.cloud_tasks.follower import sync
from taskbuilder.records.models import CreatedTask, Submission, TaskAction
from taskbuilder.records.samples import load_samples
from taskbuilder.records.task_actions.actor import Actor
from taskbuilder.records.task_actions.claims import claim_due
from taskbuilder.simulator.server import Simulator
from tests.journeys.conftest import SignIn
from tests.journeys.walking import say
from tests.records.task_actions.conftest import run, take_turns
from tests.support.clock import Clock
from tests.web.looking import find_faults, watch

MANY = 50


@pytest.fixture
def clock() -> Clock:
    return Clock(timezone.now())


@pytest.fixture
def cloud(transactional_db: None, clock: Clock) -> Iterator[Simulator]:
    """One whose time passes by the clock of the test."""
    with Simulator(clock=clock) as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        Submission.objects.all().delete()
        yield simulator


def press(page: Page, kind: str) -> None:
    """The button of the tasks, and the confirmation."""
    page.locator(f"#{kind}-tasks").click()
    expect(page.locator("h1")).to_have_text(say(f"{kind.title()} %(counter)s task?", counter=1))
    page.get_by_role("button", name=say(f"{kind.title()} %(counter)s task", counter=1)).click()
    expect(page.locator("#progress")).to_contain_text(say("Queued"))


@pytest.mark.parametrize("language", ["zh-hans"], indirect=True)
@pytest.mark.ux(24, 36, 37)
def test_one_is_stopped_started_and_deleted(
    sign_in: SignIn, cloud: Simulator, clock: Clock, language: str
) -> None:
    submission = run(clock)
    page = sign_in()
    said = watch(page)
    states = {"stop": "Stopped", "start": "Running", "delete": "Not in the cloud"}
    for kind, state in states.items():
        page.goto(f"/projects/harbour/submissions/{submission.pk}/")
        press(page, kind)
        take_turns()
        expect(page.locator("#progress")).to_contain_text(say("The cloud accepted it."))  # on its own
        clock.pass_by(60)
        sync([submission.service])
        page.locator("#progress a").click()
        expect(page.locator("#tasks tbody")).to_contain_text(say(state))
    expect(page.locator("#timeline .timeline > li")).to_have_count(4)
    assert find_faults(page) == []
    assert said == []


def make_many(cloud: Simulator, clock: Clock) -> None:
    """So many submissions, each with a task that runs."""
    first = run(clock)
    (sample,) = cloud.tasks
    for _number in range(MANY - 1):
        made = Submission.objects.get(pk=first.pk)
        made.pk, made.draft_id, task_id = uuid4(), uuid4(), uuid4().hex
        made.save(force_insert=True)
        CreatedTask.objects.create(submission=made, position=0, task_id=task_id)
        cloud.add([{**sample, "id": task_id}])
    sync([first.service])


@pytest.mark.ux(24, 36)
def test_fifty_are_ticked_and_deleted(sign_in: SignIn, cloud: Simulator, clock: Clock) -> None:
    make_many(cloud, clock)
    page = sign_in()
    said = watch(page)
    page.goto("/projects/harbour/submissions/")
    ticks = page.locator("input[name=submission]")
    expect(ticks).to_have_count(MANY)
    ticks.evaluate_all("ticks => ticks.forEach((tick) => tick.click())")
    page.locator("summary", has_text="Start, stop, delete").click()
    page.get_by_role("button", name="Delete tasks").click()
    expect(page.locator("h1")).to_have_text("Delete 50 tasks?")
    expect(page.locator("main tbody tr")).to_have_count(MANY)
    page.get_by_role("button", name="Delete 50 tasks").click()
    expect(page.locator("#problem-summary")).to_contain_text("To confirm, type 50.")
    assert find_faults(page) == []
    page.get_by_label("Type 50 to confirm").fill("50")
    page.get_by_role("button", name="Delete 50 tasks").click()
    expect(page.locator("#progress")).to_contain_text("0 of 50 finished")
    with closing(open_session(threads=8)) as session:
        actor = Actor(session=session, worker="w")
        actor.act(claim_due(worker="w", limit=8, now=timezone.now()))
    expect(page.locator("#progress")).to_contain_text("8 of 50 finished")
    page.goto("/projects/")
    take_turns()
    page.goto("/projects/harbour/actions/")
    assert find_faults(page) == []
    page.get_by_role("link", name="Delete 50 tasks").click()
    expect(page.locator("#progress")).to_contain_text("50 Done")
    clock.pass_by(60)
    assert (cloud.tasks, TaskAction.objects.filter(state="done").count()) == ([], MANY)
    assert said == []
