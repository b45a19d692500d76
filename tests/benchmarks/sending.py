"""What one relay delivers to a cloud of 50 ms, beside what that cloud could take: in flight / 50 ms."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.benchmarks.figures import Figure
from tests.benchmarks.slow_cloud import SECONDS

ROOT = Path(__file__).parents[2]
POSTGRES = os.environ.get("TASKBUILDER_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/taskbuilder")
LEAST = 0.85


def measure_sending() -> Iterator[Figure]:
    for threads in (32, 64):
        for kind, url in list_databases():
            rate = drain(url, threads)
            yield Figure(
                name=f"relay on {kind}, {threads} in flight: {rate:.0f} a second, of the possible",
                value=rate * SECONDS / threads,
                limit=LEAST if threads == 32 else 0,
                unit="parts",
                is_least=True,
            )


def list_databases() -> Iterator[tuple[str, str]]:
    """Each kind of database, empty; gone again when the next is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        yield "SQLite", f"sqlite:///{folder}/bench.sqlite3"
    name = "taskbuilder_bench"
    server, _slash, _name = POSTGRES.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
        yield "PostgreSQL", f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name}")


def drain(url: str, threads: int) -> float:
    """Submissions a second."""
    command = [sys.executable, "-m", "tests.benchmarks.drain", "relay", str(threads)]
    environment = os.environ | {"TASKBUILDER_DATABASE_URL": url}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return float(done.stdout.splitlines()[-1])
