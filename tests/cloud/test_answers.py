"""Reading what the cloud says of an error, in every shape met, and in shapes nobody should send."""

import datetime
import json
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from taskbuilder.cloud.answers import error_of, read_retry_after, read_task_ids
from taskbuilder.cloud.errors import CloudError
from taskbuilder.cloud.session import Answer
from taskbuilder.cloud.untrusted import MAX_TEXT

NO_REASON = "The cloud did not say why."
NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def answer(status: int, body: Any, **headers: str) -> Answer:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, CaseInsensitiveDict(named), data)


def read(body: Any, *, status: int = 400, **headers: str) -> CloudError:
    return error_of(answer(status, body, **headers), creating=True)


@pytest.mark.parametrize(
    ("body", "code", "message", "request_id"),
    [
        ({"error_code": "ModelArts.0101", "error_msg": "No."}, "ModelArts.0101", "No.", ""),
        ({"error_code": "APIG.0101", "error_msg": "No.", "request_id": "r1"}, "APIG.0101", "No.", "r1"),
        ({"error": {"code": 401, "message": "Wrong.", "title": "Unauthorized"}}, "401", "Wrong.", ""),
        ({"error": {"code": 400}}, "400", NO_REASON, ""),
        ({"error": "nope"}, "", NO_REASON, ""),
        ({"error_code": ["x"], "error_msg": {}}, "", NO_REASON, ""),
        ({"error_code": "E", "error_msg": "two\nlines\x00"}, "E", "two lines ", ""),
        ({}, "", NO_REASON, ""),
        (b"", "", NO_REASON, ""),
        (b"\xff", "", NO_REASON, ""),
    ],
)
def test_shapes(body: Any, code: str, message: str, request_id: str) -> None:
    error = read(body)
    assert (error.code, error.message, error.request_id) == (code, message, request_id)


def test_members_that_nobody_expected_are_kept() -> None:
    body = {
        "error_code": "ModelArts.0118",
        "error_msg": "Quota.",
        "detail": "8 of 8",
        "params": ["a", {"b": 1}],
        "advice": {"text": "Delete one."},
    }
    assert read(body).members == body


def test_request_id_of_the_header_comes_first() -> None:
    assert read({"request_id": "of-the-body"}, X_Request_Id="of-the-header").request_id == "of-the-header"


def test_page_of_a_proxy_is_kept_as_its_words() -> None:
    page = b"<html><style>p {color: red}</style><h1>502 Bad\n Gateway</h1><p>nginx &lt;x&gt;</p></html>"
    error = read(page, status=502)
    assert error.message == "The cloud did not say why."
    assert error.members == {"body": "502 Bad Gateway nginx &lt;x&gt;"}


def test_what_is_kept_is_bounded() -> None:
    deep: Any = "bottom"
    for _ in range(200):
        deep = [deep]
    body = {"error_msg": "x" * 10_000, "deep": deep, **{f"m{number}": "y" * 600 for number in range(100)}}
    error = read(body)
    assert error.message == "x" * (MAX_TEXT - 1) + "…"
    assert len(json.dumps(error.members)) < 20_000


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0.0),
        ("Sun, 01 Mar 2026 14:00:30 +0200", 30.0),
        ("999999999", 86_400.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400.0),
        ("9" * 400, None),
        ("-5", None),
        ("1e9", None),
        ("nan", None),
        ("٣", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after(text: str, seconds: float | None) -> None:
    with time_machine.travel(NOW, tick=False):
        assert read_retry_after(CaseInsensitiveDict({"retry-after": text})) == seconds


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["error", "error_msg"]), inner)
    ),
)


@given(body=JSON | st.binary(), status=st.integers(100, 599), wait=st.text(), creating=st.booleans())
def test_no_answer_is_too_odd(body: Any, status: int, wait: str, creating: bool) -> None:
    said = answer(status, body, Retry_After=wait)
    error = error_of(said, creating=creating)
    json.dumps([error.message, error.code, error.members], allow_nan=False, ensure_ascii=False).encode()
    assert len(error.message) <= MAX_TEXT
    assert all(read_task_ids(said))
