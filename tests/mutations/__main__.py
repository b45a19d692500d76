"""Plants faults one at a time and runs the nearest tests; lists those that no test noticed.

Ends with 1 where fewer than 95 % are noticed. The sample is the same each time: it depends on the code and
the seed alone.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from pathlib import Path
from queue import SimpleQueue

from tests.mutations import forks
from tests.mutations.faults import Fault, find_faults
from tests.mutations.nearest import ByLine, choose_tests, measure_lines

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {
    "taskbuilder/taskspec": ("tests/taskspec",),
    "taskbuilder/forms": ("tests/forms", "tests/web/drafts", "tests/web/inventory", "tests/web/plans"),
    "taskbuilder/records/outbox": ("tests/records/outbox",),
    "taskbuilder/cloud": (
        "tests/cloud",
        "tests/records/cloud_tasks",
        "tests/security/doors/test_cloud_addresses.py",
    ),
}
"""What faults are planted in, and the nearest tests."""
LEAST_NOTICED = 0.95
SECONDS = 900
"""A fault that makes tests run this long is noticed, since it hangs. These are listed for a second look."""


class End(Enum):
    """What came of a fault."""

    NOTICED = forks.NOTICED
    HUNG = forks.HUNG
    NOT_NOTICED = forks.NOT_NOTICED


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="how many faults (%(default)s)")
    parser.add_argument("--seed", type=int, default=13, help="which ones (%(default)s)")
    parser.add_argument("--only", default="", help="only in modules whose path begins so")
    parser.add_argument("--processes", type=int, default=2, help="how many at a time (%(default)s)")
    options = parser.parse_args(arguments)
    rooms = {room: tests for room, tests in ROOMS.items() if is_within(options.only, room)}
    nearest = [test for tests in rooms.values() for test in tests]
    lines = measure_lines(ROOT, list(rooms), nearest)
    faults = choose_faults(options.count, options.seed, options.only)
    ends = dict.fromkeys(faults, End.NOT_NOTICED)
    ends |= fork_all(faults, lines, nearest, options.processes)
    print(f"The rest, each in a process of its own: {len(list_faults(ends, End.NOT_NOTICED))}.", flush=True)
    ends |= plant_all(list_faults(ends, End.NOT_NOTICED), lines, options.processes)
    survivors = list_faults(ends, End.NOT_NOTICED)
    share = 1 - len(survivors) / len(faults)
    print(f"\n{len(faults) - len(survivors)} of {len(faults)} faults noticed ({share:.1%}).")
    for title, found in {"Not noticed": survivors, "Noticed by a hang": list_faults(ends, End.HUNG)}.items():
        print("\n  ".join([f"{title}:", *map(str, found)]))
    return 0 if share >= LEAST_NOTICED else 1


def is_within(only: str, room: str) -> bool:
    """Whether modules whose path begins so may be in the room: no other room's tests are run for them."""
    return only.startswith(room) or room.startswith(only)


def list_faults(ends: Mapping[Fault, End], end: End) -> list[Fault]:
    return sorted((fault for fault, found in ends.items() if found is end), key=str)


def choose_faults(count: int, seed: int, only: str) -> list[Fault]:
    """A sample of all faults that can be planted in the rooms."""
    found: list[Fault] = []
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        module = str(path.relative_to(ROOT))
        if module.startswith(only):
            found += find_faults(module, path.read_text())
    return random.Random(seed).sample(found, min(count, len(found)))  # noqa: S311 - nothing is kept secret


def fork_all(
    faults: Sequence[Fault], lines: ByLine, nearest: Sequence[str], processes: int
) -> dict[Fault, End]:
    """What came of the faults that can be planted in loaded functions (forks.py)."""
    parts = [faults[number::processes] for number in range(processes)]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(processes) as pool:
        found = pool.map(lambda part: fork_part(part, lines, nearest, Path(folder)), parts)
        return {fault: end for ends in found for fault, end in ends.items()}


def fork_part(
    faults: Sequence[Fault], lines: ByLine, nearest: Sequence[str], folder: Path
) -> dict[Fault, End]:
    plan, results = (folder / f"{id(faults)}.{kind}" for kind in ("plan", "results"))
    forks.write_plan(plan, [(fault, find_tests(fault, lines)) for fault in faults])
    command = [sys.executable, "-m", "pytest", "-q", "-s", "--no-header", "-p", "tests.mutations.forks"]
    command += ["-m", "not browser", *nearest]
    environment = {**os.environ, forks.PLAN: str(plan), forks.RESULTS: str(results)}
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    return dict(zip(faults, map(End, forks.read_results(results)), strict=False))


def plant_all(faults: Sequence[Fault], lines: ByLine, processes: int) -> Iterator[tuple[Fault, End]]:
    """What came of each fault, planted in a copy of the tree that a new process reads."""
    trees: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(processes) as pool:
        for number in range(processes):
            trees.put(copy_tree(Path(folder) / str(number)))

        def plant(fault: Fault) -> End:
            tree = trees.get()
            try:
                return try_fault(fault, tree, lines)
            finally:
                trees.put(tree)

        for number, (fault, end) in enumerate(zip(faults, pool.map(plant, faults), strict=True), 1):
            print(f"{number:>4} {end.name:<11} {fault}", flush=True)
            yield fault, end


def copy_tree(tree: Path) -> Path:
    """A copy of every file under version control, to plant faults in."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    return tree


def try_fault(fault: Fault, tree: Path, lines: ByLine) -> End:
    """Runs the tests that run the line, with the fault planted; those of the whole room before giving up."""
    tests = find_tests(fault, lines)
    target = tree / fault.module
    source = target.read_text()
    target.write_text(fault.plant(source))
    try:
        end = run_tests(tree, tests) if tests else End.NOT_NOTICED
        return run_tests(tree, room_of(fault)) if end is End.NOT_NOTICED else end
    finally:
        target.write_text(source)


def find_tests(fault: Fault, lines: ByLine) -> list[str]:
    """The tests that run its line; where it is run as its module is imported, those that run the module."""
    ran = lines.get(fault.module, {})
    asked = ran.get(fault.line) or sorted({test for tests in ran.values() for test in tests})
    return choose_tests(asked, room_of(fault))


def room_of(fault: Fault) -> tuple[str, ...]:
    """The nearest tests."""
    return next(tests for room, tests in ROOMS.items() if fault.module.startswith(f"{room}/"))


def run_tests(tree: Path, tests: Sequence[str]) -> End:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider"]
    command += ["-m", "not browser", *tests]
    try:
        result = subprocess.run(command, cwd=tree, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return End.HUNG
    return End.NOTICED if result.returncode else End.NOT_NOTICED


if __name__ == "__main__":
    sys.exit(main())
