"""What the relay throws away once a day, and what it leaves alone."""

from datetime import timedelta
from threading import Event, Thread

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records import tidying
from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Project, Snapshot
from taskbuilder.records.tidying import tidy, tidy_until
from tests.support.waiting import wait_until

NOW = timezone.now()


def make_draft(project: Project, title: str, *, days: float) -> None:
    owner, _ = User.objects.get_or_create(username="owner")
    draft = start_draft(project=project, owner=owner, title=title, now=NOW - timedelta(days=days))
    Snapshot.objects.create(draft=draft, member="roi", picture=b"", width=1, height=1, kept_at=NOW)


def make_attempt(name: str, *, minutes: int) -> None:
    made = AccessAttempt.objects.create(username=name, ip_address="192.0.2.1", failures_since_start=6)
    AccessAttempt.objects.filter(pk=made.pk).update(attempt_time=NOW - timedelta(minutes=minutes))


@pytest.fixture
def rows(project: Project) -> None:
    for name, hours in {"ended": -1, "current": 1}.items():
        Session.objects.create(session_key=name, session_data="", expire_date=NOW + timedelta(hours=hours))
    make_draft(project, "old", days=181)
    make_draft(project, "recent", days=179)
    make_draft(project, "", days=2)
    make_draft(project, "", days=0.5)
    make_attempt("unlocked", minutes=16)
    make_attempt("locked", minutes=14)


def left() -> list[list[str]]:
    return [
        sorted(Session.objects.values_list("session_key", flat=True)),
        sorted(Draft.objects.values_list("title", flat=True)),
        sorted(AccessAttempt.objects.values_list("username", flat=True)),
    ]


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("chunk", [1, 500])
def test_only_what_nobody_needs_goes(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(tidying, "CHUNK", chunk)
    assert tidy(now=NOW) == {"sessions": 1, "drafts": 2, "wrong_passwords": 1}
    assert left() == [["current"], ["", "recent"], ["locked"]]
    assert Snapshot.objects.count() == 2
    assert tidy(now=NOW) == {"sessions": 0, "drafts": 0, "wrong_passwords": 0}


@pytest.mark.django_db
def test_a_day_without_anything_old_costs_three_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(3):
        tidy(now=NOW)


@pytest.mark.django_db(transaction=True)
@time_machine.travel(NOW)  # the rows are as old as they were when the tests were collected
def test_it_begins_at_once_and_ends_when_it_is_told_to(rows: None) -> None:
    stop = Event()
    thread = Thread(target=tidy_until, args=(stop,))
    thread.start()
    wait_until(lambda: left() == [["current"], ["", "recent"], ["locked"]])
    stop.set()
    thread.join()
