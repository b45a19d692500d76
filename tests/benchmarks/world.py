"""Over a database of a benchmark's own: a project at a cloud that takes 50 ms, and those who send to it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from taskbuilder.records.models import Project

ROOT = Path(__file__).parents[2]
SERVICE_ID = "s"


def set_up() -> None:
    """Django, and an empty database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


@contextmanager
def slow_cloud(module: str = "tests.benchmarks.slow_cloud") -> Iterator[str]:
    """Its address; `module`: another cloud that says its port."""
    command = [sys.executable, "-m", module]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as cloud:
        assert cloud.stdout is not None
        try:
            yield f"http://127.0.0.1:{cloud.stdout.readline().strip()}"
        finally:
            cloud.terminate()


@contextmanager
def senders(kind: str, threads: list[int]) -> Iterator[None]:
    """Relays or workers, each of so many threads."""
    command = [sys.executable, "-W", "ignore", "manage.py", kind, "--threads"]
    processes = [
        subprocess.Popen([*command, str(each)], cwd=ROOT, stdout=subprocess.DEVNULL) for each in threads
    ]
    try:
        yield
        assert all(process.poll() is None for process in processes), "a sender died"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def create_project(address: str, *, most_in_flight: int) -> "Project":
    """A project with one service, and a person who may create."""
    from django.contrib.auth.models import User

    from taskbuilder.records.models import Member, Project, Role, Service

    project = Project.objects.create(
        slug="bench",
        name="Bench",
        cloud_project_id="0a" * 16,
        base_url=address,
        sign_in="token",
        identity_url=address,
        domain_name="domain",
        username="user",
        password="secret",
        most_in_flight=most_in_flight,
    )
    Service.objects.create(project=project, service_id=SERVICE_ID, name="S", platform="modelarts-edge")
    person = User.objects.create(username="bench")
    Member.objects.create(project=project, person=person, role=Role.OPERATOR)
    return project
