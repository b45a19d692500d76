"""Sending a handover: who gets it, and the time of the day at which it is sent."""

from datetime import time

from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client

from taskbuilder.records.models import Member, Project, ProjectEvent, Role
from taskbuilder.records.notifications.choices import Choice, save_choices
from taskbuilder.records.notifications.kinds import HANDOVER, Scope
from taskbuilder.records.notifications.webhooks import save_webhook
from tests.web.conftest import MakeSubmission

PATH = "/projects/gate/tasks/handover/"
SEND, DAILY = f"{PATH}send/", f"{PATH}daily/"


def send(client: Client) -> tuple[str, int]:
    """What is said last, and how many are on their way."""
    answer = client.post(SEND, {"since": "2026-11-30T08:00"})
    assert (answer.status_code, answer["Location"]) == (303, PATH)
    said = [each.message for each in get_messages(answer.wsgi_request)]
    return said[-1], ProjectEvent.objects.filter(kind=HANDOVER).count()


def test_it_goes_to_those_who_want_it(as_operator: Client, viewer: User, project: Project) -> None:
    assert send(as_operator) == ("The handover is on its way to 1 member.", 1)
    save_webhook(project=project, url="https://hooks.example.net/x", kinds=[HANDOVER], minutes=None)
    both = "The handover is on its way to 1 member and the webhook."
    assert send(as_operator) == (both, 2)
    save_choices(project=project, person=viewer, choices={HANDOVER: Choice(on_page=Scope.NONE)})
    assert send(as_operator) == ("The handover is on its way to the webhook.", 3)
    save_webhook(project=project, url="https://hooks.example.net/x", kinds=["refused"], minutes=None)
    nobody = "Nobody receives handovers. Members and the webhook can be set to receive them."
    assert send(as_operator) == (nobody, 3)


def test_who_may_send_has_a_button(as_operator: Client) -> None:
    assert ("Send this handover" in as_operator.get(PATH).text) is True
    assert ("Send this handover" in as_operator.get(PATH, {"since": "x"}).text) is False


def test_a_viewer_has_none(as_viewer: Client) -> None:
    assert ("Send this handover" in as_viewer.get(PATH).text) is False


def test_a_manager_has_it_sent_each_day(
    as_operator: Client, operator: User, project: Project, make_submission: MakeSubmission
) -> None:
    assert as_operator.get(DAILY).status_code == 403
    Member.objects.filter(person=operator).update(role=Role.MANAGER)
    refused = as_operator.post(DAILY, {"time": "25:00"})
    assert (
        refused.status_code,
        refused.text.count("Enter the time as hours and minutes, such as 06:00."),
    ) == (
        422,
        2,
    )
    assert 'value="25:00"' in refused.text
    for typed, kept, said in (
        ("06:30", time(6, 30), "Sent each day at 06:30"),
        ("", None, "Not sent each day."),
    ):
        answer = as_operator.post(DAILY, {"time": typed})
        assert (answer.status_code, answer["Location"]) == (303, PATH)
        project.refresh_from_db()
        assert project.handover_time == kept
        assert said in as_operator.get(PATH).text
