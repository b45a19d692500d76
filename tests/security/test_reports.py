"""Error pages, error mails and error logs: with DEBUG on and off, they tell no secret."""

import json
import logging

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone
from django.utils.log import AdminEmailHandler
from pytest_django import Settings

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Project
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.json_value import JsonObject
from tests.security.canaries import Canaries
from tests.security.conftest import sign_in
from tests.security.evidence import Ear, dump_tables, read_database_files

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = [{"accept": "text/html"}, {"accept": "application/json"}, {"HX-Request": "true"}]


@pytest.fixture
def draft(cloud: Simulator, canaries: Canaries) -> Draft:
    answers: JsonObject = {"input": {"vcn": {"password": canaries.rich("vcn password"), "mode": "plain"}}}
    return start_draft(
        project=Project.objects.get(slug="harbour"),
        owner=User.objects.get(username="operator"),
        answers=answers,
        now=timezone.now(),
    )


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("headers", KINDS)
@pytest.mark.urls("tests.security.broken")
def test_a_page_that_fails(
    draft: Draft,
    canaries: Canaries,
    settings: Settings,
    ear: Ear,
    debug: bool,
    headers: dict[str, str],
) -> None:
    settings.DEBUG = debug
    settings.SECRET_KEY = canaries.core("secret key")
    settings.ENCRYPTION_KEYS = [*settings.ENCRYPTION_KEYS, f"{canaries.core('encryption key'):A<43}="]
    settings.ADMINS = [("Admin", "admin@example.net")]
    logging.getLogger("django.request").addHandler(
        AdminEmailHandler(include_html=True)
    )  # the ear takes it off
    client = sign_in("operator")
    client.raise_request_exception = False
    posted = {
        "password-of-vcn": canaries.rich("posted"),
        "config": json.dumps({"key": canaries.core("config")}),
    }
    answer = client.post(f"/broken/{draft.pk}/", posted, headers=headers)
    page = answer.content.decode()

    assert (answer.status_code, len(mail.outbox)) == (500, 1)
    assert canaries.find(answer.content, *(text for _name, text in ear.heard)) == []
    assert (
        canaries.find(*(text for sent in mail.outbox for text in (str(sent.body), str(sent.message())))) == []
    )
    assert ("Failed" in page, "Something went wrong" in page) == (debug, not debug)


@pytest.mark.parametrize("debug", [False, True])
def test_a_key_that_is_lost(
    draft: Draft, canaries: Canaries, settings: Settings, ear: Ear, debug: bool
) -> None:
    settings.DEBUG = debug
    settings.ENCRYPTION_KEYS = ["bm90LXRoZS1rZXktdGhhdC1pdC13YXMtbWFkZS13aXQ="]
    client = sign_in("operator")
    client.raise_request_exception = False
    address = f"/projects/harbour/drafts/{draft.pk}/input/"
    answers = [client.get(address), client.post(address, {"input-type": canaries.rich("typed")})]

    assert [answer.status_code for answer in answers] == [500, 500]
    assert canaries.find(*(answer.content for answer in answers), *(text for _name, text in ear.heard)) == []


@pytest.mark.parametrize("debug", [False, True])
def test_a_sign_in_that_fails(
    draft: Draft, canaries: Canaries, settings: Settings, ear: Ear, debug: bool
) -> None:
    settings.DEBUG = debug
    client = sign_in("operator")
    client.logout()
    typed = {"username": "operator", "password": canaries.rich("own password")}
    statuses = [client.post("/sign-in/?next=/projects/", typed).status_code for _attempt in range(6)]

    assert statuses == [200, 200, 200, 200, 200, 429]
    assert canaries.find(*(body for _where, body in client.seen), *(text for _name, text in ear.heard)) == []
    assert canaries.find(*read_database_files(), *dump_tables()) == []
