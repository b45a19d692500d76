"""The person is read with their session, in one query, and is never another request's."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Session

PAGE = "/password/"


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create_user("other")


def name_of(client: Client) -> str:
    return str(client.get(PAGE).context["user"].get_username())


def test_two_people_in_turn_are_each_themselves(client: Client, operator: User, other: User) -> None:
    second = Client()
    client.force_login(operator)
    second.force_login(other)
    assert [name_of(client), name_of(second), name_of(client)] == ["operator", "other", "operator"]


def test_the_person_comes_with_the_session(
    as_operator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        as_operator.get(PAGE)


def test_a_session_that_names_nobody_yet_still_signs_in(as_operator: Client, operator: User) -> None:
    """As rows from before sessions knew whose they are."""
    Session.objects.update(person=None)
    assert name_of(as_operator) == "operator"


def test_a_session_is_the_persons_that_its_data_names(
    as_operator: Client, operator: User, other: User
) -> None:
    Session.objects.update(person=other)
    assert name_of(as_operator) == "operator"


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!changed"}])
def test_a_person_who_is_out_is_out_at_once(
    as_operator: Client, operator: User, change: dict[str, object]
) -> None:
    User.objects.filter(pk=operator.pk).update(**change)
    assert as_operator.get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"


def test_nobody_is_taken_from_the_request_before(as_operator: Client, operator: User, client: Client) -> None:
    """A request that reads a session without asking whose it is leaves nobody behind."""
    as_operator.get("/healthz")
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert stranger.get(PAGE)["Location"] == f"/sign-in/?next={PAGE}"
