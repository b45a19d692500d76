"""What delivers submissions, many at a time: one thread that does the database, and many that do HTTP only.

The one works on many submissions at once, which is what lets it keep up with the many: it opens attempts a
little ahead of them, and while each has something to do it lets a few answers come together. Where the
submissions come from is a kind of sender's own: the relay looks for them, a worker gets messages.
"""

import logging
import os
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Event
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from taskbuilder.records.access.cloud_accounts import open_session
from taskbuilder.records.availability import DATABASE_AWAY
from taskbuilder.records.models import Result
from taskbuilder.records.outbox.attempts import OpenAttempt, open_attempts
from taskbuilder.records.outbox.claims import renew_leases
from taskbuilder.records.outbox.delivery import log_outcome, send
from taskbuilder.records.outbox.outcomes import Outcome
from taskbuilder.records.outbox.results import close_attempts

IDLE_SECONDS = 0.1
GATHERING_SECONDS = 0.02
"""The longest that an answer waits for others, while every thread has something to do."""
TROUBLED_SECONDS = 1.0
UPKEEP = timedelta(seconds=5)
LAPSED = _("The database was unavailable for too long, so sending did not start.")
logger = logging.getLogger(__name__)


def name_worker() -> str:
    """A name that tells people which process it was, and that no later process bears."""
    return f"{socket.gethostname()[:60]}-{os.getpid()}-{uuid4().hex[:8]}"


@dataclass(kw_only=True)
class Sender:
    """Claims what it finds, has it sent, and writes the answers, until `stop` is set."""

    threads: int
    lease: timedelta
    worker: str = field(default_factory=name_worker)
    claimed: list[UUID] = field(default_factory=list)
    """Taken and not begun yet: what is left here by a database that went away is begun when it is back."""
    in_flight: dict[Future[Outcome], OpenAttempt] = field(default_factory=dict)
    """Handed to the pool: more than it has threads, so that none waits for the database."""
    news: SimpleQueue[Future[Outcome] | None] = field(default_factory=SimpleQueue)
    """What ends a rest: an answer, or None for something else to do."""
    answered: list[Future[Outcome]] = field(default_factory=list)
    """Not written yet."""
    upkeep_at: datetime | None = None
    held_until: float = field(init=False)
    """When the leases on what it has at hand end at the earliest, by the monotonic clock."""

    def __post_init__(self) -> None:
        self.session = open_session(threads=self.threads)
        self.held_until = time.monotonic() + self.lease.total_seconds()

    @property
    def most_at_hand(self) -> int:
        """How many it works on at once: those in flight, and some ahead of them."""
        return self.threads * 2

    def claim(self, limit: int) -> list[UUID]:
        """Takes at most so many submissions."""
        raise NotImplementedError

    def run(self, stop: Event) -> None:
        """Works until `stop` is set, then finishes what is in flight."""
        with ThreadPoolExecutor(self.threads, thread_name_prefix="sender") as pool:
            while not stop.is_set() or self.in_flight or self.claimed:
                self.take_turn(pool, stop)
        self.session.close()

    def take_turn(self, pool: ThreadPoolExecutor, stop: Event) -> None:
        """One round; a database that is away is waited for."""
        try:
            self.collect()
            self.keep_up(now=timezone.now())
            started = self.start(pool, may_claim=not stop.is_set())
        except DATABASE_AWAY as error:
            logger.warning("The database is unavailable (%s). Trying again.", type(error).__name__)
            connection.close()
            time.sleep(TROUBLED_SECONDS)
            return
        if not started or len(self.in_flight) > self.threads:
            self.rest()

    def collect(self) -> None:
        """Writes the answers that have come."""
        while not self.news.empty():
            self.await_news(0)
        if self.answered:
            ends = [(self.in_flight[future], future.result()) for future in self.answered]
            now = timezone.now()
            close_attempts(ends, now=now)
            for attempt, outcome in ends:
                log_outcome(attempt, outcome, now=now)
            for future in self.answered:
                del self.in_flight[future]
            self.answered.clear()

    def keep_up(self, *, now: datetime) -> None:
        """Every few seconds, well within a lease, does what has to be done now and then."""
        if self.upkeep_at is None or now >= self.upkeep_at:
            self.upkeep_at = now + min(UPKEEP, self.lease / 4)
            begun = time.monotonic()
            self.take_care(now=now)
            self.held_until = begun + self.lease.total_seconds()

    def take_care(self, *, now: datetime) -> None:
        """Keeps the leases on what is being sent."""
        held = [*self.claimed, *(attempt.submission_id for attempt in self.in_flight.values())]
        if held:
            renew_leases(held, worker=self.worker, lease=self.lease, now=now)

    def start(self, pool: ThreadPoolExecutor, *, may_claim: bool = True) -> int:
        """Claims what the threads can take and a little more, and hands it to them; answers how many."""
        free = self.most_at_hand - len(self.in_flight) - len(self.claimed)
        if free and may_claim:
            self.claimed += self.claim(free)
        count = len(self.claimed)
        if self.claimed:
            attempts = open_attempts(
                self.claimed, worker=self.worker, session=self.session, lease=self.lease, now=timezone.now()
            )
            self.claimed.clear()
            for attempt in attempts:
                future = pool.submit(self.send_held, attempt)
                self.in_flight[future] = attempt
                future.add_done_callback(self.news.put)
        return count

    def send_held(self, attempt: OpenAttempt) -> Outcome:
        """Sends it, unless its lease ended while it waited for a thread: then others decide about it."""
        if time.monotonic() >= self.held_until:
            return Outcome(result=Result.NOT_SENT, message=LAPSED)
        return send(attempt)

    def rest(self) -> None:
        """Waits for a response or IDLE_SECONDS; a little longer while all threads are busy."""
        if not self.await_news(IDLE_SECONDS):
            return
        until = time.monotonic() + GATHERING_SECONDS
        while len(self.in_flight) - len(self.answered) > self.threads * 3 // 2:
            if not self.await_news(until - time.monotonic()):
                return

    def await_news(self, seconds: float) -> bool:
        """Whether there was any within that time."""
        try:
            news = self.news.get(timeout=max(0.0, seconds))
        except Empty:
            return False
        if news is not None:
            self.answered.append(news)
        return True
