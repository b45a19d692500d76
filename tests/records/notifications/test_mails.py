"""Notifications by mail: gathered, in the person's language, to members alone, and without what is secret."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from pytest_django import Settings

from taskbuilder.environment import read_mail
from taskbuilder.records.models import Member, Notification, Preferences, Submission
from taskbuilder.records.notifications.choices import Choice, save_choices
from taskbuilder.records.notifications.events import MAIL_PAUSE, handle_events
from taskbuilder.records.notifications.kinds import Scope
from taskbuilder.records.notifications.mails import LEASE, send_mails
from taskbuilder.records.submissions.states import State
from tests.records.conftest import NOW
from tests.records.notifications.conftest import MakePerson, comment, move

DUE = NOW + MAIL_PAUSE


@pytest.fixture(autouse=True)
def mail(settings: Settings) -> None:
    settings.HAS_MAIL = True


@pytest.fixture
def notified(submission: Submission, make_person: MakePerson) -> Submission:
    """Of two events, for one who wants them by mail."""
    reader, by_mail = make_person("reader"), Choice(by_mail=Scope.ALL)
    save_choices(
        project=submission.project, person=reader, choices={"refused": by_mail, "commented": by_mail}
    )
    comment(submission, submission.created_by, "canary-text")
    move(submission, State.SENDING, State.REFUSED)
    handle_events(now=NOW)
    return submission


def test_what_comes_together_is_one_mail(notified: Submission, mailoutbox: list[EmailMessage]) -> None:
    assert [send_mails(now=DUE - timedelta(seconds=1)), send_mails(now=DUE), send_mails(now=DUE)] == [0, 2, 0]
    (sent,) = mailoutbox
    assert (sent.to, sent.subject) == (["reader@example.net"], "Task Builder: 2 notifications")
    address = f"http://localhost/projects/gate/submissions/{notified.pk}/"
    lines = str(sent.body).splitlines()
    assert lines[0] == "Gate: operator commented on “gate”."
    assert lines[1].startswith(f"{address}#comment-")
    assert lines[3:5] == ["Gate: “gate” was not created.", address]
    assert "canary" not in str(sent.message())


def test_it_is_in_the_persons_language(notified: Submission, mailoutbox: list[EmailMessage]) -> None:
    Preferences.objects.create(
        person=Member.objects.get(person__username="reader").person, language="zh-hans"
    )
    send_mails(now=DUE)
    assert str(mailoutbox[0].body).splitlines()[0] == "Gate: operator 评论了“gate”。"


@pytest.mark.parametrize("why", ["left", "no address", "inactive", "no server"])
def test_who_cannot_get_it_gets_none(
    notified: Submission, mailoutbox: list[EmailMessage], settings: Settings, why: str
) -> None:
    member = Member.objects.get(person__username="reader")
    if why == "left":
        member.delete()
    settings.HAS_MAIL = why != "no server"
    member.person.email = "" if why == "no address" else "reader@example.net"
    member.person.is_active = why != "inactive"
    member.person.save()
    assert send_mails(now=DUE) == (0 if why in ("left", "no server") else 2)
    assert (send_mails(now=DUE), mailoutbox) == (0, [])


def test_a_server_that_is_away_is_asked_again(notified: Submission, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert [send_mails(now=DUE), send_mails(now=DUE), send_mails(now=DUE + LEASE)] == [2, 0, 2]
    assert send_mails(now=NOW + timedelta(hours=25)) == 0
    assert Notification.objects.exclude(mail_due_at=None).count() == 0


@pytest.mark.parametrize(
    "text",
    ["mail.example.net:587", "smtp:mail.example.net", "smtp://", "smtp://:25", "smtp://[::1", "ftp://a"],
)
def test_what_names_no_mail_server_ends_the_start(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Else an installation would send no mail, without a word."""
    monkeypatch.setenv("TASKBUILDER_MAIL_URL", text)
    with pytest.raises(ImproperlyConfigured, match="TASKBUILDER_MAIL_URL is not the address"):
        read_mail("TASKBUILDER_MAIL_URL")
    monkeypatch.setenv("TASKBUILDER_MAIL_URL", "smtps://user:p%40ss@mail.example.net")
    found = read_mail("TASKBUILDER_MAIL_URL")
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_PASSWORD", "EMAIL_USE_SSL")
    assert [found[name] for name in names] == ["mail.example.net", 465, "p@ss", True]
