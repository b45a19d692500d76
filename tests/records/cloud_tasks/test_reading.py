"""Reading what became of tasks: by service and page, within bounds, and writing only what changed."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from taskbuilder.records.cloud_tasks.claims import LEASE, claim, list_due
from taskbuilder.records.cloud_tasks.follower import sync
from taskbuilder.records.cloud_tasks.reading import Read
from taskbuilder.records.models import (
    CloudTask,
    CreatedTask,
    Pace,
    Project,
    Service,
    Submission,
    TaskChange,
    TaskReading,
)
from taskbuilder.records.samples import load_samples
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from taskbuilder.simulator.world import DEFAULT_WORLD, World, read_world
from tests.records.cloud_tasks.conftest import (
    alter_list,
    changes_of,
    delete_elsewhere,
    read,
    run,
    states_of,
)
from tests.support.clock import Clock
from tests.support.plans import list_long_reads, noted

pytestmark = pytest.mark.django_db(transaction=True)


def written(queries: CaptureQueriesContext) -> list[str]:
    """The tables that statements wrote to, but for the readings': when each was read."""
    statements = [
        query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    return [sql for sql in statements if "records_taskreading" not in sql]


def test_states_are_followed(cloud: Simulator, clock: Clock) -> None:
    submission = run()
    seen = []
    for seconds in (0, 10):
        clock.pass_by(seconds)
        read(submission)
        seen.append(states_of(submission))
    cloud.fail(cloud.tasks, "ABNORMAL")
    clock.pass_by(60)
    read(submission)
    task = CloudTask.objects.filter(created__submission=submission)[0]
    submission.refresh_from_db()
    assert seen == [["PENDING"] * 2, ["RUNNING"] * 2]
    assert (task.state, task.error_code, task.error_message) == (
        "ABNORMAL",
        "ModelArts.3560",
        "The video stream cannot be read.",
    )
    assert changes_of(submission) == [("", "PENDING"), ("PENDING", "RUNNING"), ("RUNNING", "ABNORMAL")]
    assert submission.task_state == "ABNORMAL"
    assert TaskReading.objects.get(pk=submission.service_id).counts == {"ABNORMAL": 2}


def test_what_did_not_change_is_not_written(cloud: Simulator, clock: Clock) -> None:
    submission = run()
    clock.pass_by(60)
    assert read(submission).changed == 2
    with CaptureQueriesContext(connection) as queries:
        assert read(submission) == Read(calls=1, listed=2, changed=0)
    assert written(queries) == []
    assert len(queries) == 19


def test_tasks_deleted_elsewhere(cloud: Simulator, clock: Clock) -> None:
    submission = run()
    clock.pass_by(60)
    read(submission)
    first, _second = submission.tasks.all()
    delete_elsewhere(submission, first.task_id)
    clock.pass_by(60)
    assert read(submission).changed == 1
    submission.refresh_from_db()
    assert (states_of(submission), submission.task_state) == (["GONE", "RUNNING"], "RUNNING")
    assert changes_of(submission)[-1] == ("RUNNING", "GONE")
    assert first.seen.missing_since is not None
    assert TaskReading.objects.get(pk=submission.service_id).counts == {"RUNNING": 1}
    assert read(submission).changed == 0


def test_a_task_that_no_list_ever_showed(cloud: Simulator) -> None:
    submission = run(urls=1)
    CreatedTask.objects.update(task_id="0" * 32)
    read(submission)
    assert states_of(submission) == []  # the cloud may take a while to list it
    Submission.objects.update(settled_at=timezone.now() - timedelta(minutes=2))
    read(submission)
    assert states_of(submission) == ["GONE"]


def test_a_state_that_nobody_knows(cloud: Simulator) -> None:
    submission = run(urls=1)
    cloud.faults.add("list", alter_list(state="DANCING", status="x" * 900))
    read(submission)
    task = CloudTask.objects.get()
    submission.refresh_from_db()
    assert (task.state, len(task.status), submission.task_state) == ("DANCING", 500, "OTHER")


def test_a_cloud_that_fails_midway(cloud: Simulator, clock: Clock) -> None:
    """What was read before stays."""
    submission = run()
    clock.pass_by(60)
    page = alter_list(count=9_000)
    cloud.faults.add("list", page, Fault.answering(503))
    result = read(submission)
    row = TaskReading.objects.get(pk=submission.service_id)
    assert (result.calls, result.changed, result.problem) == (2, 2, "The cloud did not say why.")
    assert states_of(submission) == ["RUNNING", "RUNNING"]
    assert (row.read_at, row.failures, row.problem) == (None, 1, "The cloud did not say why.")
    assert row.due_at is not None


def test_a_list_that_is_not_whole_makes_nothing_vanish(cloud: Simulator, clock: Clock) -> None:
    submission = run()
    read(submission)
    cloud.faults.add("list", *[alter_list(count=9, keep=1)] * 3)
    assert read(submission).problem == "The cloud's task list ends before the number of tasks that it states."
    assert "GONE" not in states_of(submission)


def test_a_cloud_that_throttles(cloud: Simulator) -> None:
    submission = run()
    cloud.faults.add("list", Fault.answering(429, b"{}", {"Retry-After": "600"}))
    before = timezone.now()
    read(submission)
    due = TaskReading.objects.get(pk=submission.service_id).due_at
    assert due is not None
    assert due >= before + timedelta(seconds=600)
    assert Pace.objects.get(project=submission.project).failures == 0


def test_what_was_never_read_comes_first(cloud: Simulator) -> None:
    """On every database: else services that are due all the time would keep it waiting."""
    new, now = run().service, timezone.now()
    other = Service.objects.exclude(pk=new.pk)[0]
    TaskReading.objects.create(pk=other.pk, due_at=now)
    assert list_due(now=now, limit=9) == [new, other]


def test_another_projects_tasks_are_left_alone(cloud: Simulator) -> None:
    """The same id in another project, as after a restored database."""
    submission = run(urls=1)
    other = run("fence", urls=1)
    CreatedTask.objects.filter(submission=other).update(task_id=submission.tasks.get().task_id)
    Submission.objects.filter(pk=other.pk).update(service=Service.objects.exclude(project=other.project)[0])
    read(submission)
    assert (states_of(submission), states_of(other)) == (["PENDING"], [])


def test_a_service_that_was_given_to_another_project(cloud: Simulator) -> None:
    """Its tasks are still in the cloud's project that they were created in, where nobody looks now."""
    submission = run(urls=1)
    read(submission)
    service = submission.service
    service.project = Project.objects.exclude(pk=service.project_id)[0]
    service.save()
    cloud.faults.add("list", Fault.answering(200, b'{"count": 0, "tasks": []}'))
    assert read(submission).problem == ""
    assert states_of(submission) == ["PENDING"]


# Who reads when.


def test_one_reads_at_a_time(cloud: Simulator) -> None:
    submission = run()
    now = timezone.now()
    assert claim(submission.service, worker="a", now=now)
    assert not claim(submission.service, worker="b", now=now)
    assert list(sync([submission.service]).values()) == [None]
    assert claim(submission.service, worker="b", now=now + LEASE)


def test_what_is_due(cloud: Simulator, clock: Clock) -> None:
    """Never read; soon after a submission; every minute while it runs; seldom when only people change it."""
    assert list_due(now=timezone.now(), limit=9) == []
    submission = run()
    service = submission.service

    def due_after(**span: float) -> bool:
        return list_due(now=timezone.now() + timedelta(**span), limit=9) == [service]

    assert due_after()
    clock.pass_by(60)
    read(submission)
    assert (due_after(seconds=5), due_after(seconds=15)) == (False, True)
    Submission.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    assert (due_after(seconds=50), due_after(seconds=65)) == (False, True)
    cloud.fail(cloud.tasks, "FAILED")
    clock.pass_by(60)
    read(submission)
    assert (due_after(minutes=14), due_after(minutes=16)) == (False, True)


def test_looking_for_what_is_due_reads_no_table_whole(cloud: Simulator) -> None:
    with noted() as statements:
        list_due(now=timezone.now(), limit=9)
    assert len(statements) == 1
    assert list_long_reads(statements) == []


def test_the_projects_limits_hold(cloud: Simulator) -> None:
    submission = run()
    Pace.objects.update_or_create(
        project=submission.project, defaults={"paused_until": timezone.now() + timedelta(seconds=1)}
    )
    began = timezone.now()
    assert read(submission).problem == ""
    assert timezone.now() - began >= timedelta(seconds=0.9)


# 5,000 tasks over 20 services.


def test_5000_tasks_over_20_services(clock: Clock) -> None:
    with Simulator(make_wide_world(20), clock=clock) as cloud:
        load_samples(cloud_url=cloud.url, now=timezone.now())
        Submission.objects.all().delete()
        fill(cloud, each=250)
        call_command("sync_tasks", "--project", "harbour", verbosity=0)
        assert cloud.calls["list"] <= 60
        assert (CloudTask.objects.count(), TaskChange.objects.count()) == (5_000, 5_000)
        cloud.calls.clear()
        with CaptureQueriesContext(connection) as queries:
            call_command("sync_tasks", "--project", "harbour", verbosity=0)
        assert cloud.calls["list"] <= 60
        assert written(queries) == []


def make_wide_world(services: int) -> World:
    """The harbour with so many more services."""
    world = read_world(DEFAULT_WORLD)
    harbour, *others = world.projects
    added = [
        replace(harbour.services[0], id=str(UUID(int=number)), name=f"Service {number}")
        for number in range(services)
    ]
    return World((replace(harbour, services=(*harbour.services, *added)), *others))


def fill(cloud: Simulator, *, each: int) -> None:
    """So many tasks in each of the added services, of one submission, which have run for a while."""
    first = run(urls=1)
    (sample,) = cloud.tasks
    long_ago = {"created_at": "2026-01-01T00:00:00Z"}
    for number in range(20):
        service = Service.objects.create(
            project=first.project,
            service_id=str(UUID(int=number)),
            name=f"Service {number}",
            platform="modelarts-edge",
        )
        made = Submission.objects.get(pk=first.pk)
        made.pk, made.draft_id, made.service = uuid4(), uuid4(), service
        made.save(force_insert=True)
        ids = [uuid4().hex for _ in range(each)]
        cloud.add(
            [{**sample, **long_ago, "id": task_id, "service_id": service.service_id} for task_id in ids]
        )
        CreatedTask.objects.bulk_create(
            CreatedTask(submission=made, position=position, task_id=task_id)
            for position, task_id in enumerate(ids)
        )
    first.delete()


# The command.


def test_the_command_says_what_it_read(
    cloud: Simulator, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    cloud.faults.add("list", Fault(), Fault.answering(403, b'{"error_msg": "No."}'))
    with pytest.raises(CommandError, match=r"Not everything was read\."):
        call_command("sync_tasks", "--project", "harbour")
    assert capsys.readouterr().out.splitlines() == [
        "harbour / Berth occupancy: 2 tasks in 1 calls, 2 changed",
        "harbour / Gate number plates: 0 tasks in 1 calls, 0 changed. No.",
        "harbour / Quay intrusion watch: 0 tasks in 1 calls, 0 changed",
    ]
    with pytest.raises(CommandError, match=r"No services found in nowhere\."):
        call_command("sync_tasks", "--project", "nowhere")
