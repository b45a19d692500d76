"""Doing what is asked of tasks: a thread beside each sender does the database, and a few do HTTP."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from django.utils import timezone

from taskbuilder.cloud import CloudSession, Limits
from taskbuilder.records.access.cloud_accounts import open_session
from taskbuilder.records.cloud_tasks.follower import name_reader
from taskbuilder.records.task_actions.attempts import OpenTry, open_tries
from taskbuilder.records.task_actions.claims import claim_due, sweep_expired
from taskbuilder.records.task_actions.results import close_tries
from taskbuilder.records.task_actions.sending import Answer, send
from taskbuilder.records.turns import one_turn

PAUSE_SECONDS = 0.5
THREADS = 8
LIMITS = Limits(connect_seconds=5, read_seconds=20, total_seconds=60)
"""Well within the lease."""
logger = logging.getLogger(__name__)


def act_until(stop: Event) -> None:
    """Does what is due, on a thread of its own, until `stop` is set."""
    with closing(open_session(threads=THREADS, limits=LIMITS)) as session:
        actor = Actor(session=session, worker=name_reader())
        while not stop.wait(PAUSE_SECONDS):
            with one_turn(logger, later="Acting on tasks later.", failed="Acting failed. Trying again."):
                actor.take_turn(stop)


def act_once() -> int:
    """Does what is due now; answers how many calls that took."""
    with closing(open_session(threads=THREADS, limits=LIMITS)) as session:
        return Actor(session=session, worker=name_reader()).take_turn(Event())


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Claims what is due, has it sent, and writes the answers."""

    session: CloudSession
    worker: str
    clock: Callable[[], datetime] = timezone.now

    def take_turn(self, stop: Event) -> int:
        """Until nothing is due any more; answers how many calls that took."""
        count = 0
        sweep_expired(now=self.clock())
        while not stop.is_set():
            ids = claim_due(worker=self.worker, limit=THREADS, now=self.clock())
            if not ids:
                break
            count += self.act(ids)
        return count

    def act(self, action_ids: list[int]) -> int:
        """Sends what was claimed, all at the same time."""
        tries = open_tries(action_ids, worker=self.worker, session=self.session, now=self.clock())
        if tries:
            with ThreadPoolExecutor(len(tries), thread_name_prefix="actor") as pool:
                answers = list(pool.map(send, tries))
            now = self.clock()
            close_tries(list(zip(tries, answers, strict=True)), worker=self.worker, now=now)
            for each, answer in zip(tries, answers, strict=True):
                log_answer(each, answer, now=now)
        return len(tries)


def log_answer(each: OpenTry, answer: Answer, *, now: datetime) -> None:
    """One line for each try, with the ids by which it is found here and in the cloud's own logs."""
    fields = {
        "action": each.action.pk,
        "kind": "check" if each.is_check else each.kind.value,
        "project": each.action.project_id,
        "task": each.action.task_id,
        "attempt": each.number,
        "result": answer.result.value,
        "status": answer.http_status,
        "code": answer.code,
        "cloud_request": answer.request_id,
        "ms": round((now - each.started_at).total_seconds() * 1000),
    }
    logger.info("The cloud was asked about a task", extra=fields)
