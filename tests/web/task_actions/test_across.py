"""Starting, stopping and deleting from the list of all projects: only where the person may, asked once."""

import re
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import (
    CreatedTask,
    Member,
    Project,
    Role,
    Service,
    Submission,
    TaskAction,
)
from taskbuilder.records.submissions.states import State
from taskbuilder.web.task_actions import across, selection
from tests.web.cloud_tasks.test_following import read
from tests.web.conftest import MakeSubmission

LIST, NEW = "/submissions/", "/submissions/actions/"


def copy_to(project: Project, submission: Submission, number: int) -> Submission:
    """The same in another project, with one task that runs."""
    service = submission.service
    service.pk, service.project = None, project
    service.save()
    copied = Submission.objects.get(pk=submission.pk)
    copied.pk, copied.project, copied.service, copied.name = UUID(int=number), project, service, f"n{number}"
    copied.draft_id = None
    copied.save(force_insert=True)
    CreatedTask.objects.create(submission=copied, position=0, task_id=f"{number:032x}")
    read(copied, "RUNNING")
    return copied


@pytest.fixture
def submissions(make_submission: MakeSubmission, operator: User, service: Service) -> list[Submission]:
    """Of two projects in which the operator may act, and one that they only see."""
    Service.objects.update(platform="ief")
    first = make_submission(state=State.CREATED)
    first.service.refresh_from_db()
    read(first, "RUNNING")
    made = [first]
    for number, role in ((5, Role.MANAGER), (6, Role.VIEWER)):
        project = Project.objects.create(
            slug=f"p{number}", name=f"Pier {number}", sign_in="token", cloud_project_id=str(number)
        )
        Member.objects.create(person=operator, project=project, role=role)
        made.append(copy_to(project, Submission.objects.get(pk=first.pk), number))
    return made


def ask(client: Client, submissions: list[Submission], kind: str = "stop") -> tuple[str, str]:
    """The page, and the tasks that it is about."""
    query = {"kind": kind, "submission": [str(each.pk) for each in submissions]}
    page = client.get(NEW, query).text
    (named,) = re.findall(r'name="tasks" value="([0-9,]*)"', page) or [""]
    return page, named


def test_rows_can_be_ticked_where_one_may_act(as_operator: Client, submissions: list[Submission]) -> None:
    page = as_operator.get(LIST).text
    ticked = re.findall(r'name="submission" value="(.*?)"', page)
    assert {*ticked} == {str(each.pk) for each in submissions[:2]}
    assert f'action="{NEW}"' in page
    Member.objects.update(role=Role.VIEWER)
    assert f'action="{NEW}"' not in as_operator.get(LIST).text


def test_each_project_has_an_action_of_its_own(as_operator: Client, submissions: list[Submission]) -> None:
    page, named = ask(as_operator, submissions)
    assert "Stop 2 tasks?" in page
    assert [name for name in ("Gate", "Pier 5", "Pier 6") if f"<td>{name}</td>" in page] == ["Gate", "Pier 5"]
    answer = as_operator.post(f"{NEW}?state=created", {"kind": "stop", "tasks": named})
    assert (answer.status_code, answer["Location"]) == (303, f"{LIST}?state=created")
    rows = TaskAction.objects.order_by("project").values_list("project__name", "kind", "batch__project__name")
    assert [*rows] == [("Gate", "stop", "Gate"), ("Pier 5", "stop", "Pier 5")]
    assert "2 actions were queued, in: Gate, Pier 5." in as_operator.get(LIST).text


def test_one_alone_leads_to_its_page(as_operator: Client, submissions: list[Submission]) -> None:
    _page, named = ask(as_operator, submissions[1:2], "delete")
    answer = as_operator.post(NEW, {"kind": "delete", "tasks": named})
    (action,) = TaskAction.objects.all()
    assert answer["Location"] == f"/projects/p5/actions/{action.batch_id}/"


def test_what_one_may_not_do_is_not_done(as_operator: Client, submissions: list[Submission]) -> None:
    page, named = ask(as_operator, submissions[2:])
    assert ("No task in the cloud matches." in page, named) == (True, "")
    task = CreatedTask.objects.get(submission=submissions[2])
    as_operator.post(NEW, {"kind": "stop", "tasks": str(task.pk)})
    assert not TaskAction.objects.exists()


def test_filters_and_what_cannot_be_read(
    as_operator: Client, submissions: list[Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert as_operator.get(NEW, {"kind": "dance", "state": "created"})["Location"] == f"{LIST}?state=created"
    assert "Stop 2 tasks?" in as_operator.get(NEW, {"kind": "stop", "state": "created"}).text
    nobody = as_operator.get(NEW, {"kind": "stop", "state": "created", "service": "nobody"}).text
    assert "No task in the cloud matches." in nobody
    for module in (across, selection):
        monkeypatch.setattr(module, "MOST_TASKS", 1)
    answer = as_operator.get(NEW, {"kind": "stop", "state": "created"})
    assert answer["Location"] == f"{LIST}?state=created"
    assert "More than 1 tasks match." in as_operator.get(LIST).text
