"""What the part of a page draws that follows a submission's tasks."""

from datetime import datetime

from django.utils import timezone

from taskbuilder.records.cloud_tasks.changes import COMPARED
from taskbuilder.records.cloud_tasks.queries import FollowedTasks
from taskbuilder.records.cloud_tasks.states import GONE, LASTING, MOVING
from taskbuilder.records.task_actions.states import list_offered
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.http.polling import FASTEST, Poll, back_off, make_poll


def describe_tasks(followed: FollowedTasks) -> dict[str, object]:
    """What the part draws, and how it follows that."""
    return {
        **vars(followed),
        "is_gone": followed.is_gone,
        "is_controllable": followed.platform == Platform.IEF,
        "offered": list_offered(followed.states if followed.is_known else [], [followed.platform]),
        "is_ticked": followed.total > 1,
        "has_ended": followed.has_ended,
        "hidden_count": followed.total - len(followed.tasks),
        "poll": follow(followed),
    }


def follow(followed: FollowedTasks) -> Poll:
    read_at = followed.read_at.replace(second=0, microsecond=0) if followed.read_at else None
    shown = [each.seen and [getattr(each.seen, name) for name in COMPARED] for each in followed.tasks]
    acted = [(each.key, each.action.state) for each in followed.tasks if each.action]
    said = (followed.counts, followed.problem, followed.differing, shown, acted, followed.acted_at)
    return make_poll(choose_seconds(followed, now=timezone.now()), read_at, *said)


def choose_seconds(followed: FollowedTasks, *, now: datetime) -> float:
    """Until it asks again: soon while something moves, later when nothing happens; 0 at the end."""
    states = followed.states
    if followed.is_acting:
        return FASTEST
    if not followed.total or (states and all(state in LASTING or state == GONE for state in states)):
        return 0
    if not followed.changed_at or any(state in MOVING for state in states):
        return FASTEST
    return back_off(followed.changed_at, now=now)
