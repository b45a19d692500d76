"""Delivering events to webhooks: claimed under a lease, sent by one relay, retried for a day.

No transaction is open while a request is sent. A receiver that fails is paused for a growing while, and then
probed with one delivery at a time: a dead one costs the others nothing.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import floor
from random import SystemRandom
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from taskbuilder.cloud import CloudSession
from taskbuilder.cloud.webhooks import Reply, open_webhook_session, post_event
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import Delivery, DeliveryAttempt, DeliveryState, Webhook
from taskbuilder.records.models.webhooks import PENDING
from taskbuilder.records.outbox.rate_limit import next_wait
from taskbuilder.taskspec.messages import gettext_noop as _

AT_ONCE = 2
"""Requests to one webhook at the same time, by all relays together."""
LEASE = timedelta(minutes=1)
"""Longer than any exchange: see cloud.webhooks."""
PATIENCE = timedelta(hours=24)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=30)
UNREADABLE = _("The signing secret cannot be read. Create a new one.")
TOO_OLD = _("It could not be sent within 24 hours.")
CHUNK = 500
chance = SystemRandom()


@dataclass(frozen=True)
class Claim:
    """A delivery that is this relay's until its lease ends, with all that sending it takes."""

    delivery_id: UUID
    webhook_id: int
    number: int
    queued_at: datetime
    url: str
    secret: str | None = field(repr=False)
    body: bytes = field(repr=False)
    started_at: datetime


def open_session(*, threads: int) -> CloudSession:
    return open_webhook_session(
        threads=threads, ca_bundle=settings.CLOUD_CA, allowed=settings.CLOUD_ADDRESSES
    )


def claim_deliveries(*, limit: int, now: datetime) -> list[Claim]:
    """Takes up to so many that are due, of each webhook as many as it may get; no other relay gets them.

    One query where nothing is due.
    """
    claims: list[Claim] = []
    due = Delivery.objects.filter(webhook=OuterRef("pk"), due_at__lte=now)
    ready = Webhook.objects.filter(Exists(due)).exclude(paused_until__gt=now).order_by("?")
    for key in ready.values_list("pk", flat=True)[:limit]:
        claims += claim_of(key, limit=limit - len(claims), now=now)
    return claims


@transaction.atomic
def claim_of(webhook_id: int, *, limit: int, now: datetime) -> list[Claim]:
    """Of one webhook, whose row is locked meanwhile; the longest due first."""
    webhook = Webhook.objects.select_for_update().filter(pk=webhook_id).exclude(paused_until__gt=now).first()
    if webhook is None:
        return []
    rows = Delivery.objects.filter(webhook=webhook)
    give_up_old(rows.filter(due_at__lte=now, queued_at__lt=now - PATIENCE))
    busy = rows.filter(state=DeliveryState.SENDING, due_at__gt=now).count()
    free = min(limit, (1 if webhook.failures else AT_ONCE) - busy)
    due = rows.filter(due_at__lte=now, queued_at__gte=now - PATIENCE, state__in=PENDING)
    found = list(due.order_by("due_at")[: max(0, free)])
    return [begin(delivery, webhook, now=now) for delivery in found]


def give_up_old(due: QuerySet[Delivery]) -> None:
    """Ends those that have waited for too long, CHUNK at most: the others end with the next claims.

    Relays that were away for a day send no old news.
    """
    keys = list(due.order_by("due_at").values_list("pk", flat=True)[:CHUNK])
    if keys:
        ended = {"state": DeliveryState.FAILED, "due_at": None, "message": storable_text(TOO_OLD, limit=500)}
        Delivery.objects.filter(pk__in=keys).update(**ended)


def begin(delivery: Delivery, webhook: Webhook, *, now: datetime) -> Claim:
    """Writes down that it is about to be sent."""
    number = delivery.attempt_count + 1
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.SENDING, due_at=now + LEASE, attempt_count=number
    )
    DeliveryAttempt.objects.create(delivery=delivery, number=number, started_at=now)
    return Claim(
        delivery_id=delivery.pk,
        webhook_id=webhook.pk,
        number=number,
        queued_at=delivery.queued_at,
        url=webhook.url,
        secret=read_secret(webhook),
        body=json.dumps(delivery.body, separators=(",", ":")).encode(),
        started_at=now,
    )


def read_secret(webhook: Webhook) -> str | None:
    """None where no key can read it."""
    try:
        return webhook.secret
    except UnreadableSecret:
        return None


def send(claim: Claim, session: CloudSession) -> Reply:
    """One exchange. No database is asked here."""
    if claim.secret is None:
        return Reply(message=UNREADABLE)
    return post_event(
        session,
        url=claim.url,
        secret=claim.secret,
        event_id=str(claim.delivery_id),
        body=claim.body,
        now=timezone.now(),
    )


@transaction.atomic
def record_reply(
    claim: Claim, reply: Reply, *, now: datetime, jitter: Callable[[], float] = chance.random
) -> None:
    """Writes what came of a try, and when the next one is; only the try where others hold it by now."""
    message = storable_text(reply.message, limit=500)
    attempt = DeliveryAttempt.objects.filter(delivery=claim.delivery_id, number=claim.number)
    attempt.update(ended_at=now, status=reply.status, message=message)
    mine = Delivery.objects.filter(
        pk=claim.delivery_id, attempt_count=claim.number, state=DeliveryState.SENDING
    )
    paused_until = pace(claim, reply, now=now, jitter=jitter())
    mine.update(
        status=reply.status,
        message=message,
        milliseconds=floor((now - claim.started_at).total_seconds() * 1000),
        **dict(choose_next(claim, reply, paused_until)),
    )


def choose_next(claim: Claim, reply: Reply, paused_until: datetime | None) -> Iterator[tuple[str, object]]:
    """The columns of its state, and of when it is due again."""
    if paused_until is not None and paused_until - claim.queued_at < PATIENCE:
        yield from {"state": DeliveryState.WAITING, "due_at": paused_until}.items()
    else:
        state = DeliveryState.DELIVERED if reply.is_accepted else DeliveryState.FAILED
        yield from {"state": state, "due_at": None}.items()


def pace(claim: Claim, reply: Reply, *, now: datetime, jitter: float) -> datetime | None:
    """Pauses the webhook for a while after a failure; answers until when, None where it accepted.

    Of several that were sent together only the first to fail counts.
    """
    rows = Webhook.objects.filter(pk=claim.webhook_id)
    if reply.is_accepted:
        rows.filter(failures__gt=0).update(failures=0, paused_until=None)
        return None
    webhook = rows.select_for_update().first()
    if webhook is None:  # deleted meanwhile, with its deliveries
        return None
    is_news = webhook.paused_until is None or claim.started_at >= webhook.paused_until
    failures = webhook.failures + is_news
    wait = next_wait(
        failures=failures,
        retry_after=reply.retry_after,
        jitter=jitter,
        first=FIRST_WAIT,
        longest=LONGEST_WAIT,
    )
    paused_until = max(webhook.paused_until or now, now + wait)
    rows.update(failures=failures, paused_until=paused_until)
    return paused_until
