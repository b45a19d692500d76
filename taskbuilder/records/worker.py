"""The Celery workers' one task, and the sender behind it: it delivers what this process was told of.

A message is acknowledged when its submission is delivered, or is nobody's to deliver here. Each of Celery's
threads waits for one submission, while one sender works on all of them together.
"""

import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from taskbuilder.records.announcing import DELIVER, make_app
from taskbuilder.records.claiming import claim, find_told
from taskbuilder.records.models import Project, Submission
from taskbuilder.records.prepared import Prepared, given, given_many
from taskbuilder.records.sender import Sender

CLAIM_SECONDS = 2.0
"""How long a submission waits for its project's turn; then the relay takes it."""
DUE = Prepared(
    lambda: Submission.objects.filter(
        pk__among=given_many(Submission, "id", "ids"), due_at__lte=given(Submission, "due_at", "now")
    ).values_list("pk", "project_id")
)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """A message: the submission, until when it waits for its turn, and whether all is done about it."""

    submission_id: UUID
    until: float
    finished: Event = field(default_factory=Event)


@dataclass(kw_only=True)
class Worker(Sender):
    """Sends what it is told of."""

    inbox: SimpleQueue[Told] = field(default_factory=SimpleQueue)
    waiting: list[Told] = field(default_factory=list)
    """Not claimed yet."""
    taken: list[Told] = field(default_factory=list)
    """Claimed, and not delivered yet."""

    def bring(self, submission_id: UUID) -> None:
        """Returns when it is delivered or left to the relay: not due, another's, or its turn too late."""
        told = Told(submission_id, until=time.monotonic() + CLAIM_SECONDS)
        self.inbox.put(told)
        self.news.put(None)
        told.finished.wait()

    def run(self, stop: Event) -> None:
        """As every sender; without it the process is of no use, and ends, to be started anew."""
        try:
            super().run(stop)
        except Exception:
            logger.exception("The worker cannot go on.")
            os._exit(1)

    def take_turn(self, pool: ThreadPoolExecutor, stop: Event) -> None:
        """As every sender, and lets those go that wait for what is delivered by now."""
        super().take_turn(pool, stop)
        held = {*self.claimed, *(parcel.submission_id for parcel in self.in_flight.values())}
        self.taken = keep(self.taken, lambda told: told.submission_id in held)

    def claim(self, limit: int) -> list[UUID]:
        """Of what it was told, what is due and its project's pace allows."""
        while not self.inbox.empty():
            self.waiting.append(self.inbox.get())
        if not self.waiting:
            return []
        claimed, due = self.claim_told(limit)
        self.taken += [told for told in self.waiting if told.submission_id in claimed]
        left, now = due - set(claimed), time.monotonic()
        self.waiting = [told for told in self.waiting if told.submission_id not in claimed]
        self.waiting = keep(self.waiting, lambda told: told.submission_id in left and now < told.until)
        return claimed

    def claim_told(self, limit: int) -> tuple[list[UUID], set[UUID]]:
        """What was claimed of what is waiting, and all of it that was due."""
        now = timezone.now()
        told = {told.submission_id for told in self.waiting}
        due = dict(DUE.ask(ids=told, now=now))
        claimed: list[UUID] = []
        for project in Project.objects.filter(pk__in=set(due.values())):
            find = partial(find_told, project, told=told, due_by=now)
            left = limit - len(claimed)
            claimed += claim(find, project, worker=self.worker, limit=left, lease=self.lease, now=now)
        return claimed, set(due)


def keep(told: list[Told], is_kept: Callable[[Told], bool]) -> list[Told]:
    """Those that stay; who waits for the others waits no longer."""
    for each in told:
        if not is_kept(each):
            each.finished.set()
    return [each for each in told if is_kept(each)]


def make_worker_app(*, threads: int) -> Any:
    """The application with its task, and a sender of so many threads that runs from now on."""
    app = make_app()
    worker = Worker(threads=threads, lease=timedelta(seconds=settings.RELAY_LEASE_SECONDS))
    app.conf.update(worker_pool="threads", worker_concurrency=worker.most_at_hand)
    Thread(target=worker.run, args=(Event(),), name="sender", daemon=True).start()

    def deliver_submission(submission_id: str) -> None:
        worker.bring(UUID(submission_id))

    app.task(deliver_submission, name=DELIVER)
    return app
