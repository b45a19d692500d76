"""Changing one's own password."""

import re
from html import unescape

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from tests.web.conftest import PASSWORD

NEW = "quite another password"


def change(
    client: Client, old: str = PASSWORD, new: str = NEW, again: str | None = None
) -> tuple[int, str, str]:
    typed = {"old_password": old, "new_password1": new, "new_password2": new if again is None else again}
    answer = client.post("/password/", typed)
    return answer.status_code, answer.get("Location", ""), unescape(answer.content.decode())


def test_it_is_changed_and_other_sessions_end(as_operator: Client, operator: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(operator)
    assert change(as_operator)[:2] == (302, "/projects/")
    page = as_operator.get("/projects/").content.decode()
    assert page.count("Your password was changed. You were signed out everywhere else.") == 1
    assert elsewhere.get("/projects/").status_code == 302
    operator.refresh_from_db()
    assert operator.check_password(NEW)


@pytest.mark.parametrize(
    ("typed", "control", "told"),
    [
        (("wrong", NEW), "old_password", "This is not your current password. Enter it again."),
        (("", NEW), "old_password", "Enter your current password."),
        ((PASSWORD, "", NEW), "new_password1", "Enter a new password."),
        ((PASSWORD, NEW, ""), "new_password2", "Repeat the new password."),
        (
            (PASSWORD, NEW, NEW + "."),
            "new_password2",
            "The new passwords differ. Enter the same password twice.",
        ),
        ((PASSWORD, PASSWORD), "new_password1", "This is your current password. Choose a different one."),
        (
            (PASSWORD, "short"),
            "new_password2",
            "This password is too short. It must contain at least 12 characters.",
        ),
        ((PASSWORD, "password1234"), "new_password2", "This password is too common."),
    ],
)
def test_what_is_wrong_is_told_at_its_control(
    as_operator: Client, operator: User, typed: tuple[str, ...], control: str, told: str
) -> None:
    status, _, page = change(as_operator, *typed)
    assert (status, re.findall(r'<a href="(#id_\w+)">(.*?)</a>', page)) == (200, [(f"#id_{control}", told)])
    assert re.findall("<title>(.*?)</title>", page) == ["Error: Change password · Task Builder"]
    assert [word for word in (PASSWORD, NEW) if word in page] == []
    operator.refresh_from_db()
    assert operator.check_password(PASSWORD)


def test_guesses_of_the_current_one_lock(as_operator: Client, operator: User, settings: Settings) -> None:
    answers = [change(as_operator, f"guess {number}")[0] for number in range(settings.AXES_FAILURE_LIMIT)]
    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429]
    assert change(as_operator)[0] == 429
    operator.refresh_from_db()
    assert operator.check_password(PASSWORD)
    saved = " ".join(AccessAttempt.objects.values_list("post_data", flat=True))
    assert [word for word in ("guess", NEW) if word in saved] == []


def test_the_signed_out_sign_in_first(client: Client, db: None) -> None:
    assert client.get("/password/")["Location"] == "/sign-in/?next=/password/"
