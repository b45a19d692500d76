"""A person's own page: preferences that follow them, their tokens, their sessions."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.access.api_tokens import issue_token
from taskbuilder.records.models import Preferences, Project, Session
from tests.web.conftest import PASSWORD

CHOICES = {"language": "zh-hans", "time_zone": "Asia/Tokyo", "colour_mode": "dark", "density": "compact"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
HTML = re.compile(r"<html [^>]*>")


def open_tag(client: Client, path: str = "/projects/") -> str:
    return str(HTML.findall(client.get(path).content.decode())[0])


def sign_in(**headers: str) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": "operator", "password": PASSWORD}, headers=headers)
    return client


def test_preferences_follow_the_person(operator: User) -> None:
    answer = sign_in().post("/account/", CHOICES)

    assert (answer.status_code, answer["Location"]) == (303, "/account/")
    assert Preferences.objects.values(*CHOICES).get() == CHOICES
    assert open_tag(sign_in()) == '<html lang="zh-hans" data-bs-theme="dark" data-density="compact">'


def test_a_language_chosen_before_signing_in_outlives_a_choice_of_something_else(operator: User) -> None:
    Preferences.objects.create(person=operator, density="compact")
    client = Client()
    client.post("/language/", {"language": "zh-hans"})
    client.post("/sign-in/", {"username": "operator", "password": PASSWORD})

    assert open_tag(client) == '<html lang="zh-hans" data-density="compact">'
    assert '<option value="zh-hans" selected>' in client.get("/account/").text


def test_the_pages_of_others_stay(as_operator: Client, stranger: User) -> None:
    as_operator.post("/account/", CHOICES)
    other = Client()
    other.force_login(stranger)

    assert open_tag(other) == '<html lang="en">'


@pytest.mark.parametrize("name", CHOICES)
def test_what_is_not_on_offer_is_refused(as_operator: Client, name: str) -> None:
    answer = as_operator.post("/account/", {**CHOICES, name: "../x"})

    assert (answer.status_code, answer.text.count("Choose one of the options.")) == (422, 2)
    assert list(Preferences.objects.all()) == []


@pytest.mark.parametrize(
    ("choice", "tag"),
    [
        ({"colour_mode": "dark"}, '<html lang="en" data-bs-theme="dark">'),
        ({"colour_mode": "light"}, '<html lang="en" data-bs-theme="light">'),
        ({"colour_mode": "system"}, '<html lang="en">'),
        ({"density": "compact"}, '<html lang="en" data-density="compact">'),
        ({"colour_mode": '"><script>'}, '<html lang="en">'),
    ],
)
def test_the_header_chooses_without_signing_in(
    client: Client, db: None, choice: dict[str, str], tag: str
) -> None:
    answer = client.post("/display/", {**choice, "next": "/rules/?q=a"})

    assert (answer.status_code, answer["Location"]) == (303, "/rules/?q=a")
    assert open_tag(client, "/sign-in/") == tag


def test_the_header_keeps_the_choice_for_the_person(as_operator: Client, operator: User) -> None:
    as_operator.post("/display/", {"colour_mode": "dark"})
    as_operator.post("/display/", {"density": "compact"})
    as_operator.post("/language/", {"language": "zh-hans"})
    kept = Preferences.objects.get(person=operator)

    assert (kept.colour_mode, kept.density, kept.language) == ("dark", "compact", "zh-hans")


@pytest.mark.parametrize(
    "page", ["https://elsewhere.example.net/", "//elsewhere.example.net", "javascript:1"]
)
def test_a_choice_leads_to_no_other_site(client: Client, db: None, page: str) -> None:
    assert client.post("/display/", {"colour_mode": "dark", "next": page})["Location"] == "/"


@pytest.mark.parametrize("cookie", ["dark", "dark.wide", "<b>.<i>", ".", "dark.compact.more"])
def test_a_cookie_may_hold_anything(client: Client, db: None, cookie: str) -> None:
    client.cookies["taskbuilder_display"] = cookie
    known = ' data-bs-theme="dark"' if cookie.startswith("dark") else ""

    assert open_tag(client, "/sign-in/") == f'<html lang="en"{known}>'


@pytest.mark.parametrize("path", ["/display/", "/language/", "/account/sign-out-elsewhere/"])
def test_what_takes_a_forms_post_alone_leads_on_when_opened(as_operator: Client, path: str) -> None:
    answer = as_operator.get(path, follow=True)

    assert (answer.redirect_chain[0][1], answer.status_code) == (302, 200)


def test_sessions_are_listed_and_ended(operator: User, stranger: User) -> None:
    other = Client()
    other.force_login(stranger)
    here, elsewhere = sign_in(user_agent=FIREFOX), sign_in(user_agent="curl/8")
    page = here.get("/account/").text

    assert re.findall(r'<span class="fw-semibold">(.*?)</span>', page) == ["curl", "Firefox, Linux"]
    assert page.count("This session") == 1
    assert here.post("/account/sign-out-elsewhere/")["Location"] == "/account/"
    assert "You were signed out of 1 other session." in here.get("/account/").text
    assert [each.get("/account/").status_code for each in (here, elsewhere, other)] == [200, 302, 200]
    assert "Sign out elsewhere" not in here.get("/account/").text


def test_a_session_that_has_ended_is_not_listed(operator: User) -> None:
    here = sign_in(user_agent=FIREFOX)
    sign_in(user_agent="curl/8")
    Session.objects.filter(agent="curl/8").update(expire_date=timezone.now() - timedelta(hours=1))

    assert "curl" not in here.get("/account/").text


def test_a_new_password_ends_the_other_sessions(operator: User) -> None:
    here, _elsewhere = sign_in(user_agent=FIREFOX), sign_in(user_agent="curl/8")
    new = "a-new-long-password-7"
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    assert here.post("/password/", typed).status_code == 302
    assert [each.agent for each in Session.objects.filter(person=operator)] == [FIREFOX]
    assert here.get("/account/").status_code == 200


def test_a_stranger_ends_nothing(operator: User) -> None:
    sign_in()

    answer = Client().post("/account/sign-out-elsewhere/")
    assert answer["Location"] == "/sign-in/?next=/account/sign-out-elsewhere/"
    assert Session.objects.filter(person=operator).count() == 1


def test_a_session_is_not_called_by_its_key(as_operator: Client) -> None:
    (session,) = Session.objects.all()

    assert session.session_key not in str(session)


def test_own_tokens_of_every_project(
    as_operator: Client, operator: User, project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    for number in range(3):
        issue_token(
            token_id=UUID(int=number),
            project=project,
            person=operator,
            label=f"import {number}",
            ends_at=now + timedelta(days=1),
            now=now + timedelta(seconds=number),
        )
    with django_assert_num_queries(3):
        page = as_operator.get("/account/").text

    assert re.findall(r'<a class="fw-semibold stretched-link"[^>]*>(.*?)</a>', page) == [
        "import 2",
        "import 1",
        "import 0",
    ]
