"""Clients that send or read slowly, signed out: the sign-in page is answered all the while."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from taskbuilder.slow_clients import MOST_GATHERED, is_gathered
from tests.security.doors.test_proxies import server

CLIENTS = 80
"""More than twice the threads of the documents' server."""
HEAD = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SLOW = {
    "nothing": b"",
    "half a head": HEAD,
    "a small body": HEAD + b"Content-Length: 1000\r\n\r\nusername=",
    "a large body": HEAD + b"Content-Length: 11000000\r\n\r\nusername=",
    "a body in chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\nusername=",
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with server(
        TASKBUILDER_HTTPS="false", WEB_CONCURRENCY="1", DJANGO_SETTINGS_MODULE="tests.settings"
    ) as found:
        yield found


def ask(port: int, path: str = "/healthz", **headers: str) -> int:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    connection.request("GET", path, headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("begun", SLOW.values(), ids=SLOW)
def test_slow_clients_hold_nobody_up(port: int, begun: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(CLIENTS):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(begun)
        time.sleep(1)
        # Each would wait for a thread as long as the slow ones live, which is as long as this test asks.
        assert [ask(port) for _ in range(3)] == [200] * 3
        assert ask(port, "/sign-in/") == 200


def test_a_request_in_pieces_is_answered(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as client:
        for piece in (b"GET /hea", b"lthz HTTP/1.1\r\nHost: local", b"host\r\n", b"\r\n"):
            client.sendall(piece)
            time.sleep(0.1)
        assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 2)  # kept alive, two at once
        answers = b""
        while answers.count(b"HTTP/1.1 200 OK") < 2:
            answers += client.recv(1000)


@pytest.mark.parametrize("size", [100, 60_000, 70_000, 3_000_000])
def test_a_body_is_read_whole(port: int, size: int) -> None:
    connection = http.client.HTTPConnection("localhost", port)
    connection.request("POST", "/v1/p/services/s/tasks", body=b"x" * size)
    assert connection.getresponse().status == 401
    connection.close()


def test_what_does_not_come_in_time_is_dropped(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(HEAD)
        client.settimeout(60)
        assert client.recv(1000) == b""


@pytest.mark.parametrize(
    ("data", "is_whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\n", False),
        (b"GET / HTTP/1.1\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\ncontent-length:3\r\nA: b\r\n\r\nabc", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 900000\r\n\r\n", True),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", True),
        (b"x" * MOST_GATHERED, True),
    ],
)
def test_what_a_thread_begins_with(data: bytes, is_whole: bool) -> None:
    assert is_gathered(data) == is_whole
