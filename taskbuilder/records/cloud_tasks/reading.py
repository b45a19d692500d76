"""Reading a service's tasks from the cloud: page by page, within its project's limits of requests."""

import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from taskbuilder.cloud import CloudClient, CloudError, CloudSession, Limits, TaskPage, TaskWalk
from taskbuilder.cloud.task_walk import MOST_SECONDS
from taskbuilder.records.access.cloud_accounts import account_of
from taskbuilder.records.cloud_tasks.changes import list_present, lock_reading, write_tasks
from taskbuilder.records.cloud_tasks.claims import claim
from taskbuilder.records.cloud_tasks.found import drop_vanished
from taskbuilder.records.cloud_tasks.timetable import find_pause, find_retry
from taskbuilder.records.encryption import UnreadableSecret
from taskbuilder.records.models import CreatedTask, Project, Service, TaskReading
from taskbuilder.records.outbox import rate_limit
from taskbuilder.records.outbox.outcomes import PATIENCE
from taskbuilder.records.submissions.states import State

LIMITS = Limits(connect_seconds=5, read_seconds=20, total_seconds=50, answer_bytes=8 * 1024 * 1024)
TURN_SECONDS, LONGEST_TURN = 0.2, 10.0
NEW_FOR = timedelta(minutes=1)
"""How long the cloud may take to list what it has created."""
MOST_UNSEEN = 5_000
BUSY = _("The project's request limit left no room to read its tasks.")
UNREADABLE = _("The project's credentials cannot be read. Ask an administrator to enter them again.")
logger = logging.getLogger(__name__)


class Busy(Exception):
    """The project's pace left no room for a call."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a reading came to: calls, tasks listed, rows written; `problem` is empty where it was whole."""

    calls: int = 0
    listed: int = 0
    changed: int = 0
    problem: str = ""


def read_service(
    service: Service,
    *,
    session: CloudSession,
    worker: str,
    most_seconds: float = MOST_SECONDS,
    clock: Callable[[], datetime] = timezone.now,
) -> Read | None:
    """Reads all tasks of a service and writes what changed; None where another is reading it.

    No transaction may be open. What was read before the cloud failed stays. `service` has its project.
    """
    if not claim(service, worker=worker, now=clock()):
        return None
    reading = Reading(service, session, worker=worker, most_seconds=most_seconds, clock=clock)
    try:
        reading.read()
    except CloudError as error:
        return reading.finish(error.message, retry_after=error.retry_after)
    except Busy:
        return reading.finish(BUSY)
    except UnreadableSecret:
        return reading.finish(UNREADABLE)
    return reading.finish()


def wait_for_turn(project: Project, *, clock: Callable[[], datetime] = timezone.now) -> None:
    """Until the project's pace allows one more call. Raises Busy."""
    end = time.monotonic() + LONGEST_TURN
    while not take_turn(project, now=clock()):
        if time.monotonic() > end:
            raise Busy
        time.sleep(TURN_SECONDS)


@transaction.atomic
def take_turn(project: Project, *, now: datetime) -> bool:
    """Whether a call may go out now; it then counts as one of the project's."""
    pace = rate_limit.lock_pace(project.pk)
    if not rate_limit.count_allowed(pace, project, now=now):
        return False
    rate_limit.spend(pace, project, 1, now=now)
    return True


class Reading:
    """One reading under way."""

    def __init__(
        self,
        service: Service,
        session: CloudSession,
        *,
        worker: str,
        most_seconds: float,
        clock: Callable[[], datetime],
    ) -> None:
        self.service, self.session, self.worker, self.clock = service, session, worker, clock
        self.walk = TaskWalk(ask=self.ask, most_seconds=most_seconds)
        self.calls = self.changed = 0
        self.begun_at = self.asked_at = clock()

    @cached_property
    def client(self) -> CloudClient:
        """Raises UnreadableSecret."""
        return CloudClient(account_of(self.service.project), session=self.session)

    def ask(self, offset: int, limit: int) -> TaskPage:
        wait_for_turn(self.service.project, clock=self.clock)
        self.calls += 1
        self.asked_at = self.clock()
        return self.client.list_tasks(service_id=self.service.service_id, offset=offset, limit=limit)

    def read(self) -> None:
        """Raises CloudError or Busy."""
        for tasks in self.walk:
            self.changed += write_tasks(self.service, tasks, asked_at=self.asked_at)
        if self.walk.is_whole:
            absent = list_absent(self.service, self.walk.seen, begun_at=self.begun_at)
            self.changed += write_tasks(self.service, (), absent=absent, asked_at=self.begun_at)
            self.changed += drop_vanished(self.service, self.walk.seen, begun_at=self.begun_at)

    def finish(self, problem: str = "", *, retry_after: float | None = None) -> Read:
        """Notes how it went, and when it is read again."""
        problem, is_whole = problem or self.walk.problem, self.walk.is_whole
        with transaction.atomic():
            row = lock_reading(self.service)
            if row.leased_by == self.worker:
                now = self.clock()
                pause = find_pause(row.counts) if is_whole else find_retry(row.failures, retry_after)
                row.due_at, row.problem = now + pause, problem
                row.failures = 0 if is_whole else row.failures + 1
                row.read_at = self.begun_at if is_whole else row.read_at
                row.lease_until, row.leased_by = None, ""
                row.save()
        fields = {
            "service": self.service.pk,
            "calls": self.calls,
            "changed": self.changed,
            "problem": problem,
        }
        logger.log(logging.WARNING if problem else logging.DEBUG, "Tasks were read", extra=fields)
        return Read(calls=self.calls, listed=len(self.walk.seen), changed=self.changed, problem=problem)


def list_absent(service: Service, listed: Collection[str], *, begun_at: datetime) -> list[str]:
    """The ids of tasks created here that a whole list lacks: those seen before, and those never seen."""
    return [
        task_id
        for task_id in (*list_present(service), *list_unseen(service, begun_at))
        if task_id not in listed
    ]


def list_unseen(service: Service, begun_at: datetime) -> list[str]:
    """The ids of the newest tasks that no list has shown yet, though it should."""
    last = TaskReading.objects.filter(pk=service.pk).values_list("read_at", flat=True).first()
    rows = CreatedTask.objects.filter(
        submission__service=service,
        submission__project=service.project_id,
        submission__state=State.CREATED,
        submission__settled_at__lt=begun_at - NEW_FOR,
        seen__isnull=True,
    )
    if last is not None:
        rows = rows.filter(submission__created_at__gt=last - PATIENCE)
    newest = rows.order_by("-submission__created_at")
    return list(newest.values_list("task_id", flat=True)[:MOST_UNSEEN])
