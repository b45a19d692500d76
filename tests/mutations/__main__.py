"""Plants faults one at a time and runs the nearest tests; lists those that no test noticed.

Ends with 1 where fewer than 95 % are noticed. The sample is the same each time: it depends on the code and
the seed alone.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from tests.mutations.faults import Fault, find_faults
from tests.mutations.nearest import ByLine, choose_tests, measure_lines

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {
    "taskbuilder/taskspec": "tests/taskspec",
    "taskbuilder/cloud": "tests/cloud",
    "taskbuilder/records": "tests/records",
}
"""What faults are planted in, and where its own tests are."""
TESTS = ("tests/taskspec", "tests/cloud", "tests/records", "tests/api", "tests/simulator", "tests/web")
LEFT_OUT = ("/migrations/", "/management/", "/admin/")
LEAST_NOTICED = 0.95
SECONDS = 300
"""A fault that makes tests run this long is noticed: it hangs."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--count", type=int, default=300, help="how many faults (%(default)s)")
    parser.add_argument("--seed", type=int, default=13, help="which ones (%(default)s)")
    parser.add_argument("--only", default="", help="only in modules whose path begins so")
    parser.add_argument("--processes", type=int, default=2, help="how many at a time (%(default)s)")
    options = parser.parse_args(arguments)
    lines = measure_lines(ROOT, list(ROOMS), TESTS)
    faults = choose_faults(options.count, options.seed, options.only)
    survivors = list(find_survivors(faults, lines, options.processes))
    share = 1 - len(survivors) / len(faults)
    print(f"\n{len(faults) - len(survivors)} of {len(faults)} faults noticed ({share:.1%}). Not noticed:")
    for fault in sorted(survivors, key=str):
        print(f"  {fault}")
    return 0 if share >= LEAST_NOTICED else 1


def choose_faults(count: int, seed: int, only: str) -> list[Fault]:
    """A sample of all faults that can be planted in the rooms."""
    found: list[Fault] = []
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        module = str(path.relative_to(ROOT))
        if module.startswith(only) and not any(part in module for part in LEFT_OUT):
            found += find_faults(module, path.read_text())
    return random.Random(seed).sample(found, min(count, len(found)))  # noqa: S311 - nothing is kept secret


def find_survivors(faults: Sequence[Fault], lines: ByLine, processes: int) -> Iterator[Fault]:
    """The faults that no test notices, as they are found."""
    trees: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(processes) as pool:
        for number in range(processes):
            trees.put(copy_tree(Path(folder) / str(number)))

        def is_noticed(fault: Fault) -> bool:
            tree = trees.get()
            try:
                return notice(fault, tree, lines)
            finally:
                trees.put(tree)

        for number, (fault, noticed) in enumerate(zip(faults, pool.map(is_noticed, faults), strict=True), 1):
            print(f"{number:>4} {'noticed    ' if noticed else 'NOT NOTICED'} {fault}", flush=True)
            if not noticed:
                yield fault


def copy_tree(tree: Path) -> Path:
    """A copy of every file under version control, to plant faults in."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    return tree


def notice(fault: Fault, tree: Path, lines: ByLine) -> bool:
    """Whether a test that runs the line fails, or hangs, with the fault planted."""
    ran = lines.get(fault.module, {}).get(fault.line, [])
    room = next(tests for room, tests in ROOMS.items() if fault.module.startswith(f"{room}/"))
    # What runs when a module is imported, such as a table, is run by no one test: its room's tests are asked.
    tests = choose_tests(ran, room) or [room]
    target = tree / fault.module
    source = target.read_text()
    target.write_text(fault.plant(source))
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "-p", "no:cacheprovider"]
    command += ["-m", "not browser", *tests]
    try:
        result = subprocess.run(command, cwd=tree, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_text(source)
    return result.returncode != 0


if __name__ == "__main__":
    sys.exit(main())
