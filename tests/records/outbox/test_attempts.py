"""Claims are exclusive, waits grow and end, and what may have been sent is never sent again."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from taskbuilder.records.access.cloud_accounts import open_session
from taskbuilder.records.models import Attempt, Project, Result, Service, Submission
from taskbuilder.records.outbox.attempts import OpenAttempt, open_attempts
from taskbuilder.records.outbox.claims import claim_due, renew_leases
from taskbuilder.records.outbox.delivery import deliver, send
from taskbuilder.records.outbox.outcomes import Outcome, choose_next
from taskbuilder.records.outbox.rate_limit import next_wait
from taskbuilder.records.outbox.results import DIED, close_attempts, sweep_expired
from taskbuilder.records.submissions.states import State
from tests.records.conftest import NOW

LEASE = timedelta(seconds=90)
SESSION = open_session(threads=2)


def claim_one(now: datetime = NOW, worker: str = "w1") -> UUID:
    (claimed,) = claim_due(worker=worker, limit=1, lease=LEASE, now=now)
    return claimed


def open_one(submission_id: UUID, now: datetime = NOW, worker: str = "w1") -> OpenAttempt:
    (opened,) = open_attempts([submission_id], worker=worker, session=SESSION, lease=LEASE, now=now)
    return opened


def row() -> dict[str, Any]:
    columns = ("state", "due_at", "lease_until", "leased_by", "attempt_count", "settled_at", "outcome")
    return dict(Submission.objects.values(*columns).get())


def test_a_claim_leases_the_longest_due(submission: Submission) -> None:
    claimed = claim_one()
    assert claimed == submission.pk
    assert row() == {
        "state": "sending",
        "due_at": None,
        "lease_until": NOW + LEASE,
        "leased_by": "w1",
        "attempt_count": 0,
        "settled_at": None,
        "outcome": {},
    }
    assert claim_due(worker="w2", limit=1, lease=LEASE, now=NOW) == []


def test_what_is_not_due_yet_is_left_and_costs_one_query(
    submission: Submission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert claim_due(worker="w", limit=8, lease=LEASE, now=NOW - timedelta(seconds=1)) == []
    with django_assert_num_queries(1):
        assert sweep_expired(now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_claimers_at_once_never_get_the_same_row(submission: Submission) -> None:
    Project.objects.update(most_in_flight=40)
    for _ in range(39):
        submission.pk, submission.draft_id = uuid4(), uuid4()
        submission.save(force_insert=True)
    barrier = Barrier(4)

    def take(worker: str) -> list[UUID]:
        try:
            barrier.wait()
            taken = []
            while some := claim_due(worker=worker, limit=3, lease=LEASE, now=NOW):
                taken += some
            return taken
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = [pk for some in pool.map(take, ["a", "b", "c", "d"]) for pk in some]
    assert len(taken) == 40
    assert len(set(taken)) == 40


def test_about_to_send_is_written_before_anything_is_sent(submission: Submission) -> None:
    opened = open_one(claim_one(), now=NOW + timedelta(seconds=2))
    attempt = Attempt.objects.get()
    assert (attempt.pk, attempt.number, attempt.result) == (opened.attempt_id, 1, Result.OPEN)
    assert (attempt.started_at, attempt.worker) == (NOW + timedelta(seconds=2), "w1")
    assert (row()["attempt_count"], row()["lease_until"]) == (1, NOW + timedelta(seconds=92))
    assert b"canary-token" in opened.body
    assert "canary" not in repr(opened)


@pytest.mark.parametrize(("worker", "late"), [("w2", 0), ("w1", 90)])
def test_without_the_lease_nothing_is_sent(submission: Submission, worker: str, late: int) -> None:
    claimed = claim_one()
    now = NOW + timedelta(seconds=late)
    assert open_attempts([claimed], worker=worker, session=SESSION, lease=LEASE, now=now) == []
    assert not Attempt.objects.exists()


def close(opened: OpenAttempt, now: datetime = NOW, **answer: Any) -> None:
    close_attempts([(opened, Outcome(**answer))], now=now)


def test_created_ids_are_kept_in_order_as_they_came(submission: Submission) -> None:
    opened = open_one(claim_one())
    close(opened, result=Result.CREATED, http_status=201, request_id="r", task_ids=("b", "a", "b"))
    assert list(submission.tasks.values_list("position", "task_id")) == [(0, "b"), (1, "a"), (2, "b")]
    assert row() == {
        "state": "created",
        "due_at": None,
        "lease_until": None,
        "leased_by": "",
        "attempt_count": 1,
        "settled_at": NOW,
        "outcome": {"reason": "created", "http_status": 201, "request_id": "r"},
    }
    assert (Attempt.objects.get().result, Attempt.objects.get().ended_at) == ("created", NOW)


@pytest.mark.parametrize("result", [Result.REFUSED, Result.UNKNOWN])
def test_refused_and_unknown_are_never_due_again(submission: Submission, result: Result) -> None:
    close(open_one(claim_one()), result=result, message="m\x00\ud800", code="c", members={"a": "\x00"})
    assert (row()["state"], row()["settled_at"], row()["due_at"]) == (result.value, NOW, None)
    assert row()["outcome"] == {
        "reason": result.value,
        "message": "m\x00\ud800",
        "code": "c",
        "members": {"a": "\x00"},
    }
    assert Attempt.objects.get().message == "m\ufffd?"
    assert claim_due(worker="w", limit=1, lease=LEASE, now=NOW + timedelta(days=365)) == []


def test_not_sent_waits_and_is_due_again(submission: Submission) -> None:
    close(open_one(claim_one()), result=Result.NOT_SENT, message="refused")
    assert row()["state"] == "waiting"
    assert NOW + timedelta(seconds=0.5) <= row()["due_at"] <= NOW + timedelta(seconds=1)
    assert claim_one(now=NOW + timedelta(seconds=1)) == submission.pk


def test_waits_grow_to_a_bound_and_are_spread() -> None:
    waits = [
        next_wait(failures=n, retry_after=None, jitter=1).total_seconds() for n in (1, 2, 3, 6, 7, 10, 1000)
    ]
    assert waits == [1, 2, 4, 32, 60, 60, 60]
    assert next_wait(failures=10, retry_after=None, jitter=0).total_seconds() == 30


def test_a_throttled_one_waits_as_long_as_asked() -> None:
    assert next_wait(failures=1, retry_after=77, jitter=0) == timedelta(seconds=77)
    paused_until = NOW + timedelta(seconds=77)
    outcome = Outcome(result=Result.THROTTLED, retry_after=77)
    assert choose_next(outcome, created_at=NOW, paused_until=paused_until) == (State.WAITING, paused_until)


@pytest.mark.parametrize("result", [Result.NOT_SENT, Result.THROTTLED])
def test_after_a_day_it_is_given_up(submission: Submission, result: Result) -> None:
    opened = open_one(claim_one(now=NOW + timedelta(days=1)), now=NOW + timedelta(days=1))
    close(opened, now=NOW + timedelta(days=1), result=result, message="m")
    assert (row()["state"], row()["settled_at"]) == ("given_up", NOW + timedelta(days=1))


def test_one_that_is_asked_to_wait_for_a_day_is_told_why_it_is_given_up(submission: Submission) -> None:
    close(open_one(claim_one()), result=Result.THROTTLED, retry_after=86_400)
    assert Submission.objects.get().explanation == (
        "Given up: the cloud asked to wait for more than a day. Nothing was created."
    )


def test_a_sender_that_died_before_sending_leaves_it_due(submission: Submission) -> None:
    claim_one()
    assert sweep_expired(now=NOW + LEASE) == 1
    assert (row()["state"], row()["due_at"], row()["leased_by"]) == ("queued", NOW + LEASE, "")
    assert claim_one(now=NOW + LEASE) == submission.pk


def test_a_sender_that_died_after_about_to_send_leaves_it_unknown(submission: Submission) -> None:
    open_one(claim_one())
    assert sweep_expired(now=NOW + LEASE) == 1
    assert (row()["state"], row()["outcome"]) == ("unknown", {"reason": "unknown", "message": DIED})
    attempt = Attempt.objects.get()
    assert (attempt.result, attempt.ended_at, attempt.message) == ("unknown", NOW + LEASE, DIED)
    assert claim_due(worker="w", limit=1, lease=LEASE, now=NOW + timedelta(days=9)) == []


def test_an_answer_that_comes_after_all_is_kept(submission: Submission) -> None:
    opened = open_one(claim_one())
    sweep_expired(now=NOW + LEASE)
    close(opened, now=NOW + 2 * LEASE, result=Result.CREATED, task_ids=("a",))
    assert (row()["state"], submission.tasks.get().task_id) == ("created", "a")


@pytest.mark.parametrize("result", [Result.NOT_SENT, Result.UNKNOWN])
def test_a_late_sender_that_knows_no_better_changes_nothing(submission: Submission, result: Result) -> None:
    opened = open_one(claim_one())
    sweep_expired(now=NOW + LEASE)
    close(opened, now=NOW + 2 * LEASE, result=result)
    assert (row()["state"], row()["outcome"]["message"]) == ("unknown", DIED)


def test_a_renewed_lease_is_not_swept(submission: Submission) -> None:
    open_one(claim_one())
    renew_leases([submission.pk], worker="w1", lease=LEASE, now=NOW + timedelta(seconds=60))
    assert sweep_expired(now=NOW + LEASE) == 0
    renew_leases([submission.pk], worker="w2", lease=LEASE, now=NOW + timedelta(seconds=120))
    assert row()["lease_until"] == NOW + timedelta(seconds=150)


@pytest.mark.parametrize("column", ["secrets", "password"])
def test_what_cannot_be_read_stays_and_says_so(
    submission: Submission, settings: Settings, column: str, caplog: pytest.LogCaptureFixture
) -> None:
    claimed = claim_one()
    right = settings.ENCRYPTION_KEYS
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    if column == "password":
        submission.secrets = {}
        submission.save(update_fields=["secrets"])
    deliver(claimed, worker="w1", session=SESSION, lease=LEASE, clock=lambda: NOW)
    assert (row()["state"], row()["due_at"]) == ("waiting", NOW + timedelta(minutes=5))
    assert row()["outcome"] == {"reason": "unreadable"}
    assert not Attempt.objects.exists()
    assert caplog.messages == [f"Submission {submission.pk} cannot be read: UnreadableSecret"]
    settings.ENCRYPTION_KEYS = [*settings.ENCRYPTION_KEYS, *right]
    later = NOW + timedelta(minutes=5)
    assert b"canary-token" in open_one(claim_one(now=later), now=later).body or column == "password"


def test_what_was_made_for_one_cloud_is_never_sent_to_another(
    submission: Submission, elsewhere: Project
) -> None:
    Service.objects.filter(pk=submission.service_id).update(project=elsewhere)
    assert open_one(claim_one()).client.account.project_id == "0a" * 16


def test_an_unforeseen_failure_while_sending_is_unknown(
    submission: Submission, caplog: pytest.LogCaptureFixture
) -> None:
    nonsense: Any = None
    opened = replace(open_one(claim_one()), service_id=nonsense)
    assert send(opened) == Outcome(result=Result.UNKNOWN, message="Sending failed: TypeError.")
    assert caplog.messages == [f"Sending submission {submission.pk} failed: TypeError"]


def test_an_answer_that_cannot_be_stored_leaves_it_unknown(
    submission: Submission, caplog: pytest.LogCaptureFixture
) -> None:
    close(open_one(claim_one()), result=Result.REFUSED, members={"a": object()})
    assert (row()["state"], row()["outcome"]["message"]) == (
        "unknown",
        "The cloud's answer could not be stored.",
    )
    assert caplog.messages == [f"The answer to submission {submission.pk} cannot be stored: TypeError"]
