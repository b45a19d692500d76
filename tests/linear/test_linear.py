"""No text from outside may take more work than in proportion to its length (instructions are counted)."""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.support.processes import ROOT

LENGTH = 1_400
"""Above the longest address, up to which each is looked at together with what follows it."""
MOST_TIMES = 2.5
"""How many times the instructions twice the text may take."""
MOST_EACH = 1_000_000
"""Instructions for one character: a reader that looks at a thousand others for each is too slow as well."""
REFERENCES = re.compile(r"I +refs: +([\d,]+)")


@pytest.fixture(scope="module")
def instructions(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[int, int]]:
    """The instructions of each reader on each kind of text, by the text's length."""
    folder = tmp_path_factory.mktemp("counts")
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--log-file={folder}/%p"]
    command += ["--cachegrind-out-file=/dev/null", sys.executable, "-m", "tests.linear", str(LENGTH)]
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    idle: dict[str, int] = {}
    for process, status, name, part, length in map(json.loads, done.stdout.splitlines()):
        assert status == 0, f"“{name}” ended with {status} on {part!r}"
        count = read_count(folder / str(process))
        if length:
            found[name, part][length] = count - idle[name]
        else:
            idle[name] = count
    return found


def read_count(log: Path) -> int:
    found = REFERENCES.search(log.read_text())
    assert found is not None
    return int(found[1].replace(",", ""))


def test_twice_the_text_takes_at_most_two_and_a_half_times_the_work(
    instructions: dict[tuple[str, str], dict[int, int]],
) -> None:
    slow = {}
    for (name, part), counts in instructions.items():
        (length, once), (_twice, twice) = sorted(counts.items())
        if twice > MOST_TIMES * once or once > MOST_EACH * length:
            slow[name, part] = f"{once / length:.0f} a character, {twice / once:.2f} times for twice the text"
    assert slow == {}
