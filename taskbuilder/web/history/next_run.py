"""When what was created runs next."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from taskbuilder.records.models import Submission
from taskbuilder.records.states import State
from taskbuilder.taskspec.runs import next_runs
from taskbuilder.web.wizard.picturing import ShownRun, describe_run


@dataclass(frozen=True, kw_only=True)
class NextRun:
    """`run`: None where all its times are past. `offset` is its first time's, `zone` its second's."""

    run: ShownRun | None
    offset: str
    zone: str


def find_next_run(submission: Submission, *, zone: ZoneInfo, now: datetime) -> NextRun | None:
    """None for what is not created, and for what has no schedule."""
    schedule = submission.request.get("schedule")
    if submission.state != State.CREATED or not schedule:
        return None
    runs = [describe_run(run, zone, now) for run in next_runs(schedule, now=now, limit=1)]
    return NextRun(run=runs[0] if runs else None, offset=schedule["timezone"], zone=zone.key)
