"""The board of a project's tasks by state, and what it answers where nothing changed."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import CloudTask, Service, TaskReading
from taskbuilder.records.submissions.states import State
from tests.web.cloud_tasks.test_following import read
from tests.web.conftest import MakeSubmission
from tests.web.polling import read_polling

PATH = "/projects/gate/tasks/"


def test_states_are_counted_and_lead_to_the_history(
    as_viewer: Client, make_submission: MakeSubmission
) -> None:
    """The most urgent first, one that nobody knows as it came; what is gone is not counted."""
    old, new = make_submission(1, name="old", state=State.CREATED), make_submission(2, state=State.CREATED)
    read(old, "RUNNING", "DANCING", "RUNNING", "FAILED")
    CloudTask.objects.update(cloud_updated_at=timezone.now() - timedelta(hours=3))
    CloudTask.objects.filter(state="FAILED").update(missing_since=timezone.now())
    new.tasks.update(task_id="f" * 32)
    CloudTask.objects.create(
        created=new.tasks.get(), service=new.service, state="RUNNING", read_at=timezone.now()
    )
    page = as_viewer.get(PATH).text
    rows = re.findall(
        r'\?task_state=(\w+)"><span.*?<strong>(\d+)</strong> <span>(.*?)</span>.*?'
        r'<td>\s*<a href="(.*?)">(.*?)</a>\s*<span.*?>(.*?)</span>.*?&amp;service=(\w+)">\w+</a>\s*(\d+)',
        page,
        re.DOTALL,
    )
    where = f"/projects/gate/submissions/{old.pk}/"
    assert rows == [
        ("OTHER", "1", "DANCING", where, "old", "3\xa0hours ago", "Counting", "1"),
        ("RUNNING", "3", "Running", where, "old", "3\xa0hours ago", "Counting", "3"),
    ]
    assert "4 tasks in the cloud" in page


def test_what_did_not_change_is_not_sent_again(
    as_viewer: Client,
    stranger: User,
    make_submission: MakeSubmission,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """The session with its person, the membership, and one query for the readings."""
    submission = make_submission(state=State.CREATED)
    read(submission, "RUNNING")
    now = timezone.now()
    TaskReading.objects.update(begun_at=now, read_at=now)
    polling = read_polling(as_viewer.get(PATH).text)
    assert (polling.address, polling.seconds) == (PATH, "12")
    with django_assert_num_queries(3):
        answer = as_viewer.get(PATH, headers=polling.headers)
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", polling.etag)
    TaskReading.objects.update(problem="The cloud <broke>.", counts={"STOPPING": 1})
    answer = as_viewer.get(PATH, headers=polling.headers)
    part = answer.text
    assert answer["ETag"] == read_polling(part).etag != polling.etag
    assert "The last reading of Counting was incomplete." in part
    assert "The cloud &lt;broke&gt;." in part
    assert "every 3s" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("platform", "state", "offered"),
    [
        ("ief", "RUNNING", ["Stop Running", "Delete Running"]),
        ("ief", "STOPPED", ["Start Stopped", "Delete Stopped"]),
        ("ief", "ABNORMAL", ["Start Abnormal", "Stop Abnormal", "Delete Abnormal"]),
        ("ief", "DANCING", ["Start DANCING", "Stop DANCING", "Delete DANCING"]),
        ("ief", "DELETING", []),
        ("modelarts-edge", "RUNNING", ["Delete Running"]),
    ],
)
def test_what_has_an_effect_is_offered(
    as_operator: Client, make_submission: MakeSubmission, platform: str, state: str, offered: list[str]
) -> None:
    """By buttons that name the state in words; on the page of the submission the same ones."""
    Service.objects.update(platform=platform)
    submission = make_submission(state=State.CREATED)
    read(submission, state)
    board = as_operator.get(PATH).text
    buttons = re.findall(r'name="kind" value="(\w+)">(.*?)</button>', board, re.DOTALL)
    assert [" ".join(re.sub(r"<.*?>", "", text).split()) for _kind, text in buttons] == offered
    page = as_operator.get(f"/projects/gate/submissions/{submission.pk}/").text
    assert re.findall(r'name="kind" value="(\w+)"', page) == [kind for kind, _text in buttons]


def test_what_is_not_read_yet_may_be_in_any_state(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    Service.objects.update(platform="ief")
    submission = make_submission(state=State.CREATED)
    read(submission, "RUNNING", "RUNNING")
    CloudTask.objects.filter(created__position=1).delete()
    page = as_operator.get(f"/projects/gate/submissions/{submission.pk}/").text
    assert re.findall(r'name="kind" value="(\w+)"', page) == ["start", "stop", "delete"]


def test_before_anything_was_created(as_viewer: Client) -> None:
    assert "No tasks in the cloud" in as_viewer.get(PATH).text
