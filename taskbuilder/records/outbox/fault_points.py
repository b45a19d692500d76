"""Points between which a process may die, named so that tests can make it die there."""

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """Where a process is; the ones in -ing lie inside a transaction, just before it is committed, but for
    EXPORTING, which lies between two pieces of a file. JUDGED lies inside one, too.
    """

    SUBMITTING = "submitting"
    SUBMITTED = "submitted"
    CLAIMING = "claiming"
    CLAIMED = "claimed"
    OPENING = "opening"
    OPENED = "opened"
    SENT = "sent"
    CLOSING = "closing"
    CLOSED = "closed"
    DECIDING = "deciding"
    DECIDED = "decided"
    REPLACING = "replacing"
    REPLACED = "replaced"
    EXPORT_CLAIMED = "export-claimed"
    EXPORTING = "exporting"
    EXPORT_WRITTEN = "export-written"
    PLANNING = "planning"
    PLANNED = "planned"
    JUDGE_CLAIMED = "judge-claimed"
    JUDGING = "judging"
    JUDGED = "judged"
    COMPARED = "compared"
    RUN_STARTING = "run-starting"
    RUN_STARTED = "run-started"
    RUN_CLAIMED = "run-claimed"
    STEPPING = "stepping"
    STEPPED = "stepped"
    STEPS_SETTLING = "steps-settling"
    STEPS_SETTLED = "steps-settled"


watchers: list[Callable[[Point], None]] = []
"""Called with every point that is passed; only tests put anything here."""


def fault_point(point: Point) -> None:
    for watch in watchers:
        watch(point)
