"""What the relay throws away once a day, and what it leaves alone."""

from datetime import timedelta
from threading import Event, Thread

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records import tidying
from taskbuilder.records.drafts.imports import save_import
from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import (
    Draft,
    InventoryImport,
    Notification,
    PlanUpload,
    Project,
    ProjectEvent,
    SavedFilter,
    Session,
    Snapshot,
    Submission,
)
from taskbuilder.records.models.imports import TableData
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


def make_event(submission: Submission, kind: str, *, days: float) -> None:
    at = NOW - timedelta(days=days)
    event = ProjectEvent.objects.create(submission=submission, project=submission.project, kind=kind, at=at)
    Notification.objects.create(
        event=event, person=submission.created_by, project=event.project, kind=kind, at=at, is_on_page=True
    )


@pytest.fixture
def rows(project: Project, submission: Submission) -> None:
    for name, hours in {"ended": -1, "current": 1}.items():
        Session.objects.create(session_key=name, session_data="", expire_date=NOW + timedelta(hours=hours))
    SavedFilter.objects.create(project=project, name="of nobody")
    SavedFilter.objects.create(project=project, name="shared", is_shared=True)
    make_draft(project, "old", days=181)
    for name, days in {"old": 2, "recent": 0}.items():
        person = User.objects.create_user(name)
        save_import(project=project, person=person, service=None, text="{}", now=NOW - timedelta(days=days))
        PlanUpload.objects.create(
            project=project,
            person=person,
            table=TableData(headers=[], numbers=[], rows=[], notes=[]),
            created_at=NOW - timedelta(days=days),
        )
        InventoryImport.objects.create(
            project=project, person=person, entries="sources", created_at=NOW - timedelta(days=days)
        )
    make_event(submission, "old", days=91)
    make_event(submission, "recent", days=89)
    make_draft(project, "recent", days=179)
    make_draft(project, "", days=2)
    make_draft(project, "", days=0.5)
    make_attempt("unlocked", minutes=16)
    make_attempt("locked", minutes=14)


def left() -> list[list[str]]:
    return [
        sorted(ProjectEvent.objects.values_list("kind", flat=True)),
        sorted(Session.objects.values_list("session_key", flat=True)),
        sorted(Draft.objects.values_list("title", flat=True)),
        sorted(AccessAttempt.objects.values_list("username", flat=True)),
    ]


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize("chunk", [1, 500])
def test_only_what_nobody_needs_goes(monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(tidying, "CHUNK", chunk)
    assert tidy(now=NOW) == {
        "counts": 0,
        "requests": 0,
        "submissions": 0,
        "sessions": 1,
        "drafts": 2,
        "exports": 0,
        "other_actions": 0,
        "actions": 0,
        "events": 1,
        "inventory_imports": 1,
        "imports": 1,
        "tables": 1,
        "deliveries": 0,
        "filters": 1,
        "wrong_passwords": 1,
    }
    assert left() == [["recent"], ["current"], ["", "recent"], ["locked"]]
    assert Snapshot.objects.count() == 2
    assert tidy(now=NOW) == {
        "counts": 0,
        "requests": 0,
        "submissions": 0,
        "sessions": 0,
        "drafts": 0,
        "exports": 0,
        "other_actions": 0,
        "actions": 0,
        "events": 0,
        "inventory_imports": 0,
        "imports": 0,
        "tables": 0,
        "deliveries": 0,
        "filters": 0,
        "wrong_passwords": 0,
    }


@pytest.mark.django_db
def test_a_day_without_anything_old_costs_thirteen_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(13):
        tidy(now=NOW)


@pytest.mark.django_db(transaction=True)
@time_machine.travel(NOW)  # the rows are as old as they were when the tests were collected
def test_it_begins_at_once_and_ends_when_it_is_told_to(rows: None) -> None:
    stop = Event()
    thread = Thread(target=tidy_until, args=(stop,))
    thread.start()
    wait_until(lambda: left() == [["recent"], ["current"], ["", "recent"], ["locked"]])
    stop.set()
    thread.join()
