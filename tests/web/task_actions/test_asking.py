"""The page that names what an action is about to be done to, and the page that follows it."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from taskbuilder.records.models import CreatedTask, Project, Service, Submission, TaskAction
from taskbuilder.records.submissions.states import State
from taskbuilder.web.task_actions import selection
from taskbuilder.web.task_actions.selection import TooMany, read_selection
from tests.web.cloud_tasks.test_following import read
from tests.web.conftest import MakeSubmission, make_actions
from tests.web.polling import read_polling

NEW = "/projects/gate/actions/new/"


@pytest.fixture
def submission(make_submission: MakeSubmission, service: Service) -> Submission:
    """With twelve tasks on IEF that run."""
    Service.objects.update(platform="ief")
    made = make_submission(state=State.CREATED)
    read(made, *["RUNNING"] * 12)
    return made


def keys_of(submission: Submission) -> list[int]:
    return list(submission.tasks.order_by("position").values_list("pk", flat=True))


def named_in(page: str) -> str:
    """The tasks that the page's form is about."""
    (named,) = re.findall(r'name="tasks" value="([0-9,]*)"', page)
    return str(named)


def test_many_are_named_confirmed_followed_and_cancelled(as_operator: Client, submission: Submission) -> None:
    page = as_operator.get(NEW, {"kind": "stop", "submission": str(submission.pk)}).text
    for words in ("Stop 12 tasks?", "somebody starts them again", f"{11:032x}", "Counting", "Type 12 to"):
        assert words in page
    form = {"kind": "stop", "tasks": named_in(page), "typed_count": "11"}
    refused = as_operator.post(f"{NEW}?kind=stop&submission={submission.pk}", form)
    assert (refused.status_code, TaskAction.objects.count()) == (422, 0)
    assert "To confirm, type 12." in refused.text
    assert named_in(refused.text) == form["tasks"]

    asked = as_operator.post(NEW, form | {"typed_count": "12"})
    assert (asked.status_code, TaskAction.objects.filter(state="queued").count()) == (303, 12)
    batch = asked["Location"]
    page = as_operator.get(batch).text
    for words in ("Stop 12 tasks", "0 of 12 finished", "operator", "You can close this page"):
        assert words in page
    asking = read_polling(page).headers
    assert as_operator.get(batch, headers=asking).status_code == 304
    TaskAction.objects.filter(created=keys_of(submission)[0]).update(
        state="refused",
        due_at=None,
        settled_at=timezone.now(),
        changed_at=timezone.now(),
        attempt_count=1,
        message="A task in the state RUNNING cannot be stopped.",
        code="ModelArts.3503",
    )
    part = as_operator.get(batch, headers=asking).text
    assert "<html" not in part
    states = re.findall(r"<td><span class=\"state state-(\w+)", part)
    assert states == ["refused", *["queued"] * 11]
    assert "cannot be stopped. <code>ModelArts.3503</code>" in part

    assert as_operator.post(f"{batch}cancel/")["Location"] == batch
    page = as_operator.get(batch).text
    for words in (
        "11 actions were cancelled.",
        "Cancelled before it was sent.",
        "<strong>11</strong> Cancelled",
    ):
        assert words in page
    assert "hx-trigger" not in page


def test_only_what_was_named_is_done(as_operator: Client, submission: Submission) -> None:
    """What came to match the filter meanwhile is not in it."""
    query = {"kind": "delete", "task_state": "RUNNING"}
    named = named_in(as_operator.get(NEW, query).text)
    later = CreatedTask.objects.create(submission=submission, position=90, task_id="f" * 32)
    form = {"kind": "delete", "tasks": named, "typed_count": "12"}
    as_operator.post(f"{NEW}?kind=delete&task_state=RUNNING", form)
    assert TaskAction.objects.count() == 12
    assert not TaskAction.objects.filter(created=later).exists()
    nothing = as_operator.post(f"{NEW}?kind=delete", {"kind": "delete", "tasks": "x", "typed_count": "1"})
    assert ("No task to delete" in nothing.text, TaskAction.objects.count()) == (True, 12)


def test_what_is_left_out_is_named_with_the_reason(as_operator: Client, submission: Submission) -> None:
    first, second, third, *_rest = submission.tasks.order_by("position")
    make_actions(first, batch_id=UUID(int=9))
    TaskAction.objects.update(task_id=first.task_id)
    second.seen.missing_since = timezone.now()
    second.seen.save()
    query = f"kind=stop&task={first.pk}&task={second.pk}&task={third.pk}"
    page = as_operator.get(f"{NEW}?{query}").text
    for words in ("Stop 1 task?", "Another action on the task is under way.", "no longer in the cloud"):
        assert words in page
    assert named_in(page) == str(third.pk)
    Service.objects.update(platform="modelarts-edge")
    page = as_operator.get(f"{NEW}?{query}").text
    for words in ("No task to stop", "3 tasks are left out.", "cannot be started or stopped"):
        assert words in page


def test_what_an_address_names(submission: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, project = keys_of(submission), submission.project
    submission.tasks.filter(pk=keys[0]).get().seen.delete()
    CreatedTask.objects.get(pk=keys[1]).seen.changes.all().delete()
    for state, key in (("FAILED", keys[2]), ("DANCING", keys[3])):
        seen = CreatedTask.objects.get(pk=key).seen
        seen.state = state
        seen.save()
    gone = CreatedTask.objects.get(pk=keys[4]).seen
    gone.missing_since = timezone.now()
    gone.save()
    Submission.objects.update(task_state="FAILED")

    def chosen(text: str, project: Project = project) -> list[int]:
        return [keys.index(task.pk) for task in read_selection(project, QueryDict(text))]

    in_cloud = [each for each in range(12) if each != 4]
    assert chosen(f"task={keys[7]}&task={keys[3]}&submission={submission.pk}") == [3, 7]
    assert chosen(f"submission={submission.pk}") == [*range(12)]
    assert chosen("task=x") == chosen("submission=x") == chosen(f"task={10**30}") == []
    assert chosen("kind=stop") == chosen("state=created") == in_cloud
    assert chosen("state=refused") == chosen("service=nobody") == chosen("created_from=x") == []
    assert chosen("now=DANCING") == [3]
    assert chosen("now=FAILED&service=nobody") == [2]
    assert 4 not in chosen("now=RUNNING")
    assert chosen("task_state=FAILED") == [2]  # of a submission of several, only the tasks in that state
    Submission.objects.update(task_state="OTHER")
    assert chosen("task_state=OTHER") == [3]
    other = Project.objects.create(slug="other", name="Other", sign_in="token")
    assert chosen(f"task={keys[3]}", other) == chosen(f"submission={submission.pk}", other) == []
    monkeypatch.setattr(selection, "MOST_TASKS", 5)
    with pytest.raises(TooMany):
        chosen("kind=stop")


def test_the_submissions_page_offers_shows_and_records_them(
    as_operator: Client, submission: Submission
) -> None:
    path = f"/projects/gate/submissions/{submission.pk}/"
    page = as_operator.get(path).text
    assert re.findall(r'name="kind" value="(\w+)"', page) == ["stop", "delete"]
    assert page.count('form="task-actions"') == 12
    before = read_polling(page)
    task = submission.tasks.order_by("position")[0]
    make_actions(task, batch_id=UUID(int=9))
    part = as_operator.get(f"{path}tasks/", headers=before.headers).text
    assert ">Stop</a>" in part
    assert 'id="timeline"' in part
    assert "Stop 1 task" in part
    TaskAction.objects.update(changed_at=timezone.now() + timedelta(seconds=1))
    assert read_polling(part).etag != before.etag
    Service.objects.update(platform="modelarts-edge")
    page = as_operator.get(path).text
    assert re.findall(r'name="kind" value="(\w+)"', page) == ["delete"]
    assert "cannot be started or stopped" in page


def test_viewers_are_offered_nothing(as_viewer: Client, submission: Submission) -> None:
    make_actions(submission.tasks.all()[0], batch_id=UUID(int=9))
    for path in (f"submissions/{submission.pk}/", "submissions/", "actions/", f"actions/{UUID(int=9)}/"):
        page = as_viewer.get(f"/projects/gate/{path}").text
        assert 'name="kind"' not in page
        assert "Cancel all" not in page
        assert 'form="task-actions"' not in page
