"""Cancelling what waits to be sent: never against a sender that has claimed it, never half."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection

from taskbuilder.records.models import Decision, Project, Submission
from taskbuilder.records.outbox.claims import claim_due
from taskbuilder.records.submissions.cancellation import TooLate, cancel
from taskbuilder.records.submissions.states import CANCELLABLE, DUE, SETTLED, State
from tests.records.conftest import NOW

LEASE = timedelta(seconds=90)
LATER = NOW + timedelta(seconds=5)


def put(submission: Submission, state: State) -> None:
    Submission.objects.filter(pk=submission.pk).update(
        state=state,
        due_at=NOW if state in DUE else None,
        lease_until=NOW + LEASE if state is State.SENDING else None,
        leased_by="w" if state is State.SENDING else "",
        settled_at=NOW if state in SETTLED else None,
        attempt_count=2,
    )


@pytest.mark.parametrize("state", CANCELLABLE)
def test_what_waits_is_cancelled_for_good(submission: Submission, operator: User, state: State) -> None:
    put(submission, state)
    cancel(submission.pk, by=operator, now=LATER)
    columns = ("state", "due_at", "lease_until", "leased_by", "settled_at")
    assert Submission.objects.values_list(*columns).get() == ("cancelled", None, None, "", LATER)
    decisions = Decision.objects.values_list("verdict", "by__username", "at", "attempt_count")
    assert list(decisions) == [("cancelled", "operator", LATER, 2)]
    assert claim_due(worker="w", limit=1, lease=LEASE, now=NOW + timedelta(days=9)) == []


@pytest.mark.parametrize("state", [state for state in State if state not in CANCELLABLE])
def test_it_is_too_late_for_everything_else(submission: Submission, operator: User, state: State) -> None:
    put(submission, state)
    before = Submission.objects.values().get()
    with pytest.raises(TooLate):
        cancel(submission.pk, by=operator, now=LATER)
    assert Submission.objects.values().get() == before
    assert not Decision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_sender_and_a_person_at_once_one_gets_each(submission: Submission, operator: User) -> None:
    """Both go through all of them, from the two ends, so that they meet."""
    Project.objects.update(most_in_flight=1000)
    ids = [submission.pk]
    for number in range(99):
        submission.pk, submission.draft_id = uuid4(), uuid4()
        submission.due_at = NOW + timedelta(milliseconds=number)
        submission.save(force_insert=True)
        ids.append(submission.pk)
    barrier = Barrier(4)

    def claim_all(worker: str) -> set[UUID]:
        try:
            barrier.wait()
            taken: set[UUID] = set()
            while some := claim_due(worker=worker, limit=1, lease=LEASE, now=LATER):
                taken.update(some)
            return taken
        finally:
            connection.close()

    def cancel_all(_name: str) -> set[UUID]:
        cancelled: set[UUID] = set()
        try:
            barrier.wait()
            for each in reversed(ids):
                try:
                    cancel(each, by=operator, now=LATER)
                except TooLate:
                    continue
                cancelled.add(each)
            return cancelled
        finally:
            connection.close()

    work = [(claim_all, "a"), (claim_all, "b"), (cancel_all, "c"), (cancel_all, "d")]
    with ThreadPoolExecutor(4) as pool:
        a, b, c, d = pool.map(lambda each: each[0](each[1]), work)
    assert a | b | c | d == set(ids)
    assert len(a) + len(b) + len(c) + len(d) == len(ids)
    states = dict(Submission.objects.values_list("pk", "state"))
    assert {each for each in ids if states[each] == "cancelled"} == c | d
    assert {each for each in ids if states[each] == "sending"} == a | b
    assert set(Decision.objects.values_list("submission", flat=True)) == c | d
