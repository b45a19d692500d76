"""Reading a submission's tasks on demand, not more often than every few seconds."""

import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from enum import StrEnum

from taskbuilder.cloud import CloudClient, CloudError, CloudSession, Limits, NotSent, Refused, TaskDetails
from taskbuilder.cloud.task_walk import TOO_SLOW
from taskbuilder.records.access.cloud_accounts import account_of, open_session
from taskbuilder.records.cloud_tasks.changes import write_tasks
from taskbuilder.records.cloud_tasks.follower import name_reader
from taskbuilder.records.cloud_tasks.reading import BUSY, Busy, read_service, take_turn
from taskbuilder.records.models import CreatedTask, Service, Submission, TaskReading

# Shorter than a web server lets a page take.
LIMITS = Limits(connect_seconds=3, read_seconds=5, total_seconds=20, answer_bytes=8 * 1024 * 1024)
MOST_SECONDS = 12.0
AT_REST = timedelta(seconds=5)
MOST_SHOWN = 5
"""Of more tasks the whole list costs fewer calls than each of them."""


class Refreshed(StrEnum):
    READ = "read"
    TOO_SOON = "too_soon"
    FAILED = "failed"


def refresh(
    submission: Submission, *, now: datetime, clock: Callable[[], float] = time.monotonic
) -> tuple[Refreshed, str]:
    """Reads the tasks, and says what went wrong, if anything. Raises UnreadableSecret.

    `submission` has its project and service. No transaction may be open: this waits for the cloud.
    """
    service = submission.service
    service.project = submission.project
    if not begin(service, now=now):
        return Refreshed.TOO_SOON, ""
    tasks = list(submission.tasks.all()[: MOST_SHOWN + 1])
    with closing(open_session(threads=1, limits=LIMITS)) as session:
        if len(tasks) > MOST_SHOWN:
            return read_whole(service, session)
        client = CloudClient(account_of(service.project), session=session)
        try:
            show_tasks(client, service, tasks, now=now, clock=clock)
        except CloudError as error:
            return describe(error.message)
        except Busy:
            return describe(BUSY)
    return describe("")


def refresh_service(service: Service, *, now: datetime) -> tuple[Refreshed, str]:
    """Reads all tasks of a service, as `refresh` does those of a submission."""
    if not begin(service, now=now):
        return Refreshed.TOO_SOON, ""
    with closing(open_session(threads=1, limits=LIMITS)) as session:
        return read_whole(service, session)


def read_whole(service: Service, session: CloudSession) -> tuple[Refreshed, str]:
    read = read_service(service, session=session, worker=name_reader(), most_seconds=MOST_SECONDS)
    return describe(read.problem) if read else (Refreshed.TOO_SOON, "")


def describe(problem: str) -> tuple[Refreshed, str]:
    return (Refreshed.FAILED if problem else Refreshed.READ), problem


def begin(service: Service, *, now: datetime) -> bool:
    """Whether the service was last asked long enough ago; it is noted that it is asked now."""
    TaskReading.objects.get_or_create(pk=service.pk)
    rows = TaskReading.objects.filter(pk=service.pk).exclude(refreshed_at__gt=now - AT_REST)
    return bool(rows.update(refreshed_at=now))


def show_tasks(
    client: CloudClient,
    service: Service,
    tasks: list[CreatedTask],
    *,
    now: datetime,
    clock: Callable[[], float],
) -> None:
    """Asks for each of a few tasks while there is time; what came stays. Raises CloudError or Busy."""
    end = clock() + MOST_SECONDS
    for task in tasks:
        if clock() > end:
            raise NotSent(TOO_SLOW)
        if not take_turn(service.project, now=now):
            raise Busy
        shown = show_task(client, service, task.task_id)
        absent = [] if shown else [task.task_id]
        write_tasks(service, [shown] if shown else [], absent=absent, asked_at=now)


def show_task(client: CloudClient, service: Service, task_id: str) -> TaskDetails | None:
    """The task; None where it is gone. Raises CloudError."""
    try:
        return client.show_task(service_id=service.service_id, task_id=task_id)
    except Refused as error:
        if error.is_gone:
            return None
        raise
