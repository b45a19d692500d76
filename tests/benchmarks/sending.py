"""What senders deliver to a cloud of 50 ms, beside what it could take, and how soon a person sees it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.benchmarks.figures import Figure
from tests.benchmarks.slow_cloud import SECONDS
from tests.benchmarks.world import ROOT
from tests.support.brokers import running

POSTGRES = os.environ.get("TASKBUILDER_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/taskbuilder")
LEAST = 0.85
"""Of in flight / 50 ms, at 32 in flight."""
MOST_SECONDS = 0.3
"""From "Create" to the outcome on the page, beside the cloud's own."""


def measure_sending() -> Iterator[Figure]:
    for threads in (32, 64):
        with sqlite() as url:
            yield show("a relay on SQLite", threads, run("drain", url, "relay", str(threads)))
        with postgres() as url:
            yield show("a relay on PostgreSQL", threads, run("drain", url, "relay", str(threads)))
        with postgres() as url, running("redis") as broker:
            each = str(threads // 2)
            rate = run("drain", url, "worker", each, each, TASKBUILDER_BROKER_URL=broker.url)
            yield show("two workers, Redis", threads, rate)
    with sqlite() as url:
        seconds = run("following", url) - SECONDS
    yield Figure(
        name='from "Create" to the outcome, less the cloud\'s time',
        value=seconds,
        limit=MOST_SECONDS,
        unit="s",
    )


def show(who: str, threads: int, rate: float) -> Figure:
    return Figure(
        name=f"{who}, {threads} in flight: {rate:.0f} a second, of the possible",
        value=rate * SECONDS / threads,
        limit=LEAST if threads == 32 else 0,
        unit="parts",
        is_least=True,
    )


@contextmanager
def sqlite() -> Iterator[str]:
    """An empty database."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


@contextmanager
def postgres() -> Iterator[str]:
    """An empty database, gone again after."""
    name = "taskbuilder_bench"
    server, _slash, _name = POSTGRES.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(module: str, url: str, *arguments: str, **environment: str) -> float:
    """The number that a module prints last."""
    command = [sys.executable, "-W", "ignore", "-m", f"tests.benchmarks.{module}", *arguments]
    environment = os.environ | {"TASKBUILDER_DATABASE_URL": url} | environment
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout.splitlines()[-1])
