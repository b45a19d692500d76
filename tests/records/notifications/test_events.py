"""Which changes are events, and whom they notify: each person once, whatever dies in between."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import (
    Comment,
    CommentKind,
    Member,
    Notification,
    Project,
    ProjectEvent,
    Submission,
)
from taskbuilder.records.notifications.choices import Choice, save_choices
from taskbuilder.records.notifications.events import AT_ONCE, handle_events
from taskbuilder.records.notifications.kinds import KINDS, Scope
from taskbuilder.records.notifications.waiting import note_waiting
from taskbuilder.records.submissions.states import State
from tests.records.conftest import NOW
from tests.records.notifications.conftest import MakePerson, comment, move, read_notifications
from tests.support.plans import know_sizes, list_long_reads, noted

LATER = NOW + timedelta(minutes=20)


def choose(person: User, project: Project, **choices: Choice) -> None:
    save_choices(project=project, person=person, choices=choices)


@pytest.mark.parametrize(
    ("states", "kinds"),
    [
        ([State.SENDING, State.REFUSED], ["refused"]),
        ([State.SENDING, State.GIVEN_UP], ["refused"]),
        ([State.SENDING, State.UNKNOWN], ["unknown"]),
        ([State.SENDING, State.WAITING, State.SENDING, State.UNKNOWN, State.REFUSED], ["unknown", "refused"]),
        ([State.SENDING, State.CREATED], []),
        ([State.SENDING, State.WAITING], []),
    ],
)
def test_a_change_of_state_is_an_event(submission: Submission, states: list[State], kinds: list[str]) -> None:
    move(submission, *states)
    events = ProjectEvent.objects.order_by("pk")
    assert [(each.kind, each.submission, each.project, each.at) for each in events] == [
        (kind, submission, submission.project, NOW) for kind in kinds
    ]


def test_what_was_created_is_one_where_somebody_wants_to_know(
    submission: Submission, make_person: MakePerson, elsewhere: Project
) -> None:
    watcher = make_person("watcher")
    choose(watcher, elsewhere, created=Choice(on_page=Scope.ALL))
    move(submission, State.SENDING, State.UNKNOWN, State.CREATED)
    assert list(ProjectEvent.objects.values_list("kind", flat=True)) == ["unknown"]
    Submission.objects.update(state=State.UNKNOWN)
    choose(watcher, submission.project, created=Choice(on_page=Scope.ALL))
    Submission.objects.update(state=State.CREATED)
    assert ProjectEvent.objects.filter(kind="created").count() == 1


def test_without_a_choice_one_hears_of_ones_own_submissions(
    submission: Submission, make_person: MakePerson
) -> None:
    reader = make_person("reader")
    comment(submission, reader, "Look at this")
    comment(submission, reader, "Fine", CommentKind.REVIEW)
    comment(submission, submission.created_by, "My own, @operator and @reader.")
    move(submission, State.SENDING, State.REFUSED)
    assert handle_events(now=NOW) == 4
    assert read_notifications() == [
        ("operator", "commented", True, False),
        ("reader", "mentioned", True, False),
        ("operator", "refused", True, False),
    ]


def test_each_person_chooses_what_and_where(submission: Submission, make_person: MakePerson) -> None:
    project, reader, silent = submission.project, make_person("reader"), submission.created_by
    choose(reader, project, refused=Choice(Scope.ALL, Scope.ALL), commented=Choice(Scope.NONE, Scope.ALL))
    choose(silent, project, refused=Choice(), mentioned=Choice(by_mail=Scope.ALL))
    comment(submission, make_person("third"), "@operator look")
    move(submission, State.SENDING, State.REFUSED)
    handle_events(now=NOW)
    assert read_notifications() == [
        ("operator", "mentioned", False, True),
        ("reader", "commented", False, True),
        ("reader", "refused", True, True),
    ]


def test_choices_that_are_as_usual_leave_no_row(operator: User, project: Project) -> None:
    usual = {
        name: Choice(on_page=kind.page, minutes=15 if kind.has_minutes else None)
        for name, kind in KINDS.items()
    }
    choose(operator, project, **usual)
    assert handle_events(now=NOW) == 0


def test_a_mention_that_is_not_wanted_is_still_a_comment(
    submission: Submission, make_person: MakePerson
) -> None:
    choose(submission.created_by, submission.project, mentioned=Choice())
    comment(submission, make_person("reader"), "@operator!")
    handle_events(now=NOW)
    assert read_notifications() == [("operator", "commented", True, False)]


def test_who_left_by_then_is_not_notified(submission: Submission, make_person: MakePerson) -> None:
    leaver = make_person("leaver")
    choose(leaver, submission.project, refused=Choice(Scope.ALL, Scope.ALL))
    move(submission, State.SENDING, State.REFUSED)
    Member.objects.filter(person=leaver).delete()
    handle_events(now=NOW)
    assert read_notifications() == [("operator", "refused", True, False)]


def test_a_deleted_comment_notifies_nobody(submission: Submission, make_person: MakePerson) -> None:
    comment(submission, make_person("reader"), "Take that back")
    handle_events(now=NOW)
    Comment.objects.all().delete()
    assert (ProjectEvent.objects.count(), Notification.objects.count()) == (0, 0)


class Died(Exception):
    pass


class Deadly:
    """Dies before the statement after so many."""

    def __init__(self, left: int) -> None:
        self.left = left

    def __call__(self, execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if not self.left:
            raise Died
        self.left -= 1
        return execute(sql, parameters, many, context)


@pytest.mark.django_db(transaction=True)
def test_wherever_a_relay_dies_each_is_notified_once(submission: Submission, make_person: MakePerson) -> None:
    choose(make_person("reader"), submission.project, refused=Choice(on_page=Scope.ALL))
    move(submission, State.SENDING, State.REFUSED)
    deaths = 0
    while deaths < 20:
        deadly = Deadly(deaths)
        try:
            with connection.execute_wrapper(deadly):
                handle_events(now=NOW)
            break
        except Died:
            deaths += 1
            assert read_notifications() == []
    assert deaths >= 5
    assert handle_events(now=NOW) == 0
    assert read_notifications() == [("operator", "refused", True, False), ("reader", "refused", True, False)]


def test_many_events_take_as_many_queries_as_one(
    submission: Submission, make_person: MakePerson, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = make_person("reader")
    for _number in range(AT_ONCE + 1):
        comment(submission, reader, "Again")
    with django_assert_num_queries(9):  # two of them a savepoint
        assert handle_events(now=NOW) == AT_ONCE
    with django_assert_num_queries(9):
        assert handle_events(now=NOW) == 1
    with django_assert_num_queries(1):
        assert handle_events(now=NOW) == 0
    assert Notification.objects.count() == AT_ONCE + 1


def test_what_waits_for_long_is_an_event_once(submission: Submission, make_person: MakePerson) -> None:
    project = submission.project
    assert note_waiting(now=LATER) == 0
    patient, hasty, idle = (make_person(name) for name in ("patient", "hasty", "idle"))
    choose(patient, project, waiting=Choice(on_page=Scope.ALL, minutes=21))
    choose(hasty, project, waiting=Choice(on_page=Scope.ALL, minutes=20))
    choose(idle, project, waiting=Choice(on_page=Scope.OWN, minutes=20))
    assert [note_waiting(now=LATER - timedelta(seconds=1)), note_waiting(now=LATER)] == [0, 1]
    assert note_waiting(now=LATER) == 0
    handle_events(now=LATER)
    assert read_notifications() == [("hasty", "waiting", True, False)]
    move(submission, State.SENDING, State.CREATED)
    assert note_waiting(now=LATER + timedelta(hours=1)) == 0


def test_what_waits_is_found_by_an_index(submission: Submission, make_person: MakePerson) -> None:
    choose(make_person("hasty"), submission.project, waiting=Choice(on_page=Scope.ALL, minutes=20))
    comment(submission, make_person("reader"), "Once")
    know_sizes()
    with noted() as statements:
        note_waiting(now=LATER)
        handle_events(now=LATER)
    assert list_long_reads(statements) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            late = [each for each in statements if '."state" = ' in each[0]]
            for sql, parameters in late:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
                assert "submission_by_state" in str(cursor.fetchall())
        assert len(late) == 3
