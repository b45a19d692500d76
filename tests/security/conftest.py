"""The sample world with credentials of our own, a simulated cloud that knows them, and the relay."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from taskbuilder.records.models import Pace, Project, Submission
from taskbuilder.records.outbox.relay import Relay
from taskbuilder.records.samples import load_samples
from taskbuilder.simulator.server import Simulator
from taskbuilder.simulator.world import DEFAULT_WORLD
from tests.security.canaries import Canaries
from tests.security.evidence import Ear, Recorder


@pytest.fixture
def canaries() -> Canaries:
    return Canaries()


@pytest.fixture
def cloud(transactional_db: None, canaries: Canaries, tmp_path: Path) -> Iterator[Simulator]:
    """The sample projects, whose credentials are canaries, and the cloud that lets them in."""
    world = json.loads(DEFAULT_WORLD.read_text())
    harbour, campus = world["projects"]
    harbour["password"] = canaries.rich("project password")
    campus["secret_key"] = canaries.core("project secret key")
    campus["security_token"] = canaries.core("project security token")
    file = tmp_path / "world.json"
    file.write_text(json.dumps(world))
    with Simulator(file) as simulator:
        load_samples(cloud_url=simulator.url, now=timezone.now())
        for told in (harbour, campus):
            project = Project.objects.get(slug=told["slug"])
            project.password, project.secret_key = told["password"], told["secret_key"]
            project.security_token = told.get("security_token", "")
            project.save()
        Submission.objects.all().delete()  # the sample history only costs time here
        yield simulator


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Hears every logger at DEBUG, those that tell no other too, and every query with its parameters."""
    ear = Ear()
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    before = [(logger, logger.level, logger.disabled, logger.handlers) for logger in loggers]
    for logger in loggers:
        logger.disabled = False
        logger.setLevel(logging.DEBUG)
        # In place of the handlers that would print all of it.
        logger.handlers = [ear] if logger.parent is None or not logger.propagate else []
    connection.force_debug_cursor = True
    yield ear
    connection.force_debug_cursor = False
    for logger, level, disabled, handlers in before:
        logger.setLevel(level)
        logger.disabled, logger.handlers = disabled, handlers


@pytest.fixture
def operator(cloud: Simulator) -> Recorder:
    return sign_in("operator")


def sign_in(username: str) -> Recorder:
    """Somebody of the samples, signed in."""
    client = Recorder()
    client.force_login(User.objects.get(username=username))
    return client


def deliver_all() -> None:
    """What the relay does, on this thread, without the rests that it gives a cloud in trouble."""
    while Relay(threads=1, lease=timedelta(seconds=90)).run_once():
        Pace.objects.all().delete()


@pytest.fixture
def world(db: None) -> None:
    """The sample world, whose cloud nobody reaches."""
    load_samples(cloud_url="http://127.0.0.1:1", now=timezone.now())
