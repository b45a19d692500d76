"""A cloud for each test, and submissions whose outcome is unknown."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Decision, Project, Submission
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.resolution.search import search_cloud
from taskbuilder.records.samples import load_samples
from taskbuilder.records.submissions.creation import submit
from taskbuilder.records.submissions.unique_names import add_suffix
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.conftest import REQUEST

LEASE = timedelta(seconds=90)
URLS = ["rtsp://192.0.2.1/a", "rtsp://192.0.2.1/b"]


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator() as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        Submission.objects.all().delete()  # the samples' own history is none of this
        yield simulator


def person() -> User:
    return User.objects.get(username="operator")


def create(
    name: str = "gate",
    *,
    urls: list[str] = URLS,
    platform: str = "modelarts-edge",
    is_unique: bool = False,
) -> Submission:
    project = Project.objects.get(slug="harbour")
    service = project.services.get(platform=platform, requires_config=False)
    now = timezone.now()
    draft = start_draft(project=project, owner=person(), service=service, now=now)
    request = REQUEST | {"name": name, "input": {"type": "url", "data": [{"url": url} for url in urls]}}
    sent = add_suffix(request, draft.pk) if is_unique else request
    return submit(draft=draft, request=sent, confirmations=[], by=person(), now=now)


def lose_answer(cloud: Simulator, submission: Submission) -> Submission:
    """Sends it so that its tasks exist and no answer came."""
    cloud.faults.add("create", Fault.losing_the_answer())
    return send(submission)


def never_arrive(cloud: Simulator, submission: Submission) -> Submission:
    cloud.faults.add("create", Fault.hanging_up())
    return send(submission)


def send(submission: Submission) -> Submission:
    Relay(threads=1, lease=LEASE).run_once()
    return fresh(submission)


def fresh(submission: Submission) -> Submission:
    return Submission.objects.select_related("project", "service").get(pk=submission.pk)


def look_now(submission: Submission) -> Decision:
    return search_cloud(submission, by=person(), now=timezone.now())


def ids_of(submission: Submission) -> list[str]:
    return list(submission.tasks.values_list("task_id", flat=True))
