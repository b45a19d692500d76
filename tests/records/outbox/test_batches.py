"""Many attempts opened and closed together: each gets its own, and none is another's trouble."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from taskbuilder.records.access.cloud_accounts import open_session
from taskbuilder.records.models import Attempt, CreatedTask, Project, Result, Submission
from taskbuilder.records.outbox.attempts import OpenAttempt, open_attempts
from taskbuilder.records.outbox.claims import claim_due
from taskbuilder.records.outbox.outcomes import Outcome
from taskbuilder.records.outbox.results import close_attempts, sweep_expired
from taskbuilder.records.outbox.sql import update_each
from taskbuilder.records.submissions.states import State
from tests.records.conftest import NOW

LEASE = timedelta(seconds=90)
SESSION = open_session(threads=2)


@pytest.fixture
def ids(submission: Submission) -> list[UUID]:
    """Six that are claimed, in the order in which they fell due."""
    Project.objects.update(most_in_flight=100)
    for number in range(1, 6):
        submission.pk, submission.draft_id = uuid4(), uuid4()
        submission.due_at = NOW + timedelta(milliseconds=number)
        submission.save(force_insert=True)
    return claim_due(worker="w", limit=100, lease=LEASE, now=NOW + timedelta(seconds=1))


def open_all(ids: list[UUID]) -> list[OpenAttempt]:
    return open_attempts(ids, worker="w", session=SESSION, lease=LEASE, now=NOW + timedelta(seconds=2))


def states() -> dict[UUID, str]:
    return dict(Submission.objects.values_list("pk", "state"))


def test_they_are_opened_in_their_order_each_with_an_attempt(ids: list[UUID]) -> None:
    opened_all = open_all(ids)
    assert [opened.submission_id for opened in opened_all] == ids
    attempts = dict(Attempt.objects.values_list("pk", "submission"))
    assert {opened.attempt_id: opened.submission_id for opened in opened_all} == attempts


def test_many_take_as_many_queries_as_one(ids: list[UUID]) -> None:
    def count(some: list[UUID]) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as opening:
            opened_all = open_all(some)
        with CaptureQueriesContext(connection) as closing:
            created = [(opened, Outcome(result=Result.CREATED, task_ids=("a",))) for opened in opened_all]
            close_attempts(created, now=NOW + timedelta(seconds=3))
        return len(opening), len(closing)

    assert count(ids[:1]) == count(ids[1:])


def test_each_ends_as_its_own_outcome_says(ids: list[UUID]) -> None:
    answers: list[dict[str, Any]] = [
        {"result": Result.CREATED, "http_status": 201, "request_id": "r'1", "task_ids": ("b", "a")},
        {
            "result": Result.REFUSED,
            "http_status": 400,
            "code": "C",
            "message": 'No "%s"',
            "members": {"x": 1},
        },
        {"result": Result.UNKNOWN, "message": "No response arrived in time."},
        {"result": Result.NOT_SENT, "message": "The host refused the connection."},
        {"result": Result.THROTTLED, "http_status": 429, "retry_after": 7.0},
        {"result": Result.CREATED, "http_status": 200, "task_ids": ("c",)},
    ]
    outcomes = [Outcome(**each) for each in answers]
    ended = NOW + timedelta(seconds=3)
    close_attempts(list(zip(open_all(ids), outcomes, strict=True)), now=ended)

    wanted = ["created", "refused", "unknown", "waiting", "waiting", "created"]
    assert [states()[pk] for pk in ids] == wanted
    for pk, outcome in zip(ids, outcomes, strict=True):
        row = Submission.objects.get(pk=pk)
        assert row.outcome == outcome.as_json()
        assert (row.settled_at == ended) == row.is_settled
        assert (row.due_at is None) == row.is_settled
        attempt = row.attempts.get()
        assert attempt.ended_at == ended
        assert {name: getattr(attempt, name) for name in outcome.as_columns()} == outcome.as_columns()
        assert tuple(row.tasks.values_list("task_id", flat=True)) == outcome.task_ids


def test_one_whose_answer_cannot_be_stored_leaves_the_others(ids: list[UUID]) -> None:
    outcomes = [Outcome(result=Result.CREATED, task_ids=("a",)) for _id in ids]
    no_json: Any = object()
    outcomes[2] = Outcome(result=Result.REFUSED, members={"a": no_json})
    close_attempts(list(zip(open_all(ids), outcomes, strict=True)), now=NOW + timedelta(seconds=3))
    assert [states()[pk] for pk in ids] == ["created", "created", "unknown", "created", "created", "created"]


def test_one_that_cannot_be_read_leaves_the_others(ids: list[UUID]) -> None:
    with connection.cursor() as cursor:
        table, key = Submission._meta.db_table, Submission._meta.get_field("id")
        cursor.execute(
            f"UPDATE {table} SET secrets = 'x' WHERE id = %s",  # noqa: S608 - a name of ours
            [key.get_db_prep_value(ids[3], connection)],
        )
    assert [opened.submission_id for opened in open_all(ids)] == [*ids[:3], *ids[4:]]
    assert states()[ids[3]] == "waiting"


def test_one_that_is_no_longer_ours_leaves_the_others(ids: list[UUID]) -> None:
    Submission.objects.filter(pk=ids[0]).update(leased_by="other")
    assert [opened.submission_id for opened in open_all(ids)] == ids[1:]
    assert not Attempt.objects.filter(submission=ids[0]).exists()


def test_one_whose_attempt_cannot_be_written_leaves_the_others(ids: list[UUID]) -> None:
    Attempt.objects.create(submission_id=ids[1], number=1, started_at=NOW, worker="w")
    assert [opened.submission_id for opened in open_all(ids)] == [ids[0], *ids[2:]]


def test_an_answer_after_the_sweep_counts_among_others(ids: list[UUID]) -> None:
    opened_all = open_all(ids)
    Submission.objects.filter(pk=ids[0]).update(lease_until=NOW)
    assert sweep_expired(now=NOW) == 1
    assert states()[ids[0]] == "unknown"
    created = [Outcome(result=Result.CREATED, task_ids=(f"t{number}",)) for number in range(len(ids))]
    close_attempts(list(zip(opened_all, created, strict=True)), now=NOW + timedelta(seconds=3))
    assert set(states().values()) == {"created"}
    tasks = {task.submission_id: task.task_id for task in CreatedTask.objects.all()}
    assert tasks == {pk: f"t{number}" for number, pk in enumerate(ids)}


def test_only_rows_that_still_hold_what_they_have_to_are_changed(ids: list[UUID]) -> None:
    changes = [
        ({"id": pk, "attempt_count": number % 2}, {"name": f"n{number}", "outcome": {"number": number}})
        for number, pk in enumerate(ids)
    ]
    assert update_each(Submission, changes) == set(ids[::2])
    rows = {row.pk: row for row in Submission.objects.all()}
    assert [rows[pk].name for pk in ids] == ["n0", "gate", "n2", "gate", "n4", "gate"]
    assert [rows[pk].outcome.get("number") for pk in ids] == [0, None, 2, None, 4, None]


@pytest.mark.postgresql  # SQLite knows no length of texts
def test_a_text_that_is_too_long_is_not_cut(ids: list[UUID]) -> None:
    with pytest.raises(Exception, match="too long"):
        update_each(Submission, [({"id": ids[0]}, {"state": State.SENDING, "leased_by": "w" * 101})])


def test_no_change_is_no_statement(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert update_each(Submission, []) == set()
    assert len(queries) == 0
