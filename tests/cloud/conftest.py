"""A simulated cloud per test, and clients for it by both ways of signing in."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from taskbuilder.cloud import (
    CloudAccount,
    CloudClient,
    CloudSession,
    KeySignIn,
    Limits,
    TokenSignIn,
    parse_allowed,
)
from taskbuilder.simulator.server import Simulator
from taskbuilder.simulator.world import DEFAULT_WORLD, WorldProject, read_world
from tests.support.waiting import PATIENCE

HARBOUR: WorldProject = read_world(DEFAULT_WORLD).projects[0]
SERVICE_ID = HARBOUR.services[0].id
PATIENT = Limits(connect_seconds=PATIENCE, read_seconds=PATIENCE, total_seconds=8 * PATIENCE)
HASTY = Limits(connect_seconds=0.5, read_seconds=0.5, total_seconds=5)
"""Where every exchange is to fail: one that has to succeed may take longer than that."""
HERE = parse_allowed(["http://127.0.0.1", "http://localhost"])
"""Whom the sessions of these tests may connect to."""
EXAMPLES = Path(__file__).parent.parent / "examples"

ClientFor = Callable[..., CloudClient]


def read_example(name: str) -> Any:
    """One of the reference's example bodies."""
    return json.loads((EXAMPLES / f"reference-{name}.json").read_text())


def make_account(url: str, sign_in: str, **changes: str) -> CloudAccount:
    """The sample project's account at this address."""
    project_id = changes.pop("project_id", HARBOUR.id)
    if sign_in == "token":
        parts = {
            "identity_url": url,
            "domain": HARBOUR.domain_name,
            "username": HARBOUR.username,
            "password": HARBOUR.password,
            "project_id": HARBOUR.id,
        }
        return CloudAccount(base_url=url, project_id=project_id, sign_in=TokenSignIn(**{**parts, **changes}))
    keys = {"access_key": HARBOUR.access_key, "secret_key": HARBOUR.secret_key}
    return CloudAccount(base_url=url, project_id=project_id, sign_in=KeySignIn(**{**keys, **changes}))


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    """A simulated cloud at a free port, its tasks in memory."""
    with Simulator() as running:
        yield running


@pytest.fixture
def session() -> Iterator[CloudSession]:
    """A session that is patient with a slow machine; a test of time limits sets it to HASTY."""
    opened = CloudSession(limits=PATIENT, allowed=HERE)
    yield opened
    opened.close()


@pytest.fixture(params=["token", "ak_sk"])
def sign_in(request: pytest.FixtureRequest) -> str:
    """Both ways of signing in, one after the other."""
    return str(request.param)


@pytest.fixture
def client(simulator: Simulator, session: CloudSession, sign_in: str) -> CloudClient:
    """A client of the simulated cloud."""
    return CloudClient(make_account(simulator.url, sign_in), session=session)
