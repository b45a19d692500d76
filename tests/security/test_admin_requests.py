"""Addresses and forms of the admin that no browser of ours sends: none breaks anything."""

from http import HTTPStatus

import pytest
from django.test import Client

from taskbuilder.records.models import Project
from tests.records.test_admin import change_url, form_of
from tests.security.conftest import sign_in

pytestmark = pytest.mark.usefixtures("world")
HUGE = "9" * 26
SUBMISSIONS, PROJECTS, ADD = (f"/admin/records/{where}/" for where in ("submission", "project", "member/add"))
UNUSABLE = [
    f"{SUBMISSIONS}?project__exact={HUGE}",
    f"{SUBMISSIONS}?created_at__gte=0001-01-01T00:00:00%2B14:00",
    f"{SUBMISSIONS}?created_at__year=0",
    f"/admin/auth/user/?groups__exact={HUGE}",
]


@pytest.fixture
def admin(world: None) -> Client:
    return sign_in("admin")


@pytest.mark.parametrize("address", UNUSABLE)
def test_a_list_with_filters_beyond_all_bounds_shows_all_and_says_so(admin: Client, address: str) -> None:
    page = admin.get(address, follow=True)
    assert page.redirect_chain == [(address.partition("?")[0], HTTPStatus.FOUND)]
    assert [str(message) for message in page.context["messages"]] == [
        "These filters are invalid, so everything is shown."
    ]


@pytest.mark.parametrize(
    ("address", "form", "status"),
    [
        (ADD, {"person": "abc"}, 200),
        (ADD, {"project": HUGE}, 200),
        (ADD, {"person": "\0"}, 200),
        (PROJECTS, {"action": "test_connection", "_selected_action": ""}, 400),
        (f"{PROJECTS}?q=%00", {}, 400),
        (f"{PROJECTS}{HUGE}/change/", {}, 302),
        (f"{PROJECTS}?p=abc&_popup=abc", {}, 200),
    ],
)
def test_odd_forms(admin: Client, address: str, form: dict[str, str], status: int) -> None:
    assert admin.post(address, form).status_code == status


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("members-INITIAL_FORMS", "-1", 400),
        ("_to_field", "", 400),
        ("_saveasnew", "1", 200),
        ("most_in_flight", HUGE, 200),
        ("most_a_second", "nan", 200),
        ("members-TOTAL_FORMS", "abc", 200),
        ("name", "\0", 200),
    ],
)
def test_odd_values_of_a_project(admin: Client, name: str, value: str, status: int) -> None:
    address = change_url(Project.objects.get(slug="harbour"))
    assert admin.post(address, {**form_of(admin, address), name: value}).status_code == status
