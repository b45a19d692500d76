"""A person without a role sees who can give it, by name, and where; a superuser can join."""

from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Member, Project, Role
from tests.web.conftest import PASSWORD, MakeSubmission
from tests.web.test_pages import QUERIES, SUBMISSION

SEEN = ["/projects/gate/", "/projects/gate/submissions/", SUBMISSION, "/projects/gate/unknown/"]
REFUSED = [
    ("GET", "/projects/gate/drafts/"),
    ("POST", "/projects/gate/drafts/new/"),
    ("GET", "/projects/gate/tokens/"),
    ("GET", "/projects/gate/templates/new/"),
    ("GET", f"{SUBMISSION}settle/"),
    ("POST", f"{SUBMISSION}cancel/"),
]
TOLD = (
    "Your role in Gate is “Viewer”. {} requires “Operator”. These people can change your role in "
    "Administration, under Members: {}."
)
CREATING, HERE = "Creating and changing tasks", "This page or action"
NOBODY = (
    "Your role in Gate is “Viewer”. Creating and changing tasks requires “Operator”. Nobody can change your "
    "role at present: ask the server's administrator to add a superuser."
)
VISIT = (
    "You see Gate because you are a superuser. You are not a member: join to create tasks and resolve "
    "submissions."
)
JOIN = "/projects/gate/join/"


def make_manager(project: Project, name: str, *, is_staff: bool = True, may_change: bool = True) -> User:
    first, _blank, last = name.partition(" ")
    person = User.objects.create_user(
        first.lower(), first_name=first, last_name=last, is_staff=is_staff, password=PASSWORD
    )
    if may_change:
        person.user_permissions.add(Permission.objects.get(codename="change_member"))
    Member.objects.create(person=person, project=project, role=Role.MANAGER)
    return person


@pytest.fixture
def reader(client: Client, project: Project, make_submission: MakeSubmission) -> Client:
    make_submission(1)
    person = User.objects.create_user("reader", password=PASSWORD)
    Member.objects.create(person=person, project=project, role=Role.VIEWER)
    client.force_login(person)
    return client


@pytest.fixture
def root(client: Client, project: Project, make_submission: MakeSubmission) -> Client:
    make_submission(1)
    client.force_login(User.objects.create_superuser("root", password=PASSWORD))
    return client


def read(client: Client, path: str, method: str = "GET") -> str:
    return unescape(" ".join(client.generic(method, path).content.decode().split()))


@pytest.mark.ux(39)
@pytest.mark.parametrize(("method", "path"), [*(("GET", path) for path in SEEN), *REFUSED])
def test_a_reader_is_told_who_can(reader: Client, project: Project, method: str, path: str) -> None:
    User.objects.create_superuser("root")
    make_manager(project, "Ada Li")
    make_manager(project, "Bo Chen", is_staff=False)
    make_manager(project, "Cy Day", may_change=False)
    page = read(reader, path, method)
    assert page.count(TOLD.format(CREATING if path in SEEN else HERE, "Ada Li, root")) == 1
    assert JOIN not in page


def test_where_nobody_can_that_is_said(reader: Client) -> None:
    assert NOBODY in read(reader, "/projects/gate/")


def test_it_costs_a_reader_one_query(
    reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(QUERIES["/projects/gate/submissions/"] + 1):
        reader.get("/projects/gate/submissions/")


def test_an_operator_is_told_nothing(client: Client, operator: User) -> None:
    client.force_login(operator)
    assert "Your role in" not in read(client, "/projects/gate/")


@pytest.mark.ux(39)
@pytest.mark.parametrize(("method", "path"), [*(("GET", path) for path in SEEN), *REFUSED])
def test_a_superuser_is_told_why_and_can_join(root: Client, method: str, path: str) -> None:
    page = read(root, path, method)
    assert (page.count(VISIT), page.count(f'action="{JOIN}"')) == (1, 1)


def test_joining_makes_a_manager_and_is_written_down(root: Client, project: Project) -> None:
    person = User.objects.get(username="root")
    for _press in range(2):
        page = root.post(JOIN, follow=True)
        assert page.redirect_chain == [("/projects/gate/", 302)]
        assert (VISIT in unescape(page.content.decode()), page.context["request"].may_create) == (False, True)
    assert [each.role for each in Member.objects.filter(person=person, project=project)] == [Role.MANAGER]
    (entry,) = LogEntry.objects.filter(user=person)
    assert (entry.object_id, entry.get_change_message()) == (
        str(project.pk),
        "“root” joined as a superuser, with the role of a manager.",
    )


def test_nobody_else_joins(reader: Client, client: Client, stranger: User, project: Project) -> None:
    assert reader.post(JOIN).status_code == 403
    assert list(Member.objects.filter(person__username="reader").values_list("role", flat=True)) == ["viewer"]
    client.force_login(stranger)
    assert client.post(JOIN).status_code == 404
    assert LogEntry.objects.count() == 0
