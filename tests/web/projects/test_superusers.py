"""A superuser sees every project, marked as such, and works in none of which they are not a member."""

from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Member, Project, Role
from taskbuilder.records.submissions.states import State
from tests.web.conftest import PASSWORD, MakeSubmission
from tests.web.test_pages import QUERIES, SUBMISSION

MARK = ">Superuser access</span>"
WAITING = '<span class="badge rounded-pill text-bg-warning">1</span>'
"""How many submissions wait for a decision, as the header says it."""
HIDDEN = ("drafts", "filters", "import")
"""Pages that a superuser who only looks has no use for."""
SEEN = [path for path in QUERIES if "gate" in path and not any(each in path for each in HIDDEN)]


@pytest.fixture
def root(client: Client, make_submission: MakeSubmission) -> Client:
    make_submission(1, state=State.UNKNOWN)
    client.force_login(User.objects.create_superuser("root", password=PASSWORD))
    return client


@pytest.mark.parametrize("path", SEEN)
def test_every_project_is_seen_and_marked(root: Client, path: str) -> None:
    answer = root.get(path)
    assert (answer.status_code, answer.content.decode().count(MARK)) == (200, 1)
    assert WAITING in answer.content.decode()


def test_the_list_marks_what_is_not_ones_own(root: Client, project: Project) -> None:
    Project.objects.create(
        slug="own", name="Own", cloud_project_id="b", base_url="https://a.example.net", sign_in="token"
    )
    Member.objects.create(
        person=User.objects.get(username="root"),
        project_id=Project.objects.get(slug="own").pk,
        role=Role.VIEWER,
    )
    page = root.get("/projects/").content.decode()
    assert [page.count(name) for name in ('/projects/gate/"', '/projects/own/"', MARK)] == [1, 1, 1]
    assert root.get("/projects/own/").content.decode().count(MARK) == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/projects/gate/drafts/"),
        ("POST", "/projects/gate/drafts/new/"),
        ("GET", "/projects/gate/tokens/"),
        ("GET", f"{SUBMISSION}settle/"),
        ("POST", f"{SUBMISSION}settle/"),
    ],
)
def test_nothing_is_done_there(root: Client, method: str, path: str) -> None:
    answer = root.generic(method, path)
    assert answer.status_code == 403
    assert "You are not a member: join to create tasks" in unescape(answer.content.decode())


def test_it_costs_one_query(root: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(QUERIES["/projects/gate/submissions/"] + 1):
        root.get("/projects/gate/submissions/")
    with django_assert_num_queries(QUERIES["/projects/"]):
        root.get("/projects/")


def test_no_project_is_none_for_them_either(root: Client) -> None:
    assert root.get("/projects/elsewhere/").status_code == 404


def test_staff_is_no_superuser(client: Client, stranger: User, project: Project) -> None:
    User.objects.filter(pk=stranger.pk).update(is_staff=True)
    client.force_login(stranger)
    assert client.get("/projects/gate/").status_code == 404
    assert MARK not in client.get("/projects/").content.decode()
