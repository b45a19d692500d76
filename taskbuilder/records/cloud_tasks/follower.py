"""Following created tasks: reading what is due, on a thread of the relay's, and all of it on demand."""

import logging
import os
import socket
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from threading import Event
from uuid import uuid4

from django.utils import timezone

from taskbuilder.cloud import CloudSession
from taskbuilder.records.access.cloud_accounts import open_session
from taskbuilder.records.cloud_tasks.claims import list_due
from taskbuilder.records.cloud_tasks.reading import LIMITS, Read, read_service
from taskbuilder.records.models import Service
from taskbuilder.records.turns import one_turn

PAUSE_SECONDS = 5.0
AT_ONCE = 50
logger = logging.getLogger(__name__)


def follow_until(stop: Event) -> None:
    """Reads what is due, on a thread of its own, until `stop` is set."""
    worker = name_reader()
    with closing(open_session(threads=1, limits=LIMITS)) as session:
        while not stop.wait(PAUSE_SECONDS):
            with one_turn(logger, later="Reading tasks later.", failed="Reading tasks failed. Trying again."):
                follow(session=session, worker=worker, stop=stop, now=timezone.now())


def follow(*, session: CloudSession, worker: str, stop: Event, now: datetime) -> None:
    """Reads the services that are due, one after another."""
    for service in list_due(now=now, limit=AT_ONCE):
        if stop.is_set():
            return
        read_service(service, session=session, worker=worker)


def sync(services: Iterable[Service]) -> dict[Service, Read | None]:
    """Reads these services now, due or not; None for one that is being read already."""
    worker = name_reader()
    with closing(open_session(threads=1, limits=LIMITS)) as session:
        return {service: read_service(service, session=session, worker=worker) for service in services}


def name_reader() -> str:
    """A name that no other reader has."""
    return f"reader {socket.gethostname()[:40]} {os.getpid()} {uuid4().hex[:8]}"
