"""The outbox's engine: one thread that does the database, and a pool of threads that do HTTP only.

A third kind looks now and then for what became of unknown outcomes, where that can be told for certain.
"""

import logging
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

from taskbuilder.records.accounts import open_session
from taskbuilder.records.outbox import (
    DATABASE_AWAY,
    Parcel,
    claim_due,
    close_attempt,
    deliver,
    open_attempt,
    renew_leases,
    send,
    sweep_expired,
)
from taskbuilder.records.outcomes import Outcome
from taskbuilder.records.settling import settle_until

IDLE_SECONDS = 0.1
TROUBLED_SECONDS = 1.0
UPKEEP = timedelta(seconds=5)
# Where there are workers, how long the relay leaves them what is due: it takes what no message told them.
WORKERS_TIME = timedelta(seconds=5)
logger = logging.getLogger(__name__)


def name_worker() -> str:
    """A name that tells people which process it was, and that no later process bears."""
    return f"{socket.gethostname()[:60]}-{os.getpid()}-{uuid4().hex[:8]}"


@contextmanager
def going_on(submission_id: UUID) -> Iterator[None]:
    """Whatever happens to one submission, the others go on; the sweep settles this one in time."""
    try:
        yield
    except DATABASE_AWAY:
        raise
    except Exception as error:  # noqa: BLE001 - one row's trouble is not the others'
        logger.error("Submission %s: %s", submission_id, type(error).__name__)


@dataclass(kw_only=True)
class Relay:
    """Claims what is due, has it sent, and writes the answers, until told to stop."""

    threads: int
    lease: timedelta
    worker: str = field(default_factory=name_worker)
    claimed: list[UUID] = field(default_factory=list)
    """Taken and not begun yet: what is left here by a database that went away is begun when it is back."""
    in_flight: dict[Future[Outcome], Parcel] = field(default_factory=dict)
    upkeep_at: datetime | None = None

    def __post_init__(self) -> None:
        self.session = open_session(threads=self.threads)

    def run(self, stop: Event) -> None:
        """Works until `stop` is set, then finishes what is in flight."""
        settler = Thread(target=settle_until, args=(stop,), name="settler")
        settler.start()
        with ThreadPoolExecutor(self.threads, thread_name_prefix="relay") as pool:
            while not stop.is_set() or self.in_flight or self.claimed:
                self.take_turn(pool, stop)
        settler.join()
        self.session.close()

    def run_once(self) -> int:
        """Delivers what is due now, one after another; answers how many."""
        count = 0
        sweep_expired(now=timezone.now())
        while claimed := claim_due(worker=self.worker, limit=1, lease=self.lease, now=timezone.now()):
            with going_on(claimed[0]):
                deliver(claimed[0], worker=self.worker, session=self.session, lease=self.lease)
            count += 1
        self.session.close()
        return count

    def take_turn(self, pool: ThreadPoolExecutor, stop: Event) -> None:
        """One round; a database that is away is waited for."""
        try:
            self.collect()
            self.keep_up(now=timezone.now())
            started = self.start(pool, may_claim=not stop.is_set())
        except DATABASE_AWAY as error:
            logger.warning("The database is away (%s). Trying again.", type(error).__name__)
            connection.close()
            time.sleep(TROUBLED_SECONDS)
            return
        if not started:
            self.rest(stop)

    def collect(self) -> None:
        """Writes the answers that have come."""
        for future in [future for future in self.in_flight if future.done()]:
            parcel = self.in_flight[future]
            with going_on(parcel.submission_id):
                close_attempt(parcel, future.result(), now=timezone.now())
            del self.in_flight[future]

    def keep_up(self, *, now: datetime) -> None:
        """Every few seconds, well within a lease: keeps our leases, and settles what others left."""
        if self.upkeep_at is not None and now < self.upkeep_at:
            return
        self.upkeep_at = now + min(UPKEEP, self.lease / 4)
        held = [*self.claimed, *(parcel.submission_id for parcel in self.in_flight.values())]
        if held:
            renew_leases(held, worker=self.worker, lease=self.lease, now=now)
        sweep_expired(now=now)

    def start(self, pool: ThreadPoolExecutor, *, may_claim: bool = True) -> int:
        """Claims as much as there are free threads, and hands it to them; answers how many it handed over."""
        free = self.threads - len(self.in_flight) - len(self.claimed)
        if free and may_claim:
            self.claimed += claim_due(
                worker=self.worker,
                limit=free,
                lease=self.lease,
                now=timezone.now(),
                overdue=WORKERS_TIME if settings.BROKER_URL else timedelta(0),
            )
        count = len(self.claimed)
        while self.claimed:
            with going_on(self.claimed[0]):
                self.start_one(pool, self.claimed[0])
            del self.claimed[0]
        return count

    def start_one(self, pool: ThreadPoolExecutor, submission_id: UUID) -> None:
        parcel = open_attempt(
            submission_id, worker=self.worker, session=self.session, lease=self.lease, now=timezone.now()
        )
        if parcel is not None:
            self.in_flight[pool.submit(send, parcel)] = parcel

    def rest(self, stop: Event) -> None:
        """Until an answer comes, or a moment has passed."""
        if self.in_flight:
            wait(self.in_flight, timeout=IDLE_SECONDS, return_when=FIRST_COMPLETED)
        else:
            stop.wait(IDLE_SECONDS)
