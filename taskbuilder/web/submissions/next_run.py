"""When what was created runs next."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from taskbuilder.records.models import Submission
from taskbuilder.records.submissions.states import State
from taskbuilder.taskspec.json_value import as_object, as_text
from taskbuilder.taskspec.schedule.runs import next_runs
from taskbuilder.web.drafts.schedule.next_runs import write_run, write_until


@dataclass(frozen=True, kw_only=True)
class NextRun:
    """Its time in the task's `offset`, and elsewhere by the zone's name; no time where all are past."""

    offset: str
    time: str = ""
    until: str = ""
    elsewhere: tuple[tuple[str, str], ...] = ()


def find_next_run(submission: Submission, *, zone: ZoneInfo, now: datetime) -> NextRun | None:
    """None for what is not created, and for what has no schedule."""
    schedule = as_object(submission.request.get("schedule"))
    if submission.state != State.CREATED or not schedule:
        return None
    offset = as_text(schedule.get("timezone"))
    runs = next_runs(schedule, now=now, limit=1)
    if not runs:
        return NextRun(offset=offset)
    (run,) = runs
    zones = {zone.key: zone, "UTC": UTC}
    return NextRun(
        offset=offset,
        time=write_run(run, None, now),
        until=write_until(run, now),
        elsewhere=tuple((name, write_run(run, each, now)) for name, each in zones.items()),
    )
