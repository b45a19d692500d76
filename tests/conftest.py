"""What every test may use: a browser where there is one, and PostgreSQL where it is asked for.

Hypothesis makes up the same each time, since a suite that fails by chance is not believed;
`HYPOTHESIS_PROFILE=search` looks for new cases, many more of them.
"""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.support.chromium import CHROMIUM
from tests.support.emptying import empty_tables
from tests.support.waiting import PATIENCE

# The driver of the browser runs a loop of its own in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

settings.register_profile(
    "suite", deadline=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "search", deadline=None, max_examples=3_000, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))

IN_CI = os.environ.get("CI") == "true"
BROWSER_FIXTURES = {"page", "context", "browser", "new_context"}
NO_CHROMIUM = "no chromium was found: install Debian's package of that name"
NO_VALGRIND = "no valgrind was found, which counts instructions: install Debian's package of that name"


@pytest.fixture(autouse=True)
def no_language_left() -> Iterator[None]:
    """A request leaves its reader's language active in its thread; the next test is not to speak it."""
    yield
    translation.deactivate()


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marker
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks the tests that need a browser, and skips what cannot run here; in CI that fails."""
    leave_to_postgres(config, items)
    in_browser = [item for item in items if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ()))]
    for item in in_browser:
        item.add_marker("browser")
    if CHROMIUM is None:
        skip(in_browser, NO_CHROMIUM)
    if shutil.which("valgrind") is None:
        skip([item for item in items if "instructions" in getattr(item, "fixturenames", ())], NO_VALGRIND)
    if os.environ.get("TASKBUILDER_TEST_POSTGRES") and (reason := find_why_unreachable()):
        skip(items, reason)


def leave_to_postgres(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is about many machines on one PostgreSQL: it runs in the pass over that."""
    if connection.vendor == "postgresql":
        return
    others = [item for item in items if item.get_closest_marker("postgresql")]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if not item.get_closest_marker("postgresql")]


def skip(items: list[pytest.Item], reason: str) -> None:
    if items and IN_CI:
        pytest.exit(reason, returncode=1)
    for item in items:
        item.add_marker(pytest.mark.skip(reason=reason))


def find_why_unreachable() -> str:
    """Why PostgreSQL cannot be used here; empty where it can."""
    database = connection.settings_dict
    address = f"{database['HOST']}:{database['PORT']}"
    try:
        psycopg.connect(
            host=database["HOST"],
            port=database["PORT"] or None,
            user=database["USER"],
            password=database["PASSWORD"],
            dbname="postgres",
            connect_timeout=3,
        ).close()
    except psycopg.OperationalError as error:
        return f"PostgreSQL cannot be reached at {address}: {str(error).splitlines()[0]}"
    return ""


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


@pytest.fixture(scope="session", autouse=True)
def patient_browser() -> None:
    """What a page is waited for has as long as anything else."""
    expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's chromium in place of a downloaded one."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: LiveServer) -> LiveServer:
    """Begun once the tests' database is there: the name it has before is one in memory, to a server's mind to
    be shared by its threads and ours, and two threads on one connection of SQLite's bring the process down.
    """
    return live_server


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    """Pages are opened by their path alone."""
    return str(live_server.url)
