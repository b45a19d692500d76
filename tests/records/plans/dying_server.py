"""How a test's gunicorn serves: its worker dies once, at the point that the file $DEATH names."""

import os
import signal
from pathlib import Path

from taskbuilder.records.outbox.fault_points import Point, watchers
from taskbuilder.serving import *  # noqa: F403 - gunicorn reads its settings from this module

preload_app = True
"""So that the next worker is there at once."""


def post_fork(server: object, worker: object) -> None:
    from tests.records.outbox.victims import take_few

    watchers.append(watch)
    take_few()


def watch(here: Point) -> None:
    death = Path(os.environ["DEATH"])
    if death.exists() and death.read_text() == here:
        death.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
