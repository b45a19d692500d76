"""The Celery workers' one task: deliver a submission by the same code as the relay."""

import logging
import time
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from taskbuilder.cloud import CloudSession
from taskbuilder.records.accounts import open_session
from taskbuilder.records.announcing import DELIVER, make_app
from taskbuilder.records.models import Submission
from taskbuilder.records.outbox import claim_one, deliver
from taskbuilder.records.relay import name_worker

CLAIM_SECONDS = 2.0
"""How long a worker waits for its project's turn; then the relay takes the submission."""
PAUSE_SECONDS = 0.05
logger = logging.getLogger(__name__)


def make_worker_app(*, threads: int) -> Any:
    """The application with its task, for a worker of so many threads."""
    app = make_app()
    worker, session = name_worker(), open_shared_session(threads)

    def deliver_submission(submission_id: str) -> None:
        try:
            take(UUID(submission_id), worker=worker, session=session)
        except Exception as error:  # noqa: BLE001 - the row is still there, for the relay and its sweep
            logger.error("Submission %s: %s", submission_id, type(error).__name__)

    app.task(deliver_submission, name=DELIVER)
    return app


@cache
def open_shared_session(threads: int) -> CloudSession:
    return open_session(threads=threads)


def take(submission_id: UUID, *, worker: str, session: CloudSession) -> None:
    """Delivers it, unless it is not due, is somebody else's, or its project's turn does not come in time."""
    lease = timedelta(seconds=settings.RELAY_LEASE_SECONDS)
    deadline = time.monotonic() + CLAIM_SECONDS
    while not claim_one(submission_id, worker=worker, lease=lease, now=timezone.now()):
        if time.monotonic() > deadline or not is_due(submission_id):
            return
        time.sleep(PAUSE_SECONDS)
    deliver(submission_id, worker=worker, session=session, lease=lease)


def is_due(submission_id: UUID) -> bool:
    return Submission.objects.filter(pk=submission_id, due_at__lte=timezone.now()).exists()
