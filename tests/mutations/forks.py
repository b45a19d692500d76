"""A pytest plugin that collects the tests once and forks a child for each fault: none waits for a start.

The fault is planted in the functions that are loaded. One in what runs when a module is imported cannot be
planted so; and one that no test notices here may be hidden by what was worked out before the fork. Both are
left to a process of their own (`__main__.py`).
"""

import gc
import json
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from django.db import connections

from tests.mutations.faults import Fault

SECONDS = 120
PAUSE = 0.02
PLAN, RESULTS = "TASKBUILDER_TEST_FAULTS", "TASKBUILDER_TEST_FAULT_RESULTS"
"""The environment's names for the file of faults with their tests, and for the file of those noticed."""
NOTICED, NOT_NOTICED, HUNG = 1, 0, -1


def write_plan(path: Path, faults: Sequence[tuple[Fault, Sequence[str]]]) -> None:
    path.write_text(json.dumps([(asdict(fault), list(tests)) for fault, tests in faults]))


def read_results(path: Path) -> list[int]:
    """What came of each fault of the plan, in its order."""
    return [int(line) for line in path.read_text().split()] if path.exists() else []


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Runs the tests of each fault in a child; a database is made once, before."""
    items = {item.nodeid: item for item in session.items}
    warm_up(session.items)
    with Path(os.environ[RESULTS]).open("w") as results:
        for fault, tests in json.loads(Path(os.environ[PLAN]).read_text()):
            found = run_in_child(Fault(**fault), [items[test] for test in tests if test in items])
            print(found, file=results, flush=True)
    return True


def warm_up(items: Sequence[pytest.Item]) -> None:
    """Runs one test with a database, and keeps what it set up for the session."""
    for item in items:
        if "django_db_setup" in getattr(item, "fixturenames", ()):
            run(item, elsewhere(item))
            connections.close_all()
            return


def run(item: pytest.Item, following: pytest.Item) -> None:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def elsewhere(item: pytest.Item) -> pytest.Item:
    """A test of another folder: before it everything is torn down but what is set up for the session."""
    folder = item.nodeid.split("/")[1]
    return next(each for each in item.session.items if each.nodeid.split("/")[1] != folder)


def run_in_child(fault: Fault, items: Sequence[pytest.Item]) -> int:
    """What came of the fault; a child that runs too long is ended, with all that it started."""
    child = os.fork()
    if child == 0:
        os.setsid()
        silence()
        os._exit(NOTICED if is_noticed(fault, items) else NOT_NOTICED)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return NOT_NOTICED if status == 0 else NOTICED
        time.sleep(PAUSE)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return HUNG


def silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def is_noticed(fault: Fault, items: Sequence[pytest.Item]) -> bool:
    """Whether a test fails with the fault planted; not where it cannot be planted in loaded functions."""
    if not plant(fault):
        return False
    session = items[0].session
    for item, following in zip(items, [*items[1:], elsewhere(items[-1])], strict=True):
        run(item, following)
        if session.testsfailed:
            return True
    return False


def plant(fault: Fault) -> bool:
    """Gives each loaded function of the module that the fault changes its new code; whether there is one."""
    path = Path.cwd() / fault.module
    source = path.read_text()
    old, new = (list(list_codes(compile(text, path, "exec"))) for text in (source, fault.plant(source)))
    if [code.co_qualname for code in old] != [code.co_qualname for code in new]:
        return False
    changed = {
        (before.co_qualname, before.co_firstlineno): after
        for before, after in zip(old, new, strict=True)
        if is_changed(before, after)
    }
    is_planted = False
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == str(path):
            code = each.__code__
            after = changed.get((code.co_qualname, code.co_firstlineno))
            if after is not None and after.co_freevars == code.co_freevars:
                each.__code__ = after
                is_planted = True
    return is_planted


def list_codes(code: CodeType) -> Iterator[CodeType]:
    """The code of every function of a module, in their order, without the module's own."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield inner
            yield from list_codes(inner)


def is_changed(before: CodeType, after: CodeType) -> bool:
    """Whether two codes differ in what they do, or functions within them; not in where they are written."""
    return describe(before) != describe(after)


def describe(code: CodeType) -> tuple[object, ...]:
    constants = [
        describe(each) if isinstance(each, CodeType) else (type(each), repr(each)) for each in code.co_consts
    ]
    return code.co_code, code.co_names, code.co_varnames, constants
