"""What becomes of a simulated task by its schedule, the clock and what was done to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from taskbuilder.taskspec.schedule.runs import next_runs

Details = dict[str, Any]

PENDING_FOR = timedelta(seconds=1)
STARTING_FOR = timedelta(seconds=2)
RUNNING_WELL_FOR = timedelta(seconds=2)
"""How long a task runs before it fails, where it is to."""
READING_FILES_FOR = timedelta(seconds=30)
STOPPING_FOR = timedelta(seconds=2)
DELETING_FOR = timedelta(seconds=2)
FILE_INPUTS = frozenset({"obs"})
"""What is read to its end."""
STATES = (
    "PENDING",
    "RECOVERING",
    "STARTING",
    "UPGRADING",
    "CREATE_FAILED",
    "START_FAILED",
    "RUNNING",
    "STOPPING",
    "STOPPED",
    "ABNORMAL",
    "SUCCEEDED",
    "FAILED",
    "DELETING",
    "FREEZING",
    "FROZEN",
)
"""Of api.md, in its order."""
ENDINGS = {
    "CREATE_FAILED": ("ModelArts.3598", "The node is not running."),
    "START_FAILED": ("ModelArts.3520", "No node has enough memory for the task."),
    "ABNORMAL": ("ModelArts.3560", "The video stream cannot be read."),
    "FAILED": ("ModelArts.3561", "The task stopped with exit code 137."),
}
"""How a task fails on demand, each with the error that it then has."""
STARTABLE = frozenset({"STOPPED", "ABNORMAL", "FAILED", "START_FAILED", "SUCCEEDED"})
STOPPABLE = frozenset({"PENDING", "RECOVERING", "STARTING", "RUNNING", "ABNORMAL"})


@dataclass(frozen=True, kw_only=True)
class Course:
    """What was done to a task: when it was created or started last, stopped, deleted, and how it will fail.

    Times are in seconds since 1970.
    """

    began_at: float
    stopped_at: float | None = None
    deleted_at: float | None = None
    ending: str = ""


class Phase(NamedTuple):
    """A state, and since when. One that is gone has no state."""

    state: str
    since: datetime


def show_at(task: Details, course: Course, *, now: datetime) -> Details | None:
    """The task as it is now; None once it is deleted."""
    phase = find_phase(task, course, now=now)
    if not phase.state:
        return None
    shown = {**task, "state": phase.state, "updated_at": write_time(phase.since)}
    if "schedule" in task:
        has_ended = phase.state in {*STARTABLE, *ENDINGS, "STOPPING", "DELETING"}
        shown["schedule_status"] = "INACTIVATED" if has_ended else "ACTIVATED"
    if phase.state in ENDINGS:
        code, message = ENDINGS[phase.state]
        shown |= {"status": message, "error": {"code": code, "message": message}}
    return shown


def find_phase(task: Details, course: Course, *, now: datetime) -> Phase:
    """The last one that has begun."""
    begun = [phase for phase in list_phases(task, course, now=now) if phase.since <= now]
    return begun[-1] if begun else Phase("PENDING", now)


def list_phases(task: Details, course: Course, *, now: datetime) -> Iterator[Phase]:
    """In order, as far as the run that is under way now, or comes next."""
    if course.deleted_at is not None:
        yield from _pass_over("DELETING", "", course.deleted_at, DELETING_FOR)
    elif course.stopped_at is not None:
        yield from _pass_over("STOPPING", "STOPPED", course.stopped_at, STOPPING_FOR)
    else:
        yield from _run(task, course, now=now)


def write_time(moment: datetime) -> str:
    """As the cloud writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _pass_over(first: str, then: str, at: float, after: timedelta) -> Iterator[Phase]:
    begin = datetime.fromtimestamp(at, UTC)
    yield Phase(first, begin)
    yield Phase(then, begin + after)


def _run(task: Details, course: Course, *, now: datetime) -> Iterator[Phase]:
    began = datetime.fromtimestamp(course.began_at, UTC)
    yield Phase("PENDING", began)
    begin = began + PENDING_FOR
    if course.ending == "CREATE_FAILED":
        yield Phase(course.ending, begin)
        return
    if "schedule" in task:
        runs = next_runs(task["schedule"], now=now, limit=1)
        if not runs:
            yield Phase("STOPPED", begin)
            return
        begin = max(begin, runs[0].begin.astimezone(UTC))
    yield Phase("STARTING", begin)
    begin += STARTING_FOR
    if course.ending == "START_FAILED":
        yield Phase(course.ending, begin)
        return
    yield Phase("RUNNING", begin)
    if course.ending:
        yield Phase(course.ending, begin + RUNNING_WELL_FOR)
    elif task["input"].get("type") in FILE_INPUTS:
        yield Phase("SUCCEEDED", begin + READING_FILES_FOR)
