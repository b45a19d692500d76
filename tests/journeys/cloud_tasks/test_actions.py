"""Fifty tasks that are ticked and deleted together."""

from contextlib import closing
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from taskbuilder.records.access.cloud_accounts import open_session
from taskbuilder.records.cloud_tasks.follower import sync
from taskbuilder.records.models import CreatedTask, Submission, TaskAction
from taskbuilder.records.task_actions.actor import Actor
from taskbuilder.records.task_actions.claims import claim_due
from taskbuilder.simulator.server import Simulator
from tests.journeys.conftest import SignIn
from tests.records.task_actions.conftest import run, take_turns
from tests.support.clock import Clock
from tests.web.looking import find_faults, watch

MANY = 50


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
