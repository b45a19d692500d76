"""A cloud with a clock of its own, and submissions whose tasks run in it."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.utils import timezone

from taskbuilder.cloud import CloudClient
from taskbuilder.records.access.cloud_accounts import account_of, open_session
from taskbuilder.records.cloud_tasks.follower import sync
from taskbuilder.records.cloud_tasks.reading import Read
from taskbuilder.records.models import CloudTask, Submission
from taskbuilder.records.samples import load_samples
from taskbuilder.simulator.exchange import Answer
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.resolution.conftest import create, send
from tests.support.clock import Clock


@pytest.fixture
def clock() -> Clock:
    """The cloud's, whose time is ours."""
    return Clock(timezone.now())


@pytest.fixture
def cloud(clock: Clock) -> Iterator[Simulator]:
    with Simulator(clock=clock) as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        Submission.objects.all().delete()  # the samples' own history is none of this
        yield simulator


def run(name: str = "gate", *, urls: int = 2) -> Submission:
    """A submission whose tasks exist; one for each address."""
    return send(create(name, urls=[f"rtsp://192.0.2.1/{number}" for number in range(urls)]))


def read(submission: Submission) -> Read:
    """What reading its service came to."""
    (result,) = sync([submission.service]).values()
    assert result is not None
    return result


def delete_elsewhere(submission: Submission, task_id: str) -> None:
    """As somebody does in the platform's own console."""
    with closing(open_session(threads=1)) as session:
        client = CloudClient(account_of(submission.project), session=session)
        client.delete_task(service_id=submission.service.service_id, task_id=task_id)


def alter_list(*, keep: int | None = None, count: int | None = None, **changes: object) -> Fault:
    """A list call that answers with as many tasks, each changed so, and with another count."""

    def alter(answer: Answer) -> Answer:
        body = json.loads(answer.body)
        tasks = [task | changes for task in body["tasks"][:keep]]
        return Answer.of_json(200, {"count": body["count"] if count is None else count, "tasks": tasks})

    return Fault(alter=alter)


def states_of(submission: Submission) -> list[str]:
    rows = CloudTask.objects.filter(created__submission=submission).order_by("created__position")
    return [row.shown_state for row in rows]


def changes_of(submission: Submission) -> list[tuple[str, str]]:
    """Of its first task."""
    task = CloudTask.objects.filter(created__submission=submission).order_by("created__position")[0]
    return list(task.changes.order_by("seen_at", "pk").values_list("before", "after"))
