"""What every relay asks every two seconds reads no table whole, however long the history is."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from taskbuilder.records.models import Attempt, Project, Result, Service, Submission
from taskbuilder.records.outbox.claims import claim_due
from taskbuilder.records.outbox.results import sweep_expired
from taskbuilder.records.resolution.automatic_resolution import resolve_certain
from taskbuilder.records.submissions.states import DUE, SETTLED, State
from tests.records.conftest import NOW, REQUEST
from tests.support.plans import know_sizes, list_long_reads, noted

ROWS = 10_000
FEW = {State.UNKNOWN: 5, State.QUEUED: 5, State.SENDING: 5}


@pytest.fixture
def history(project: Project, service: Service, operator: User) -> None:
    """So many submissions, each with an attempt, of which a few are waiting, being sent, or unknown."""
    Project.objects.update(suffixes_names=True)
    states = [state for state, count in FEW.items() for _number in range(count)]
    states += [State.CREATED] * (ROWS - len(states))
    Submission.objects.bulk_create(
        Submission(
            project=project,
            service=service,
            created_by=operator,
            created_at=NOW - timedelta(minutes=number),
            name=f"gate-{number}",
            request=REQUEST,
            state=state,
            due_at=NOW if state in DUE else None,
            lease_until=NOW if state is State.SENDING else None,
            leased_by="worker" if state is State.SENDING else "",
            settled_at=NOW - timedelta(minutes=number) if state in SETTLED else None,
        )
        for number, state in enumerate(states)
    )
    Attempt.objects.bulk_create(
        Attempt(submission=each, number=1, started_at=NOW, ended_at=NOW, worker="w", result=Result.CREATED)
        for each in Submission.objects.defer("request")
    )
    know_sizes()


@pytest.mark.usefixtures("history")
def test_looking_for_what_is_due_and_for_what_a_dead_sender_left() -> None:
    with noted() as statements:
        assert sweep_expired(now=NOW) == FEW[State.SENDING]
        assert len(claim_due(worker="worker", limit=3, lease=timedelta(seconds=90), now=NOW)) == 3
    assert len(statements) > 5
    assert list_long_reads(statements) == []


@pytest.mark.usefixtures("history")
def test_looking_for_what_is_certain() -> None:
    with noted() as statements:
        assert resolve_certain(now=NOW) == 0
    assert [sql.startswith("SELECT") for sql, _parameters in statements] == [True]
    assert list_long_reads(statements) == []


@pytest.mark.usefixtures("history")
def test_the_test_sees_a_table_that_is_read_whole() -> None:
    with noted() as statements:
        assert Submission.objects.filter(description="").count() == ROWS
    assert len(list_long_reads(statements)) == 1
