"""Signing in: fetching a token, and signing a request with an access key by the vendor's own signer."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import requests

from taskbuilder.cloud.account import KeySignIn, TokenSignIn
from taskbuilder.cloud.answers import error_of, read_json
from taskbuilder.cloud.errors import NotSent, Refused
from taskbuilder.cloud.session import Answer, CloudSession, ExchangeFailed, Unusable
from taskbuilder.cloud.tokens import Token

_FAILED = "Signing in failed"


def fetch_token(sign_in: TokenSignIn, *, session: CloudSession, deadline: float) -> Token:
    """A new token. Raises NotSent, Throttled or Refused: whatever happens here, no task was created."""
    try:
        request = session.prepare(
            "POST",
            f"{sign_in.identity_url.rstrip('/')}/v3/auth/tokens",
            body=_token_request(sign_in),
            headers={"Content-Type": "application/json"},
        )
        answer = session.send(request, deadline=deadline)
    except Unusable as failure:
        raise Refused(f"{_FAILED}: {failure.why}") from None
    except ExchangeFailed as failure:
        raise NotSent(f"{_FAILED}: {failure.why}") from None
    return _read_token(answer, secrets=sign_in.secrets)


def sign(request: requests.PreparedRequest, *, key: KeySignIn, project_id: str) -> None:
    """Add the headers that sign this request, over the very bytes and the very path that will be sent."""
    # Late: this import takes 0.3 seconds, which who signs in by token should not wait for.
    from huaweicloudsdkcore.sdk_request import SdkRequest
    from huaweicloudsdkcore.signer.signer import Signer

    address = urlsplit(request.url or "")
    signed = {
        "Host": address.netloc.rpartition("@")[2],
        "X-Project-Id": project_id,
        "X-Sdk-Date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
    }
    if request.body:
        signed["Content-Type"] = "application/json"
    if key.security_token:
        signed["X-Security-Token"] = key.security_token
    Signer(_Credentials(key.access_key, key.secret_key)).sign(
        SdkRequest(
            method=request.method,
            resource_path=address.path,
            query_params=parse_qsl(address.query, keep_blank_values=True),
            header_params=signed,
            body=request.body or b"",
        )
    )
    request.headers.update(signed)


@dataclass(frozen=True)
class _Credentials:
    """What the vendor's signer reads."""

    ak: str
    sk: str = field(repr=False)


def _token_request(sign_in: TokenSignIn) -> bytes:
    user = {"name": sign_in.username, "password": sign_in.password, "domain": {"name": sign_in.domain}}
    identity = {"methods": ["password"], "password": {"user": user}}
    return json.dumps(
        {"auth": {"identity": identity, "scope": {"project": {"id": sign_in.project_id}}}}
    ).encode()


def _read_token(answer: Answer, *, secrets: tuple[str, ...]) -> Token:
    value = answer.headers.get("X-Subject-Token", "")
    if not 200 <= answer.status < 300:
        raise error_of(answer, creating=False, what=_FAILED, secrets=secrets)
    if not value:
        message = (
            f"{_FAILED}: the identity service answered {answer.status} without a token. Check its address."
        )
        raise Refused(message, http_status=answer.status)
    return Token(value, _read_end(answer))


def _read_end(answer: Answer) -> datetime:
    """When the token ends; at once where that is not said, so that the next call fetches its own."""
    body = read_json(answer)
    token = body.get("token") if isinstance(body, dict) else None
    text = token.get("expires_at") if isinstance(token, dict) else None
    try:
        end = datetime.fromisoformat(text if isinstance(text, str) else "")
    except ValueError:
        return datetime.now(UTC)
    return end if end.tzinfo else end.replace(tzinfo=UTC)
