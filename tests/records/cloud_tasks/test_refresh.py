"""Reading a submission's tasks on demand: each of a few, the list of many, and not too often."""

from datetime import timedelta

import pytest
from django.utils import timezone

from taskbuilder.cloud.task_walk import TOO_SLOW
from taskbuilder.records.cloud_tasks.reading import BUSY
from taskbuilder.records.cloud_tasks.refresh import AT_REST, MOST_SHOWN, Refreshed, refresh
from taskbuilder.records.models import CloudTask, Pace, TaskReading
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import alter_list, delete_elsewhere, run, states_of
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_of_a_few_is_shown(cloud: Simulator, clock: Clock) -> None:
    submission = run()
    clock.pass_by(60)
    first, _second = submission.tasks.all()
    delete_elsewhere(submission, first.task_id)
    clock.pass_by(60)
    assert refresh(submission, now=timezone.now()) == (Refreshed.READ, "")
    assert (cloud.calls["show"], cloud.calls["list"]) == (2, 0)
    assert states_of(submission) == ["GONE", "RUNNING"]


def test_many_are_listed(cloud: Simulator, clock: Clock) -> None:
    submission = run(urls=MOST_SHOWN + 1)
    clock.pass_by(60)
    assert refresh(submission, now=timezone.now()) == (Refreshed.READ, "")
    assert (cloud.calls["show"], cloud.calls["list"]) == (0, 1)
    assert states_of(submission) == ["RUNNING"] * (MOST_SHOWN + 1)


def test_not_too_often(cloud: Simulator) -> None:
    submission, now = run(), timezone.now()
    asked = [refresh(submission, now=now + span)[0] for span in (timedelta(0), AT_REST / 2, AT_REST)]
    assert asked == [Refreshed.READ, Refreshed.TOO_SOON, Refreshed.READ]
    assert cloud.calls["show"] == 4


def test_a_cloud_that_fails_midway(cloud: Simulator, clock: Clock) -> None:
    """What was read before stays; a 404 from a proxy does not make a task vanish."""
    submission = run(urls=3)
    clock.pass_by(60)
    cloud.faults.add("show", Fault(), Fault.answering(404, b"<h1>Not found</h1>"))
    assert refresh(submission, now=timezone.now()) == (Refreshed.FAILED, "The cloud did not say why.")
    assert states_of(submission) == ["RUNNING"]


def test_a_project_that_is_paused(cloud: Simulator) -> None:
    submission, now = run(), timezone.now()
    Pace.objects.update_or_create(
        project=submission.project, defaults={"paused_until": now + timedelta(minutes=1)}
    )
    assert refresh(submission, now=now) == (Refreshed.FAILED, BUSY)
    assert cloud.calls["show"] == 0


def test_a_slow_cloud_holds_up_nobody_for_long(cloud: Simulator, clock: Clock) -> None:
    """Of five tasks each call may take long: a page that waits for all of them is cut off by then."""
    submission = run(urls=MOST_SHOWN)
    clock.pass_by(60)
    times = iter([0.0, 0.0, 11.0, 13.0])
    outcome = refresh(submission, now=timezone.now(), clock=lambda: next(times))
    assert (outcome, cloud.calls["show"]) == ((Refreshed.FAILED, TOO_SLOW), 2)


def test_no_secret_of_a_task_is_stored(cloud: Simulator) -> None:
    """A cloud that repeats a camera server's password in its status, its error and its list."""
    submission = run(urls=MOST_SHOWN + 1)
    vcn = {"type": "vcn", "vcn": {"ip": "192.0.2.7", "password": "Quay-7-lantern"}, "data": []}
    said = "signing in with Quay-7-lantern failed"
    cloud.faults.add("list", alter_list(input=vcn, status=said, error={"code": "E", "message": said}))
    refresh(submission, now=timezone.now())
    rows = [str(vars(row)) for row in [*CloudTask.objects.all(), *TaskReading.objects.all()]]
    assert len(rows) == MOST_SHOWN + 2
    assert [row for row in rows if "lantern" in row] == []
    assert CloudTask.objects.all()[0].status == "signing in with •••••• failed"
