"""Every kind of page of the admin takes a fixed number of queries, and leads to the product's pages."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Project, Service, Submission
from taskbuilder.records.samples import load_samples
from tests.support.walker import Document

pytestmark = pytest.mark.django_db
ADMIN = "/admin/{}/"
COUNTS = {
    "": 2,
    "auth/group": 4,
    "auth/group/add": 2,
    "auth/group/1/change": 5,
    "auth/user": 5,
    "auth/user/add": 1,
    "auth/user/{user}/change": 7,
    "auth/user/{user}/delete": 37,
    "auth/user/{user}/history": 3,
    "auth/user/{user}/password": 3,
    "axes/accessattempt": 4,
    "axes/accesslog": 4,
    "records/actionbatch": 5,
    "records/apitoken": 5,
    "records/attempt": 3,
    "records/capacity": 4,
    "records/cloudtask": 3,
    "records/comment": 3,
    "records/createdtask": 3,
    "records/decision": 3,
    "records/delivery": 3,
    "records/draft": 5,
    "records/export": 4,
    "records/member": 5,
    "records/member/add": 3,
    "records/plan": 5,
    "records/planrun": 4,
    "records/project": 4,
    "records/project/add": 2,
    "records/project/{project}/change": 5,
    "records/project/{project}/delete": 44,
    "records/project/{project}/history": 3,
    "records/regiontemplate": 5,
    "records/replacement": 4,
    "records/savedfilter": 5,
    "records/service": 5,
    "records/service/add": 2,
    "records/service/{service}/change": 3,
    "records/service/{service}/delete": 9,
    "records/service/{service}/schema": 4,
    "records/submission": 4,
    "records/template": 5,
    "records/templateversion": 4,
    "records/submission/{submission}/change": 7,
    "records/taskaction": 3,
    "records/taskreading": 4,
    "records/webhook": 4,
}
"""Queries of each page, by its address; one of them is for the session with the person."""


@pytest.fixture
def staff(client: Client) -> Client:
    load_samples(cloud_url="http://127.0.0.1:1", now=timezone.now())
    project = Project.objects.get(slug="harbour")
    operator = User.objects.get(username="operator")
    start_draft(project=project, owner=operator, answers={}, title="Half", now=timezone.now())
    Group.objects.create(pk=1, name="Administrators of services")
    client.force_login(User.objects.get(username="admin"))
    return client


def address_of(where: str) -> str:
    names = {
        "user": User.objects.get(username="operator").pk,
        "project": Project.objects.get(slug="harbour").pk,
        "service": Service.objects.get(name="Quay intrusion watch").pk,
        "submission": Submission.objects.get(name="berth-9-trial").pk,
    }
    return ADMIN.format(where.format(**names)).replace("//", "/")


@pytest.mark.parametrize("where", COUNTS)
def test_each_page_takes_a_fixed_number_of_queries(
    staff: Client, where: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = address_of(where)
    staff.get(address)  # once for Django's own caches
    with django_assert_num_queries(COUNTS[where]):
        assert staff.get(address).status_code == 200


@pytest.mark.parametrize(
    ("where", "there"),
    [
        ("records/project/{project}/change", "/projects/harbour/"),
        ("records/submission/{submission}/change", "/projects/harbour/submissions/{submission}/"),
    ],
)
def test_a_row_leads_to_its_page_on_the_site(staff: Client, where: str, there: str) -> None:
    submission = Submission.objects.get(name="berth-9-trial")
    shown = staff.get(address_of(where))
    assert shown.context["absolute_url"] == there.format(submission=submission.pk)
    assert staff.get(shown.context["absolute_url"]).status_code == 200


@pytest.mark.parametrize(
    ("address", "there"), [("/admin/records/", "admin:index"), ("/admin/password_change/", "password")]
)
def test_pages_that_the_product_has_once_are_not_there_twice(staff: Client, address: str, there: str) -> None:
    answer = staff.get(address)
    assert (answer.status_code, answer["Location"]) == (302, reverse(there))


@pytest.mark.ux(2, 3, 4)
def test_a_refused_form_lists_its_problems_at_its_head(staff: Client) -> None:
    page = staff.post(address_of("records/service/add"), {"name": "", "platform": "ief"})
    problems = page.content.decode().partition('id="problem-summary"')[2].partition("</ul>")[0]
    links = ["#id_project", "#id_name", "#id_service_id"]
    assert [part.partition('"')[0] for part in problems.split('<a href="')[1:]] == links
    assert page.content.decode().count('aria-invalid="true"') == 3
    assert [
        control for control in Document(page.content.decode()).find("select") if "required" in control.attrs
    ] == []


def test_lists_are_grouped_by_job(staff: Client) -> None:
    groups = staff.get(reverse("admin:index")).context["app_list"]
    assert {str(group["name"]): [model["name"] for model in group["models"]] for group in groups} == {
        "Projects": ["Projects"],
        "Services": ["Services", "Capacities"],
        "People": ["Users", "Members", "Groups", "API tokens", "Sign-ins", "Wrong passwords"],
        "Submissions": [
            "Submissions",
            "Saved filters",
            "Created tasks",
            "Tasks in the cloud",
            "Readings of tasks",
            "Comments",
            "Exports",
            "Drafts",
            "Templates",
            "Template versions",
            "Sources",
            "Sinks",
            "Region templates",
            "Plans",
            "Runs of plans",
        ],
        "Outbox": [
            "Attempts",
            "Decisions",
            "Actions on tasks",
            "Actions on single tasks",
            "Replacements",
            "Webhooks",
            "Deliveries",
        ],
    }
    assert [str(group["name"]) for group in groups] == [
        "Projects",
        "Services",
        "People",
        "Submissions",
        "Outbox",
    ]


@pytest.mark.ux(2, 6)
@pytest.mark.parametrize(
    "page", ["auth/group", "auth/user", "records/member", "records/project", "records/service"]
)
def test_each_message_names_its_field(staff: Client, page: str) -> None:
    """Django's own say “This field is required.”; what heads the page says the same as the control."""
    rows = {"members-TOTAL_FORMS": 1, "members-INITIAL_FORMS": 0, "members-0-role": "operator"}
    services = {"services-TOTAL_FORMS": 0, "services-INITIAL_FORMS": 0}
    drawn = staff.post(f"/admin/{page}/add/", rows | services).text
    summary = re.findall(r'<li><a href="#id_[^"]+">([^<]+)</a>', drawn)
    at_controls = re.findall(r'<ul class="errorlist" id="id_[^"]+_error"><li>([^<]+)</li>', drawn)
    assert (sorted(summary), bool(at_controls)) == (sorted(at_controls), True)
    assert [each for each in at_controls if "“" not in each] == []
    if page == "records/project":
        assert "Member 1: “Person” is missing. Fill it in." in at_controls
