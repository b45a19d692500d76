"""Pages for what went wrong."""

import re

from django.template.loader import get_template
from django.test import Client
from pytest_django import DjangoAssertNumQueries


def heading(page: str) -> list[str]:
    return re.findall(r"<h1>(.*?)</h1>", page)


def test_an_unknown_address(client: Client, db: None) -> None:
    answer = client.get("/elsewhere/")

    assert (answer.status_code, heading(answer.content.decode())) == (404, ["There is no such page"])


def test_a_form_without_its_token(as_operator: Client) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"username": "operator", "password": "secret"})

    assert (answer.status_code, heading(answer.content.decode())) == (403, ["This page has grown old"])


def test_a_request_that_names_another_host(client: Client, db: None) -> None:
    answer = client.get("/sign-in/", headers={"host": "elsewhere.example.net"})

    assert (answer.status_code, heading(answer.content.decode())) == (400, ["This request cannot be read"])


def test_our_own_fault_needs_no_database(django_assert_num_queries: DjangoAssertNumQueries, db: None) -> None:
    with django_assert_num_queries(0):
        page = get_template("500.html").render()

    assert heading(page) == ["Something went wrong here"]
