"""A project's webhook: setting it up, its secret, and what it is sent of an event."""

import secrets
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from taskbuilder.records.boards.handover import describe_handover
from taskbuilder.records.models import (
    CreatedTask,
    Delivery,
    DeliveryState,
    Project,
    ProjectEvent,
    Submission,
    Webhook,
)
from taskbuilder.records.notifications.kinds import HANDOVER, KINDS, TEST, WAITING, Kind
from taskbuilder.records.notifications.sentences import find_actor, write_link
from taskbuilder.records.write_lock import take_chunks
from taskbuilder.taskspec.secrets.split import MASK, mask_url

if TYPE_CHECKING:
    from taskbuilder.taskspec.json_value import JsonObject, JsonValue

MOST_TASK_IDS = 100
SECRET_BYTES = 32
CHUNK = 500
"""Deliveries that one statement removes."""


def list_webhook_kinds() -> list[Kind]:
    """Those that events have."""
    return [kind for kind in KINDS.values() if kind.is_event]


def find_fault(url: str) -> str:
    """Why events cannot be sent to this address; empty where they can. Names are resolved when it is sent."""
    if mask_url(url) != url or MASK in url:
        return gettext("Leave passwords and tokens out of the address. Check the signature instead.")
    return gettext(reason) if (reason := settings.CLOUD_ADDRESSES.explain_refusal(url)) else ""


def find_webhook(project: Project) -> Webhook | None:
    return Webhook.objects.filter(project=project).first()


@transaction.atomic
def save_webhook(*, project: Project, url: str, kinds: Collection[str], minutes: int | None) -> str:
    """Sets it up or changes it; answers the secret of a new one, which nobody is shown again."""
    row = Webhook.objects.select_for_update().filter(project=project).first()
    columns = {"url": url, "kinds": list(kinds), "minutes": minutes}
    if row is None:
        secret = make_secret()
        Webhook.objects.create(project=project, secret=secret, **columns)
        return secret
    Webhook.objects.filter(pk=row.pk).update(failures=0, paused_until=None, **columns)
    return ""


def make_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def renew_secret(*, project: Project) -> str:
    """The new secret, which nobody is shown again; the old one ends at once."""
    secret = make_secret()
    Webhook.objects.filter(project=project).update(secret=secret)
    return secret


def delete_webhook(*, project: Project) -> bool:
    """With its deliveries, of which there may be very many; False where there is none."""
    deliveries = Delivery.objects.filter(webhook__project=project)
    for found in take_chunks(deliveries, chunk=CHUNK):
        found.delete()
    return bool(Webhook.objects.filter(project=project).delete()[0])


def send_test(*, webhook: Webhook, now: datetime) -> Delivery:
    """Queues a delivery that is about nothing."""
    key = uuid4()
    project: JsonObject = {"id": webhook.project.slug, "name": webhook.project.name}
    body: JsonObject = {"id": str(key), "kind": TEST, "time": now.isoformat(), "project": project}
    Webhook.objects.filter(pk=webhook.pk).update(paused_until=None)
    return Delivery.objects.create(
        id=key, webhook=webhook, kind=TEST, body=body, created_at=now, queued_at=now, due_at=now
    )


def send_again(delivery: Delivery, *, now: datetime) -> bool:
    """Queues one that has ended, under the same id; False for one that is on its way."""
    ended = Delivery.objects.filter(pk=delivery.pk, due_at=None)
    columns = {"state": DeliveryState.WAITING, "queued_at": now, "due_at": now}
    Webhook.objects.filter(pk=delivery.webhook_id).update(paused_until=None)
    return bool(ended.update(**columns))


def list_deliveries(events: Collection[ProjectEvent], *, now: datetime) -> list[Delivery]:
    """What the webhooks of these events' projects are sent, not stored yet. Two queries at most."""
    webhooks = {
        webhook.project_id: webhook
        for webhook in Webhook.objects.filter(project__in={event.project_id for event in events})
    }
    wanted = [(event, webhook) for event in events if (webhook := webhooks.get(event.project_id))]
    chosen = [(event, webhook) for event, webhook in wanted if is_wanted(event, webhook)]
    tasks = read_task_ids([event.submission for event, _webhook in chosen if event.submission])
    return [make_delivery(event, webhook, tasks, now=now) for event, webhook in chosen]


def is_wanted(event: ProjectEvent, webhook: Webhook) -> bool:
    is_late = event.kind != WAITING or event.minutes == webhook.minutes
    return event.kind in webhook.kinds and is_late


def read_task_ids(submissions: Collection[Submission]) -> dict[UUID, list[str]]:
    """By submission, in their order. One query where there are submissions."""
    found: dict[UUID, list[str]] = {}
    rows = CreatedTask.objects.filter(submission__in=submissions, position__lt=MOST_TASK_IDS)
    for task in rows.order_by("submission", "position") if submissions else ():
        found.setdefault(task.submission_id, []).append(task.task_id)
    return found


def make_delivery(
    event: ProjectEvent, webhook: Webhook, tasks: dict[UUID, list[str]], *, now: datetime
) -> Delivery:
    key = uuid4()
    facts: JsonObject = dict(list_facts(event, tasks))
    return Delivery(
        id=key,
        webhook=webhook,
        event=event,
        kind=event.kind,
        body={"id": str(key), **facts},
        created_at=now,
        queued_at=now,
        due_at=now,
    )


def list_facts(event: ProjectEvent, tasks: dict[UUID, list[str]]) -> "Iterator[tuple[str, JsonValue]]":
    """What happened, without anything that people typed but names: a text may hold what is secret."""
    submission, project = event.submission, event.project
    by = find_actor(event)
    yield "kind", event.kind
    yield "time", event.at.isoformat()
    yield "project", {"id": project.slug, "name": project.name}
    if submission is not None:
        yield "submission", describe_submission(submission, tasks.get(submission.pk, []))
    elif event.draft_id:
        yield "draft", {"id": str(event.draft_id), "name": event.name}
    if event.batch:
        yield "action", {"id": str(event.batch_id), "kind": event.batch.kind}
    if event.kind == HANDOVER:
        yield "handover", describe_handover(project, since=event.begin, until=event.at)
    if event.task_ids:
        yield "task_ids", [*event.task_ids]
    if by:
        yield "by", by
    if event.to:
        yield "to", event.to.get_username()
    if event.kind == WAITING:
        yield "minutes", event.minutes
    yield "link", write_link(event, project)


def describe_submission(submission: Submission, task_ids: list[str]) -> "JsonObject":
    settled_at = submission.settled_at
    return {
        "id": str(submission.pk),
        "name": submission.name,
        "service": submission.service.name,
        "state": submission.state,
        "created_by": submission.created_by.get_username(),
        "created_at": submission.created_at.isoformat(),
        "finished_at": settled_at.isoformat() if settled_at else None,
        "task_ids": [*task_ids],
    }
