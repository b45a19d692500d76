"""Every row of the reference's table "What a create's outcome allows", over a real socket."""

import socket

import pytest

from taskbuilder.cloud import (
    CloudClient,
    CloudError,
    CloudSession,
    Created,
    NotSent,
    OutcomeUnknown,
    Refused,
    Throttled,
    encode_request,
)
from taskbuilder.simulator.exchange import Answer
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.cloud.conftest import HARBOUR, HASTY, SERVICE_ID, make_account, read_example
from tests.cloud.servers import deaf_listener
from tests.support.waiting import wait_until

BODY = encode_request(read_example("edgecamera-dis"))


def create(client: CloudClient, *, service_id: str = SERVICE_ID, body: bytes = BODY) -> Created:
    return client.create_task(service_id=service_id, body=body)


def fail(client: CloudClient, *, service_id: str = SERVICE_ID, body: bytes = BODY) -> CloudError:
    with pytest.raises(CloudError) as caught:
        create(client, service_id=service_id, body=body)
    return caught.value


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_created(client: CloudClient, simulator: Simulator) -> None:
    created = create(client)
    assert created.task_ids == tuple(task["id"] for task in simulator.tasks)
    assert (created.status, len(created.request_id)) == (201, 32)
    assert [seen.body for seen in simulator.requests] == [read_example("edgecamera-dis")]


def test_bytes_sent_are_the_bytes_given(client: CloudClient, simulator: Simulator) -> None:
    body = '{"name" : "bay-3",  "description": "Käse 港口", "input": {"type": "url"}}'.encode()
    fail(client, body=body)
    (seen,) = simulator.requests
    assert seen.headers["content-length"] == str(len(body))
    assert seen.body == {"name": "bay-3", "description": "Käse 港口", "input": {"type": "url"}}


def test_every_id_is_kept(client: CloudClient, simulator: Simulator) -> None:
    request = read_example("edgecamera-dis")
    request["input"]["data"] = [{"id": f"camera-{number}"} for number in range(3)]
    created = create(client, body=encode_request(request))
    assert len(set(created.task_ids)) == 3
    assert set(created.task_ids) == {task["id"] for task in simulator.tasks}


def test_id_of_an_unexpected_form_is_kept(client: CloudClient, simulator: Simulator) -> None:
    simulator.faults.add("create", Fault.answering(201, b'{"tasks": [{"id": "Job/7"}, {"id": 8}, {}]}'))
    assert create(client).task_ids == ("Job/7",)


# Nothing was sent.


def test_connection_refused(session: CloudSession, sign_in: str) -> None:
    client = CloudClient(make_account(f"http://127.0.0.1:{free_port()}", sign_in), session=session)
    error = fail(client)
    assert type(error) is NotSent
    assert error.message.removeprefix("Signing in failed: ") == "The host refused the connection."


def test_name_not_resolved(session: CloudSession, sign_in: str) -> None:
    error = fail(CloudClient(make_account("http://cloud.invalid", sign_in), session=session))
    assert type(error) is NotSent
    assert error.message.removeprefix("Signing in failed: ") == "The host name could not be resolved."


def test_connection_not_made_in_time(session: CloudSession) -> None:
    session.limits = HASTY
    with deaf_listener() as address:
        error = fail(CloudClient(make_account(address, "ak_sk"), session=session))
    assert (type(error), error.message) == (NotSent, "The connection timed out.")


# The cloud refused.


def test_refused_argument(client: CloudClient) -> None:
    request = read_example("edgecamera-dis")
    del request["input"]
    error = fail(client, body=encode_request(request))
    assert type(error) is Refused
    assert (error.http_status, error.code) == (400, "ModelArts.0101")
    assert error.message == "Invalid argument. The field [input] is required and cannot be empty."
    assert error.members == {"error_code": error.code, "error_msg": error.message}


def test_unknown_service(client: CloudClient, simulator: Simulator) -> None:
    error = fail(client, service_id="2a2db77f-0000-0000-0000-608a31865313")
    assert type(error) is Refused
    assert (error.http_status, error.code) == (404, "ModelArts.3502")
    assert error.message == "Service 2a2db77f-0000-0000-0000-608a31865313 does not exist."


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 415, 422, 301, 307, 308])
def test_refusing_statuses(client: CloudClient, simulator: Simulator, status: int) -> None:
    simulator.faults.add("create", Fault.answering(status, headers={"Location": f"{simulator.url}/"}))
    error = fail(client)
    assert (type(error), error.http_status) == (Refused, status)
    assert len(simulator.requests) == 1


def test_project_of_another(simulator: Simulator, session: CloudSession, sign_in: str) -> None:
    account = make_account(simulator.url, sign_in, project_id="0" * 32)
    error = fail(CloudClient(account, session=session))
    code = {"token": "ModelArts.0210", "ak_sk": "ModelArts.0206"}[sign_in]
    assert (type(error), error.http_status, error.code) == (Refused, 403, code)


def test_throttled(client: CloudClient, simulator: Simulator) -> None:
    body = b'{"error_code": "ModelArts.2799", "error_msg": "Too many requests."}'
    simulator.faults.add("create", Fault.answering(429, body, {"Retry-After": "17"}))
    error = fail(client)
    assert type(error) is Throttled
    assert (error.code, error.retry_after) == ("ModelArts.2799", 17.0)
    assert len(create(client).task_ids) == 1


# Nobody knows.


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 302, 303, 304, 200, 201, 202, 204])
def test_statuses_that_leave_it_open(client: CloudClient, simulator: Simulator, status: int) -> None:
    simulator.faults.add("create", Fault.answering(status, headers={"Location": f"{simulator.url}/"}))
    error = fail(client)
    assert (type(error), error.http_status) == (OutcomeUnknown, status)
    assert len(simulator.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Welcome</html>",
        b"[]",
        b"null",
        b"{}",
        b'{"tasks": null}',
        b'{"tasks": []}',
        b'{"tasks": {"id": "5"}}',
        b'{"tasks": ["5"]}',
        b'{"tasks": [{"id": ""}]}',
        b'{"tasks": [{"id": "%s"}]}' % (b"a" * 129),
        b'{"tasks": [{"id": "a\\u0000b"}]}',
        b'{"tasks": [{"id": "5"}]',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_success_without_ids(client: CloudClient, simulator: Simulator, body: bytes) -> None:
    simulator.faults.add("create", Fault.answering(201, body))
    error = fail(client)
    assert (type(error), error.http_status) == (OutcomeUnknown, 201)


def test_answer_not_in_time(client: CloudClient, session: CloudSession, simulator: Simulator) -> None:
    client.check_connection()
    session.limits = HASTY
    simulator.faults.add("create", Fault.late(3600))
    error = fail(client)
    assert (type(error), error.message) == (OutcomeUnknown, "No response arrived in time.")
    wait_until(lambda: simulator.faults.list_coming() == [] and simulator.tasks != [])
    assert (len(simulator.requests), len(simulator.tasks)) == (1, 1)


@pytest.mark.parametrize("fault", [Fault.hanging_up(), Fault.losing_the_answer(), Fault(cut_after=9)])
def test_connection_lost_after_sending(client: CloudClient, simulator: Simulator, fault: Fault) -> None:
    simulator.faults.add("create", fault)
    error = fail(client)
    assert type(error) is OutcomeUnknown
    assert error.message == "The connection was lost after the request was sent."
    assert len(simulator.requests) == 1


def test_connection_lost_within_the_answer(client: CloudClient, simulator: Simulator) -> None:
    simulator.faults.add("create", Fault(cut_after=200))
    error = fail(client)
    assert (type(error), error.http_status) == (OutcomeUnknown, 201)


def test_status_decides_where_the_body_is_lost(client: CloudClient, simulator: Simulator) -> None:
    refusal = Answer(400, b'{"error_code": "ModelArts.0101", "error_msg": "Invalid argument."}' * 9)
    simulator.faults.add("create", Fault(refusal, cut_after=200))
    error = fail(client)
    assert (type(error), error.http_status, error.code) == (Refused, 400, "")
    assert error.message == "The cloud did not say why."


# Accounts that cannot be used as they are.


@pytest.mark.parametrize(
    "url", ["", "cloud.example", "ftp://cloud.example", "http://", "http://a b/", "http://[x/"]
)
def test_address_that_makes_no_sense(session: CloudSession, sign_in: str, url: str) -> None:
    error = fail(CloudClient(make_account(url, sign_in), session=session))
    assert type(error) is Refused
    assert error.message.removeprefix("Signing in failed: ") == "The address cannot be used."


@pytest.mark.parametrize("key", ["line\nbreak", "Schlüssel", "钥匙"])
def test_key_that_no_header_can_hold(simulator: Simulator, session: CloudSession, key: str) -> None:
    error = fail(CloudClient(make_account(simulator.url, "ak_sk", access_key=key), session=session))
    assert type(error) is Refused
    assert simulator.tasks == []


def test_reference_identity_of_the_sample_project() -> None:
    assert (len(HARBOUR.id), len(HARBOUR.secret_key)) == (32, 40)
