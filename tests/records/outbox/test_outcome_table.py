"""Every row of the outcome table in api.md, over a real socket: state, attempts, requests and tasks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from taskbuilder.cloud import CloudClient, CloudSession
from taskbuilder.records.access.cloud_accounts import account_of, open_session
from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Pace, Project, Submission
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.resolution.decisions import decide_closed, skip_search
from taskbuilder.records.samples import load_samples
from taskbuilder.records.submissions.cancellation import cancel
from taskbuilder.records.submissions.creation import submit
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.script import read_line
from taskbuilder.simulator.server import Simulator
from tests.cloud.conftest import HASTY, PATIENT
from tests.cloud.servers import deaf_listener
from tests.records.conftest import REQUEST
from tests.support.log_lines import heard
from tests.support.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Seen:
    """What is left behind: the state, how each attempt ended, and what the simulator saw and holds."""

    state: str
    attempts: list[str]
    requests: int
    tasks: int


@pytest.fixture
def cloud() -> Iterator[Simulator]:
    with Simulator() as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        yield simulator


@pytest.fixture(params=["harbour", "campus"])
def submission(request: pytest.FixtureRequest, cloud: Simulator) -> Submission:
    """Due at once, in a project that signs in by token, or by AK/SK."""
    project, person = Project.objects.get(slug=request.param), User.objects.get(username="operator")
    service = project.services.get(platform="modelarts-edge")
    now = timezone.now()
    draft = start_draft(project=project, owner=person, service=service, now=now)
    return submit(draft=draft, request=REQUEST, confirmations=[], by=person, now=now)


def deliver(session: CloudSession | None = None) -> None:
    relay = Relay(threads=1, lease=timedelta(hours=1))
    relay.session = session or open_session(threads=1, limits=PATIENT)
    relay.run_once()


def let_time_pass(submission: Submission) -> None:
    """Whatever waits is due, and its project may be sent to."""
    Pace.objects.all().delete()
    Submission.objects.filter(pk=submission.pk, due_at__isnull=False).update(due_at=timezone.now())


def see(submission: Submission, cloud: Simulator) -> Seen:
    state = Submission.objects.values_list("state", flat=True).get(pk=submission.pk)
    attempts = list(submission.attempts.values_list("result", flat=True))
    return Seen(state, attempts, len(cloud.requests), len(cloud.tasks))


def deliver_twice(submission: Submission, cloud: Simulator) -> tuple[Seen, Seen]:
    """What is left after one delivery, and after all the time in the world and another."""
    deliver()
    first = see(submission, cloud)
    let_time_pass(submission)
    deliver()
    return first, see(submission, cloud)


def lead_to(address: str) -> None:
    Project.objects.update(base_url=address)


NOWHERE: dict[str, Callable[[Simulator], str]] = {
    "name not resolved": lambda cloud: "http://no-such-host.invalid",
    "connection refused": lambda cloud: "http://127.0.0.1:1",
    "TLS failed": lambda cloud: cloud.url.replace("http:", "https:"),
}


@pytest.mark.parametrize("address", NOWHERE.values(), ids=NOWHERE.keys())
def test_nothing_was_sent_so_it_is_sent_again(
    submission: Submission, cloud: Simulator, address: Callable[[Simulator], str]
) -> None:
    lead_to(address(cloud))
    deliver()
    assert see(submission, cloud) == Seen("waiting", ["not_sent"], 0, 0)
    lead_to(cloud.url)
    let_time_pass(submission)
    deliver()
    assert see(submission, cloud) == Seen("created", ["not_sent", "created"], 1, 1)


def test_a_connection_not_made_in_time_is_not_sent(submission: Submission, cloud: Simulator) -> None:
    with deaf_listener() as address:
        lead_to(address)
        deliver(open_session(threads=1, limits=HASTY))
    assert see(submission, cloud) == Seen("waiting", ["not_sent"], 0, 0)
    lead_to(cloud.url)
    let_time_pass(submission)
    deliver()
    assert see(submission, cloud) == Seen("created", ["not_sent", "created"], 1, 1)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413])
def test_a_refusal_is_the_end(submission: Submission, cloud: Simulator, status: int) -> None:
    cloud.faults.add("create", Fault.answering(status))
    seen = Seen("refused", ["refused"], 1, 0)
    assert deliver_twice(submission, cloud) == (seen, seen)


def test_a_401_is_sent_once_more_with_a_new_token(submission: Submission, cloud: Simulator) -> None:
    has_token = submission.project.slug == "harbour"
    cloud.faults.add("create", Fault.answering(401))
    seen = Seen("created", ["created"], 2, 1) if has_token else Seen("refused", ["refused"], 1, 0)
    assert deliver_twice(submission, cloud) == (seen, seen)


def test_a_second_401_is_a_refusal(submission: Submission, cloud: Simulator) -> None:
    cloud.faults.add("create", Fault.answering(401), Fault.answering(401))
    seen = Seen("refused", ["refused"], 2 if submission.project.slug == "harbour" else 1, 0)
    assert deliver_twice(submission, cloud) == (seen, seen)


def test_an_ended_token_is_renewed(submission: Submission, cloud: Simulator) -> None:
    cloud.add_fault(read_line("expired-token"))
    has_token = submission.project.slug == "harbour"
    seen = Seen("created", ["created"], 2 if has_token else 1, 1)
    assert deliver_twice(submission, cloud) == (seen, seen)


def test_who_is_throttled_is_sent_again_after_the_wait(submission: Submission, cloud: Simulator) -> None:
    cloud.add_fault(read_line("throttle=60"))
    before = timezone.now()
    deliver()
    after = timezone.now()
    assert see(submission, cloud) == Seen("waiting", ["throttled"], 1, 0)
    due_at = Submission.objects.values_list("due_at", flat=True).get(pk=submission.pk)
    assert due_at is not None
    assert before <= due_at - timedelta(minutes=1) <= after
    deliver()
    assert len(cloud.requests) == 1
    let_time_pass(submission)
    deliver()
    assert see(submission, cloud) == Seen("created", ["throttled", "created"], 2, 1)


UNKNOWN: list[tuple[str, int]] = [
    ("drop-after", 1),
    ("truncate", 1),
    ("no-ids", 1),
    ("html-502", 0),
]


@pytest.mark.parametrize(("line", "tasks"), UNKNOWN)
def test_what_may_have_created_tasks_is_never_sent_again(
    submission: Submission, cloud: Simulator, line: str, tasks: int
) -> None:
    cloud.add_fault(read_line(line))
    seen = Seen("unknown", ["unknown"], 1, tasks)
    assert deliver_twice(submission, cloud) == (seen, seen)


def test_nor_what_was_not_answered_in_time(submission: Submission, cloud: Simulator) -> None:
    session = open_session(threads=1, limits=PATIENT)
    CloudClient(account_of(submission.project), session=session).check_connection()
    session.limits = HASTY
    cloud.add_fault(read_line("late=3600"))
    deliver(session)
    wait_until(lambda: cloud.tasks != [])
    seen = Seen("unknown", ["unknown"], 1, 1)
    assert see(submission, cloud) == seen
    let_time_pass(submission)
    deliver()
    assert see(submission, cloud) == seen


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 200, 201, 202, 204])
def test_nor_what_was_answered_without_ids(submission: Submission, cloud: Simulator, status: int) -> None:
    cloud.faults.add("create", Fault.answering(status, b"" if status == 204 else b"not json"))
    seen = Seen("unknown", ["unknown"], 1, 0)
    assert deliver_twice(submission, cloud) == (seen, seen)


def test_nor_what_was_sent_to_a_connection_that_was_dropped(submission: Submission, cloud: Simulator) -> None:
    cloud.faults.add("create", Fault.hanging_up())
    seen = Seen("unknown", ["unknown"], 1, 0)
    assert deliver_twice(submission, cloud) == (seen, seen)


def test_what_is_cancelled_is_never_sent(submission: Submission, cloud: Simulator) -> None:
    cancel(submission.pk, by=submission.created_by, now=timezone.now())
    seen = Seen("cancelled", [], 0, 0)
    assert deliver_twice(submission, cloud) == (seen, seen)


def test_nor_what_is_cancelled_while_it_waits(submission: Submission, cloud: Simulator) -> None:
    lead_to("http://127.0.0.1:1")
    deliver()
    cancel(submission.pk, by=submission.created_by, now=timezone.now())
    lead_to(cloud.url)
    seen = Seen("cancelled", ["not_sent"], 0, 0)
    assert deliver_twice(submission, cloud) == (seen, seen)


def test_an_unknown_outcome_that_is_closed_is_never_sent_again(
    submission: Submission, cloud: Simulator
) -> None:
    cloud.faults.add("create", Fault.hanging_up())
    deliver()
    person = submission.created_by
    skip_search(submission.pk, by=person, note="asked the platform", now=timezone.now())
    decide_closed(submission.pk, by=person, note="the gate is gone", now=timezone.now())
    let_time_pass(submission)
    seen = Seen("closed", ["unknown"], 1, 0)
    assert deliver_twice(submission, cloud) == (seen, seen)


@pytest.mark.parametrize(("line", "count"), [("fewer-ids", 0), ("more-ids", 2)])
def test_ids_are_kept_however_many(submission: Submission, cloud: Simulator, line: str, count: int) -> None:
    cloud.add_fault(read_line(line))
    deliver()
    seen = see(submission, cloud)
    assert seen == Seen("created" if count else "unknown", ["created" if count else "unknown"], 1, 1)
    assert submission.tasks.count() == count


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            "",
            r"INFO \S+ \d+/MainThread The cloud was asked to create tasks {ids} result=created status=201 .*",
        ),
        (
            "drop-after",
            r"WARNING \S+ \d+/MainThread The cloud was asked to create tasks {ids} result=unknown .*",
        ),
    ],
)
def test_each_attempt_leaves_a_line_with_its_ids(
    submission: Submission, cloud: Simulator, fault: str, told: str
) -> None:
    if fault:
        cloud.add_fault(read_line(fault))
    with heard() as lines:
        deliver()
    ids = f"submission={submission.pk} project={submission.project_id} attempt=1"
    (line,) = lines
    assert re.fullmatch(told.format(ids=ids), line.partition(" ")[2])
