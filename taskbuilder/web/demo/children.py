"""The demo's processes: started, listened to, and stopped together, also when the demo is killed."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Thread

from django.conf import settings

PATIENCE = 10.0
"""Seconds that a process has to end in after it was asked to."""

CHILD = "taskbuilder.web.demo.child"

Say = Callable[[str], None]


@dataclass
class Child:
    """One process, whose every line of output is passed on with its name before it."""

    name: str
    process: subprocess.Popen[str]
    reader: Thread

    @property
    def exit_code(self) -> int | None:
        return self.process.poll()

    def stop(self) -> None:
        """Asks it to end, and makes it end where it does not."""
        if self.exit_code is None:
            self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join(PATIENCE)


@dataclass
class Children:
    """All of them. Started in order, stopped in the opposite one."""

    say: Say
    environment: Mapping[str, str]
    running: list[Child] = field(default_factory=list)

    def start(self, name: str, arguments: Sequence[str]) -> None:
        """Starts `python ARGUMENTS` in a session of its own, so that Ctrl-C reaches the demo alone."""
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", CHILD, *arguments],
            env={**os.environ, **self.environment},
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,  # never written to: it closes when this process ends
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        reader = Thread(target=self.pass_on, args=(name, process), daemon=True)
        reader.start()
        self.running.append(Child(name, process, reader))

    def pass_on(self, name: str, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip():
                self.say(f"{name:<9} | {line.rstrip()}")

    def find_dead(self) -> Child | None:
        """The first that has ended on its own."""
        return next((child for child in self.running if child.exit_code is not None), None)

    def stop(self) -> None:
        for child in reversed(self.running):
            child.stop()
