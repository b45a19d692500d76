"""In which zone times are drawn and typed: the person's own, else the project's, else UTC."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from taskbuilder.records.access.preferences import save_preferences
from taskbuilder.records.models import CreatedTask, Member, Project, Role
from taskbuilder.records.submissions.states import State
from tests.web.conftest import NOW, MakeSubmission, make_actions, make_export

IN_PROJECT = (
    "submissions/",
    f"submissions/{UUID(int=1)}/",
    f"compare/?a={UUID(int=1)}&b={UUID(int=2)}",
    "tasks/handover/",
    "actions/",
    f"actions/{UUID(int=4)}/",
)
ACROSS = ("/submissions/", "/exports/")
NOTE = re.compile(r"Times are in ([\w/]+)\.")


@pytest.fixture
def pages(as_operator: Client, make_submission: MakeSubmission, operator: User, project: Project) -> Client:
    """With something on each of the pages."""
    make_submission(2)
    submission = make_submission(1, state=State.CREATED)
    make_actions(CreatedTask.objects.get(submission=submission), batch_id=UUID(int=4))
    make_export(operator, project)
    return as_operator


def read_offsets(page: str) -> set[str]:
    """Of all times on the page."""
    return set(re.findall(r'<time[^>]* datetime="[^"]*([+-][0-9:]{5})"', page))


@pytest.mark.parametrize(("own", "offset"), [("", "+08:00"), ("Asia/Tokyo", "+09:00")])
def test_one_rule_for_all_pages(pages: Client, operator: User, own: str, offset: str) -> None:
    """The same submission at the same time wherever it is shown."""
    save_preferences(operator, time_zone=own)
    inside = {path: pages.get(f"/projects/gate/{path}").text for path in IN_PROJECT}
    assert {path: read_offsets(page) for path, page in inside.items()} == {
        path: {offset} for path in IN_PROJECT
    }
    named = {path: NOTE.findall(page) for path, page in inside.items()}
    assert named == {path: [own] if own else [] for path in IN_PROJECT}
    assert read_offsets(pages.get("/submissions/").text) == {offset}


def test_it_is_named_where_there_is_no_one_project(pages: Client, operator: User) -> None:
    assert NOTE.findall(pages.get("/submissions/").text) == ["Asia/Shanghai"]
    other = Project.objects.create(slug="yard", name="Yard", sign_in="token", time_zone="Europe/Berlin")
    Member.objects.create(project=other, person=operator, role=Role.OPERATOR)
    page = pages.get("/submissions/").text
    assert (NOTE.findall(page), read_offsets(page)) == (["UTC"], {"+00:00"})
    save_preferences(operator, time_zone="Asia/Tokyo")
    assert [NOTE.findall(pages.get(path).text) for path in ACROSS] == [["Asia/Tokyo"]] * 2


@pytest.mark.parametrize(("own", "count"), [("", 0), ("Pacific/Kiritimati", 1)])
def test_the_days_of_filters_begin_in_it(pages: Client, operator: User, own: str, count: int) -> None:
    """Of the list, of the file that is made of it, and of what is done to what it shows."""
    save_preferences(operator, time_zone=own)
    query = "?created_from=2026-03-02&state=created"
    assert pages.get(f"/submissions/{query}").text.count(f"/{UUID(int=1)}/") == count
    file = pages.post(f"{reverse('all-submissions-export')}{query}", {"format": "csv"})
    assert b"".join(file.streaming_content).count(b"gate-1") == count  # type: ignore[attr-defined]  # a stream
    asked = pages.get(f"{reverse('all-actions-new')}{query}&kind=delete").text
    assert ("No task in the cloud matches." in asked) == (count == 0)


@pytest.mark.parametrize("own", ["", "Asia/Tokyo"])
@time_machine.travel(NOW + timedelta(hours=3))
def test_a_handovers_time_is_typed_and_linked_in_it(pages: Client, operator: User, own: str) -> None:
    """A link means the same to every reader."""
    save_preferences(operator, time_zone=own)
    typed = "2026-03-01T21:00" if own else "2026-03-01T20:00"
    address = "/projects/gate/tasks/handover/?since="
    for since in (typed, "2026-03-01T12:00Z"):
        assert f'value="{typed}"' in pages.get(address + since).text
