"""Signing in: fetching a token, and signing a request with an access key by the vendor's own signer."""

import json
from collections.abc import Mapping
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
    body = request.body or b""
    signed["Authorization"] = make_signature(
        method=request.method or "",
        path=address.path,
        query=address.query,
        headers=signed,
        body=body.encode() if isinstance(body, str) else body,
        access_key=key.access_key,
        secret_key=key.secret_key,
    )
    request.headers.update(signed)


def make_signature(
    *,
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
    access_key: str,
    secret_key: str,
) -> str:
    """The header Authorization that signs a request with these headers, X-Sdk-Date and Host among them."""
    # Late: this import takes 0.3 seconds, which who signs in by token should not wait for.
    from huaweicloudsdkcore.sdk_request import SdkRequest
    from huaweicloudsdkcore.signer.signer import Signer

    request = SdkRequest(
        method=method,
        resource_path=path,
        query_params=parse_qsl(query, keep_blank_values=True),
        header_params=dict(headers),
        body=body,
    )
    Signer(_Credentials(access_key, secret_key)).sign(request)
    return str(request.header_params["Authorization"])


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
