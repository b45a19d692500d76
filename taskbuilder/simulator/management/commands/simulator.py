"""Runs the simulated cloud: a stand-in for development and demonstrations, never for production."""

import signal
import sqlite3
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from pydantic import ValidationError

from taskbuilder.simulator.script import FAULTS, BadLine, Line, read_line
from taskbuilder.simulator.server import Simulator
from taskbuilder.simulator.world import DEFAULT_WORLD

BANNER = """Simulated cloud at {url}
This is a stand-in for the cloud: it checks signatures and rules, keeps tasks in {store}, and runs nothing."""


class Command(BaseCommand):
    """`manage.py simulator`."""

    help = (
        "Run a stand-in for the cloud: the token call, and create, list, show, start, stop and delete. "
        "It runs no tasks."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, which world to be, where to save tasks."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument("--world", type=Path, default=DEFAULT_WORLD, metavar="FILE")
        parser.add_argument("--store", type=Path, default=None, metavar="FILE", help="default: in memory")
        parser.add_argument(
            "--created",
            type=Path,
            default=None,
            metavar="FILE",
            help="a JSON list of calls that created tasks",
        )
        faults = "; ".join(f"{name}: {kind.about}" for name, kind in FAULTS.items())
        parser.add_argument(
            "--fault",
            action="append",
            default=[],
            metavar="NAME[=SECONDS][*TIMES]",
            help="a fault of the next calls; repeat it for more, in order. One of: " + faults,
        )

    def handle(
        self,
        *args: object,
        host: str,
        port: int,
        world: Path,
        store: Path | None,
        created: Path | None,
        fault: list[str],
        **options: object,
    ) -> None:
        """Listen until interrupted or terminated."""
        lines = _read_lines(fault)
        simulator = _open(world, store, host=host, port=port)
        if created is not None:
            _add_created(simulator, created)
        for line in lines:
            simulator.add_fault(line)
        for number in (signal.SIGTERM, signal.SIGINT):  # a shell's background jobs begin with SIGINT ignored
            signal.signal(number, lambda *_: sys.exit(0))
        self.stdout.write(BANNER.format(url=simulator.url, store=store or "memory"))
        self.stdout.flush()
        try:
            simulator.serve_forever()
        finally:
            simulator.close()


def _read_lines(texts: list[str]) -> list[Line]:
    try:
        return [read_line(text) for text in texts]
    except BadLine as error:
        raise CommandError(f"--fault: {error}") from None


def _add_created(simulator: Simulator, file: Path) -> None:
    try:
        simulator.add_created(file)
    except (OSError, ValueError, sqlite3.Error) as error:
        simulator.close()
        raise CommandError(f"--created: {file} cannot be read: {type(error).__name__}") from error


def _open(world: Path, store: Path | None, *, host: str, port: int) -> Simulator:
    try:
        return Simulator(world, store, host=host, port=port)
    except (OSError, sqlite3.Error) as error:
        raise CommandError(f"The simulator cannot start at {host}:{port}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise CommandError(f"{world} is not a valid world: {where}: {first['msg']}") from None
