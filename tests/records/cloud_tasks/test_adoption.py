"""Tasks that were created elsewhere: found while reading, and adopted once."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from taskbuilder.records.cloud_tasks.adoption import Adopted, Reason, adopt
from taskbuilder.records.cloud_tasks.follower import sync
from taskbuilder.records.cloud_tasks.found import MOST_CHARACTERS, list_found
from taskbuilder.records.models import (
    CloudTask,
    CreatedTask,
    FoundTask,
    Project,
    SearchEntry,
    Service,
    Submission,
    TaskReading,
)
from taskbuilder.records.submissions.filters import SubmissionFilters
from taskbuilder.records.submissions.queries import list_submissions
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import alter_list, read, run, states_of
from tests.records.cloud_tasks.test_reading import written
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db(transaction=True)
REQUEST: dict[str, Any] = {
    "input": {"type": "url", "data": [{"url": "rtsp://operator:Quay-7-lantern@192.0.2.1/main"}]},
    "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": "canary-token"}}},
}


@pytest.fixture
def service(cloud: Simulator) -> Service:
    return Service.objects.select_related("project").get(name="Berth occupancy", project__slug="harbour")


def add(cloud: Simulator, service: Service, *numbers: int, **members: Any) -> None:
    """As many tasks, as the platform's own console creates them; they run."""
    common = {"service_id": service.service_id, "project_id": service.project.cloud_project_id}
    common |= {"creator": "console", **REQUEST, **members}
    cloud.add(
        [
            {
                "id": f"{each:032x}",
                "name": f"gate-{each}",
                "created_at": f"2026-01-0{each}T00:00:00Z",
                **common,
            }
            for each in numbers
        ]
    )


def sync_now(service: Service) -> int:
    (result,) = sync([service]).values()
    assert result is not None
    return result.changed


def adopt_all(service: Service, **more: Any) -> Adopted:
    keys = list(FoundTask.objects.filter(service=service).values_list("pk", flat=True))
    return adopt(keys, service=service, by=User.objects.get(username="operator"), now=timezone.now(), **more)


def test_they_are_found_and_forgotten(cloud: Simulator, clock: Clock, service: Service) -> None:
    own = run(urls=1)
    add(cloud, service, *range(1, 6))
    clock.pass_by(120)
    assert sync_now(service) == 6
    page = list_found(service, before=None, after=None, limit=3)
    older = list_found(service, before=page.older, after=None, limit=3)
    assert [row.name for row in page.rows + older.rows] == [f"gate-{each}" for each in (5, 4, 3, 2, 1)]
    assert {(row.state, row.creator) for row in page.rows} == {("RUNNING", "console")}
    assert TaskReading.objects.get(pk=service.pk).counts == {"RUNNING": 1}  # of what was created here
    with CaptureQueriesContext(connection) as queries:
        assert sync_now(service) == 0
    assert written(queries) == []
    cloud.faults.add("list", alter_list(keep=2, count=2, state="DANCING"))
    assert sync_now(service) == 6  # four are gone, two and the own one changed
    assert FoundTask.objects.count() == 1 + (states_of(own) == ["GONE"])
    service.project = Project.objects.exclude(pk=service.project_id)[0]
    assert list_found(service, before=None, after=None, limit=3).rows == []


def test_what_was_created_here_a_moment_ago_is_not_found(cloud: Simulator, clock: Clock) -> None:
    submission = run(urls=1)
    task_id = submission.tasks.get().task_id
    CreatedTask.objects.all().delete()  # the answer is still under way
    read(submission)
    assert FoundTask.objects.count() == 0
    cloud.faults.add("list", alter_list(created_at="2026-01-01T00:00:00Z"))
    read(submission)
    assert FoundTask.objects.get().task_id == task_id
    CreatedTask.objects.create(submission=submission, position=0, task_id=task_id)
    read(submission)
    assert FoundTask.objects.count() == 0


def test_one_is_adopted(cloud: Simulator, clock: Clock, service: Service) -> None:
    add(cloud, service, 7, description="At the gate", error={"code": "x", "message": "canary-token"})
    sync_now(service)
    before = timezone.now()
    (key,) = adopt_all(service).submissions
    submission = Submission.objects.get(pk=key)
    assert (submission.name, submission.description, submission.state) == ("gate-7", "At the gate", "created")
    assert (submission.created_by.username, submission.is_adopted, submission.secrets) == (
        "operator",
        True,
        {},
    )
    assert submission.created_at >= before
    assert submission.request | {"name": "", "description": ""} == {
        "name": "",
        "description": "",
        "input": {"type": "url", "data": [{"url": "rtsp://••••••@192.0.2.1/main"}]},
        "output": {"webhook": {"url": "https://sink.example.net", "headers": {"X-Token": "••••••"}}},
    }
    assert (states_of(submission), submission.task_state, submission.input_type) == (
        ["RUNNING"],
        "RUNNING",
        "url",
    )
    assert SearchEntry.objects.filter(submission=submission, text__contains="gate-7").exists()
    assert TaskReading.objects.get(pk=service.pk).counts == {"RUNNING": 1}
    projects = [service.project_id]
    for is_adopted, found in ((True, [submission]), (False, [])):
        assert (
            list_submissions(projects=projects, filters=SubmissionFilters(is_adopted=is_adopted)).rows
            == found
        )
    assert sync_now(service) in (0, 1)  # its error comes with the next reading
    assert (FoundTask.objects.count(), CreatedTask.objects.count()) == (0, 1)
    assert "canary" not in str([vars(row) for row in [*CloudTask.objects.all(), submission]])


def test_two_people_at_once(cloud: Simulator, service: Service) -> None:
    add(cloud, service, *range(1, 4))
    sync_now(service)
    User.objects.create_user("second")
    keys, barrier = list(FoundTask.objects.values_list("pk", flat=True)), Barrier(2)

    def adopt_too(username: str) -> Adopted:
        with closing(connection):
            barrier.wait()
            return adopt(keys, service=service, by=User.objects.get(username=username), now=timezone.now())

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(adopt_too, ["operator", "second"]))
    assert sorted(len(each.submissions) for each in results) == [0, 3]
    assert [each.left_out for each in results if not each.submissions] == [{Reason.TAKEN: 3}]
    assert CreatedTask.objects.count() == 3


def is_taken(service: Service) -> None:
    CreatedTask.objects.create(submission=run("other", urls=1), position=9, task_id=f"{1:032x}")


def is_unknown(service: Service) -> None:
    Submission.objects.filter(pk=run("gate-1", urls=1).pk).update(state="unknown")


def is_large(service: Service) -> None:
    FoundTask.objects.update(request={})


@pytest.mark.parametrize(
    ("change", "reason"),
    [(is_taken, Reason.TAKEN), (is_unknown, Reason.UNKNOWN), (is_large, Reason.LARGE)],
)
def test_what_is_not_adopted(
    cloud: Simulator, service: Service, change: Callable[[Service], None], reason: Reason
) -> None:
    add(cloud, service, 1)
    sync_now(service)
    change(service)
    result = adopt_all(service)
    assert (result.submissions, result.left_out) == ([], {reason: 1})


def test_very_many_are_adopted_in_turns(
    cloud: Simulator, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taskbuilder.records.cloud_tasks.adoption.CHUNK", 2)
    add(cloud, service, *range(1, 6), description="x" * 10)
    add(cloud, service, 9, config={"a": "x" * MOST_CHARACTERS})
    sync_now(service)
    times = iter([0.0, 0.0, 99.0])
    result = adopt_all(service, clock=lambda: next(times))
    assert (len(result.submissions), result.rest) == (4, 2)
    again = adopt_all(service)
    assert (len(again.submissions), again.left_out) == (1, {Reason.LARGE: 1})


def test_a_list_that_never_ends_and_one_that_fails(cloud: Simulator, service: Service) -> None:
    """What was read stays, and nothing is forgotten by a list that is not whole."""
    add(cloud, service, *range(1, 4))
    sync_now(service)
    cloud.faults.add("list", alter_list(count=9, keep=1), Fault.answering(503))
    sync_now(service)
    same = {"count": 9_000, "tasks": [{"id": f"{each:032x}"} for each in range(100, 150)]}
    cloud.faults.add("list", *[Fault.answering(200, json.dumps(same).encode())] * 3)
    sync_now(service)
    FoundTask.objects.exclude(name__startswith="gate").delete()
    assert FoundTask.objects.count() == 3
    assert (
        TaskReading.objects.get(pk=service.pk).problem
        == "The cloud's task list never ends: it repeats itself."
    )
    FoundTask.objects.update(read_at=timezone.now() + timedelta(days=1))
    cloud.faults.add("list", alter_list(state="OLD"))
    sync_now(service)
    assert not FoundTask.objects.filter(state="OLD").exists()  # what was read later stays
