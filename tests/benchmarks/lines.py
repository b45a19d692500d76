"""How long the command line takes to judge a file of many tasks."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.validation import EXAMPLES

ROOT = Path(__file__).parents[2]
MANY = 10_000
MOST_SECONDS = 15


def measure_lines() -> list[Figure]:
    """By the clock, with all that a shell waits for: starting, reading, judging and writing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tasks.jsonl"
        path.write_text("\n".join([json.dumps(EXAMPLES[0])] * MANY), encoding="utf-8")
        command = [sys.executable, "manage.py", "validate_task", "--platform", "modelarts-edge", str(path)]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        begin = time.monotonic()
        result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
        seconds = time.monotonic() - begin
    assert result.stdout.count(b"\n") == MANY, result.stderr
    return [
        Figure(
            name="judging a file of ten thousand tasks",
            value=seconds,
            limit=MOST_SECONDS,
            unit="s",
        )
    ]
