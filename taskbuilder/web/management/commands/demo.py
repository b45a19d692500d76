"""Runs the whole of Task Builder on one machine, over sample data, as one foreground command."""

import fcntl
import http.client
import os
import signal
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from taskbuilder.records.samples import SIGN_INS, check_demo
from taskbuilder.web.demo.children import Children
from taskbuilder.web.demo.cloud_address import HOST, address, choose_port, is_free
from taskbuilder.web.demo.sample_tasks import write_created
from taskbuilder.web.demo.static_files import collect_static_files

SECONDS_TO_ANSWER = 60
QUIET = {"PYTHONWARNINGS": "ignore", "TASKBUILDER_LOG_LEVEL": "WARNING"}
MANAGE = str(settings.BASE_DIR / "manage.py")


class Command(BaseCommand):
    help = "Run web, relay and a stand-in for the cloud together, with sample data, until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", default=os.environ.get("PORT") or "8000", help="default: $PORT, or 8000"
        )
        parser.add_argument("--with-parent", action="store_true", help="stop when the parent process ends")

    def handle(self, *args: object, port: str, with_parent: bool, **options: object) -> None:
        parent = os.getppid() if with_parent else None
        self.start(read_port(port), parent)

    def start(self, port: int, parent: int | None) -> None:
        check_demo()
        if not is_free(port):
            message = f"Port {port} is taken. Choose another, for example: make demo PORT={port + 1}"
            raise CommandError(message)
        stop = stop_on_signals()
        with only_one_here():
            cloud_port = self.prepare(port)
            self.run_until_stopped(port, cloud_port, stop, parent)

    def prepare(self, port: int) -> int:
        """Data, samples and static files; answers the port of the stand-in cloud."""
        call_command("migrate", interactive=False, verbosity=0)
        cloud_port = choose_port(settings.HOME / "demo-cloud.json", taken=port)
        call_command("load_samples", cloud_url=address(cloud_port), verbosity=0)
        collect_static_files()
        return cloud_port

    def run_until_stopped(self, port: int, cloud_port: int, stop: Event, parent: int | None) -> None:
        environment = {"TASKBUILDER_DEMO": "true", "TASKBUILDER_HOME": str(settings.HOME)}
        children = Children(self.stdout.write, environment | QUIET)
        try:
            start_all(children, port, cloud_port)
            if wait_for_web(children, port, stop):
                self.welcome(port, cloud_port)
            self.watch(children, stop, parent)
        finally:
            children.stop()
        self.stdout.write(f"Stopped. The data stays in {shown_home()}.")

    def welcome(self, port: int, cloud_port: int) -> None:
        name = max(len(person.username) for person in SIGN_INS)
        password = max(len(person.password) for person in SIGN_INS)
        people = [f"  {p.username:<{name}}  {p.password:<{password}}  {p.may}" for p in SIGN_INS]
        lines = ["", f"Task Builder is ready: http://localhost:{port}/", "", "Sign in as", *people, ""]
        lines += [f"The cloud behind it is a stand-in, at {address(cloud_port)}: no task really runs."]
        lines += [f"The data is kept in {shown_home()}. Ctrl-C stops everything.", ""]
        self.stdout.write("\n".join(lines))

    def watch(self, children: Children, stop: Event, parent: int | None) -> None:
        """Returns when asked to stop, or when the parent is gone that it is to end with.

        Raises CommandError when one of the processes ends on its own.
        """
        while not stop.wait(0.2) and parent in {None, os.getppid()}:
            dead = children.find_dead()
            if dead is not None:
                ended = f"The {dead.name} has ended by itself (exit code {dead.exit_code})"
                raise CommandError(f"{ended}, so everything else was stopped too.")


def read_port(text: str) -> int:
    try:
        port = int(text)
    except ValueError:
        port = 0
    if not 1 <= port <= 65535:
        raise CommandError(f"{text!r} is not a port. Set PORT to a number from 1 to 65535.")
    return port


def stop_on_signals() -> Event:
    """Set by Ctrl-C, by SIGTERM, and when the terminal closes."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    return stop


@contextmanager
def only_one_here() -> Iterator[None]:
    """Two demos never share one folder."""
    with (settings.HOME / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            message = f"A demo is running already over {shown_home()}. Stop it, or set TASKBUILDER_HOME."
            raise CommandError(message) from None
        yield


def start_all(children: Children, port: int, cloud_port: int) -> None:
    store, created = settings.HOME / "demo-cloud.sqlite3", settings.HOME / "demo-created.json"
    simulator = [MANAGE, "simulator", "--host", HOST, "--port", str(cloud_port), "--store", str(store)]
    if not store.exists():
        write_created(created)
        simulator += ["--created", str(created)]
    children.start("simulator", simulator)
    children.start("relay", [MANAGE, "relay"])
    gunicorn = ["-m", "gunicorn", "--config", "python:taskbuilder.serving", "--workers", "2"]
    gunicorn += ["--log-level", "warning", "--no-control-socket"]
    children.start(
        "web", [*gunicorn, "--chdir", str(settings.BASE_DIR), "--bind", f"{HOST}:{port}", "taskbuilder.wsgi"]
    )


def wait_for_web(children: Children, port: int, stop: Event) -> bool:
    """Whether the sign-in page came; ends early when it never will."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline and not children.find_dead():
        if answers(port):
            return True
        if stop.wait(0.1):
            return False
    return False


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/sign-in/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def shown_home() -> str:
    """The folder of data, in short where it lies in this tree."""
    home = settings.HOME.resolve()
    return str(home.relative_to(settings.BASE_DIR) if home.is_relative_to(settings.BASE_DIR) else home)
