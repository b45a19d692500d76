"""Signing in, being refused, being locked out, and signing out."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.web.conftest import PASSWORD

WRONG = "Incorrect user name or password."


def sign_in(client: Client, password: str = PASSWORD, **more: str) -> tuple[int, str, str]:
    answer = client.post("/sign-in/", {"username": "operator", "password": password, **more})
    return answer.status_code, answer.get("Location", ""), answer.content.decode()


def test_signing_in_leads_to_the_projects(client: Client, operator: User) -> None:
    assert sign_in(client)[:2] == (302, "/projects/")


def test_signing_in_leads_back(client: Client, operator: User) -> None:
    assert sign_in(client, next="/projects/gate/?a=1")[:2] == (302, "/projects/gate/?a=1")


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example.net/", "//elsewhere.example.net", "javascript:alert(1)"]
)
def test_signing_in_never_leads_elsewhere(client: Client, operator: User, address: str) -> None:
    assert sign_in(client, next=address)[:2] == (302, "/projects/")


def test_a_wrong_password_is_told_at_the_control_and_above(client: Client, operator: User) -> None:
    status, _, page = sign_in(client, "wrong password")

    assert status == 200
    assert re.findall(r"<title>(.*?)</title>", page) == ["Error: Sign in · Task Builder"]
    assert re.findall(r'<a href="#id_username">(.*?)</a>', page) == [WRONG]
    (told,) = re.findall(r'<p [^>]*id="id_username_error">(.*?)</p>', page, re.DOTALL)
    assert re.findall("<span>(.*?)</span>", told) == [WRONG]
    (control,) = re.findall(r'<input[^>]*name="username"[^>]*>', page)
    assert re.findall(r'(?:aria-invalid|aria-describedby|value)="[^"]*"', control) == [
        'value="operator"',
        'aria-invalid="true"',
        'aria-describedby="id_username_error"',
    ]


def test_the_password_never_comes_back(client: Client, operator: User) -> None:
    assert sign_in(client, "wrong password 7391")[2].count("7391") == 0


def test_blank_fields_are_named(client: Client, db: None) -> None:
    page = client.post("/sign-in/", {}).content.decode()

    assert re.findall(r'<a href="(#id_\w+)">(.*?)</a>', page) == [
        ("#id_username", "Enter your user name."),
        ("#id_password", "Enter your password."),
    ]
    assert re.findall(r"\srequired\b", page) == []
    assert len(re.findall(r"<form[^>]* novalidate", page)) == 1


def test_too_many_wrong_passwords_lock(client: Client, operator: User, settings: Settings) -> None:
    answers = [sign_in(client, "wrong")[0] for _ in range(settings.AXES_FAILURE_LIMIT)]
    status, _, page = sign_in(client)

    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    assert (status, re.findall(r"<h1>(.*?)</h1>", page)) == (429, ["Sign-in is temporarily locked"])


def test_the_last_try_is_told_of(client: Client, operator: User, settings: Settings) -> None:
    pages = [sign_in(client, "wrong")[2] for _ in range(settings.AXES_FAILURE_LIMIT)]

    assert [page.count("One more wrong attempt locks") for page in pages] == [0, 0, 0, 0, 2, 0]


def test_the_demo_alone_shows_its_sign_ins(client: Client, db: None, settings: Settings) -> None:
    settings.DEMO = False
    without = client.get("/sign-in/").content.decode()
    settings.DEMO = True
    with_them = client.get("/sign-in/").content.decode()

    assert re.findall(r"<code[^>]*fw-semibold[^>]*>(\w+)<", without) == []
    assert re.findall(r"<code[^>]*fw-semibold[^>]*>(\w+)<", with_them) == ["operator", "reviewer", "admin"]


def test_signing_out_is_posted(as_operator: Client) -> None:
    assert as_operator.get("/sign-out/")["Location"] == "/projects/"
    assert as_operator.post("/sign-out/")["Location"] == "/sign-in/"
    assert as_operator.get("/projects/").status_code == 302
