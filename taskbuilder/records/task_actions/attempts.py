"""Opening a try: "about to send" is written and committed before anything is sent.

So a call whose sender died is known, and its task is looked at before the call is repeated.
"""

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from taskbuilder.cloud import CloudClient, CloudSession
from taskbuilder.records.access.cloud_accounts import account_of
from taskbuilder.records.models import ActionAttempt, Replacement, TaskAction
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.outbox.outcomes import UNREADABLE_WAIT
from taskbuilder.records.task_actions.claims import hold
from taskbuilder.records.task_actions.states import ActionKind, ActionState, Finding

FRESH = timedelta(seconds=30)
"""So long after new tasks were seen to run the ones that they replace may be deleted."""
LOOK = timedelta(seconds=3)
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class OpenTry:
    """A try that is written down, and all that sending it takes. `number`: of the try among its action's."""

    action: TaskAction
    attempt_id: int
    number: int
    kind: ActionKind
    is_check: bool
    service_id: str
    client: CloudClient = field(repr=False)
    started_at: datetime


def open_tries(
    action_ids: Collection[int], *, worker: str, session: CloudSession, now: datetime
) -> list[OpenTry]:
    """Writes and commits "about to send" for all of them together; answers what is to be sent.

    One whose credentials cannot be read is postponed, one that is no longer this worker's left alone.
    """
    with transaction.atomic():
        rows = hold(action_ids, worker=worker, now=now)
        held = list(rows.select_related("project", "service").order_by("asked_at", "pk"))
        # A task that is replaced is only deleted while the new one is known to run.
        stale = postpone_stale(held, now=now)
        ready = list(prepare([each for each in held if each.pk not in stale], session=session, now=now))
        attempts = [
            ActionAttempt(
                action=action,
                number=action.attempt_count,
                is_check=action.must_check,
                started_at=now,
                worker=worker,
            )
            for action, _client in ready
        ]
        ActionAttempt.objects.bulk_create(attempts)
        fault_point(Point.OPENING)
    fault_point(Point.OPENED)
    return [
        OpenTry(
            action=action,
            attempt_id=attempt.pk,
            number=attempt.number,
            kind=ActionKind(action.kind),
            is_check=attempt.is_check,
            service_id=action.service.service_id,
            client=client,
            started_at=now,
        )
        for attempt, (action, client) in zip(attempts, ready, strict=True)
    ]


def prepare(
    actions: Collection[TaskAction], *, session: CloudSession, now: datetime
) -> Iterator[tuple[TaskAction, CloudClient]]:
    """Those that can be sent, each counted as a try, with its project's client."""
    clients: dict[int, CloudClient] = {}
    for action in actions:
        try:
            if action.project_id not in clients:
                clients[action.project_id] = CloudClient(account_of(action.project), session=session)
        except Exception as error:  # noqa: BLE001 - one project's trouble is not the others'
            postpone(action, error, now=now)
            continue
        action.attempt_count += 1
        action.save(update_fields=["attempt_count"])
        yield action, clients[action.project_id]


def postpone_stale(actions: Collection[TaskAction], *, now: datetime) -> set[int]:
    """The keys of those that wait until the new tasks, in whose favour they delete, are looked at again."""
    deletes = {each.batch_id for each in actions if each.kind == ActionKind.DELETE and not each.must_check}
    if not deletes:
        return set()
    rows = Replacement.objects.filter(deletion__in=deletes).exclude(looked_at__gt=now - FRESH)
    batches = set(rows.values_list("deletion", flat=True))
    rows.update(due_at=now)
    stale = [each for each in actions if each.batch_id in batches and not each.must_check]
    for action in stale:
        put_back(action, Finding.LOOKING, due_at=now + LOOK, now=now)
    return {action.pk for action in stale}


def postpone(action: TaskAction, error: Exception, *, now: datetime) -> None:
    """Tries again later; a key that comes back lets it go on."""
    logger.error("Action %s cannot be sent: %s", action.pk, type(error).__name__, exc_info=error)
    put_back(action, Finding.UNREADABLE, due_at=now + UNREADABLE_WAIT, now=now)


def put_back(action: TaskAction, finding: Finding, *, due_at: datetime, now: datetime) -> None:
    """Without a try, to be taken again."""
    action.state = ActionState.CHECKING if action.must_check else ActionState.QUEUED
    action.finding, action.changed_at = finding, now
    action.due_at, action.lease_until, action.leased_by = due_at, None, ""
    action.save()
