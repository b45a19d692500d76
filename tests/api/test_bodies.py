"""Bodies as clients send them: chunked or compressed, within the same bounds; anything else is refused."""

import gzip
import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.api.conftest import REQUEST, Program
from tests.support.processes import ROOT, database_url
from tests.support.waiting import wait_for_port

BODY = json.dumps(REQUEST).encode()
LIMIT = 12 * 1024 * 1024


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.content).get("error_code", "")


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip", " gzip "])
def test_a_compressed_body_is_read(program: Program, coding: str) -> None:
    answer = program.post(gzip.compress(BODY), Content_Encoding=coding, Prefer="wait=0")
    assert (answer.status_code, json.loads(answer.content)["name"]) == (202, "gate")


def test_identity_is_the_body_itself(program: Program) -> None:
    assert program.post(BODY, Content_Encoding="identity", Prefer="wait=0").status_code == 202


@pytest.mark.parametrize("coding", ["br", "deflate", "zstd", "gzip, gzip", "x" * 9000])
def test_another_coding_is_a_415_that_names_the_right_one(program: Program, coding: str) -> None:
    answer = program.post(BODY, Content_Encoding=coding)
    assert (code_of(answer), answer["Accept-Encoding"]) == ((415, "APIG.0106"), "gzip")


@pytest.mark.parametrize(
    "packed",
    [
        BODY,
        b"",
        gzip.compress(BODY)[:-1],
        gzip.compress(BODY)[:5],
        gzip.compress(BODY) + b"x",
        gzip.compress(BODY[:20]) + gzip.compress(BODY[20:]),
        gzip.compress(b"") * 500_000,
        gzip.compress(BODY)[:-8] + b"\0" * 8,
    ],
    ids=["plain", "empty", "cut", "header", "more", "several", "many", "checksum"],
)
def test_what_gzip_never_made_is_a_400(program: Program, packed: bytes) -> None:
    assert code_of(program.post(packed, Content_Encoding="gzip")) == (400, "APIG.0106")


@pytest.mark.parametrize(
    ("size", "refusal"), [(LIMIT, (400, "ModelArts.0101")), (LIMIT + 1, (413, "APIG.0201"))]
)
def test_it_unpacks_to_no_more_than_the_limit(program: Program, size: int, refusal: tuple[int, str]) -> None:
    packed = gzip.compress(b" " * size)
    assert len(packed) < LIMIT // 100
    assert code_of(program.post(packed, Content_Encoding="gzip")) == refusal


class Endless(BytesIO):
    """A body that never ends, and counts what was taken of it."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size >= 0
        self.taken += size
        return b" " * size


def post_chunked(program: Program, stream: BytesIO, **more: Any) -> Any:
    """As a server hands a chunked body over that finds its end itself."""
    environment = {"wsgi.input": stream, "wsgi.input_terminated": True, "CONTENT_LENGTH": "", **more}
    headers = {"X-Auth-Token": program.token, "Transfer-Encoding": "chunked", "Prefer": "wait=0"}
    return Client().post(program.path, b"", content_type="application/json", headers=headers, **environment)


def test_a_chunked_body_is_read(program: Program) -> None:
    assert post_chunked(program, BytesIO(BODY)).status_code == 202
    packed = {"HTTP_CONTENT_ENCODING": "gzip"}
    assert post_chunked(program, BytesIO(gzip.compress(BODY)), **packed).status_code == 202


def test_a_chunked_body_beyond_the_limit_is_read_no_further(program: Program) -> None:
    stream = Endless()
    assert code_of(post_chunked(program, stream)) == (413, "APIG.0201")
    assert stream.taken == LIMIT + 1 == settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1


def test_where_the_server_does_not_find_the_end_it_is_a_411(program: Program) -> None:
    assert code_of(program.post(Transfer_Encoding="chunked")) == (411, "APIG.0106")


@pytest.fixture
def server(program: Program) -> Iterator[http.client.HTTPConnection]:
    """The site as it is served in earnest, and a connection to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--config", "python:taskbuilder.serving"]
    command += ["--no-control-socket", "--bind", f"127.0.0.1:{port}", "taskbuilder.wsgi"]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TASKBUILDER_DATABASE_URL": database_url(),
    }
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    try:
        wait_for_port(port)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.communicate(timeout=30)


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_gunicorn_hands_a_chunked_body_over(
    program: Program, server: http.client.HTTPConnection, coding: str
) -> None:
    headers = {"X-Auth-Token": program.token, "Prefer": "wait=0", "Transfer-Encoding": "chunked"}
    if coding:
        headers["Content-Encoding"] = coding
    body = gzip.compress(BODY) if coding else BODY
    pieces = iter([body[:10], body[10:]])
    server.request("POST", program.path, pieces, headers, encode_chunked=True)
    answer = server.getresponse()
    assert (answer.status, json.load(answer)["name"]) == (202, "gate")
