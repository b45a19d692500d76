"""Whether two workers with RabbitMQ take half the time of one for a plan, on a cloud that takes 200 ms."""

from collections.abc import Iterator

import psycopg

from tests.benchmarks.figures import Figure
from tests.benchmarks.plans.applying import ROWS
from tests.benchmarks.sending import POSTGRES, postgres, run
from tests.support.brokers import find_why_not, running

SECONDS, THREADS = "0.2", "8"
MOST = 0.6
"""Half, and a fifth more."""


def measure_workers() -> Iterator[Figure]:
    """On PostgreSQL, where there are both."""
    if reason := find_why_not("rabbitmq") or find_no_database():
        print(f"One worker and two: left out, {reason}", flush=True)
        return
    one, two = (time_workers(count) for count in (1, 2))
    print(
        f"Applying {ROWS} rows, a cloud of {SECONDS} s: one worker {one:.1f} s, two {two:.1f} s", flush=True
    )
    yield Figure(name="a plan by two workers, of the time of one", value=two / one, limit=MOST, unit="parts")


def find_no_database() -> str:
    """Why there is none; empty where it answers."""
    server = POSTGRES.rpartition("/")[0]
    try:
        psycopg.connect(f"{server}/postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return f"PostgreSQL does not answer at {server.rpartition('@')[2]}"
    return ""


def time_workers(count: int) -> float:
    with postgres() as url, running("rabbitmq") as broker:
        environment = {"TASKBUILDER_BROKER_URL": broker.url, "CLOUD_SECONDS": SECONDS}
        return run("plans.applying", url, *[THREADS] * count, **environment)
