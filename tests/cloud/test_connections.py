"""Whether anything was sent, at the socket's own level: TLS, stale connections, deadlines."""

import gzip
import socket
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from taskbuilder.cloud import CloudClient, CloudError, CloudSession, Limits, NotSent, OutcomeUnknown, Refused
from taskbuilder.cloud.connections import IDLE_SECONDS
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from tests.cloud.conftest import HASTY, HERE, PATIENT, make_account
from tests.cloud.servers import CREATED, make_certificate, make_tls, read_request, serving
from tests.cloud.test_outcomes import create, fail

LONG = 600.0
"""Seconds that a connection may be idle where a test needs it to be used again."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusting(certificate: tuple[Path, Path]) -> Iterator[CloudSession]:
    """A session that trusts the certificate."""
    opened = CloudSession(limits=PATIENT, allowed=HERE, ca_bundle=str(certificate[0]))
    yield opened
    opened.close()


def https(port: int, session: CloudSession, host: str = "127.0.0.1") -> CloudClient:
    return CloudClient(make_account(f"https://{host}:{port}", "ak_sk"), session=session)


def http(port: int, session: CloudSession) -> CloudClient:
    return CloudClient(make_account(f"http://127.0.0.1:{port}", "ak_sk"), session=session)


def test_trusted_certificate(certificate: tuple[Path, Path], trusting: CloudSession) -> None:
    def behave(connection: socket.socket) -> None:
        with make_tls(certificate).wrap_socket(connection, server_side=True) as secure:
            read_request(secure)
            secure.sendall(CREATED)

    with serving(behave) as port:
        assert create(https(port, trusting)).task_ids == ("7f",)


def test_untrusted_certificate(certificate: tuple[Path, Path], session: CloudSession) -> None:
    seen = []

    def behave(connection: socket.socket) -> None:
        with make_tls(certificate).wrap_socket(connection, server_side=True) as secure:
            seen.append(read_request(secure))

    with serving(behave) as port:
        error = fail(https(port, session))
    assert (type(error), seen) == (NotSent, [])
    assert error.message == "The host's certificate is not to be trusted: self-signed certificate."


def test_certificate_of_another_host(certificate: tuple[Path, Path], trusting: CloudSession) -> None:
    def behave(connection: socket.socket) -> None:
        make_tls(certificate).wrap_socket(connection, server_side=True).close()

    with serving(behave) as port:
        error = fail(https(port, trusting, host="localhost"))
    assert type(error) is NotSent
    assert error.message.startswith("The host's certificate is not to be trusted: Hostname mismatch")


def test_plain_server_behind_a_secure_address(session: CloudSession) -> None:
    with serving(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as port:
        error = fail(https(port, session))
    assert (type(error), error.message) == (NotSent, "A secure connection could not be established.")


def wait_for_end(connection: socket.socket) -> None:
    """Reads until the client hangs up."""
    while connection.recv(65536):
        pass


def test_handshake_that_never_ends(session: CloudSession) -> None:
    session.limits = HASTY
    with serving(wait_for_end) as port:
        error = fail(https(port, session))
    assert (type(error), error.message) == (NotSent, "The connection timed out.")


def test_handshake_cut_off(session: CloudSession) -> None:
    with serving(lambda connection: connection.close()) as port:
        assert type(fail(https(port, session))) is NotSent


def test_secure_connection_cut_after_sending(certificate: tuple[Path, Path], trusting: CloudSession) -> None:
    """It surfaces as a TLS error, as a failed handshake does, and must not be taken for one."""

    def behave(connection: socket.socket) -> None:
        secure = make_tls(certificate).wrap_socket(connection, server_side=True)
        read_request(secure)
        socket.socket(fileno=secure.detach()).close()  # no good-bye of TLS

    with serving(behave) as port:
        error = fail(https(port, trusting))
    assert type(error) is OutcomeUnknown
    assert error.message == "The connection was lost after the request was sent."


def test_garbage_for_an_answer(session: CloudSession) -> None:
    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"SSH-2.0-dropbear\r\n")

    with serving(behave) as port:
        assert type(fail(http(port, session))) is OutcomeUnknown


def test_connections_are_shared_within_a_burst(
    simulator: Simulator, session: CloudSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taskbuilder.cloud.connections.IDLE_SECONDS", LONG)
    client = CloudClient(make_account(simulator.url, "token"), session=session)
    for _ in range(5):
        create(client)
    assert simulator.connection_count == 1


def test_idle_connection_is_not_used_again(
    simulator: Simulator, session: CloudSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taskbuilder.cloud.connections.IDLE_SECONDS", 0.05)
    client = CloudClient(make_account(simulator.url, "ak_sk"), session=session)
    create(client)
    time.sleep(0.1)
    create(client)
    assert (simulator.connection_count, IDLE_SECONDS) == (2, 1.0)


def test_server_that_closes_idle_connections_loses_no_submission(session: CloudSession) -> None:
    """It says keep-alive, answers, and closes at once: the next create notices, and connects anew."""

    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(CREATED)

    with serving(behave) as port:
        client = http(port, session)
        for _ in range(3):
            assert create(client).task_ids == ("7f",)
            time.sleep(0.05)


def test_reused_connection_that_breaks_is_unknown(
    session: CloudSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taskbuilder.cloud.connections.IDLE_SECONDS", LONG)

    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(CREATED)
        read_request(connection)

    with serving(behave) as port:
        client = http(port, session)
        create(client)
        assert type(fail(client)) is OutcomeUnknown


# Limits.


def test_dripping_answer_ends_by_the_deadline(simulator: Simulator, session: CloudSession) -> None:
    """Whole, it would be an answer that names the tasks."""
    session.limits = HASTY
    simulator.faults.add("create", Fault(drip_seconds=0.1))
    error = fail(CloudClient(make_account(simulator.url, "ak_sk"), session=session))
    assert (type(error), error.message) == (OutcomeUnknown, "No response arrived in time.")


@pytest.mark.parametrize(("status", "kind"), [(201, OutcomeUnknown), (400, Refused)])
def test_dripping_body_ends_by_the_deadline(
    session: CloudSession, status: int, kind: type[CloudError]
) -> None:
    """Whole, it would be an answer that names a task, or a code."""
    session.limits = HASTY
    body = b'{"tasks": [{"id": "7f"}], "error_code": "ModelArts.0101"}' + b" " * 443

    def behave(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 %d X\r\nContent-Length: 500\r\n\r\n" % status)
        for byte in body:
            connection.sendall(bytes([byte]))
            time.sleep(0.1)

    with serving(behave) as port:
        error = fail(http(port, session))
    assert (type(error), error.http_status, error.code) == (kind, status, "")


def test_endless_answer_is_left(simulator: Simulator) -> None:
    session = CloudSession(limits=Limits(answer_bytes=1000), allowed=HERE)
    client = CloudClient(make_account(simulator.url, "ak_sk"), session=session)
    simulator.faults.add("create", Fault.answering(201, b'{"tasks": [{"id": "7f"}]}' + b" " * 975))
    simulator.faults.add("create", Fault.answering(201, b'{"tasks": [{"id": "7f"}]}' + b" " * 976))
    assert create(client).task_ids == ("7f",)
    assert type(fail(client)) is OutcomeUnknown
    session.close()


def test_compressed_answer_is_read(simulator: Simulator, session: CloudSession) -> None:
    body = gzip.compress(b'{"tasks": [{"id": "7f"}]}')
    simulator.faults.add("create", Fault.answering(201, body, {"Content-Encoding": "gzip"}))
    assert create(CloudClient(make_account(simulator.url, "ak_sk"), session=session)).task_ids == ("7f",)


@pytest.mark.parametrize("rounds", [1, 2])
def test_decompression_is_bounded(simulator: Simulator, session: CloudSession, rounds: int) -> None:
    body = b'{"tasks": [{"id": "7f"}]}' + b" " * 200_000_000
    for _ in range(rounds):
        body = gzip.compress(body, compresslevel=9)
    encoding = {"Content-Encoding": ", ".join(["gzip"] * rounds)}
    simulator.faults.add("create", Fault.answering(201, body, encoding))
    client = CloudClient(make_account(simulator.url, "ak_sk"), session=session)
    del body
    tracemalloc.start()
    error = fail(client)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (type(error), error.http_status) == (OutcomeUnknown, 201)
    assert peak < 20_000_000


def test_undecodable_answer(simulator: Simulator, session: CloudSession) -> None:
    simulator.faults.add("create", Fault.answering(201, b"plain", {"Content-Encoding": "gzip"}))
    client = CloudClient(make_account(simulator.url, "ak_sk"), session=session)
    assert type(fail(client)) is OutcomeUnknown


def test_nothing_begins_that_could_not_end_in_time(simulator: Simulator) -> None:
    session = CloudSession(limits=Limits(connect_seconds=30, read_seconds=30, total_seconds=62), allowed=HERE)
    simulator.faults.add("token", Fault.late(2.5))
    error = fail(CloudClient(make_account(simulator.url, "token"), session=session))
    assert (type(error), error.message) == (NotSent, "The request timed out before anything was sent.")
    assert simulator.requests == []
    session.close()


def test_redirect_is_not_followed(simulator: Simulator, session: CloudSession) -> None:
    target = f"{simulator.url}/v1/elsewhere"
    simulator.faults.add("create", Fault.answering(307, headers={"Location": target}))
    error = fail(CloudClient(make_account(simulator.url, "ak_sk"), session=session))
    assert type(error) is Refused
    assert error.message == (
        "The cloud redirects to another address, which is not followed. Check the address."
    )
    assert len(simulator.requests) == 1


def test_environment_names_no_proxy(
    simulator: Simulator, session: CloudSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert len(create(CloudClient(make_account(simulator.url, "token"), session=session)).task_ids) == 1


def test_cookies_are_not_carried_to_the_next_account(simulator: Simulator, session: CloudSession) -> None:
    simulator.faults.add("create", Fault.answering(400, headers={"Set-Cookie": "who=harbour; Path=/"}))
    client = CloudClient(make_account(simulator.url, "ak_sk"), session=session)
    fail(client)
    create(client)
    assert ["cookie" in seen.headers for seen in simulator.requests] == [False, False]
