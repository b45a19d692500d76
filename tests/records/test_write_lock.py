"""Long work leaves the lock to write to others between its chunks."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from taskbuilder.records import tidying, write_lock
from taskbuilder.records.models import Service, Session, Submission
from taskbuilder.records.submissions.pagination import walk_by_time
from tests.records.submissions.test_retention import make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows"),
]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr("taskbuilder.records.write_lock.time.sleep", found.append)
    return found


def test_between_two_chunks_of_submissions(service: Service, operator: User, pauses: list[float]) -> None:
    made = [make(service, operator, number, days=10 - number).pk for number in range(1, 6)]
    chunks = walk_by_time(Submission.objects.all(), chunk=2)
    assert [[row.pk for row in chunk] for chunk in chunks] == [made[:2], made[2:4], made[4:]]
    assert pauses == [write_lock.PAUSE] * 2


def test_between_two_chunks_that_are_tidied_away(
    monkeypatch: pytest.MonkeyPatch, pauses: list[float], db: None
) -> None:
    monkeypatch.setattr(tidying, "CHUNK", 2)
    ended = timezone.now() - timedelta(days=1)
    for number in range(5):
        Session.objects.create(session_key=f"{number:032}", session_data="", expire_date=ended)
    assert tidying.remove(Session.objects.filter(expire_date__lt=timezone.now())) == 5
    assert pauses == [write_lock.PAUSE] * 2


def test_never_while_it_holds_the_lock(pauses: list[float], operator: User) -> None:
    with transaction.atomic():
        User.objects.filter(pk=operator.pk).update(first_name="A")
        write_lock.give_way()
    assert pauses == []
