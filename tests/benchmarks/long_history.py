"""What a long history costs: its lists, filters and searches, and what a relay asks every two seconds.

`ROWS` in the environment is how many submissions it has; 1000000 takes a quarter of an hour to make.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from taskbuilder.records.models import Member, Project, Role, Submission
from taskbuilder.records.outbox.claims import claim_due
from taskbuilder.records.outbox.results import sweep_expired
from taskbuilder.records.resolution.automatic_resolution import resolve_certain
from taskbuilder.records.seeding.history import seed_history
from taskbuilder.records.seeding.world import SITES
from taskbuilder.records.submissions.pagination import BY_TIME
from tests.benchmarks.figures import Figure
from tests.benchmarks.retaining import measure_retaining
from tests.benchmarks.steps import own_database
from tests.support.plans import list_long_reads, noted

ROWS = int(os.environ.get("ROWS", 30_000))
CALLS = 7
MOST_QUERIES, MOST_BYTES, MOST_SEARCH, MOST_APART, LEAST_TIMES = 8, 2.3, 5.0, 1.2, 20.0
ADMIN, ADMINS_PAGE = "admin", 100
PROJECT = next(iter(SITES))
THREE = {"state": "refused", "input_type": "url", "schedule_type": "daily"}


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Of one question: the time of the processor and of the database in ms, queries, tables read whole."""

    name: str
    processor: float
    database: float
    queries: int
    read_whole: tuple[str, ...]

    def __str__(self) -> str:
        whole = ", ".join(dict.fromkeys(self.read_whole))
        return (
            f"{self.name:<44} {self.processor:>9.2f} ms CPU {self.database:>9.2f} ms database "
            f"{self.queries:>2} queries{f'   READS WHOLE: {whole}' if whole else ''}"
        )


def measure_long_history() -> Iterator[Figure]:
    """On a database of its own."""
    with own_database():
        seed_history(ROWS, seed=1, now=timezone.now(), progress=int)
        yield from measure_database()


def measure_database() -> Iterator[Figure]:
    """The history that is in the database."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    count = Submission.objects.count()
    print(f"A history of {count} submissions on {connection.vendor}", flush=True)
    costs = {cost.name: cost for cost in measure_questions(count)}
    yield from judge(costs)
    size = measure_size() / count / 1000
    yield Figure(name="stored for a submission, all of it", value=size, limit=MOST_BYTES, unit="kB")
    yield from measure_retaining(PROJECT)


def sign_in(name: str, *, is_superuser: bool) -> Client:
    """A reviewer of each project, or who administrates them."""
    person, _is_new = User.objects.get_or_create(
        username=name, is_staff=is_superuser, is_superuser=is_superuser
    )
    for project in Project.objects.all():
        Member.objects.get_or_create(person=person, project=project, defaults={"role": Role.VIEWER})
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return client


def measure_questions(count: int) -> Iterator[Cost]:
    for name, ask in list_questions(count):
        cost = measure(name, ask)
        print(cost, flush=True)
        yield cost


def list_questions(count: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each with its name: pages by address, the relay's by function."""
    project, latest = f"/projects/{PROJECT}/", Submission.objects.latest("created_at", "pk")
    own = f"/projects/{latest.project.slug}/submissions/{latest.pk}/"
    deep = Submission.objects.order_by("-created_at", "-pk")[count // 2 : count // 2 + 1]
    pages = {
        "first page": "/submissions/",
        "deep page": f"/submissions/?{urlencode({'before': BY_TIME.cursor_of(deep[0])})}",
        **{f"filter {name}": f"/submissions/?{urlencode({name: value})}" for name, value in THREE.items()},
        "three filters": f"/submissions/?{urlencode(THREE)}",
        "rare search": f"/submissions/?{urlencode({'q': str(latest.pk)[:13]})}",
        "rare word": f"/submissions/?{urlencode({'q': latest.name})}",
        "common search": "/submissions/?q=camera",
        "a project's history": f"{project}submissions/",
        "a project's page": project,
        "the projects' page": "/projects/",
        "detail": own,
        "admin, first page": "/admin/records/submission/",
        "admin, deep page": f"/admin/records/submission/?{urlencode({'p': count // 2 // ADMINS_PAGE + 1})}",
        "admin, search": f"/admin/records/submission/?{urlencode({'q': latest.name})}",
    }
    reviewer = sign_in("reviewer", is_superuser=False)
    administrator = sign_in("administrator", is_superuser=True)
    for name, address in pages.items():
        client = administrator if name.startswith(ADMIN) else reviewer
        yield name, partial(open_page, client, address)
    now = timezone.now()
    yield "relay: what is due", partial(claim_due, worker="bench", limit=1, lease=timedelta(0), now=now)
    yield "relay: what others left", partial(sweep_expired, now=now)
    yield "relay: what is certain", partial(resolve_certain, now=now)


def open_page(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}.")


def measure(name: str, ask: Callable[[], object]) -> Cost:
    """The middle of some calls, after one that fills what is remembered; slow questions are asked twice."""
    with noted() as statements:
        ask()
    times: list[float] = []
    databases: list[float] = []
    while len(times) < CALLS and sum(times) < 10:
        with timed() as spent:
            begin = time.process_time()
            ask()
            times.append(time.process_time() - begin)
        databases.append(sum(spent))
    return Cost(
        name=name,
        processor=median(times) * 1000,
        database=median(databases) * 1000,
        queries=len(statements),
        read_whole=tuple(read.partition(":")[0] for read in list_long_reads(statements)),
    )


@contextmanager
def timed() -> Iterator[list[float]]:
    """How long the database took for each statement meanwhile, in seconds."""
    spent: list[float] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        begin = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            spent.append(time.perf_counter() - begin)

    with connection.execute_wrapper(note):
        yield spent


def judge(costs: dict[str, Cost]) -> Iterator[Figure]:
    ours = [cost for name, cost in costs.items() if not name.startswith(ADMIN)]
    yield Figure(
        name="queries of the page of a long history that asks most",
        value=max(cost.queries for cost in ours),
        limit=MOST_QUERIES,
        unit="",
    )
    yield Figure(
        name="questions that read a whole table",
        value=sum(bool(cost.read_whole) for cost in ours),
        limit=0,
        unit="",
    )
    yield compare(
        "a page in the middle, over the first", costs["deep page"], costs["first page"], most=MOST_APART
    )
    yield compare(
        "the administration's page in the middle, over ours",
        costs["admin, deep page"],
        costs["deep page"],
        least=LEAST_TIMES,
    )
    for name in ("rare search", "rare word"):
        yield Figure(
            name=f"{name}, in the database", value=costs[name].database, limit=MOST_SEARCH, unit="ms"
        )


def compare(name: str, one: Cost, other: Cost, *, most: float = 0.0, least: float = 0.0) -> Figure:
    """By the processor's time, where the database's is in it, else by both."""
    limit, ratio = most or least, total(one) / total(other)
    return Figure(name=name, value=ratio, limit=limit, unit="times", is_least=bool(least))


def total(cost: Cost) -> float:
    """SQLite works in this process: its time is in the processor's."""
    return cost.processor if connection.vendor == "sqlite" else cost.processor + cost.database


def measure_size() -> int:
    """The bytes of everything that the database stores."""
    asked = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return int(cursor.fetchone()[0])
