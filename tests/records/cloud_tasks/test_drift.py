"""Where the cloud shows a task otherwise than it was sent: noted as it is read, and found by lists."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from taskbuilder.records.cloud_tasks.drift import list_drift
from taskbuilder.records.models import Project, ShownRequest, Submission
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.queries import list_submissions
from taskbuilder.records.submissions.retention import retain
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import alter_list, read, run
from tests.records.cloud_tasks.test_reading import written
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
OTHER: dict[str, Any] = {
    "input": {"type": "url", "data": [{"url": "rtsp://op:Quay-7-lantern@192.0.2.9/other"}]},
    "creator": "x",
}


def find(submission: Submission, *, has_drift: bool) -> bool:
    filters = SubmissionFilters(has_drift=has_drift)
    return submission in list_submissions(projects=[submission.project_id], filters=filters).rows


def test_a_task_that_is_as_it_was_sent(cloud: Simulator) -> None:
    submission = run(urls=3)
    read(submission)
    assert (list_drift(submission), ShownRequest.objects.count()) == ([], 0)
    assert (find(submission, has_drift=True), find(submission, has_drift=False)) == (False, True)


def test_one_that_is_otherwise(cloud: Simulator, clock: Clock) -> None:
    """It is noted once, without its secrets; forgotten when the cloud shows it as it was sent."""
    submission = run(urls=1)
    cloud.faults.add("list", alter_list(**OTHER), alter_list(**OTHER))
    read(submission)
    (found,) = list_drift(submission)
    assert [(each.before, each.new) for each in found.drift.changed] == [
        ("/input/data/0/url", "rtsp://••••••@192.0.2.9/other")
    ]
    assert "lantern" not in str([vars(row) for row in ShownRequest.objects.all()])
    with CaptureQueriesContext(connection) as queries:
        read(submission)
    assert written(queries) == []
    submission.refresh_from_db()
    assert (submission.has_drift, find(submission, has_drift=True)) == (True, True)
    read(submission)
    submission.refresh_from_db()
    assert (submission.has_drift, list_drift(submission)) == (False, [])


def test_what_the_cloud_adds_is_no_drift(cloud: Simulator) -> None:
    submission = run(urls=1)
    cloud.faults.add("list", alter_list(config={"fps": 5}))
    read(submission)
    (found,) = list_drift(submission)
    assert ([each.after for each in found.drift.added], found.drift.changed) == (["/config"], [])
    assert find(submission, has_drift=True) is False


def test_retention_forgets_it(cloud: Simulator) -> None:
    submission = run(urls=1)
    cloud.faults.add("list", alter_list(**OTHER), alter_list(config={"more": 1}))
    read(submission)
    Project.objects.update(strip_after_days=1)
    retain(
        submission.project.__class__.objects.get(pk=submission.project_id),
        now=timezone.now() + timedelta(days=2),
    )
    read(submission)  # nothing is left to compare with
    submission.refresh_from_db()
    assert (submission.has_drift, ShownRequest.objects.count(), list_drift(submission)) == (False, 0, [])
