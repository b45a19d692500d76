"""Receivers of webhooks: good ones, and each bad kind."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings

from taskbuilder.cloud import AllowList, CloudSession, Limits
from taskbuilder.records.models import Delivery, DeliveryState, Project, Webhook
from taskbuilder.records.notifications.deliveries import claim_deliveries, record_reply, send
from taskbuilder.records.notifications.webhooks import save_webhook
from tests.cloud.servers import read_request, serving

SHORT = Limits(connect_seconds=0.3, read_seconds=0.3, total_seconds=5, answer_bytes=64 * 1024)
Behaviour = Callable[[socket.socket], None]


def answering(status: str, *lines: str, body: bytes = b"") -> Behaviour:
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines))

    def answer(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(head.encode() + b"\r\n" + body)

    return answer


@contextmanager
def receiving(behave: Behaviour) -> Iterator[str]:
    with serving(behave) as port:
        yield f"http://127.0.0.1:{port}/tasks"


def set_up(project: Project, url: str, *kinds: str, minutes: int | None = None) -> str:
    """A webhook at this address, with its secret."""
    return save_webhook(project=project, url=url, kinds=kinds or ("refused",), minutes=minutes)


def run_turn(now: datetime, *, allowed: AllowList | None = None, limit: int = 10) -> int:
    """Sends what is due, one after another; answers how many."""
    session = CloudSession(limits=SHORT, allowed=allowed or settings.CLOUD_ADDRESSES)
    claims = claim_deliveries(limit=limit, now=now)
    for claim in claims:
        ended = now + timedelta(milliseconds=40)
        record_reply(claim, send(claim, session), now=ended, jitter=lambda: 1.0)
    session.close()
    return len(claims)


def read_states() -> list[tuple[str, int | None, str]]:
    rows = Delivery.objects.order_by("created_at", "pk")
    return [(DeliveryState(each.state).value, each.status, each.message) for each in rows]


def read_pause(now: datetime) -> float:
    """For how many seconds the webhook is paused; 0 where it is not."""
    paused_until = Webhook.objects.get().paused_until
    return round((paused_until - now).total_seconds(), 2) if paused_until else 0.0


def read_json(request: bytes) -> tuple[dict[str, str], bytes, object]:
    """The headers by lower-case name, the body, and what it says."""
    head, _blank, body = request.partition(b"\r\n\r\n")
    pairs = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    return {name.lower(): value for name, value in pairs}, body, json.loads(body)
