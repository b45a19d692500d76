"""Tokens: who they let in, how long, into which project, and how often."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from taskbuilder.records.access.api_tokens import find_bearer, issue_token, revoke_token
from taskbuilder.records.models import ApiToken, Member, Project, Role
from tests.api.conftest import Program, issue


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content)["error_code"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer {token}"},
        {"Authorization": "bearer  {token} "},
        {"X-Auth-Token": " {token}"},
        {"X-Auth-Token": "{token}", "Authorization": "SDK-HMAC-SHA256 Access=x"},
    ],
)
def test_either_header_signs_in(program: Program, headers: dict[str, str]) -> None:
    sent = {name: text.format(token=program.token) for name, text in headers.items()}
    answer = program.client.post(program.path, {}, content_type="application/json", headers=sent)
    assert code_of(answer) == (400, "ModelArts.0101")


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Auth-Token": "tb_wrong"}, {"X-Auth-Token": "é\udcff"}, {"Authorization": "Basic {token}"}],
)
def test_without_a_token_of_ours_it_is_a_401(program: Program, headers: dict[str, str]) -> None:
    sent = {name: text.format(token=program.token) for name, text in headers.items()}
    answer = program.client.post(program.path, {}, content_type="application/json", headers=sent)
    assert code_of(answer) == (401, "APIG.0301")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_an_ended_a_revoked_and_a_gone_persons_token_is_a_401(program: Program) -> None:
    token = ApiToken.objects.get()
    ApiToken.objects.update(ends_at=timezone.now())
    assert program.post().status_code == 401
    ApiToken.objects.update(ends_at=timezone.now() + timedelta(days=1))
    assert program.post({}).status_code == 400
    User.objects.update(is_active=False)
    assert program.post().status_code == 401
    User.objects.update(is_active=True)
    revoke_token(token_id=token.pk, project=token.project, person=None, now=timezone.now())
    assert program.post().status_code == 401


def test_who_left_the_project_is_out_and_who_only_reads_may_not_create(program: Program) -> None:
    Member.objects.filter(person__username="operator").update(role=Role.VIEWER)
    assert code_of(program.post()) == (403, "ModelArts.0112")
    Member.objects.filter(person__username="operator").delete()
    assert code_of(program.post()) == (401, "APIG.0301")


def test_another_projects_path_is_a_403(program: Program) -> None:
    other = Project.objects.exclude(slug="harbour").get()
    path = program.path.replace(program.service.project.cloud_project_id, other.cloud_project_id)
    answer = program.client.post(
        path, {}, content_type="application/json", headers={"X-Auth-Token": program.token}
    )
    assert code_of(answer) == (403, "ModelArts.0210")


def test_a_submission_of_another_project_is_not_there(program: Program, client: Client) -> None:
    location = program.post(Prefer="wait=0")["Location"]
    other = Project.objects.exclude(slug="harbour").get()
    path = location.replace(program.service.project.cloud_project_id, other.cloud_project_id)
    stranger = issue(slug=other.slug).text
    assert code_of(client.get(path, headers={"X-Auth-Token": stranger})) == (404, "APIG.0101")


def test_the_text_is_nowhere_kept_and_use_is_noted(program: Program) -> None:
    row = str(ApiToken.objects.values().get())
    assert program.token not in row
    assert ApiToken.objects.get().last_used_at is None
    program.post({})
    assert ApiToken.objects.get().last_used_at is not None


def test_a_token_that_asks_too_often_is_told_how_long_to_wait(program: Program, settings: Settings) -> None:
    settings.API_RATE = 3
    with time_machine.travel(timezone.now(), tick=False):
        assert [program.post({}).status_code for _ in range(4)] == [400, 400, 400, 429]
        answer = program.post({})
        assert (code_of(answer), answer["Retry-After"]) == ((429, "APIG.0308"), "20")
        ApiToken.objects.update(free_at=timezone.now() + timedelta(seconds=39))
        assert program.post({}).status_code == 400


def test_a_token_is_made_once_under_its_id(program: Program) -> None:
    token = ApiToken.objects.get()
    again = issue_token(
        token_id=token.pk,
        project=token.project,
        person=token.person,
        label="again",
        ends_at=timezone.now(),
        now=timezone.now(),
    )
    assert again is None
    assert ApiToken.objects.get().label == "Night shift"


def test_signing_in_takes_one_query(
    program: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        bearer = find_bearer(program.token, now=timezone.now())
    assert bearer is not None
    assert (bearer.person.username, bearer.project.slug, bearer.may_create) == ("operator", "harbour", True)
