"""Sending one attempt to the cloud, and a whole delivery from claim to result."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from taskbuilder.cloud import CloudError, CloudSession
from taskbuilder.records.models import Result
from taskbuilder.records.outbox.attempts import OpenAttempt, open_attempts
from taskbuilder.records.outbox.outcomes import Outcome, outcome_of_answer, outcome_of_error
from taskbuilder.records.outbox.results import close_attempts

logger = logging.getLogger(__name__)


def send(attempt: OpenAttempt) -> Outcome:
    """The HTTP exchange, safe in any thread: touches no database and never raises."""
    try:
        secrets = attempt.submission.secrets.values()
        created = attempt.client.create_task(
            service_id=attempt.service_id, body=attempt.body, secrets=secrets
        )
        return outcome_of_answer(created)
    except CloudError as error:
        return outcome_of_error(error)
    except Exception as error:  # it may have been sent, so the only honest outcome is unknown
        logger.exception("Sending submission %s failed: %s", attempt.submission_id, type(error).__name__)
        return Outcome(result=Result.UNKNOWN, message=f"Sending failed: {type(error).__name__}.")


def log_outcome(attempt: OpenAttempt, outcome: Outcome, *, now: datetime) -> None:
    """One line for each attempt, with the ids by which it is found here and in the cloud's own logs."""
    level = logging.WARNING if outcome.result is Result.UNKNOWN else logging.INFO
    fields = {
        "submission": attempt.submission_id,
        "project": attempt.submission.project_id,
        "attempt": attempt.number,
        "result": outcome.result.value,
        "status": outcome.http_status,
        "code": outcome.code,
        "cloud_request": outcome.request_id,
        "tasks": len(outcome.task_ids),
        "ms": round((now - attempt.started_at).total_seconds() * 1000),
    }
    logger.log(level, "The cloud was asked to create tasks", extra=fields)


def deliver(
    submission_id: UUID,
    *,
    worker: str,
    session: CloudSession,
    lease: timedelta,
    clock: Callable[[], datetime] = timezone.now,
) -> None:
    """Takes one submission that this worker has claimed all the way; the lease has to outlast the sending."""
    for attempt in open_attempts([submission_id], worker=worker, session=session, lease=lease, now=clock()):
        outcome, now = send(attempt), clock()
        close_attempts([(attempt, outcome)], now=now)
        log_outcome(attempt, outcome, now=now)
