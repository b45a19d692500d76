"""The page of API tokens: made once, shown once, revoked for good."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.access.api_tokens import find_bearer, find_signer
from taskbuilder.records.models import ApiToken, Project, Role, Service
from tests.web.conftest import make_member

PATH = "/projects/gate/tokens/"
ID = "00000000-0000-0000-0000-00000000000a"
GOOD = {"token": ID, "label": "Night <shift>", "days": "90"}


def read_text(page: str) -> str:
    (text,) = re.findall(r'data-copy="(tb_[\w-]{43})"', page)
    return str(text)


def test_a_token_is_made_and_shown_once(as_operator: Client) -> None:
    page = as_operator.post(PATH, GOOD)
    assert (page.status_code, page["Cache-Control"]) == (
        200,
        "no-store",
    )
    assert "Night &lt;shift&gt;" in page.text
    bearer = find_bearer(read_text(page.text), now=timezone.now())
    assert bearer is not None
    assert (bearer.person.username, bearer.project.slug) == ("operator", "gate")
    assert bearer.token.ends_at - bearer.token.created_at == timedelta(days=90)
    assert read_text(page.text) not in as_operator.get(PATH).text


def test_its_pair_of_keys_is_shown_beside_it_once(as_operator: Client) -> None:
    page = as_operator.post(PATH, GOOD).text
    (access_key, secret_key) = re.findall(r'data-copy="(TB[A-Z0-9]{18}|[\w-]{40})"', page)
    bearer = find_signer(access_key, now=timezone.now())
    assert bearer is not None
    assert (bearer.person.username, bearer.token.secret_key) == ("operator", secret_key)
    later = as_operator.get(PATH).text
    assert (access_key in later, secret_key in later) == (False, False)


def make_old(client: Client) -> None:
    """A token as they were made before there were keys."""
    client.post(PATH, GOOD)
    ApiToken.objects.update(access_key=None, secret_key="")


def test_an_older_token_gets_a_pair_of_keys_shown_once(as_operator: Client) -> None:
    make_old(as_operator)
    address = f"{PATH}{ID}/keys/"
    assert f'href="{address}"' in as_operator.get(PATH).text
    assert "data-copy" not in as_operator.get(address).text
    page = as_operator.post(address)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    (access_key, secret_key) = re.findall(r'data-copy="(TB[A-Z0-9]{18}|[\w-]{40})"', page.text)
    bearer = find_signer(access_key, now=timezone.now())
    assert bearer is not None
    assert (bearer.token.pk, bearer.token.secret_key) == (UUID(ID), secret_key)
    again = as_operator.post(address)
    assert "This token already has keys, or has expired" in again.text
    assert "data-copy" not in again.text
    assert find_signer(access_key, now=timezone.now()) is not None
    assert "Add keys" not in as_operator.get(PATH).text


def test_nobody_else_gets_the_keys_of_a_token(as_operator: Client, project: Project) -> None:
    make_old(as_operator)
    manager = Client()
    manager.force_login(make_member("boss", project, Role.MANAGER))
    assert "Add keys" not in manager.get(PATH).text
    assert manager.post(f"{PATH}{ID}/keys/").status_code == 404
    assert ApiToken.objects.get().access_key is None


@pytest.mark.parametrize("column", ["revoked_at", "ends_at"])
def test_a_token_that_has_ended_gets_no_keys(as_operator: Client, column: str) -> None:
    make_old(as_operator)
    ApiToken.objects.update(**{column: timezone.now()})
    assert "data-copy" not in as_operator.post(f"{PATH}{ID}/keys/").text
    assert ApiToken.objects.get().access_key is None


def test_queries_of_the_keys_page(
    as_operator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_old(as_operator)
    with django_assert_num_queries(3):
        as_operator.get(f"{PATH}{ID}/keys/")


def test_a_reload_makes_no_second_one(as_operator: Client) -> None:
    as_operator.post(PATH, GOOD)
    page = as_operator.post(PATH, GOOD)
    assert "This token has already been created" in page.text
    assert "data-copy" not in page.text
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"label": " "}, "Label is missing. Enter the program that uses the token."),
        ({"label": "x" * 61}, "Label has more than 60 characters. Shorten it."),
        ({"days": "7"}, "Expires after: choose one of the listed options."),
        ({"days": ""}, "Expires after is missing. Choose how long the token is valid."),
    ],
)
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    as_operator: Client, wrong: dict[str, str], message: str
) -> None:
    page = as_operator.post(PATH, GOOD | {"label": "x"} | wrong)
    assert page.status_code == 422
    assert page.text.count(message) == 2
    assert re.findall(r"\srequired\b", page.text) == []
    assert f'name="token" value="{ID}"' in page.text
    assert ApiToken.objects.count() == 0


@pytest.mark.parametrize("mangled", ["", "x", "\x00"])
def test_a_mangled_form_still_makes_one(as_operator: Client, mangled: str) -> None:
    assert as_operator.post(PATH, GOOD | {"token": mangled}).status_code == 200
    assert ApiToken.objects.count() == 1


def test_it_is_revoked_after_one_question(as_operator: Client) -> None:
    text = read_text(as_operator.post(PATH, GOOD).text)
    address = f"{PATH}{ID}/revoke/"
    assert "Revoke “Night &lt;shift&gt;”?" in as_operator.get(address).text
    assert find_bearer(text, now=timezone.now()) is not None
    answer = as_operator.post(address)
    assert (answer.status_code, answer["Location"]) == (303, PATH)
    assert find_bearer(text, now=timezone.now()) is None
    assert "Revoked" in as_operator.get(PATH).text
    assert as_operator.post(address).status_code == 303


def test_another_operators_tokens_are_theirs_and_a_managers_business(
    as_operator: Client, project: Project
) -> None:
    as_operator.post(PATH, GOOD)
    for name, role, is_shown in (("other", Role.OPERATOR, False), ("boss", Role.MANAGER, True)):
        client = Client()
        client.force_login(make_member(name, project, role))
        assert ("Night &lt;shift&gt;" in client.get(PATH).text) == is_shown
        assert client.post(f"{PATH}{ID}/revoke/").status_code == (303 if is_shown else 404)


def test_viewers_have_no_tokens(as_viewer: Client) -> None:
    assert as_viewer.get(PATH).status_code == 403
    assert as_viewer.post(PATH, GOOD).status_code == 403
    assert as_viewer.get(f"{PATH}{ID}/revoke/").status_code == 403


def test_queries(as_operator: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    as_operator.post(PATH, GOOD)
    with django_assert_num_queries(4):
        as_operator.get(PATH)


def test_the_page_says_where_a_program_posts(as_operator: Client, service: Service) -> None:
    page = as_operator.get(PATH).content.decode()
    address = f"http://testserver/v1/{service.project.cloud_project_id}/services/{service.service_id}/tasks"
    assert f'<code class="user-select-all text-break">{address}</code>' in page
    assert resolve(urlsplit(address).path).url_name == "api-create"
