"""Counts the steps that code of ours takes, where a clock would measure the machine."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, Final

from taskbuilder.taskspec.secrets.user_info import skip

OURS: Final = str(Path(__file__).parents[2] / "taskbuilder")


class Watched(str):
    """A text that counts the characters that searches in it visit."""

    visited = 0

    def find(self, *args: Any) -> int:
        found = super().find(*args)
        start, end = self._read_bounds(*args)
        self.visited += (found if found >= 0 else end) - start + 1
        return found

    def rfind(self, *args: Any) -> int:
        found = super().rfind(*args)
        start, end = self._read_bounds(*args)
        self.visited += end - (found if found >= 0 else start) + 1
        return found

    def _read_bounds(self, _sought: str, start: int = 0, end: int | None = None) -> tuple[int, int]:
        return start, len(self) if end is None else end


def count_steps(work: Callable[[], object], *texts: Watched) -> int:
    """The lines of the application that run, and the characters that it visits in these texts."""
    steps = 0

    def watch(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal steps
        if event == "call" and not frame.f_code.co_filename.startswith(OURS):
            return None
        if event == "line":
            steps += 1
        elif event == "return" and frame.f_code is skip.__code__:
            steps += arg - frame.f_locals["start"] + 1
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps + sum(text.visited for text in texts)
