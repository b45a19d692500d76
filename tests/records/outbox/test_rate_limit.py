"""A project's limits hold for all senders together, and a cloud in trouble is left alone but for a probe."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from taskbuilder.records.access.cloud_accounts import open_session
from taskbuilder.records.models import Pace, Project, Result, Service, Submission
from taskbuilder.records.outbox import claims
from taskbuilder.records.outbox.attempts import OpenAttempt, open_attempts
from taskbuilder.records.outbox.claims import claim_due
from taskbuilder.records.outbox.outcomes import Outcome
from taskbuilder.records.outbox.results import close_attempts
from taskbuilder.records.submissions.states import State
from tests.records.conftest import NOW

LEASE = timedelta(minutes=10)
SESSION = open_session(threads=1)
Put = Callable[[int], None]


@pytest.fixture
def put(submission: Submission) -> Put:
    """Makes it so many due submissions of the project in all."""

    def put_more(count: int) -> None:
        for _ in range(count - 1):
            submission.pk, submission.draft_id = uuid4(), None
            submission.save(force_insert=True)

    return put_more


def claim(limit: int = 100, now: datetime = NOW) -> list[UUID]:
    return claim_due(worker="w", limit=limit, lease=LEASE, now=now)


def claim_one(submission_id: UUID) -> bool:
    project = Project.objects.get()
    among = [submission_id]
    return bool(claims.claim(project, worker="w", limit=1, lease=LEASE, now=NOW, due_by=NOW, among=among))


def open_one(submission_id: UUID, now: datetime = NOW) -> OpenAttempt:
    (opened,) = open_attempts([submission_id], worker="w", session=SESSION, lease=LEASE, now=now)
    return opened


def close(opened: OpenAttempt, result: Result, now: datetime = NOW, **answer: object) -> None:
    outcome = Outcome(result=result, **answer)  # type: ignore[arg-type]  # as each test says
    close_attempts([(opened, outcome)], now=now)


def test_no_more_are_in_flight_than_the_project_allows(put: Put) -> None:
    put(8)
    Project.objects.update(most_in_flight=3)
    first = claim(limit=2)
    second = claim()
    assert (len(first), len(second), claim()) == (2, 1, [])
    close(open_one(first[0]), Result.CREATED, task_ids=("a",))
    assert len(claim()) == 1


@pytest.mark.django_db(transaction=True)
def test_claimers_at_once_hold_the_limit_together(put: Put) -> None:
    put(20)
    Project.objects.update(most_in_flight=5)

    def take(_: int) -> int:
        try:
            return len(claim(limit=4))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take, range(4))) == 5


@pytest.mark.parametrize("rate", [0.5, 1, 4, 10, 12, 25, 60])
def test_no_second_sees_more_than_the_rate(put: Put, rate: float) -> None:
    put(200)
    Project.objects.update(most_a_second=rate, most_in_flight=1000)
    turns = [NOW + timedelta(milliseconds=20) * number for number in range(200)]
    claims = [(turn, len(claim(now=turn))) for turn in turns]
    length = timedelta(seconds=max(1.0, 1 / rate))
    busiest = max(sum(count for turn, count in claims if at <= turn < at + length) for at in turns)
    assert busiest <= max(1, rate)
    total = sum(count for _turn, count in claims)
    assert total >= min(200, 4 * (0.9 * rate - 1))


@pytest.mark.parametrize(("rate", "most"), [(0.5, 1), (4, 1), (60, 60 * 0.1)])
def test_a_while_without_requests_is_not_saved_up(put: Put, rate: float, most: float) -> None:
    put(50)
    Project.objects.update(most_a_second=rate, most_in_flight=1000)
    claim(limit=1)
    assert 1 <= len(claim(now=NOW + timedelta(hours=1))) <= most


def test_after_a_failure_nothing_goes_out_but_one_probe(put: Put) -> None:
    put(6)
    first, second, third = (open_one(each) for each in claim(limit=3))
    close(first, Result.NOT_SENT)
    close(second, Result.NOT_SENT)
    pace = Pace.objects.get()
    assert pace.paused_until is not None
    assert (pace.failures, pace.unreachable_since) == (1, NOW)
    assert timedelta(seconds=0.5) <= pace.paused_until - NOW <= timedelta(seconds=1)
    assert claim(now=pace.paused_until - timedelta(milliseconds=1)) == []
    assert claim(now=pace.paused_until) == []  # the third is still on its way: it is the probe
    close(third, Result.CREATED, task_ids=("a",))
    assert len(claim(now=NOW)) == 3


def test_probes_come_at_growing_waits_and_one_answer_opens_the_way(put: Put) -> None:
    put(4)
    now = NOW
    waits = []
    for _ in range(8):
        (probe,) = claim(limit=1, now=now)
        close(open_one(probe, now=now), Result.NOT_SENT, now=now)
        pace = Pace.objects.get()
        assert pace.paused_until is not None
        waits.append((pace.paused_until - now).total_seconds())
        now = pace.paused_until
        assert pace.unreachable_since == NOW
    assert all(
        0.5 * most <= wait <= most for wait, most in zip(waits, [1, 2, 4, 8, 16, 32, 60, 60], strict=True)
    )
    (probe,) = claim(now=now)
    close(open_one(probe, now=now), Result.REFUSED, now=now, http_status=400)
    assert Pace.objects.values("failures", "paused_until", "unreachable_since").get() == {
        "failures": 0,
        "paused_until": None,
        "unreachable_since": None,
    }
    assert len(claim(now=now)) == 3


def test_a_cloud_that_drops_an_answer_was_reached(put: Put) -> None:
    put(2)
    first, second = (open_one(each) for each in claim(limit=2))
    close(first, Result.NOT_SENT)
    assert Pace.objects.get().unreachable_since == NOW
    close(second, Result.UNKNOWN)
    assert Pace.objects.get().unreachable_since is None


def test_who_is_asked_to_wait_waits_with_all_of_the_project(put: Put) -> None:
    put(3)
    (first,) = claim(limit=1)
    close(open_one(first), Result.THROTTLED, http_status=429, retry_after=77)
    assert Pace.objects.get().unreachable_since is None
    assert claim(now=NOW + timedelta(seconds=76)) == []
    assert len(claim(now=NOW + timedelta(seconds=77))) == 1


@pytest.mark.parametrize("earlier", [Result.NOT_SENT, Result.THROTTLED, Result.UNKNOWN])
def test_a_wait_that_is_asked_of_a_request_in_flight_counts(put: Put, earlier: Result) -> None:
    put(4)
    first, late, later = (open_one(each) for each in claim(limit=3))
    close(first, earlier)
    answered = NOW + timedelta(milliseconds=100)
    close(late, Result.THROTTLED, now=answered, http_status=429, retry_after=77)
    close(later, Result.THROTTLED, now=answered, http_status=429, retry_after=5)
    pace = Pace.objects.get()
    assert (pace.failures, pace.paused_until) == (1, answered + timedelta(seconds=77))
    assert claim(now=answered + timedelta(seconds=76)) == []
    assert len(claim(now=answered + timedelta(seconds=77))) == 1


def test_a_cloud_that_leaves_outcomes_unknown_gets_fewer(put: Put) -> None:
    put(3)
    (first,) = claim(limit=1)
    close(open_one(first), Result.UNKNOWN, http_status=503)
    assert claim() == []
    assert len(claim(now=NOW + timedelta(seconds=1))) == 1


def test_one_projects_trouble_is_not_anothers(put: Put, service: Service, submission: Submission) -> None:
    put(2)
    other = Project.objects.create(slug="other", name="Other", sign_in="token", cloud_project_id="0b" * 16)
    submission.pk, submission.draft_id, submission.project = uuid4(), None, other
    submission.save(force_insert=True)
    Pace.objects.create(project=service.project, failures=1, paused_until=NOW + timedelta(hours=1))
    assert claim() == [submission.pk]
    assert Submission.objects.filter(state=State.QUEUED).count() == 2


def test_one_that_is_named_keeps_to_the_pace_too(put: Put, submission: Submission) -> None:
    put(2)
    Project.objects.update(most_in_flight=1)
    first, second = Submission.objects.values_list("pk", flat=True)
    assert claim_one(first)
    assert not claim_one(first)
    assert not claim_one(second)
    assert not claim_one(uuid4())
