"""A service's tasks as the cloud shows them now, for programs; what is read is noted too."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from taskbuilder.cloud import CloudClient, CloudSession, Refused, TaskDetails, TaskPage
from taskbuilder.records.access.cloud_accounts import account_of, open_session
from taskbuilder.records.cloud_tasks.changes import write_tasks
from taskbuilder.records.cloud_tasks.reading import wait_for_turn
from taskbuilder.records.cloud_tasks.refresh import LIMITS
from taskbuilder.records.models import Service

THREADS = 8


@cache
def shared_session() -> CloudSession:
    """This process's, for all that programs ask: they sign in once, not for each call."""
    return open_session(threads=THREADS, limits=LIMITS)


def list_live(
    service: Service, *, offset: int, limit: int, filters: Mapping[str, str], now: datetime
) -> TaskPage:
    """A page of them. Raises CloudError, Busy or UnreadableSecret; no transaction may be open."""
    client = open_client(service)
    wait_for_turn(service.project)
    page = client.list_tasks(service_id=service.service_id, offset=offset, limit=limit, filters=filters)
    write_tasks(service, page.tasks, asked_at=now)
    return page


def show_live(service: Service, task_id: str, *, now: datetime) -> TaskDetails:
    """One of them. Raises as `list_live`; a Refused may say that it `is_gone`, which is noted too."""
    client = open_client(service)
    wait_for_turn(service.project)
    try:
        task = client.show_task(service_id=service.service_id, task_id=task_id)
    except Refused as error:
        if error.is_gone:
            write_tasks(service, (), absent=[task_id], asked_at=now)
        raise
    write_tasks(service, [task], asked_at=now)
    return task


def open_client(service: Service) -> CloudClient:
    """Raises UnreadableSecret."""
    return CloudClient(account_of(service.project), session=shared_session())
