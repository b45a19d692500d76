"""Which tests run which line: measured once over the suite, and kept until the code changes."""

import hashlib
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from coverage import CoverageData

KEPT = Path(".build/mutations")
MOST_TESTS = 80
"""Of a line that hundreds of tests run, this many are asked: those of its own room first."""

ByLine = dict[str, dict[int, list[str]]]
"""Module → line → the tests that run it."""


def measure_lines(root: Path, packages: Sequence[str], tests: Sequence[str]) -> ByLine:
    """Runs the tests once and notes which of them run which line; what is kept is used while nothing changed.

    Raises subprocess.CalledProcessError where a test fails: faults can only be seen from a sound tree.
    """
    kept = root / KEPT / f"{_digest(root)}.coverage"
    if not kept.exists():
        _run(root, kept, packages, tests)
    data = CoverageData(str(kept))
    data.read()
    lines: ByLine = {}
    for file in data.measured_files():
        found = lines[str(Path(file).resolve().relative_to(root.resolve()))] = {}
        for line, contexts in data.contexts_by_lineno(file).items():
            found[line] = sorted({context.partition("|")[0] for context in contexts if context})
    return lines


def choose_tests(tests: Sequence[str], room: tuple[str, ...]) -> list[str]:
    """The tests to ask about a line: at most MOST_TESTS, spread over the files, those of the room first."""
    by_file: defaultdict[str, list[str]] = defaultdict(list)
    for test in tests:
        by_file[test.partition("::")[0]].append(test)
    ordered = sorted(by_file.items(), key=lambda item: (not item[0].startswith(room), len(item[1])))
    chosen: list[str] = []
    while ordered and len(chosen) < MOST_TESTS:
        for _file, left in ordered:
            chosen.append(left.pop(0))
        ordered = [(file, left) for file, left in ordered if left]
    chosen = chosen[:MOST_TESTS]
    return sorted(chosen, key=lambda test: not test.startswith(room))


def _run(root: Path, kept: Path, packages: Sequence[str], tests: Sequence[str]) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in kept.parent.glob("*.coverage*"):
        old.unlink()
    print("Running the tests once, to see which of them run which line.", flush=True)
    partial = kept.with_suffix(".part")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "not browser", *tests]
    command += ["--cov-context=test", "--cov-report=", *(f"--cov={package}" for package in packages)]
    subprocess.run(command, cwd=root, env={**os.environ, "COVERAGE_FILE": str(partial)}, check=True)
    partial.rename(kept)


def _digest(root: Path) -> str:
    found = hashlib.sha256()
    for path in sorted([*root.glob("taskbuilder/**/*.py"), *root.glob("tests/**/*.py")]):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
