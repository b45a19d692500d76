"""The page that compares what the cloud shows of tasks with what was sent."""

from uuid import UUID

from django.test import Client
from django.utils import timezone

from taskbuilder.cloud import TaskDetails
from taskbuilder.records.cloud_tasks.changes import write_tasks
from taskbuilder.records.models import CreatedTask
from taskbuilder.records.submissions.states import State
from tests.web.conftest import MakeSubmission

PATH = f"/projects/gate/submissions/{UUID(int=1)}/"


def test_differences_are_named(as_viewer: Client, make_submission: MakeSubmission) -> None:
    submission = make_submission(state=State.CREATED)
    submission.tasks.all().delete()
    CreatedTask.objects.create(submission=submission, position=0, task_id="7" * 32)
    assert "The cloud shows the tasks as they were sent." in as_viewer.get(f"{PATH}drift/").text
    request = submission.request | {"name": "renamed", "config": {"fps": 5}}
    task = TaskDetails(id="7" * 32, name="", state="RUNNING", created_at=None, entry=request)
    write_tasks(submission.service, [task], asked_at=timezone.now())
    part = as_viewer.get(PATH).text
    assert "1 task differs from what was sent" in part
    assert f'href="{PATH}drift/"' in part
    page = as_viewer.get(f"{PATH}drift/").text
    for words in (
        "7" * 32,
        "Differs from what was sent",
        "renamed",
        "Added by the cloud",
        "Shown by the cloud",
    ):
        assert words in page
    assert "Not compared" not in page
    assert "tasks are shown" not in page
    for number in range(1, 24):
        created = CreatedTask.objects.create(submission=submission, position=number, task_id=f"{number:032x}")
        shown = TaskDetails(id=created.task_id, name="", state="RUNNING", created_at=None, entry=request)
        write_tasks(submission.service, [shown], asked_at=timezone.now())
    page = as_viewer.get(f"{PATH}drift/").text
    assert "20 of 24 tasks are shown, those first that differ from what was sent." in page
    assert as_viewer.get(f"/projects/gate/submissions/{UUID(int=9)}/drift/").status_code == 404
