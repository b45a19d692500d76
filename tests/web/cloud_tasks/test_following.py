"""What a submission's page shows of its tasks in the cloud, and how it follows them."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.cloud import TaskDetails
from taskbuilder.records.cloud_tasks.changes import write_tasks
from taskbuilder.records.models import CloudTask, CreatedTask, Project, Submission, TaskReading
from taskbuilder.records.submissions.states import State
from tests.web.conftest import MakeSubmission
from tests.web.polling import read_polling

PATH = f"/projects/gate/submissions/{UUID(int=1)}/"
TASKS = f"{PATH}tasks/"
HTMX = {"HX-Request": "true"}


def read(submission: Submission, *states: str, **more: Any) -> None:
    """Notes that the cloud listed the submission's tasks in these states; it has as many."""
    submission.tasks.all().delete()
    ids = [f"{number:032x}" for number in range(len(states))]
    CreatedTask.objects.bulk_create(
        CreatedTask(submission=submission, position=number, task_id=each) for number, each in enumerate(ids)
    )
    now = timezone.now()
    tasks = [
        TaskDetails(id=each, name="", state=state, created_at=now, updated_at=now, **more)
        for each, state in zip(ids, states, strict=True)
    ]
    write_tasks(submission.service, tasks, asked_at=now)


def follow(client: Client) -> str:
    answer = client.get(TASKS, headers=HTMX)
    assert answer.status_code == 200
    return answer.text


def test_states_are_shown_in_words(as_viewer: Client, make_submission: MakeSubmission) -> None:
    submission = make_submission(state=State.CREATED)
    said = {"error_code": "ModelArts.3560", "error_message": "No <video>.", "schedule_status": "ACTIVATED"}
    read(submission, "ABNORMAL", **said)
    page = as_viewer.get(PATH).text
    for words in ("Abnormal", "No &lt;video&gt;.", "ModelArts.3560", "Schedule active", "Read:"):
        assert words in page


def test_tasks_that_are_gone_have_the_whole_page_follow(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    """What it says around the part was true of tasks that there were; it offers no longer to replace them."""
    read(make_submission(state=State.CREATED), "DELETING")
    assert "HX-Retarget" not in as_operator.get(TASKS, headers=HTMX)
    CloudTask.objects.update(missing_since=timezone.now())
    answer = as_operator.get(TASKS, headers=HTMX)
    assert (answer["HX-Retarget"], "so it no longer runs" in answer.text) == ("#progress", True)
    assert answer.text.strip().startswith('<div id="progress"')
    assert 'name="replace"' not in answer.text
    assert "hx-trigger" not in answer.text


def test_those_that_need_somebody_come_first(as_viewer: Client, make_submission: MakeSubmission) -> None:
    read(make_submission(state=State.CREATED), "RUNNING", "DANCING", "SUCCEEDED", "FAILED", "RUNNING")
    part = follow(as_viewer)
    states = re.findall(r"<td><span class=\"state .*?<span>(.*?)</span>", part)
    assert states == ["Failed", "DANCING", "Running", "Running", "Succeeded"]
    counts = re.findall(r"<strong>(\d+)</strong> <span>(.*?)</span>", part)
    assert counts == [("1", "Failed"), ("1", "DANCING"), ("2", "Running"), ("1", "Succeeded")]


def test_a_task_that_is_gone(as_viewer: Client, make_submission: MakeSubmission) -> None:
    submission = make_submission(state=State.CREATED)
    read(submission, "RUNNING")
    write_tasks(submission.service, (), absent=[f"{0:032x}"], asked_at=timezone.now())
    part = follow(as_viewer)
    assert "Not in the cloud" in part
    assert "Deleted, or no longer listed, since" in part
    assert "hx-trigger" not in part


NEXT = re.compile(r"<h3>What happens next</h3>\s*<p>\s*(.*?)\s*</p>", re.DOTALL)
GONE = "The cloud no longer lists the task, so it no longer runs."


def read_next_step(client: Client, submission: Submission) -> list[str]:
    return NEXT.findall(client.get(f"/projects/gate/submissions/{submission.pk}/").text)


def test_what_happens_next_agrees_with_the_cloud(
    as_operator: Client, make_submission: MakeSubmission
) -> None:
    submission = make_submission(state=State.CREATED)
    read(submission, "RUNNING")
    (before,) = read_next_step(as_operator, submission)
    assert "the platform runs it" in before.lower()
    write_tasks(submission.service, (), absent=[f"{0:032x}"], asked_at=timezone.now())
    assert read_next_step(as_operator, submission) == [f"{GONE} To run it again, create a similar one."]


def test_what_happens_next_to_those_who_create_nothing(
    as_viewer: Client, make_submission: MakeSubmission
) -> None:
    submission = make_submission(state=State.CREATED)
    read(submission, "RUNNING")
    write_tasks(submission.service, (), absent=[f"{0:032x}"], asked_at=timezone.now())
    assert read_next_step(as_viewer, submission) == [GONE]


def test_tasks_that_nobody_has_read(as_viewer: Client, make_submission: MakeSubmission) -> None:
    make_submission(state=State.CREATED)
    part = follow(as_viewer)
    assert "Not read yet" in part
    assert "Not all states have been read yet." in part


def test_more_tasks_than_are_listed(as_viewer: Client, make_submission: MakeSubmission) -> None:
    read(make_submission(state=State.CREATED), *["RUNNING"] * 103)
    part = follow(as_viewer)
    assert part.count("<tr>") == 101
    assert "3 more tasks are not listed here." in part


def test_what_did_not_change_is_not_sent_again(
    as_viewer: Client, make_submission: MakeSubmission, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The session with its person, the membership, and one query for the tasks."""
    submission = make_submission(state=State.CREATED)
    read(submission, "RUNNING")
    polling = read_polling(follow(as_viewer))
    with django_assert_num_queries(3):
        answer = as_viewer.get(TASKS, headers=polling.headers)
    assert (answer.status_code, answer.content) == (304, b"")
    CloudTask.objects.update(state="STOPPING")
    answer = as_viewer.get(TASKS, headers=polling.headers)
    assert (answer.status_code, answer["ETag"]) == (200, read_polling(answer.text).etag)
    assert "Stopping" in answer.text


@pytest.mark.parametrize(
    ("state", "age", "seconds"),
    [
        ("STARTING", 3_000, ["3"]),
        ("RUNNING", 0, ["3"]),
        ("RUNNING", 100, ["12"]),
        ("RUNNING", 90_000, ["48"]),
        ("DANCING", 100, ["12"]),
        ("STOPPED", 0, []),
        ("FAILED", 0, []),
    ],
)
def test_it_asks_less_often_where_nothing_happens(
    as_viewer: Client, make_submission: MakeSubmission, state: str, age: int, seconds: list[str]
) -> None:
    read(make_submission(state=State.CREATED), state)
    CloudTask.objects.update(read_at=timezone.now() - timedelta(seconds=age))
    assert re.findall(r'hx-trigger="every (\d+)s, ', follow(as_viewer)) == seconds


def test_another_projects_tasks_are_not_found(
    client: Client, stranger: User, make_submission: MakeSubmission
) -> None:
    read(make_submission(state=State.CREATED), "RUNNING")
    client.force_login(stranger)
    assert client.get(TASKS, headers=HTMX).status_code == 404
    assert client.post(TASKS).status_code == 404


def test_by_the_way_of_ones_own_project(as_viewer: Client, make_submission: MakeSubmission) -> None:
    """Another project's submission under the address of a project that one sees."""
    submission = make_submission(state=State.CREATED)
    read(submission, "RUNNING")
    Submission.objects.update(project=Project.objects.create(slug="other", name="Other", sign_in="token"))
    assert as_viewer.get(TASKS, headers=HTMX).status_code == 404
    assert as_viewer.post(TASKS).status_code == 404


def test_a_submission_that_is_not_there(as_viewer: Client, make_submission: MakeSubmission) -> None:
    other = TASKS.replace(str(UUID(int=1)), str(UUID(int=9)))
    assert (as_viewer.get(other, headers=HTMX).status_code, as_viewer.post(other).status_code) == (404, 404)


def test_a_cloud_that_does_not_answer(as_viewer: Client, make_submission: MakeSubmission) -> None:
    """A second time asks nobody: it was a moment ago."""
    read(make_submission(state=State.CREATED), "RUNNING")
    for words in ("The tasks could not be read.", "The tasks were read a moment ago."):
        answer = as_viewer.post(TASKS)
        assert (answer.status_code, answer["Location"]) == (303, f"{PATH}#tasks")
        assert words in as_viewer.get(PATH).text
    assert CloudTask.objects.get().state == "RUNNING"


def test_the_history_shows_and_finds_states(as_viewer: Client, make_submission: MakeSubmission) -> None:
    read(make_submission(1, name="north", state=State.CREATED), "RUNNING", "FAILED")
    make_submission(2, name="south", state=State.CREATED)
    page = as_viewer.get("/projects/gate/submissions/", {"task_state": "FAILED"}).text
    assert re.findall(r'/submissions/[0-9a-f-]{36}/[^"]*">(.*?)</a>', page) == ["north"]
    assert 'text-danger-emphasis"><span>Failed</span>' in page


def test_the_project_counts_its_tasks(as_viewer: Client, make_submission: MakeSubmission) -> None:
    submission = make_submission(state=State.CREATED)
    read(submission, "RUNNING", "RUNNING", "ABNORMAL")
    TaskReading.objects.update(read_at=timezone.now())
    page = as_viewer.get("/projects/gate/").text
    shown = re.findall(r'task_state=(\w+)"><span.*?<strong>(\d+)</strong> <span>(.*?)</span>', page)
    assert shown == [("ABNORMAL", "1", "Abnormal"), ("RUNNING", "2", "Running")]
    assert "just now" in page
