"""The relay against the simulated cloud: what is sent, when, and how often."""

import re
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event, Thread

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Submission
from taskbuilder.records.outbox import relay
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.outbox.results import sweep_expired
from taskbuilder.records.resolution import automatic_resolution
from taskbuilder.records.samples import load_samples
from taskbuilder.records.submissions.creation import submit
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.secrets.split import MASK
from tests.records.conftest import REQUEST
from tests.support.log_lines import record_lines
from tests.support.processes import start
from tests.support.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(seconds=90)


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator() as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        yield simulator


def create(slug: str = "harbour", name: str = "gate") -> Submission:
    project, operator = Project.objects.get(slug=slug), User.objects.get(username="operator")
    service = project.services.get(platform="modelarts-edge")
    now = timezone.now()
    draft = start_draft(project=project, owner=operator, service=service, now=now)
    return submit(draft=draft, request=REQUEST | {"name": name}, confirmations=[], by=operator, now=now)


def run_until(holds: Callable[[], bool]) -> None:
    """A relay on this thread, stopped by another as soon as the cloud shows that."""
    stop = Event()

    def watch() -> None:
        try:
            wait_until(holds)
        finally:
            stop.set()

    watcher = Thread(target=watch)
    watcher.start()
    Relay(threads=4, lease=LEASE).run(stop)
    watcher.join()


def state_of(submission: Submission) -> str:
    return Submission.objects.values_list("state", flat=True).get(pk=submission.pk)


def lease_of(submission: Submission) -> datetime:
    lease_until = Submission.objects.values_list("lease_until", flat=True).get(pk=submission.pk)
    assert lease_until is not None
    return lease_until


@pytest.mark.parametrize("slug", ["harbour", "campus"])
def test_what_was_reviewed_arrives_whole_and_its_ids_are_kept(cloud: Simulator, slug: str) -> None:
    submission = create(slug)
    run_until(lambda: len(cloud.requests) == 1)
    assert [seen.body for seen in cloud.requests] == [REQUEST]
    row = Submission.objects.get(pk=submission.pk)
    assert (row.state, row.attempt_count, row.outcome["http_status"]) == ("created", 1, 201)
    assert [task.task_id for task in row.tasks.all()] == [task["id"] for task in cloud.tasks]


def test_several_relays_send_each_submission_once(cloud: Simulator) -> None:
    names = {create(name=f"n{number}").name for number in range(24)}

    def run_one(_: int) -> int:
        try:
            return Relay(threads=1, lease=LEASE).run_once()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        delivered = sum(pool.map(run_one, range(3)))
    assert (delivered, len(cloud.requests)) == (24, 24)
    assert {seen.body["name"] for seen in cloud.requests} == names
    assert Submission.objects.filter(name__in=names, state="created").count() == 24


def test_a_refusal_is_kept_in_the_clouds_words(cloud: Simulator) -> None:
    body = b'{"error_code": "ModelArts.0118", "error_msg": "Quota.", "hint": "buy more"}'
    cloud.faults.add("create", Fault.answering(400, body))
    submission = create()
    Relay(threads=1, lease=LEASE).run_once()
    row = Submission.objects.get(pk=submission.pk)
    assert (row.state, row.outcome["code"], row.outcome["message"]) == ("refused", "ModelArts.0118", "Quota.")
    assert row.outcome["members"]["hint"] == "buy more"


@pytest.mark.parametrize(
    "fault", [Fault.losing_the_answer(), Fault.answering(503), Fault.answering(201, b"{}")]
)
def test_what_may_have_created_tasks_is_sent_once(cloud: Simulator, fault: Fault) -> None:
    cloud.faults.add("create", fault)
    submission = create()
    Relay(threads=1, lease=LEASE).run_once()
    assert (state_of(submission), len(cloud.requests)) == ("unknown", 1)


def test_a_throttled_one_goes_on_after_the_wait(cloud: Simulator) -> None:
    cloud.faults.add("create", Fault.answering(429, b"{}", {"Retry-After": "1"}))
    submission = create()
    run_until(lambda: len(cloud.requests) == 2)
    results = list(submission.attempts.values_list("number", "result"))
    assert (state_of(submission), results) == ("created", [(1, "throttled"), (2, "created")])
    first, second = submission.attempts.all()
    assert first.ended_at is not None
    assert second.started_at - first.ended_at >= timedelta(seconds=1)


def test_a_refused_connection_ends_in_one_created_task_after_the_cloud_is_back() -> None:
    with Simulator() as gone:
        port = gone.port
    load_samples(cloud_url=gone.url, now=timezone.now())
    submission = create()
    Relay(threads=1, lease=LEASE).run_once()
    row = Submission.objects.get(pk=submission.pk)
    assert (row.state, row.outcome["reason"]) == ("waiting", "not_sent")
    with Simulator(port=port) as cloud:
        run_until(lambda: len(cloud.tasks) == 1)
        assert len(cloud.requests) == 1
    assert state_of(submission) == "created"


def test_a_mended_password_is_picked_up(cloud: Simulator) -> None:
    project = Project.objects.get(slug="harbour")
    right, project.password = project.password, "wrong"
    project.save()
    first = create(name="first")
    relay = Relay(threads=1, lease=LEASE)
    relay.run_once()
    assert state_of(first) == "refused"
    project.password = right
    project.save()
    second = create(name="second")
    relay.run_once()
    assert state_of(second) == "created"


def test_a_relay_killed_before_the_answer_leaves_it_unknown_and_sent_once(cloud: Simulator) -> None:
    cloud.faults.add("create", Fault.late(60))
    submission = create()
    relay = start("relay", TASKBUILDER_RELAY_LEASE_SECONDS="5")
    wait_until(lambda: len(cloud.requests) == 1)
    first = lease_of(submission)
    wait_until(lambda: lease_of(submission) > first)  # a living relay keeps its lease
    assert state_of(submission) == "sending"
    relay.send_signal(signal.SIGKILL)
    relay.communicate()
    wait_until(lambda: lease_of(submission) <= timezone.now())
    assert start("relay", "--once").communicate()[1] == b""
    assert (state_of(submission), len(cloud.requests)) == ("unknown", 1)
    assert list(submission.attempts.values_list("number", "result")) == [(1, "unknown")]
    Relay(threads=1, lease=LEASE).run_once()
    assert len(cloud.requests) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_relay_told_to_stop_finishes_what_is_in_flight(cloud: Simulator, number: signal.Signals) -> None:
    cloud.faults.add("create", Fault.late(1))
    submission = create()
    relay = start("relay")
    wait_until(lambda: len(cloud.requests) == 1)
    relay.send_signal(number)
    assert relay.communicate()[1] == b""
    assert (relay.returncode, state_of(submission)) == (0, "created")


def test_new_work_is_picked_up_by_a_relay_that_was_idle(cloud: Simulator) -> None:
    relay = start("relay")
    try:
        create(name="first")
        wait_until(lambda: len(cloud.tasks) == 1)
        create(name="second")
        wait_until(lambda: len(cloud.tasks) == 2)
    finally:
        relay.terminate()
        relay.communicate()


def test_a_row_that_breaks_the_relay_does_not_stop_the_others(
    cloud: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = create(name="broken"), create(name="whole")
    now = timezone.now()
    broken.attempts.create(number=1, started_at=now, ended_at=now, worker="w", result="not_sent")
    run_until(lambda: len(cloud.tasks) == 1)
    assert [seen.body["name"] for seen in cloud.requests] == ["whole"]
    assert (state_of(broken), state_of(whole)) == ("sending", "created")
    assert caplog.messages == [f"Submission {broken.pk}: IntegrityError"]
    assert sweep_expired(now=now + 2 * LEASE) == 1
    assert state_of(broken) == "queued"


def test_a_cloud_that_repeats_secrets_puts_them_in_no_log_and_no_table(
    cloud: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    submission = create()
    password = Project.objects.get(slug="harbour").password
    cloud.faults.add(
        "create", Fault.answering(400, b'{"error_msg": "Bad canary-token", "a": ["canary-token"]}')
    )
    Relay(threads=1, lease=LEASE).run_once()
    row = Submission.objects.get(pk=submission.pk)
    assert (row.state, row.outcome["message"]) == ("refused", f"Bad {MASK}")
    assert [text for text in caplog.messages if password in text or "canary" in text] == []
    with connection.cursor() as cursor:
        for table in ("submission", "attempt"):
            cursor.execute(f"SELECT * FROM records_{table}")  # noqa: S608 - names of our own
            assert "canary" not in str(cursor.fetchall())


class Failed(Exception):
    """What nobody has foreseen."""


@pytest.fixture
def signals() -> Iterator[None]:
    """The command sets handlers of its own."""
    before = [(number, signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGINT)]
    yield
    for number, handler in before:
        signal.signal(number, handler)


@pytest.mark.usefixtures("cloud", "signals")
@pytest.mark.parametrize("options", [[], ["--once"]])
def test_a_relay_that_cannot_go_on_leaves_one_line_and_ends(
    monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    def fail(*, now: object) -> int:
        raise Failed("canary")

    monkeypatch.setattr(relay, "sweep_expired", fail)
    with record_lines() as lines, pytest.raises(SystemExit) as ended:
        call_command("relay", *options)
    (line,) = lines
    assert ended.value.code == 1
    assert re.search(
        r" ERROR taskbuilder\.records\.management\.commands\.relay \d+/MainThread "
        r"The relay \S+ stopped\. \| "
        r"tests\.records\.outbox\.test_relay\.Failed "
        r"\(taskbuilder/.* > tests/records/outbox/test_relay\.py:\d+ fail\)$",
        line,
    )
    assert [thread.name for thread in threading.enumerate() if thread.name == "resolver"] == []


def test_a_look_that_fails_leaves_a_line_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, calls = Event(), iter([Failed("canary"), None])

    def fail_once(*, now: object) -> int:
        if error := next(calls):
            raise error
        stop.set()
        return 0

    monkeypatch.setattr(automatic_resolution, "resolve_certain", fail_once)
    monkeypatch.setattr(automatic_resolution, "PAUSE_SECONDS", 0.01)
    with record_lines() as lines:
        automatic_resolution.resolve_until(stop)
    (line,) = lines
    assert re.search(
        r"MainThread Resolving unknown outcomes failed\. Trying again\. \| "
        r"tests\.records\.outbox\.test_relay\.Failed \(",
        line,
    )
    assert "canary" not in line
