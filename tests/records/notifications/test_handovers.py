"""Handovers as they are sent: the mail has the text, the webhook the lists, and a day has one."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core import mail
from pytest_django import Settings

from taskbuilder.records.access.preferences import save_preferences
from taskbuilder.records.models import Delivery, Notification, Project, ProjectEvent, Submission
from taskbuilder.records.notifications.choices import Choice
from taskbuilder.records.notifications.events import handle_events
from taskbuilder.records.notifications.handovers import (
    find_last_time,
    note_daily_handovers,
    save_handover_time,
    send_handover,
)
from taskbuilder.records.notifications.kinds import HANDOVER, Scope
from taskbuilder.records.notifications.mails import send_mails
from taskbuilder.records.notifications.sentences import find_path, write_sentence
from taskbuilder.records.submissions.states import State
from tests.records.conftest import NOW
from tests.records.notifications.conftest import MakePerson, move
from tests.records.notifications.receivers import set_up
from tests.records.notifications.test_events import choose

pytestmark = pytest.mark.django_db
LATER, HOUR = NOW + timedelta(minutes=30), timedelta(hours=1)


@pytest.fixture
def sent(submission: Submission, make_person: MakePerson, settings: Settings) -> Submission:
    """A submission without an answer, and its handover, sent to a member by mail and to the webhook."""
    settings.HAS_MAIL = True
    choose(make_person("reader"), submission.project, handover=Choice(by_mail=Scope.ALL))
    set_up(submission.project, "https://hooks.example.net/tasks", HANDOVER)
    move(submission, State.SENDING, State.UNKNOWN)
    ProjectEvent.objects.all().delete()
    send_handover(submission.project, since=NOW - HOUR, by=submission.created_by, now=LATER)
    assert handle_events(now=LATER) == 1
    return submission


def test_the_mail_has_the_text(sent: Submission) -> None:
    assert send_mails(now=LATER + HOUR) == 1
    (letter,) = mail.outbox
    assert (letter.to, letter.subject[:29]) == (["reader@example.net"], "Task Builder: Shift handover ")
    text = letter.body
    assert "Waiting:\n- 1 submission has an unknown outcome. It waits for one of these" in text
    assert f"- {sent.name} · Unknown\n" in text
    assert f"New submissions:\n- {sent.name} · Unknown · operator\n" in text
    assert "Failed" not in text


def test_the_sender_gets_none_and_the_others_a_link(sent: Submission) -> None:
    (found,) = Notification.objects.all()
    assert found.person.username == "reader"
    assert find_path(found.event, found.project) == (
        f"/projects/{sent.project.slug}/tasks/handover/?since={(NOW - HOUR).astimezone(UTC):%Y-%m-%dT%H:%M}Z"
    )
    Project.objects.update(time_zone="Asia/Shanghai")
    found = Notification.objects.get()
    said = "Shift handover from 1 Mar 2026, 19:00 +08:00 to 1 Mar 2026, 20:30 +08:00."
    assert write_sentence(found, found.person) == said
    save_preferences(found.person, time_zone="Europe/Berlin")
    said = "Shift handover from 1 Mar 2026, 12:00 +01:00 to 1 Mar 2026, 13:30 +01:00."
    assert write_sentence(found, User.objects.get(pk=found.person_id)) == said


def test_the_webhook_has_the_lists(sent: Submission) -> None:
    (delivery,) = Delivery.objects.all()
    listed = [{"id": str(sent.pk), "name": sent.name, "state": "unknown"}]
    assert delivery.body["handover"] == {
        "since": (NOW - HOUR).isoformat(),
        "until": LATER.isoformat(),
        "created": listed,
        "failed": [],
        "stopped": [],
        "unknown": listed,
        "waiting": [],
    }
    assert {"submission", "draft", "minutes"} & set(delivery.body) == set()


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (datetime(2026, 11, 30, 6, 0, tzinfo=BERLIN), datetime(2026, 11, 30, 6, 0, tzinfo=BERLIN)),
        (datetime(2026, 11, 30, 5, 59, tzinfo=BERLIN), datetime(2026, 11, 29, 6, 0, tzinfo=BERLIN)),
        (datetime(2026, 3, 29, 5, 0, tzinfo=BERLIN), datetime(2026, 3, 28, 6, 0, tzinfo=BERLIN)),
    ],
)
def test_when_it_was_that_time_last(now: datetime, last: datetime) -> None:
    assert find_last_time(time(6), BERLIN, now=now) == last


def test_a_day_has_one(project: Project) -> None:
    assert note_daily_handovers(now=NOW) == 0
    at = find_last_time(time(6), ZoneInfo(project.time_zone), now=NOW)
    save_handover_time(project, time(6))
    before, after, late, next_day = (at + timedelta(hours=hours) for hours in (-0.1, 0.1, 7, 24))
    turns = [note_daily_handovers(now=now) for now in (before, after, after, late, next_day)]
    assert turns == [0, 1, 0, 0, 1]
    assert [(each.at, each.begin) for each in ProjectEvent.objects.order_by("at")] == [
        (at, at - timedelta(days=1)),
        (next_day, at),
    ]
