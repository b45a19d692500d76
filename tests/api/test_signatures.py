"""Signed requests: whose key, which clock, which bytes; whatever differs from what was signed is refused."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.fernet import Fernet
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from taskbuilder.cloud import make_signature
from taskbuilder.records.access.api_tokens import Issued, revoke_token
from taskbuilder.records.models import ApiToken, Member, Project
from tests.api.conftest import REQUEST, Program, issue

BODY = json.dumps(REQUEST).encode()


@pytest.fixture
def issued(program: Program) -> Issued:
    """A second token of the operator's, with its pair of keys."""
    return issue()


def sign(
    issued: Issued, address: str, signed_body: bytes = BODY, *, now: datetime | None = None, **more: Any
) -> dict[str, str]:
    """The headers of a request by POST to a path, signed as the vendor signs."""
    date = (now or timezone.now()).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    headers = {"Host": "testserver", "X-Sdk-Date": date, "Content-Type": "application/json"}
    given = {
        "method": "POST",
        "path": address,
        "query": "",
        "headers": headers,
        "body": signed_body,
        "access_key": issued.keys.access_key,
        "secret_key": issued.keys.secret_key,
    }
    return headers | {"Authorization": make_signature(**(given | more))}


def post(path: str, headers: dict[str, str], body: bytes = BODY) -> tuple[int, str]:
    """The status and the code of the refusal, which an answer that follows a good signature has too."""
    sent = {"Prefer": "wait=0"} | headers
    answer = Client().post(path, body, content_type=sent.pop("Content-Type"), headers=sent)
    return answer.status_code, json.loads(answer.content).get("error_code", "")


GOOD, BAD, OFF = (202, ""), (401, "APIG.0301"), (401, "APIGW.0303")


def test_a_signed_request_is_let_in(program: Program, issued: Issued) -> None:
    assert post(program.path, sign(issued, program.path)) == GOOD
    assert ApiToken.objects.get(access_key=issued.keys.access_key).last_used_at is not None


def test_a_compressed_body_is_signed_as_it_is_sent(program: Program, issued: Issued) -> None:
    packed = gzip.compress(BODY)
    headers = sign(issued, program.path, packed) | {"Content-Encoding": "gzip"}
    assert post(program.path, headers, packed) == GOOD


def test_each_token_has_a_pair_of_its_own_and_the_secret_is_sealed(issued: Issued) -> None:
    other = issue()
    assert (
        len({issued.keys.access_key, issued.keys.secret_key, other.keys.access_key, other.keys.secret_key})
        == 4
    )
    assert (len(issued.keys.access_key), issued.keys.access_key.isalnum()) == (20, True)
    row = str(ApiToken.objects.values().get(access_key=issued.keys.access_key))
    assert issued.keys.secret_key not in row
    assert issued.keys.secret_key not in repr(issued)


@pytest.mark.parametrize(
    "more",
    [
        {"secret_key": "another"},
        {"access_key": "TBNOSUCHKEY000000000"},
        {"method": "PUT"},
        {"path": "/v1/other"},
        {"query": "a=1"},
        {"body": b"{}"},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_was_signed_otherwise_is_refused(program: Program, issued: Issued, more: Any) -> None:
    assert post(program.path, sign(issued, program.path, **more)) == BAD


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Sdk-Date": "yesterday"},
        {"X-Sdk-Date": ""},
        {"Content-Type": "text/plain"},
        {"X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD"},
        {"Authorization": "SDK-HMAC-SHA256"},
        {"Authorization": "SDK-HMAC-SHA256 Access=x\x00, SignedHeaders=host, Signature=" + "0" * 64},
        {"Authorization": "SDK-HMAC-SHA256 Access=é\udcff, SignedHeaders=host, Signature=" + "0" * 64},
    ],
)
def test_a_header_that_was_changed_is_refused(
    program: Program, issued: Issued, changed: dict[str, str]
) -> None:
    assert post(program.path, sign(issued, program.path) | changed) == BAD


@pytest.mark.parametrize("left_out", ["Host", "X-Sdk-Date"])
def test_host_and_date_have_to_be_signed(program: Program, issued: Issued, left_out: str) -> None:
    headers = sign(issued, program.path)
    names = {"Host": "host", "X-Sdk-Date": "x-sdk-date"}
    headers["Authorization"] = headers["Authorization"].replace(names[left_out], "accept")
    assert post(program.path, headers) == BAD


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(-14.9, GOOD), (14.9, GOOD), (-15.1, OFF), (15.1, OFF)],
)
def test_a_clock_may_be_15_minutes_off(
    program: Program, issued: Issued, minutes: float, expected: tuple[int, str]
) -> None:
    with time_machine.travel(timezone.now().replace(microsecond=0), tick=False):
        then = timezone.now() + timedelta(minutes=minutes)
        assert post(program.path, sign(issued, program.path, now=then)) == expected


def test_a_token_that_ended_takes_its_keys_with_it(program: Program, issued: Issued) -> None:
    rows = ApiToken.objects.filter(access_key=issued.keys.access_key)
    rows.update(ends_at=timezone.now())
    assert post(program.path, sign(issued, program.path)) == BAD
    rows.update(ends_at=timezone.now() + timedelta(days=1))
    assert post(program.path, sign(issued, program.path)) == GOOD
    token = issued.token
    revoke_token(token_id=token.pk, project=token.project, person=None, now=timezone.now())
    assert post(program.path, sign(issued, program.path)) == BAD


def test_who_left_the_project_is_out(program: Program, issued: Issued) -> None:
    Member.objects.filter(person__username="operator").delete()
    assert post(program.path, sign(issued, program.path)) == BAD


def test_another_project_is_a_403(program: Program, issued: Issued) -> None:
    other = Project.objects.exclude(slug="harbour").get()
    path = program.path.replace(program.service.project.cloud_project_id, other.cloud_project_id)
    assert post(path, sign(issued, path)) == (403, "ModelArts.0210")
    headers = sign(issued, program.path) | {"X-Project-Id": other.cloud_project_id}
    assert post(program.path, headers) == (403, "ModelArts.0210")


def test_a_token_of_before_there_were_keys_signs_nothing(program: Program, issued: Issued) -> None:
    ApiToken.objects.update(access_key=None, secret_key="")
    assert post(program.path, sign(issued, program.path)) == BAD
    assert program.post(Prefer="wait=0").status_code == 202


def test_a_secret_key_that_cannot_be_read_is_a_401(
    program: Program, issued: Issued, settings: Settings
) -> None:
    settings.ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    assert post(program.path, sign(issued, program.path)) == BAD


def test_signing_in_takes_one_query(
    program: Program, issued: Issued, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = program.path.replace(program.service.project.cloud_project_id, "elsewhere")
    with django_assert_num_queries(2):  # and one for the token's rate
        assert post(path, sign(issued, path)) == (403, "ModelArts.0210")
