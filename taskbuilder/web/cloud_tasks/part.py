"""What the part of a page draws that follows a submission's tasks."""

from hashlib import sha256

from django.utils import timezone

from taskbuilder.records.cloud_tasks.changes import COMPARED
from taskbuilder.records.cloud_tasks.queries import FollowedTasks
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.cloud_tasks.polling import poll_seconds


def describe_tasks(followed: FollowedTasks) -> dict[str, object]:
    """What the part draws, with a version that changes when any of it does."""
    seconds = poll_seconds(followed, now=timezone.now())
    read_at = followed.read_at.replace(second=0, microsecond=0) if followed.read_at else None
    acted = [(each.key, each.action.state) for each in followed.tasks if each.action]
    shown = [each.seen and [getattr(each.seen, name) for name in COMPARED] for each in followed.tasks]
    acts = acted, followed.acted_at
    text = repr((seconds, read_at, followed.counts, followed.problem, followed.differing, shown, acts))
    return {
        **vars(followed),
        "is_gone": followed.is_gone,
        "is_controllable": followed.platform == Platform.IEF,
        "is_ticked": followed.total > 1,
        "has_ended": followed.has_ended,
        "hidden_count": followed.total - len(followed.tasks),
        "poll_seconds": seconds,
        "version": sha256(text.encode()).hexdigest()[:16],
    }
