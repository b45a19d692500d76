"""The list of projects says what needs a person, and a project's page begins a task for each service."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Draft, Member, Project, Role, Service, Submission
from taskbuilder.records.submissions.states import State
from tests.web.conftest import MakeSubmission
from tests.web.test_pages import QUERIES


def list_counts(client: Client) -> list[str]:
    page = client.get("/projects/").content.decode()
    badges = re.findall(r'<a class="badge[^"]*" href="([^"]*)">\s*(.*?)\s*</a>', page)
    return [f"{href} {words}" for href, words in badges]


def test_the_list_counts_what_needs_a_person(as_operator: Client, make_submission: MakeSubmission) -> None:
    for number, state in enumerate([State.UNKNOWN, State.UNKNOWN, State.REFUSED, State.CREATED], start=1):
        make_submission(number, state=state)
    unknown = "/projects/gate/unknown/ 2 need review"

    assert list_counts(as_operator) == [unknown]
    Submission.objects.update(created_at=timezone.now())
    assert list_counts(as_operator) == [
        unknown,
        "/projects/gate/submissions/?state=refused 1 refused in 24 hours",
    ]


def test_more_projects_take_no_more_queries(
    as_operator: Client, operator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(9):
        project = Project.objects.create(
            slug=f"p{number}", name=f"P{number}", cloud_project_id=f"{number}", sign_in="token"
        )
        Member.objects.create(person=operator, project=project, role=Role.VIEWER)
    with django_assert_num_queries(QUERIES["/projects/"]):
        as_operator.get("/projects/")


def test_a_task_begins_with_a_service(as_operator: Client, service: Service) -> None:
    page = as_operator.get("/projects/gate/").content.decode()
    answer = as_operator.post("/projects/gate/drafts/new/", {"service": service.pk, "step": "details"})
    draft = Draft.objects.get()

    assert f'name="service" value="{service.pk}"' in page
    assert (draft.service, answer["Location"]) == (service, f"/projects/gate/drafts/{draft.pk}/details/")


@pytest.mark.parametrize("service", ["0", "-1", "x", "9" * 40, "１", "\x00"])
def test_a_service_of_no_project_is_not_found(as_operator: Client, service: str) -> None:
    answer = as_operator.post("/projects/gate/drafts/new/", {"service": service})

    assert (answer.status_code, Draft.objects.count()) == (404, 0)


def test_a_service_of_another_project_is_not_found(as_operator: Client) -> None:
    other = Project.objects.create(slug="other", name="Other", cloud_project_id="b", sign_in="token")
    service = Service.objects.create(project=other, service_id="s", name="S", platform="ief")

    assert as_operator.post("/projects/gate/drafts/new/", {"service": service.pk}).status_code == 404


def test_a_viewer_begins_nothing(as_viewer: Client, service: Service) -> None:
    assert f'name="service" value="{service.pk}"' not in as_viewer.get("/projects/gate/").content.decode()
    answer = as_viewer.post("/projects/gate/drafts/new/", {"service": service.pk})
    assert (answer.status_code, Draft.objects.count()) == (403, 0)
