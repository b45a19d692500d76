"""Pages for what went wrong."""

import re

import pytest
from django.contrib.auth.models import User
from django.template.loader import get_template
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings


def heading(page: str) -> list[str]:
    return re.findall(r"<h1>(.*?)</h1>", page)


def test_an_unknown_address(client: Client, db: None) -> None:
    answer = client.get("/elsewhere/")

    assert (answer.status_code, heading(answer.content.decode())) == (404, ["Page not found"])


def test_a_form_without_its_token(as_operator: Client) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"username": "operator", "password": "secret"})

    assert (answer.status_code, heading(answer.content.decode())) == (403, ["This page has expired"])


def test_a_request_that_names_another_host(client: Client, db: None) -> None:
    answer = client.get("/sign-in/", headers={"host": "elsewhere.example.net"})

    assert (answer.status_code, heading(answer.content.decode())) == (400, ["This request cannot be read"])


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("limit", ["DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FIELDS"])
def test_a_form_that_is_too_large(
    settings: Settings, operator: User, limit: str, htmx: dict[str, str]
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(operator)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    setattr(settings, limit, 1)
    address = "/projects/gate/drafts/00000000-0000-0000-0000-000000000001/details/"
    answer = client.post(address, {"name": "gate", "press": "save"}, headers=htmx)

    assert (answer.status_code, heading(answer.content.decode())) == (
        413,
        ["This form is too large"],
    )


def test_our_own_fault_needs_no_database(django_assert_num_queries: DjangoAssertNumQueries, db: None) -> None:
    with django_assert_num_queries(0):
        page = get_template("500.html").render()

    assert heading(page) == ["Something went wrong"]
