"""SQLite's one lock to write, which long work leaves to others again and again."""

import time
from collections.abc import Iterator
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
PAUSE = 0.12
"""Seconds: who waits for the lock looks at least every 0.1 seconds whether it is free."""


def give_way() -> None:
    """Lets those write who wait for it; called between two chunks of long work, with no transaction open.

    Work that takes the lock back at once holds up the others for as long as it lasts: SQLite has no queue.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(PAUSE)


def take_chunks(rows: QuerySet[Row], *, chunk: int) -> Iterator[QuerySet[Row]]:
    """So many rows at a time of those that are left, and others can write between two chunks.

    Whatever is done to a chunk has to leave none of it among the rows.
    """
    while keys := list(rows.values_list("pk", flat=True)[:chunk]):
        yield rows.order_by().filter(pk__in=keys)
        if len(keys) < chunk:
            return
        give_way()
