"""No secret appears in a repr, an error, or a log, even where the cloud repeats it."""

import base64
import html
import json
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from taskbuilder.cloud import CloudAccount, CloudClient, CloudError, CloudSession, encode_request
from taskbuilder.cloud.errors import OutcomeUnknown
from taskbuilder.cloud.tokens import Token
from taskbuilder.simulator.faults import Fault
from taskbuilder.simulator.server import Simulator
from taskbuilder.taskspec.secrets.split import MASK
from tests.cloud.conftest import HARBOUR, make_account, read_example
from tests.cloud.servers import serving
from tests.cloud.test_outcomes import create, fail

SECRETS = (HARBOUR.password, HARBOUR.secret_key, "a-temporary-token")
SENT = ("vcn-pass-word", "cam-user", "cam-pass", "bearer-of-news", "config-secret")


def request_with_secrets() -> Any:
    request = read_example("restful-webhook")
    request["input"]["vcn"] = {"ip": "10.0.0.1", "port": 1, "username": "u", "password": SENT[0]}
    request["input"]["data"][0]["url"] = f"https://{SENT[1]}:{SENT[2]}@camera.example/"
    request["output"]["webhook"]["headers"] = {"Authorization": SENT[3]}
    request["config"] = {"api": {"access_token": [SENT[4]]}}
    return request


def tell(error: CloudError) -> str:
    """Everything that an error says, in every way of asking it."""
    parts = [str(error), repr(error), repr(vars(error)), *error.args]
    return "\n".join([*map(str, parts), *traceback.format_exception(error)])


def account_with_all(url: str, sign_in: str) -> CloudAccount:
    more = {} if sign_in == "token" else {"security_token": SECRETS[2]}
    return make_account(url, sign_in, **more)


def test_representations(session: CloudSession, sign_in: str) -> None:
    account = account_with_all("https://cloud.example", sign_in)
    token = Token("tok-en", datetime.now(UTC))
    text = repr(account) + str(account) + repr(CloudClient(account, session=session)) + repr(token)
    assert [secret for secret in (*SECRETS, "tok-en") if secret in text] == []


def test_errors_repeat_nothing(simulator: Simulator, session: CloudSession, sign_in: str) -> None:
    account = account_with_all(simulator.url, sign_in)
    secrets = (*account.sign_in.secrets, *SENT)
    echo = json.dumps({"error_msg": f"Bad: {secrets}", "detail": [*secrets, {secrets[0]: secrets[1]}]})
    page = f"<p>{secrets}"
    faults = [Fault.answering(status, body.encode()) for status in (400, 500) for body in (echo, page)]
    simulator.faults.add("create", *faults, Fault.hanging_up(), Fault.late(1))
    client = CloudClient(account, session=session)
    for _ in range(len(faults) + 2):
        text = tell(fail(client, body=encode_request(request_with_secrets())))
        assert [secret for secret in secrets if secret in text] == []


AS_SENT = "Basic " + base64.b64encode(b"cam-user:s/<o> m&e-pass").decode()
PLAIN = "s/<o> m&e-pass"


def in_lines(text: str) -> list[str]:
    return [text[start : start + 6] for start in range(0, len(text), 6)]


QUOTINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "upper case": str.upper,
    "page": html.escape,
    "page by numbers": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "address": quote_plus,
    "address twice": lambda text: quote(quote(text)),
    "JSON": lambda text: json.dumps(text)[1:-1].replace("/", r"\/"),
    "JSON by numbers": lambda text: "".join(f"\\u{ord(each):04x}" for each in text),
    "JSON of a page": lambda text: json.dumps(html.escape(text).replace("<", r"\u003c"))[1:-1],
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 without padding": lambda text: base64.b64encode(text.encode()).decode().rstrip("="),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "base64 of more": lambda text: (
        base64.b64encode(f"sent as {text} to you".encode()).decode()
        if len(text) > 8
        else base64.b64encode(text.encode()).decode()
    ),
    "base64 in lines": lambda text: "\r\n ".join(in_lines(base64.b64encode(text.encode()).decode())),
    "hex": lambda text: text.encode().hex(),
    "bytes": lambda text: "".join(f"\\x{each:02x}" for each in text.encode()),
    "lines": lambda text: "\n".join(in_lines(text)),
}


@pytest.mark.parametrize("quoted", QUOTINGS.values(), ids=QUOTINGS)
@pytest.mark.parametrize(
    ("sent", "repeated"),
    [
        (AS_SENT, AS_SENT),
        (AS_SENT, AS_SENT.removeprefix("Basic ")),
        (AS_SENT, f"cam-user:{PLAIN}"),
        (AS_SENT, PLAIN),
        ("Bearer of-new?s", "of-new?s"),
        ("https://cam-user:p%40ss+word@camera.example/", "p@ss+word"),
        ("https://camera.example/?token=p%40ss+word", "p@ss+word"),
    ],
)
def test_quoted_in_whatever_way(
    simulator: Simulator, session: CloudSession, sent: str, repeated: str, quoted: Callable[[str], str]
) -> None:
    request = read_example("restful-webhook")
    request["output"]["webhook"]["headers"] = {"Authorization": sent}
    told_of = quoted(repeated)
    answers = [json.dumps({"error_msg": f"No ({told_of})", told_of: [told_of]}), f"<p>No <b>{told_of}</b>"]
    simulator.faults.add("create", *[Fault.answering(400, answer.encode()) for answer in answers])
    client = CloudClient(make_account(simulator.url, "ak_sk"), session=session)
    for _ in answers:
        text = tell(fail(client, body=encode_request(request)))
        assert MASK in text
        assert [each for each in (told_of, repeated, told_of.lower()) if each in text] == []


def test_what_is_quoted_and_no_secret_stays(simulator: Simulator, session: CloudSession) -> None:
    answer = json.dumps({"error_msg": "Use &lt;ip&gt;:%20 or C:\\\\new."}).encode()
    simulator.faults.add("create", Fault.answering(400, answer))
    client = CloudClient(make_account(simulator.url, "ak_sk"), session=session)
    assert fail(client, body=encode_request(request_with_secrets())).message == (
        "Use &lt;ip&gt;:%20 or C:\\\\new."
    )


@pytest.mark.parametrize("secret", ["bearer-of-news", "0f" * 16])
def test_the_id_of_a_call_that_succeeded_repeats_nothing(
    simulator: Simulator, session: CloudSession, secret: str
) -> None:
    request = request_with_secrets()
    request["output"]["webhook"]["headers"] = {"Authorization": secret}
    ids = [secret, f"id-{secret}", "1e" * 16]
    answers = [Fault.answering(201, b'{"tasks": [{"id": "7f"}]}', {"X-Request-Id": each}) for each in ids]
    simulator.faults.add("create", *answers)
    client = CloudClient(make_account(simulator.url, "ak_sk"), session=session)
    created = [client.create_task(service_id="s", body=encode_request(request)).request_id for _ in ids]
    assert created == [MASK, f"id-{MASK}", "1e" * 16]


def test_refused_sign_in_repeats_nothing(simulator: Simulator, session: CloudSession) -> None:
    echo = json.dumps({"error": {"code": 401, "message": f"Wrong: {HARBOUR.password}"}}).encode()
    simulator.faults.add("token", Fault.answering(401, echo))
    error = fail(CloudClient(make_account(simulator.url, "token"), session=session))
    assert error.message == "Signing in failed: Wrong: ••••••"
    assert HARBOUR.password not in tell(error)


def test_refused_token_is_not_repeated(simulator: Simulator, session: CloudSession) -> None:
    client = CloudClient(make_account(simulator.url, "token"), session=session)
    create(client)
    (seen,) = simulator.requests
    token = seen.headers["x-auth-token"]
    simulator.faults.add("create", Fault.answering(403, f'{{"error_msg": "No: {token}"}}'.encode()))
    assert fail(client).message == "No: ••••••"


def test_unreachable_cloud_repeats_nothing(session: CloudSession, sign_in: str) -> None:
    with serving(lambda connection: None) as port:
        account = account_with_all(f"http://user:in-the-address@127.0.0.1:{port}", sign_in)
        text = tell(fail(CloudClient(account, session=session), body=encode_request(request_with_secrets())))
    assert [secret for secret in (*SECRETS, *SENT, "in-the-address") if secret in text] == []


def test_log_holds_nothing(
    simulator: Simulator, session: CloudSession, sign_in: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = CloudClient(account_with_all(simulator.url, sign_in), session=session)
    create(client)
    fail(client, body=encode_request(request_with_secrets()))
    tokens = {seen.headers.get("x-auth-token", "none") for seen in simulator.requests}
    assert [secret for secret in (*SECRETS, *SENT, *tokens) if secret in caplog.text] == []


@pytest.mark.parametrize(
    "said", ["No: 0123456789abcd…", "No: 0123456789abcd", "…cdefghij-0123 it was.", "0123456789ab"]
)
def test_a_secret_that_is_cut_off_is_hidden(simulator: Simulator, session: CloudSession, said: str) -> None:
    request = read_example("restful-webhook")
    request["output"]["webhook"]["headers"] = {"X-Key": "0123456789abcdefghij-0123"}
    simulator.faults.add("create", Fault.answering(400, json.dumps({"error_msg": said}).encode()))
    client = CloudClient(make_account(simulator.url, "ak_sk"), session=session)
    text = tell(fail(client, body=encode_request(request)))
    assert MASK in text
    assert "456789a" not in text
    assert "efghij" not in text


@pytest.mark.parametrize(
    "said", ["<b>1</b>", "task 1", "a" * 129, "{}", "x'y", "https://a.example.com/1", "Bearer-of-news"]
)
def test_an_id_that_is_none_or_holds_a_secret_is_not_stored(
    simulator: Simulator, session: CloudSession, said: str
) -> None:
    request = read_example("restful-webhook")
    request["output"]["webhook"]["headers"] = {"X-Key": "bearer-of-news"}
    answer = json.dumps({"tasks": [{"id": said}]}).encode()
    simulator.faults.add("create", Fault.answering(201, answer))
    client = CloudClient(make_account(simulator.url, "ak_sk"), session=session)
    with pytest.raises(OutcomeUnknown):
        client.create_task(service_id="s-1", body=encode_request(request))
