"""How long others wait to write, and to read, while a project's old submissions are stripped and deleted."""

import time
from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Thread

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from taskbuilder.records.models import Project, Submission
from taskbuilder.records.submissions.retention import Removed, retain
from tests.benchmarks.figures import Figure

MOST_WAIT = 200.0
LIMIT_DAYS = 365
LONGEST = 60.0
"""Seconds after which enough was seen: the rest goes the same way."""
PAUSE = 0.005


def measure_retaining(slug: str) -> Iterator[Figure]:
    """Of a long history, half of whose days are over the limit of its project."""
    Project.objects.filter(slug=slug).update(strip_after_days=180, delete_after_days=LIMIT_DAYS)
    project, stop = Project.objects.get(slug=slug), Event()
    waits: dict[str, list[float]] = {"write": [], "read": []}
    others = [
        Thread(target=write_until, args=(stop, project.pk, waits["write"])),
        Thread(target=read_until, args=(stop, project.pk, waits["read"])),
    ]
    for other in others:
        other.start()
    removed = retain_for_a_while(project)
    stop.set()
    for other in others:
        other.join()
    print(f"Retention: {removed}, while {len(waits['write'])} others wrote and {len(waits['read'])} read")
    for name, spent in waits.items():
        yield Figure(
            name=f"longest wait to {name} while retention runs",
            value=max(spent) * 1000,
            limit=MOST_WAIT,
            unit="ms",
        )


def retain_for_a_while(project: Project) -> Removed:
    """Five more days at a time, until enough was seen or nothing is left."""
    removed, end, now = Removed(), time.monotonic() + LONGEST, timezone.now()
    for days in range(LIMIT_DAYS, -1, -5):
        removed += retain(project, now=now - timedelta(days=days))
        if time.monotonic() > end:
            break
    return removed


def write_until(stop: Event, project: int, waits: list[float]) -> None:
    """Takes the lock to write as everybody does, again and again."""
    while not stop.is_set():
        begin = time.perf_counter()
        with transaction.atomic():
            Project.objects.filter(pk=project).update(name=F("name"))
        waits.append(time.perf_counter() - begin)
        stop.wait(PAUSE)
    connection.close()


def read_until(stop: Event, project: int, waits: list[float]) -> None:
    """Reads the first page of the history, again and again."""
    while not stop.is_set():
        begin = time.perf_counter()
        list(Submission.objects.filter(project=project).order_by("-created_at", "-pk")[:50])
        waits.append(time.perf_counter() - begin)
        stop.wait(PAUSE)
    connection.close()
