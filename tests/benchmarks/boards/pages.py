"""What the boards of a project of 5,000 tasks cost: queries, bytes, the processor's time, memory."""

import gzip
import time
import tracemalloc
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.models import CloudTask, Member, Role
from tests.benchmarks.boards.world import seed_tasks
from tests.benchmarks.figures import Figure
from tests.benchmarks.steps import own_database
from tests.support.plans import noted
from tests.web.polling import read_polling

TASKS, ROWS = 5_000, 12_000
MOST_QUERIES, MOST_KILOBYTES, MOST_SECONDS, MOST_MEGABYTES = 9, 100, 3, 60
OPEN_PAGES, MOST_SHARE = 200, 25


def measure_boards() -> Iterator[Figure]:
    """On a database of their own."""
    with own_database():
        project = seed_tasks(TASKS, rows=ROWS)
        person = User.objects.create_user("reader")
        Member.objects.create(person=person, project=project, role=Role.VIEWER)
        client = Client(SERVER_NAME="localhost")
        client.force_login(person)
        service = project.services.order_by("pk")[0].pk
        base = f"/projects/{project.slug}/tasks/"
        pages = {"now": "", "week": f"week/?service={service}", "capacity": f"capacity/?service={service}"}
        for name, path in {**pages, "coverage": "coverage/"}.items():
            yield from measure_board(client, name, base + path)
        task = CloudTask.objects.filter(service__project=project, state="RUNNING").latest("pk")
        submission = f"/projects/{project.slug}/submissions/{task.created.submission_id}/"
        for name, address in {"the board “now”": base, "a submission's tasks": submission}.items():
            yield from measure_following(client, name, address)


def measure_following(client: Client, name: str, address: str) -> Iterator[Figure]:
    """How much of a processor the polls of so many open pages take while nothing changes."""
    polling = read_polling(client.get(address).text)
    seconds = float(polling.seconds)
    with noted() as statements:
        status = client.get(polling.address, headers=polling.headers).status_code
    if status != 304:
        raise RuntimeError(f"{polling.address} answered {status}.")
    begin = time.process_time()
    for _page in range(OPEN_PAGES):
        client.get(polling.address, headers=polling.headers)
    share = (time.process_time() - begin) / seconds * 100
    pages = f"{OPEN_PAGES} open pages that follow {name} every {seconds:g} s"
    yield Figure(name=f"{pages}, queries of a poll", value=len(statements), limit=3, unit="")
    yield Figure(name=f"{pages}, of a processor", value=share, limit=MOST_SHARE, unit="%")


def measure_board(client: Client, name: str, address: str) -> Iterator[Figure]:
    client.get(address)  # once for what is remembered
    with noted() as statements:
        begin = time.process_time()
        answer = client.get(address)
        taken = time.process_time() - begin
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}.")
    tracemalloc.start()
    client.get(address)
    _current, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    kilobytes = len(gzip.compress(answer.content, 6)) / 1_000
    board = f"the board “{name}” of {TASKS} tasks"
    yield Figure(name=f"{board}, queries", value=len(statements), limit=MOST_QUERIES, unit="")
    yield Figure(name=f"{board}, compressed", value=kilobytes, limit=MOST_KILOBYTES, unit="kB")
    yield Figure(name=f"{board}, processor", value=taken, limit=MOST_SECONDS, unit="s")
    yield Figure(name=f"{board}, most memory", value=peak / 1e6, limit=MOST_MEGABYTES, unit="MB")
