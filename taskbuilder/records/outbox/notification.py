"""Notifying the workers, if there are any, that submissions are due; if not, the relay takes them.

A thread of its own talks to the broker, so that creating waits for none. What is committed close together
goes as one message: to a worker one costs as much as sending a submission.
"""

import atexit
import logging
import os
import time
from functools import cache
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

if TYPE_CHECKING:
    from celery import Celery

QUEUE = "taskbuilder"
DELIVER = "taskbuilder.deliver"
QUIET_SECONDS = 5.0
"""For how long nothing is sent after the broker failed."""
GATHERING_SECONDS = 0.05
"""From one message to the next; the first goes at once."""
MOST_IDS = 100
"""Of one message."""
LAST_SECONDS = 2.0
"""How long a process that ends still has to send what it committed."""
REDIS_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 10, "visibility_timeout": 120}
"""Not to wait for it long, and when to give a dead worker's message to another."""
logger = logging.getLogger(__name__)


def notify_workers(submission_id: UUID) -> None:
    """Has the id sent to the workers. Never raises: the relay takes the rest a little later."""
    if settings.BROKER_URL:
        find_notifier(os.getpid(), settings.BROKER_URL).news.put(submission_id)


@cache
def find_notifier(_process: int, url: str) -> "Notifier":
    """One for each process: a fork has no threads."""
    notifier = Notifier(url)
    notifier.start()
    atexit.register(notifier.end)
    return notifier


class Notifier(Thread):
    """Sends the ids of due submissions in messages of many."""

    def __init__(self, url: str) -> None:
        super().__init__(name="notifier", daemon=True)
        self.url = url
        self.news: SimpleQueue[UUID | None] = SimpleQueue()
        self.quiet_until = 0.0

    def run(self) -> None:
        """Until `end` is called."""
        while (first := self.news.get()) is not None:
            self.send([first, *self.gather()])
            time.sleep(GATHERING_SECONDS)

    def gather(self) -> list[UUID]:
        """What else is there by now."""
        ids: list[UUID] = []
        while len(ids) < MOST_IDS - 1:
            try:
                submission_id = self.news.get_nowait()
            except Empty:
                break
            if submission_id is None:
                self.news.put(None)
                break
            ids.append(submission_id)
        return ids

    def send(self, submission_ids: list[UUID]) -> None:
        """Sends one message; after the broker failed, none for a while."""
        if time.monotonic() < self.quiet_until:
            return
        try:
            ids = [str(submission_id) for submission_id in submission_ids]
            make_app(self.url).send_task(DELIVER, args=[ids], queue=QUEUE, retry=False)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the broker, the submissions are safe
            self.quiet_until = time.monotonic() + QUIET_SECONDS
            logger.warning("The broker is unavailable (%s). The relay takes over.", type(error).__name__)

    def end(self) -> None:
        """Sends the ids that are left."""
        self.news.put(None)
        self.join(LAST_SECONDS)


@cache
def make_app(url: str) -> "Celery":
    """The Celery application. Celery is loaded here, and so only where there is a broker."""
    from celery import Celery

    app = Celery("taskbuilder", broker=url)
    app.conf.update(
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_acks_late=True,  # a message is gone when its submissions are, not when it was read
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        accept_content=["json"],
        broker_connection_timeout=1,
        broker_connection_retry_on_startup=True,
        broker_transport_options=REDIS_OPTIONS if url.startswith(("redis://", "rediss://")) else {},
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
    )
    return app
