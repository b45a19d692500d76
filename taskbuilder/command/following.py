"""Following a run until it has ended, with a progress bar where somebody watches."""

import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from taskbuilder.command.client import Client
from taskbuilder.command.failure import Code

BAD = ("refused", "unknown", "cancelled", "skipped")
PAUSE_SECONDS = 1.0
Show = Callable[[Mapping[str, Any]], None]


def follow(client: Client, path: str, *, most_seconds: float) -> dict[str, Any]:
    """The run as it is at its end, when it is paused or stopped, or after `most_seconds`."""
    console = Console(stderr=True)
    if not sys.stderr.isatty():
        return wait(client, path, lambda run: None, most_seconds=most_seconds)
    columns = (TextColumn("Applying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=None)

        def show(run: Mapping[str, Any]) -> None:
            progress.update(task, total=run["rows_total"], completed=count_ended(run))

        return wait(client, path, show, most_seconds=most_seconds)


def wait(client: Client, path: str, show: Show, *, most_seconds: float) -> dict[str, Any]:
    end = time.monotonic() + most_seconds
    while True:
        run = client.get(path)
        show(run)
        if run["state"] != "running" or time.monotonic() >= end:
            return run
        time.sleep(PAUSE_SECONDS)


def count_ended(run: Mapping[str, Any]) -> int:
    return sum(count for state, count in run["rows"].items() if state != "open")


def grade_run(run: Mapping[str, Any]) -> Code:
    """What `apply` exits with, as far as its run goes."""
    if run["state"] in ("running", "paused", "stopped"):
        return Code.NOT_FINISHED
    is_clean = run["state"] == "done" and not any(run["rows"].get(state) for state in BAD)
    return Code.DONE if is_clean else Code.FAILED


def describe_run(run: Mapping[str, Any]) -> str:
    counts = ", ".join(f"{state} {count}" for state, count in sorted(run["rows"].items())) or "no rows yet"
    why = ": ".join(filter(None, (run["cause"], run["reason"])))
    return f"Run {run['state']}{f' ({why})' if why else ''}: {counts} of {run['rows_total']}"
