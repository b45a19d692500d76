"""Sending events to a project's own receiver: signed, within short limits, to allowed addresses only."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from taskbuilder.cloud.allowed import AllowList
from taskbuilder.cloud.answers import read_retry_after
from taskbuilder.cloud.session import CloudSession, ExchangeFailed, Limits
from taskbuilder.taskspec.messages import gettext_noop as _

LIMITS = Limits(connect_seconds=3, read_seconds=7, total_seconds=15, answer_bytes=64 * 1024)
"""A receiver that is slower, or says more, has not taken the event."""
ID, TIMESTAMP, SIGNATURE = "X-TaskBuilder-Id", "X-TaskBuilder-Timestamp", "X-TaskBuilder-Signature"
ANSWERED = _("The receiver did not accept it.")
REDIRECTED = _("The receiver redirects to another address, which is not followed. Change the address.")


@dataclass(frozen=True)
class Reply:
    """What came of one try: no status where no answer came. `retry_after` is in seconds."""

    status: int | None = None
    message: str = ""
    retry_after: float | None = None

    @property
    def is_accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def open_webhook_session(*, threads: int, ca_bundle: str | None, allowed: AllowList) -> CloudSession:
    return CloudSession(threads=threads, limits=LIMITS, ca_bundle=ca_bundle, allowed=allowed)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """As receivers work it out again: HMAC-SHA256 of the time stamp, a full stop and the body."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


def post_event(
    session: CloudSession, *, url: str, secret: str, event_id: str, body: bytes, now: datetime
) -> Reply:
    """Sends it once, and follows nothing."""
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        ID: event_id,
        TIMESTAMP: timestamp,
        SIGNATURE: sign(secret, timestamp, body),
    }
    try:
        request = session.prepare("POST", url, body=body, headers=headers)
        answer = session.send(request, deadline=session.deadline())
    except ExchangeFailed as failure:
        return Reply(message=failure.why)
    is_redirect = 300 <= answer.status < 400
    reply = Reply(answer.status, retry_after=read_retry_after(answer.headers))
    if reply.is_accepted:
        return reply
    return Reply(answer.status, REDIRECTED if is_redirect else ANSWERED, reply.retry_after)
