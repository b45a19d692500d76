"""Guessing passwords: one name, many names, many addresses, and what strangers can lock nobody out by."""

from datetime import timedelta
from ipaddress import ip_address

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from taskbuilder.proxies import Proxies, parse_proxies
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LIMITS = settings.SIGN_IN_LIMITS
ADDRESS = "203.0.113.7"
HERE = "192.0.2.44"


@pytest.fixture
def person() -> User:
    return User.objects.create_user("guard", password=PASSWORD)


def attempt(name: str, password: str = "wrong", *, address: str = ADDRESS, **headers: str) -> int:
    client = Client(REMOTE_ADDR=address, headers=headers)
    return client.post("/sign-in/", {"username": name, "password": password}).status_code


def fail(name: str, address: str, times: int) -> None:
    """What is left of as many wrong passwords."""
    AccessAttempt.objects.create(
        username=name, ip_address=address, failures_since_start=times, attempt_time=timezone.now()
    )


def test_many_names_from_one_address_meet_a_brake(person: User) -> None:
    answers = [attempt(f"name{number}") for number in range(60)]
    assert answers == [200] * LIMITS["address"] + [429] * (60 - LIMITS["address"])
    assert attempt(person.username, PASSWORD) == 429
    assert attempt(person.username, PASSWORD, address=HERE) == 302


def test_a_whole_network_of_ipv6_is_one_address(person: User) -> None:
    first = int(ip_address("2001:db8:1:2::"))
    answers = [attempt(f"name{n}", address=str(ip_address(first + n * 1_000_003))) for n in range(31)]
    assert answers[-2:] == [200, 429]
    assert attempt(person.username, PASSWORD, address="2001:db8:1:3::1") == 302


def test_one_name_from_many_addresses_meets_a_brake(person: User) -> None:
    answers = [attempt("guard", address=f"203.0.113.{number}") for number in range(1, LIMITS["name"] + 2)]
    assert answers == [200] * LIMITS["name"] + [429]
    assert attempt("guard", PASSWORD, address=HERE) == 429


def test_strangers_do_not_lock_out_who_signed_in_from_here_before(person: User) -> None:
    assert attempt("guard", PASSWORD, address=HERE) == 302
    for number in range(1, 11):
        fail("guard", f"203.0.113.{number}", LIMITS["name"])
    assert attempt("guard", PASSWORD, address="203.0.113.99") == 429
    assert attempt("guard", PASSWORD, address=HERE) == 302


def test_all_names_from_all_addresses_meet_a_brake(person: User) -> None:
    for number in range(LIMITS["all"] // 5 - 1):
        fail(f"name{number}", f"198.51.{number // 200}.{number % 200}", 5)
    assert attempt("guard", PASSWORD, address="203.0.113.98") == 302
    fail("last", "198.51.100.250", 5)
    assert attempt("guard", PASSWORD, address="203.0.113.99") == 429
    AccessLog.objects.create(username="guard", ip_address=HERE)
    assert attempt("guard", PASSWORD, address=HERE) == 302


def test_a_lock_ends(person: User) -> None:
    fail("other", ADDRESS, LIMITS["address"])
    assert attempt("guard", PASSWORD) == 429
    with time_machine.travel(timezone.now() + settings.AXES_COOLOFF_TIME + timedelta(seconds=1)):
        assert attempt("guard", PASSWORD) == 302


def test_a_right_password_gives_an_address_no_new_tries(person: User) -> None:
    fail("other", ADDRESS, LIMITS["address"] - 1)
    assert attempt("guard", PASSWORD) == 302
    assert [attempt("third"), attempt("guard", PASSWORD)] == [200, 429]


@pytest.mark.parametrize("page", ["/sign-in/", "/admin/login/"])
def test_both_doors_count_together(person: User, page: str) -> None:
    fail("other", ADDRESS, LIMITS["address"])
    answer = Client(REMOTE_ADDR=ADDRESS).post(page, {"username": "guard", "password": PASSWORD})
    assert answer.status_code == 429


def test_behind_a_proxy_each_caller_is_its_own(person: User, settings: Settings) -> None:
    settings.PROXIES = parse_proxies("172.28.7.0/24")
    calls = {"address": "172.28.7.2", "X-Forwarded-For": "203.0.113.66"}
    assert [attempt("guard", **calls) for _ in range(6)] == [200] * 5 + [429]
    assert attempt("guard", PASSWORD, **calls) == 429
    assert attempt("guard", PASSWORD, address="172.28.7.2", **{"X-Forwarded-For": HERE}) == 302


def test_who_is_no_proxy_cannot_be_somebody_else(person: User, settings: Settings) -> None:
    for proxies in (Proxies(), parse_proxies("172.28.7.0/24")):
        settings.PROXIES = proxies
        AccessAttempt.objects.all().delete()
        answers = [attempt("guard", **{"X-Forwarded-For": f"192.0.2.{number}"}) for number in range(7)]
        assert answers[-2:] == [429, 429]
        assert {each.ip_address for each in AccessAttempt.objects.all()} == {ADDRESS}
