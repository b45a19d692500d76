"""The handover of a shift: what happened since a time, in sentences, and up to when somebody has read it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from taskbuilder.records.models import ActionBatch, Member, ProjectEvent, Submission, TaskAction
from taskbuilder.records.notifications.kinds import REFUSED, TASK_ABNORMAL, TASK_VANISHED
from taskbuilder.records.submissions.states import State
from tests.web.conftest import MakeSubmission

PATH = "/projects/gate/tasks/handover/"
SEEN = f"{PATH}seen/"


def read_section(page: str, name: str) -> str:
    """Its words."""
    (part,) = re.findall(
        rf'<section class="section" aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL
    )
    return " ".join(unescape(strip_tags(part)).split())


def test_what_happened_in_sentences(
    as_viewer: Client, operator: User, make_submission: MakeSubmission
) -> None:
    now = timezone.now()
    states = {"gone": State.CREATED, "lost": State.UNKNOWN, "no": State.REFUSED, "soon": State.QUEUED}
    made = {
        name: make_submission(number, state=state, name=name)
        for number, (name, state) in enumerate(states.items(), start=1)
    }
    ProjectEvent.objects.all().delete()  # those of the triggers
    Submission.objects.exclude(name="gone").update(created_at=now)
    project = made["gone"].project
    for name, kind, hours in (
        ("no", REFUSED, 1),
        ("gone", TASK_VANISHED, 2),
        ("gone", TASK_ABNORMAL, 30),
    ):
        ProjectEvent.objects.create(
            project=project, submission=made[name], kind=kind, at=now - timedelta(hours=hours)
        )
    batch = ActionBatch.objects.create(project=project, kind="stop", by=operator, asked_at=now)
    times = {"asked_at": now, "changed_at": now, "settled_at": now}
    for state in ("done", "refused"):
        TaskAction.objects.create(
            batch=batch,
            project=project,
            service=made["gone"].service,
            task_id=state,
            kind="stop",
            state=state,
            **times,
        )
    page = as_viewer.get(PATH).text
    waits = read_section(page, "waits")
    assert "1 submission has an unknown outcome. It waits for one of these to resolve it: operator." in waits
    assert "1 submission waits for the cloud. Nobody has to do anything. soon" in waits
    failed = read_section(page, "failed")
    assert failed.startswith("Failed “no” was not created. Invalid argument. The field [input] is required")
    assert "abnormal" not in failed
    assert "A task of “gone” is gone from the cloud" in read_section(page, "stopped")
    assert "operator stopped 1 of 2 tasks." in read_section(page, "done")
    created = read_section(page, "created")
    assert created.startswith("New submissions operator added 3 submissions:")
    assert "gone" not in created
    day = (now - timedelta(hours=40)).strftime("%Y-%m-%dT%H:%M")
    assert "A task of “gone” is abnormal." in read_section(as_viewer.get(PATH, {"since": day}).text, "failed")


def test_it_begins_where_one_has_read_to(
    as_viewer: Client, viewer: User, make_submission: MakeSubmission
) -> None:
    """What happened between drawing the page and reading it is not taken as read."""
    make_submission(1)
    (until,) = re.findall(r'name="until" value="(.*?)"', as_viewer.get(PATH).text)
    answer = as_viewer.post(SEEN, {"until": until})
    assert (answer.status_code, answer["Location"]) == (303, PATH)
    read_at = Member.objects.get(person=viewer).handed_over_at
    assert read_at is not None
    assert read_at.isoformat() == until
    Submission.objects.update(created_at=read_at + timedelta(milliseconds=1))
    page = as_viewer.get(PATH).text
    assert "operator added 1 submission:" in read_section(page, "created")
    assert "Since I last read it" in page
    Submission.objects.update(created_at=read_at - timedelta(milliseconds=1))
    assert "No new submissions." in read_section(as_viewer.get(PATH).text, "created")


UNREADABLE = ["x", "9999-01-01T00:00", "0000-01-01T00:00", "2026-02-30T00:00"]


@pytest.mark.parametrize("since", UNREADABLE)
def test_times_that_cannot_be_read_are_named(as_viewer: Client, since: str) -> None:
    answer = as_viewer.get(PATH, {"since": since})
    said = f"Since: “{since}” is not a past time. Enter one such as 2026-11-30T08:00."
    assert (answer.status_code, unescape(answer.text).count(said)) == (422, 2)
    assert "<title>Error: Handover" in answer.text
    assert f'value="{since}"' in answer.text
    as_viewer.post(SEEN, {"until": since})
    read_at = Member.objects.get().handed_over_at
    assert read_at is not None
    assert timezone.now() - read_at < timedelta(minutes=5)


def test_a_time_long_ago(as_viewer: Client) -> None:
    answer = as_viewer.get(PATH, {"since": "2001-01-01T00:00"})
    assert (answer.status_code, "At most 31 days are shown." in answer.text) == (200, True)
    assert "At most 31 days" not in as_viewer.get(PATH, {"since": ""}).text
