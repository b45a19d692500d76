"""The Celery workers' one task, and the sender behind it: it delivers the submissions of the messages.

A message is acknowledged when its submissions are delivered, or are nobody's to deliver here. Each of
Celery's threads waits for one message, while one sender works on all of them together.
"""

import logging
import os
import time
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from queue import SimpleQueue
from threading import Event, Thread
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from taskbuilder.records.models import Project, Submission
from taskbuilder.records.outbox.claims import claim, claim_due
from taskbuilder.records.outbox.notification import DELIVER, make_app
from taskbuilder.records.outbox.sender import Sender
from taskbuilder.records.outbox.sql import CompiledQuery, ids_of, param
from taskbuilder.records.task_actions.actor import act_until

CLAIM_SECONDS = 2.0
"""How long a submission waits for its project's turn; then the relay takes it."""
MOST_AT_A_TURN = 256
"""How many submissions of its messages it looks at in one turn, the first ones first."""
DUE = CompiledQuery(
    lambda: Submission.objects.filter(
        pk__among=ids_of(Submission), due_at__lte=param(Submission, "due_at", "now")
    ).values_list("pk", "project_id")
)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """A message: the submissions about which something is still to be done, and whether that is over."""

    left: set[UUID]
    finished: Event = field(default_factory=Event)


@dataclass(kw_only=True)
class Worker(Sender):
    """Sends what its messages name and, while it is at work, what else is due: messages differ in length."""

    inbox: SimpleQueue[Message] = field(default_factory=SimpleQueue)
    messages: list[Message] = field(default_factory=list)
    """Not finished yet."""
    taken: set[UUID] = field(default_factory=set)
    """Claimed, and not delivered yet."""
    patience: dict[UUID, float] = field(default_factory=dict)
    """Until when one waits that its project's pace did not let go."""

    def bring(self, submission_ids: Iterable[UUID]) -> None:
        """Returns when all are delivered or left to others: not due, another's, or their turn too late."""
        message = Message(set(submission_ids))
        self.inbox.put(message)
        self.news.put(None)
        message.finished.wait()

    def run(self, stop: Event) -> None:
        """As every sender; without it the process is of no use, and ends, to be started anew."""
        try:
            super().run(stop)
        except Exception:
            logger.exception("The worker stopped.")
            os._exit(1)
        self.take_in()
        for message in self.messages:  # nobody waits here any more: what they name is left to others
            message.finished.set()
        connection.close()

    def take_turn(self, pool: ThreadPoolExecutor, stop: Event) -> None:
        """As every sender, and lets those go that wait for what is delivered by now."""
        super().take_turn(pool, stop)
        held = {*self.claimed, *(attempt.submission_id for attempt in self.in_flight.values())}
        self.finish(self.taken - held)
        self.taken &= held

    def finish(self, submission_ids: Collection[UUID]) -> None:
        """Nothing more is to be done about these."""
        for message in self.messages:
            message.left.difference_update(submission_ids)
            if not message.left:
                message.finished.set()
        self.messages = [message for message in self.messages if message.left]
        for submission_id in submission_ids:
            self.patience.pop(submission_id, None)

    def claim(self, limit: int) -> list[UUID]:
        """Of what its messages name, what is due and its project's pace allows; then of all that is due."""
        self.take_in()
        claimed = self.claim_notified(limit) if self.messages else []
        if len(claimed) < limit and (self.messages or self.in_flight):
            left, now = limit - len(claimed), timezone.now()
            claimed += claim_due(worker=self.worker, limit=left, lease=self.lease, now=now)
        self.taken.update(claimed)
        return claimed

    def take_in(self) -> None:
        while not self.inbox.empty():
            self.messages.append(self.inbox.get())

    def claim_notified(self, limit: int) -> list[UUID]:
        now = timezone.now()
        waiting = (each for message in self.messages for each in message.left if each not in self.taken)
        named = set(islice(waiting, MOST_AT_A_TURN))
        due = dict(DUE.run(ids=named, now=now))
        claimed: list[UUID] = []
        for project in Project.objects.filter(pk__in=set(due.values())):
            left, lease = limit - len(claimed), self.lease
            claimed += claim(
                project, worker=self.worker, limit=left, lease=lease, now=now, due_by=now, among=named
            )
        self.finish(named - set(due))
        if len(claimed) < limit:
            self.lose_patience(set(due) - set(claimed))
        return claimed

    def lose_patience(self, waiting: set[UUID]) -> None:
        """What no thread keeps waiting, but its project's pace, is the relay's after a while."""
        now = time.monotonic()
        until = {each: self.patience.setdefault(each, now + CLAIM_SECONDS) for each in waiting}
        self.finish({each for each, end in until.items() if now >= end})


def run_worker(*, threads: int) -> int:
    """Until it is stopped, or Celery gives up on its broker; returns Celery's exit status.

    Celery waits for its tasks at most, and some errors of its broker's end it: what is being sent then is
    finished first, or its outcome would be unknown.
    """
    app = make_app(settings.BROKER_URL)
    worker = Worker(threads=threads, lease=timedelta(seconds=settings.RELAY_LEASE_SECONDS))
    leave_logging_alone()
    app.conf.update(worker_pool="threads", worker_concurrency=worker.most_at_hand)

    def deliver_submissions(submission_ids: list[str]) -> None:
        worker.bring(map(UUID, submission_ids))

    app.task(deliver_submissions, name=DELIVER)
    stop = Event()
    sender = Thread(target=worker.run, args=(stop,), name="sender", daemon=True)
    # Actions need no message: whoever looks first takes what is due, this process or the relay.
    actor = Thread(target=act_until, args=(stop,), name="actor", daemon=True)
    sender.start()
    actor.start()
    # Of two with one name on a machine RabbitMQ lets in the first alone: Celery's own name is the machine's.
    consumer = app.Worker(
        hostname=worker.worker, loglevel="WARNING", without_gossip=True, without_mingle=True
    )
    try:
        consumer.start()
    finally:
        stop.set()
        worker.news.put(None)
        sender.join()
        actor.join()
    return int(consumer.exitcode or 0)


def leave_logging_alone() -> None:
    """Keeps Celery from writing lines of its own form: it does while nobody else claims to set up logging."""
    from celery.signals import setup_logging

    setup_logging.connect(lambda **_how: None, weak=False)
