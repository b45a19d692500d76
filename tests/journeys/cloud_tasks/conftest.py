"""A cloud whose time passes by the clock of the test, and what an operator sees of tasks in it."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from taskbuilder.records.cloud_tasks.follower import sync
from taskbuilder.records.models import CloudTask, Service, Submission, TaskReading
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.samples import load_samples
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.json_value import JsonObject, as_list, as_object
from tests.journeys.walking import open_draft, say
from tests.records.conftest import REQUEST
from tests.records.resolution.conftest import LEASE
from tests.records.task_actions.conftest import take_turns
from tests.support.clock import Clock

SERVICE = "Quay intrusion watch"
OUTPUT: JsonObject = {"obs": {"bucket": "gate-results", "path": "gate/"}}
FOLLOWED = 20_000
"""Milliseconds in which a page that follows something has asked again."""


@pytest.fixture
def clock() -> Clock:
    return Clock(timezone.now())


@pytest.fixture
def cloud(transactional_db: None, clock: Clock) -> Iterator[Simulator]:
    with Simulator(clock=clock) as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        Submission.objects.all().delete()
        yield simulator


def make_request(name: str) -> JsonObject:
    """With the config that the service's schema has as its example, and no secret: a copy asks for it."""
    schema = Service.objects.get(project__slug="harbour", name=SERVICE).config_schema or {}
    (example,) = as_list(as_object(schema).get("examples"))[:1]
    return REQUEST | {"name": name, "config": example, "output": OUTPUT}


def create_one(page: Page, name: str = "gate") -> Submission:
    """From the review; the relay then sends it, and the page shows so without being loaded anew."""
    open_draft(page, "review", make_request(name), service=SERVICE)
    return press_create(page)


def press_create(page: Page) -> Submission:
    page.get_by_role("button", name=say("Create task")).click()
    page.wait_for_url("**/submissions/*/")
    page.evaluate("window.isTheSame = true")
    return Submission.objects.select_related("service").latest("created_at")


def relay(*, minutes: float = 0) -> None:
    """Sends what is due, acts on tasks, and takes replacements further."""
    TaskReading.objects.update(refreshed_at=None)
    Relay(threads=1, lease=LEASE).run_once()
    take_turns(minutes=minutes)
    # Those minutes have not passed: what is read next is later than what was read in them.
    now = timezone.now()
    CloudTask.objects.filter(read_at__gt=now).update(read_at=now)


def pass_by(clock: Clock, seconds: float, submission: Submission) -> None:
    """Time in the cloud; the relay then reads what has become of the tasks."""
    clock.pass_by(seconds)
    sync([submission.service])


def expect_followed(page: Page, part: str, words: str) -> None:
    """Follows without a reload: the page is still the one that was loaded."""
    expect(page.locator(part)).to_contain_text(words, timeout=FOLLOWED)
    assert page.evaluate("window.isTheSame") is True
