"""Requests that are signed as the cloud's are, by an access key and its secret key (api.md, "AK/SK")."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from django.http import HttpRequest

from taskbuilder.api.answers import Refusal
from taskbuilder.api.bodies import read_sent
from taskbuilder.cloud import make_signature
from taskbuilder.records.access.api_tokens import Bearer, find_signer
from taskbuilder.records.encryption import UnreadableSecret

CLOCK_TOLERANCE = timedelta(minutes=15)
NEEDED = frozenset({"host", "x-sdk-date"})
"""The headers that a signature has to cover."""
_AUTHORIZATION = re.compile(
    r"SDK-HMAC-SHA256 Access=(?P<key>[A-Z0-9]+), ?SignedHeaders=(?P<headers>[^,]+), ?Signature=[0-9a-f]{64}"
)


class BadSignature(Exception):
    """The request is not signed by somebody who may call; the text says why."""


def is_signed(request: HttpRequest) -> bool:
    return request.headers.get("Authorization", "").startswith("SDK-HMAC-SHA256")


def find_signed(request: HttpRequest, *, now: datetime) -> Bearer:
    """Whose signature it is. Raises BadSignature, or Refusal for a clock that is off or a bad body."""
    claim = _AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
    bearer = find_signer(claim["key"], now=now) if claim else None
    if claim is None or bearer is None:
        raise BadSignature("The access key is unknown, expired or revoked.")
    check_date(request, now=now)
    check_signature(request, bearer, claim["headers"].lower().split(";"))
    return bearer


def check_date(request: HttpRequest, *, now: datetime) -> None:
    try:
        date = datetime.strptime(request.headers.get("X-Sdk-Date", ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise BadSignature("X-Sdk-Date is missing or invalid.") from None
    if abs(now - date) > CLOCK_TOLERANCE:
        message = "The signature's date is more than 15 minutes off. Set the clock."
        raise Refusal(401, "APIGW.0303", message)


def check_signature(request: HttpRequest, bearer: Bearer, names: list[str]) -> None:
    """Signs what has arrived, over the headers that are said to be signed, and compares."""
    if not set(names) >= NEEDED:
        raise BadSignature("Host and X-Sdk-Date must be signed.")
    body = read_sent(request)
    # A body that the signature does not cover could be replaced on its way.
    if request.headers.get("X-Sdk-Content-Sha256", "") not in ("", sha256(body).hexdigest()):
        raise BadSignature("X-Sdk-Content-Sha256 does not match the body.")
    try:
        ours = make_signature(
            method=request.method or "",
            path=request.path,
            query=request.META.get("QUERY_STRING", ""),
            headers={name: request.headers.get(name, "") for name in names},
            body=body,
            access_key=bearer.token.access_key or "",
            secret_key=bearer.token.secret_key,
        )
    except UnreadableSecret:
        raise BadSignature("The secret key can no longer be read. Create a new token.") from None
    theirs = request.headers.get("Authorization", "")
    if not compare_digest(signature_in(ours), signature_in(theirs)):
        raise BadSignature("The signature does not match the request.")


def signature_in(authorization: str) -> str:
    return authorization.rpartition("Signature=")[2]
