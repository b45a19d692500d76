"""Telling the workers, where there are any, that a submission is due; else the relay takes it."""

import logging
import time
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

QUEUE = "taskbuilder"
DELIVER = "taskbuilder.deliver"
QUIET_SECONDS = 5.0
"""For how long nothing is announced after the broker failed, so that creating is not slowed by it."""
logger = logging.getLogger(__name__)


class Silence:
    """Since the broker failed: until when nothing is announced, by the monotonic clock."""

    until = 0.0


def announce(submission_id: UUID) -> None:
    """Sends the id to the workers. Never raises: what is not announced is the relay's, some seconds later."""
    if not settings.BROKER_URL or time.monotonic() < Silence.until:
        return
    try:
        make_app().send_task(DELIVER, args=[str(submission_id)], queue=QUEUE, retry=False)
    except Exception as error:  # noqa: BLE001 - whatever ails the broker, the submission is safe
        Silence.until = time.monotonic() + QUIET_SECONDS
        logger.warning("The broker is away (%s). The relay takes over.", type(error).__name__)


@cache
def make_app() -> Any:
    """The Celery application. Celery is loaded here, and so only where there is a broker."""
    from celery import Celery

    app = Celery("taskbuilder", broker=settings.BROKER_URL)
    app.conf.update(
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_acks_late=True,  # a message is gone when its submission is, not when it was read
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        accept_content=["json"],
        broker_connection_timeout=1,
        broker_connection_retry_on_startup=True,
        broker_transport_options=read_transport_options(settings.BROKER_URL),
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
    )
    return app


def read_transport_options(url: str) -> dict[str, Any]:
    """For Redis: not to wait for it long, and when to give a dead worker's message to another."""
    if not url.startswith(("redis://", "rediss://")):
        return {}
    return {"socket_connect_timeout": 1, "socket_timeout": 10, "visibility_timeout": 120}
