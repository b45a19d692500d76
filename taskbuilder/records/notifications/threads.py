"""What a relay does beside sending, on threads of its own: it notes what waits for long, notifies people,
sends mail and delivers to webhooks. None waits for another: a receiver that hangs holds up itself alone.
"""

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import Protocol

from django.utils import timezone

from taskbuilder.cloud import CloudSession
from taskbuilder.records.notifications.deliveries import (
    LEASE,
    Claim,
    claim_deliveries,
    open_session,
    record_reply,
    send,
)
from taskbuilder.records.notifications.events import handle_events
from taskbuilder.records.notifications.handovers import note_daily_handovers
from taskbuilder.records.notifications.mails import send_mails
from taskbuilder.records.notifications.waiting import note_waiting
from taskbuilder.records.turns import one_turn

PAUSE_SECONDS = 1.0
SENDERS = 16
"""Deliveries that one relay sends at the same time."""
BETWEEN_LOOKS = timedelta(seconds=15)
"""At what waits."""
logger = logging.getLogger(__name__)


def notify_until(stop: Event) -> None:
    """Turn after turn until `stop` is set."""
    looked_at = None
    while not stop.is_set():
        now = timezone.now()
        if looked_at is None or now - looked_at >= BETWEEN_LOOKS:
            looked_at = now
            attempt(note_waiting)
            attempt(note_daily_handovers)
        if not attempt(handle_events):
            stop.wait(PAUSE_SECONDS)


def mail_until(stop: Event) -> None:
    """Mail by mail until `stop` is set, beside the others: a mail server may be slow."""
    while not stop.is_set():
        if not attempt(send_mails):
            stop.wait(PAUSE_SECONDS)


def deliver_until(stop: Event) -> None:
    """Claims what is due for as many threads as are free; what is under way at the end is finished."""
    session = open_session(threads=SENDERS)
    running: set[Future[None]] = set()
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="webhook") as pool:
        while not stop.is_set():
            running = {each for each in running if not each.done()}
            claims: list[Claim] = []
            attempt(partial(claim_into, claims, limit=SENDERS - len(running)))
            running |= {pool.submit(deliver, claim, session) for claim in claims}
            stop.wait(PAUSE_SECONDS)
    session.close()


def claim_into(claims: list[Claim], *, limit: int, now: datetime) -> int:
    claims += claim_deliveries(limit=limit, now=now) if limit else []
    return len(claims)


def deliver(claim: Claim, session: CloudSession) -> None:
    """Sends one, and writes what came of it: where the database is away again and again, while it is ours."""
    reply = send(claim, session)

    def record(*, now: datetime) -> int:
        record_reply(claim, reply, now=now)
        return 1

    while not attempt(record) and timezone.now() < claim.started_at + LEASE:
        time.sleep(PAUSE_SECONDS)


class Work(Protocol):
    """One turn; answers how much was done."""

    def __call__(self, *, now: datetime) -> int: ...


def attempt(work: Work) -> int:
    """One turn of some work; what goes wrong is logged, and another turn follows."""
    with one_turn(logger, later="Trying again.", failed="Notifications failed. Trying again."):
        return work(now=timezone.now())
    return 0
