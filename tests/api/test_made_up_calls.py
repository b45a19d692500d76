"""Calls that nobody would think of: whatever is sent, the endpoint answers, and as its document says."""

import json
import os
from http import HTTPStatus
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from taskbuilder.api.document import make_document
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.wsgi import application
from tests.api.conftest import Program, issue
from tests.taskspec.strategies import requests

CALLS = int(os.environ.get("TASKBUILDER_TEST_CALLS", "100"))
"""Of each kind."""
SCHEMA = schemathesis.openapi.from_dict(make_document("http://localhost"))
OPERATIONS = [
    SCHEMA["/v1/{project_id}/services/{service_id}/tasks"]["POST"],
    SCHEMA["/v1/{project_id}/services/{service_id}/tasks"]["GET"],
    SCHEMA["/v1/{project_id}/services/{service_id}/tasks/{task_id}"]["GET"],
    SCHEMA["/v1/{project_id}/services/{service_id}/tasks:validate"]["POST"],
    SCHEMA["/v1/{project_id}/services"]["GET"],
    SCHEMA["/v1/{project_id}/submissions"]["GET"],
    SCHEMA["/v1/{project_id}/submissions/{submission_id}"]["GET"],
    SCHEMA["/v1/{project_id}/exports"]["POST"],
    SCHEMA["/v1/{project_id}/exports/{export_id}/file"]["GET"],
]
CHECKS: list[CheckFunction] = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
made_up = settings(
    max_examples=CALLS,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


@pytest.fixture(autouse=True)
def unhurried(settings: Settings, program: Program) -> None:
    """As many calls as are made up, none of which waits for a cloud."""
    settings.API_RATE = 10_000_000
    application.load_middleware()


def send(case: "schemathesis.Case[Any]", program: Program, *, is_ours: bool) -> Any:
    """The call as it was made up, signed in; `is_ours` leads it to a service that there is."""
    if is_ours:
        case.path_parameters["project_id"] = program.service.project.cloud_project_id
        if "service_id" in case.path_parameters:
            case.path_parameters["service_id"] = program.service.service_id
    given_headers: dict[str, Any] = dict(case.headers or ())
    wanted = f"wait=0, {given_headers.get('Prefer', '')}"
    headers = {"X-Auth-Token": program.token, "Prefer": wanted, "Accept-Encoding": "identity"}
    return case.call("http://localhost", app=application, headers=headers)


@made_up
@given(data=st.data())
def test_what_schemathesis_makes_up_is_answered_as_the_document_says(
    data: st.DataObject, program: Program
) -> None:
    mode = data.draw(st.sampled_from(list(schemathesis.GenerationMode)))
    operation = data.draw(st.sampled_from(OPERATIONS))
    case = data.draw(operation.as_strategy(generation_mode=mode))
    answer = send(case, program, is_ours=data.draw(st.booleans()))
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    case.validate_response(answer, checks=CHECKS)


HEADERS = st.dictionaries(
    st.sampled_from(
        ["Idempotency-Key", "Prefer", "Content-Type", "Accept", "Authorization", "Content-Encoding"]
    ),
    st.text(st.characters(codec="latin-1", exclude_characters="\r\n\x00"), max_size=40),
)
BODIES = st.one_of(
    requests().map(lambda request: json.dumps(request).encode()),
    st.binary(max_size=200),
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner)).map(
        lambda value: json.dumps(value).encode()
    ),
)


@made_up
@given(body=BODIES, headers=HEADERS, is_ief=st.booleans())
def test_bodies_and_headers_of_any_kind_bring_no_500(
    program: Program, body: bytes, headers: dict[str, str], *, is_ief: bool
) -> None:
    platform = Platform.IEF if is_ief else Platform.MODELARTS_EDGE
    service = program.service.project.services.filter(platform=platform).select_related("project").first()
    assert service is not None
    sent = headers | {"X-Auth-Token": program.token, "Prefer": f"wait=0, {headers.get('Prefer', '')}"}
    kind = sent.pop("Content-Type", "application/json")
    answer = program.client.post(
        Program(program.token, service, program.client).path, body, content_type=kind, headers=sent
    )
    assert answer.status_code in {202, 400, 409, 415, 422}
    if answer.status_code != HTTPStatus.ACCEPTED:
        assert {"error_code", "error_msg"} <= json.loads(answer.content).keys()


@made_up
@given(
    token=st.text(max_size=60) | st.none(),
    path=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=5),
    method=st.sampled_from(["get", "post", "put", "delete", "patch", "head", "options"]),
)
def test_addresses_and_tokens_of_any_kind_bring_no_500(
    program: Program, token: str | None, path: list[str], method: str
) -> None:
    headers = {} if token is None else {"X-Auth-Token": token}
    address = "/v1/" + "/".join(path)
    answer = getattr(Client(), method)(address.replace("\x00", "%00"), headers=headers)
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR


def test_limits_are_what_they_should_be(program: Program, settings: Settings) -> None:
    assert program.post(b" " * (12 * 1024 * 1024 + 1)).status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert program.post(b'{"a":' * 65 + b"1" + b"}" * 65).status_code == HTTPStatus.BAD_REQUEST
    program.post(Idempotency_Key="k", Prefer="wait=0")
    assert program.post({"name": "x"}, Idempotency_Key="k").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    settings.API_RATE = 1
    other = Program(issue().text, program.service, program.client)
    assert [other.post({}).status_code for _ in range(2)] == [400, HTTPStatus.TOO_MANY_REQUESTS]
