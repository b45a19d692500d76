"""Who is let in: tokens, and signatures made by the vendor's own library."""

import datetime
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.http.http_client import HttpClient
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.http.http_handler import HttpHandler
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

from taskbuilder.simulator.server import Simulator
from taskbuilder.simulator.world import World, WorldProject
from tests.simulator.test_reference import (
    CAMPUS,
    EDGE,
    HARBOUR,
    NAMES,
    TASKS,
    ask,
    read_example,
    sign_in,
    simulator,
    token_request,
)

__all__ = ["simulator"]

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
NO_METHOD = b'{"auth": {"identity": {"methods": [], "password": {"user": 5}}, "scope": {"project": {}}}}'
BODY = json.dumps(read_example(NAMES[0])).encode()


def signed(
    simulator: Simulator,
    *,
    project: WorldProject = HARBOUR,
    secret_key: str = "",
    project_id: str = "",
    **headers: str,
) -> dict[str, str]:
    """The headers that the vendor's signer makes for a create of BODY, these ones signed too."""
    request = SdkRequest(
        method="POST",
        host=f"127.0.0.1:{simulator.port}",
        resource_path=TASKS,
        query_params=[],
        header_params={
            "Content-Type": "application/json",
            "X-Project-Id": project_id or project.id,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
        body=BODY,
    )
    Signer(BasicCredentials(project.access_key, secret_key or project.secret_key)).sign(request)
    result: dict[str, str] = request.header_params
    return result


def create(
    simulator: Simulator, headers: dict[str, str], *, path: str = TASKS, body: bytes = BODY
) -> tuple[int, str]:
    status, said, _ = ask(simulator, "POST", path, body=body, headers=headers)
    return status, said.get("error_code", "")


def test_signed_call(simulator: Simulator) -> None:
    assert create(simulator, signed(simulator)) == (201, "")


def test_signed_call_with_a_query(simulator: Simulator) -> None:
    request = SdkRequest(
        method="GET",
        host=f"127.0.0.1:{simulator.port}",
        resource_path=TASKS,
        query_params=[("limit", 5), ("offset", 0), ("name_like", "bay 3/ä&b")],
        header_params={},
    )
    Signer(BasicCredentials(HARBOUR.access_key, HARBOUR.secret_key)).sign(request)
    assert ask(simulator, "GET", request.uri, headers=request.header_params)[0] == 200


def test_vendor_client(simulator: Simulator) -> None:
    """The vendor's own HTTP client, an independent peer, creates a task."""
    credentials = BasicCredentials(HARBOUR.access_key, HARBOUR.secret_key, HARBOUR.id)
    client = HttpClient(
        HttpConfig.get_default_config(), HttpHandler(), _VendorErrors(), logging.getLogger(__name__)
    )
    request = SdkRequest(
        method="POST",
        schema="http",
        host=f"127.0.0.1:{simulator.port}",
        resource_path=TASKS,
        query_params=[],
        header_params={"Content-Type": "application/json", "X-Project-Id": HARBOUR.id},
        body=BODY,
    )
    response = client.do_request_sync(credentials.sign_request(request))
    client.close()
    client.executor.shutdown()
    assert (response.status_code, response.json()) == (201, {"tasks": [{"id": simulator.tasks[0]["id"]}]})


class _VendorErrors:
    """What the vendor's client asks to handle errors; there are none here."""

    def handle_exception(self, request: Any, response: Any) -> None:
        raise ClientRequestException(response.status_code, response.text)


def test_wrong_secret(simulator: Simulator) -> None:
    assert create(simulator, signed(simulator, secret_key="x" * 40)) == (401, "APIG.0301")


@pytest.mark.parametrize(
    "change",
    [
        {"X-Project-Id": CAMPUS.id},
        {"Content-Type": "text/plain"},
        {"X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD"},
        {"Authorization": "SDK-HMAC-SHA256 Access=NOBODY, SignedHeaders=host, Signature=" + "0" * 64},
        {"Authorization": "Basic eDp5"},
        {"X-Sdk-Date": ""},
        {"X-Sdk-Date": "yesterday"},
    ],
)
def test_call_that_differs_from_what_was_signed(simulator: Simulator, change: dict[str, str]) -> None:
    assert create(simulator, {**signed(simulator), **change}) == (401, "APIG.0301")


def test_body_that_differs_from_what_was_signed(simulator: Simulator) -> None:
    assert create(simulator, signed(simulator), body=BODY + b" ") == (401, "APIG.0301")


def test_unsigned_body(simulator: Simulator) -> None:
    headers = signed(simulator, Content_Type="text/plain")
    assert headers["X-Sdk-Content-Sha256"] == "UNSIGNED-PAYLOAD"
    assert create(simulator, headers) == (401, "APIG.0301")


@pytest.mark.parametrize("missing", ["host", "x-sdk-date"])
def test_host_and_date_must_be_signed(simulator: Simulator, missing: str) -> None:
    headers = signed(simulator)
    names = headers["Authorization"]
    headers["Authorization"] = names.replace(f";{missing}", "").replace(f"={missing};", "=")
    assert headers["Authorization"] != names
    assert create(simulator, headers) == (401, "APIG.0301")


@pytest.mark.parametrize(
    ("minutes", "outcome"),
    [(-15, (201, "")), (15, (201, "")), (-16, (401, "APIGW.0303")), (16, (401, "APIGW.0303"))],
)
def test_clocks_may_differ_by_15_minutes(
    simulator: Simulator, minutes: int, outcome: tuple[int, str]
) -> None:
    with time_machine.travel(NOW, tick=False):
        date = (NOW + datetime.timedelta(minutes=minutes)).strftime("%Y%m%dT%H%M%SZ")
        assert create(simulator, signed(simulator, X_Sdk_Date=date)) == outcome


def test_key_of_another_project(simulator: Simulator) -> None:
    assert create(simulator, signed(simulator, project=CAMPUS)) == (403, "ModelArts.0206")
    assert create(simulator, signed(simulator, project_id=CAMPUS.id)) == (403, "ModelArts.0206")


@pytest.fixture
def temporary() -> Iterator[Simulator]:
    """A cloud whose harbour has temporary keys."""
    fields = {**vars(HARBOUR), "security_token": "for-today"}
    with Simulator(World((WorldProject(**fields),))) as running:
        yield running


@pytest.mark.parametrize(
    ("token", "outcome"),
    [("for-today", (201, "")), ("of-yesterday", (401, "APIG.0301")), ("", (401, "APIG.0301"))],
)
def test_temporary_keys(temporary: Simulator, token: str, outcome: tuple[int, str]) -> None:
    assert create(temporary, signed(temporary, X_Security_Token=token)) == outcome


# Tokens.


def test_token_call(simulator: Simulator) -> None:
    with time_machine.travel(NOW, tick=False):
        status, body, headers = ask(simulator, "POST", "/v3/auth/tokens", body=token_request())
    assert status == 201
    assert len(headers["x-subject-token"]) == 64
    assert body["token"]["expires_at"] == "2026-03-02T12:00:00.000000Z"
    assert body["token"]["project"]["id"] == HARBOUR.id
    assert HARBOUR.password not in json.dumps(body)


def test_token_scoped_by_name(simulator: Simulator) -> None:
    body = token_request(scope={"name": "Harbour East"})
    assert ask(simulator, "POST", "/v3/auth/tokens", body=body)[0] == 201


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (token_request("wrong"), 401, "The username or password is wrong."),
        (token_request(scope={"id": CAMPUS.id}), 403, "You are not authorized to use the requested project."),
        (b"{}", 400, "The request body is invalid."),
        (b"", 400, "The request body is invalid."),
        (NO_METHOD, 400, "The request body is invalid."),
    ],
)
def test_refused_token_call(simulator: Simulator, body: bytes, status: int, message: str) -> None:
    answer, said, headers = ask(simulator, "POST", "/v3/auth/tokens", body=body)
    assert (answer, said["error"]["code"], said["error"]["message"]) == (status, status, message)
    assert "x-subject-token" not in headers


def test_second_token_does_not_void_the_first(simulator: Simulator) -> None:
    first, second = sign_in(simulator), sign_in(simulator)
    assert first != second
    assert [create(simulator, first), create(simulator, second)] == [(201, ""), (201, "")]


def test_token_ends(simulator: Simulator) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        headers = sign_in(simulator)
        clock.shift(datetime.timedelta(hours=23, minutes=59))
        assert create(simulator, headers) == (201, "")
        clock.shift(datetime.timedelta(minutes=1))
        assert create(simulator, headers) == (401, "APIG.0307")


def test_unknown_token(simulator: Simulator) -> None:
    headers = sign_in(simulator)
    assert create(simulator, {"X-Auth-Token": "made-up"}) == (401, "APIG.0301")
    assert create(simulator, {}) == (401, "APIG.0301")
    simulator.revoke_tokens()
    assert create(simulator, headers) == (401, "APIG.0301")
    assert simulator.tasks == []


def test_token_of_another_project(simulator: Simulator) -> None:
    headers = sign_in(simulator, CAMPUS)
    assert create(simulator, headers) == (403, "ModelArts.0210")
    path = f"/v1/{'0' * 32}/services/{EDGE.id}/tasks"
    assert create(simulator, headers, path=path) == (403, "ModelArts.0210")
