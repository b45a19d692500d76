"""Submissions that have been waiting for longer than somebody wanted."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from taskbuilder.records.models import NotificationChoice, ProjectEvent, Submission, Webhook
from taskbuilder.records.notifications.kinds import WAITING
from taskbuilder.records.submissions.states import SETTLED, State

AT_ONCE = 200
LOOK_BACK = timedelta(days=7)
"""What has waited for longer than this is not noted any more."""
OPEN = tuple(state for state in State if state not in SETTLED)


def note_waiting(*, now: datetime) -> int:
    """Adds an event for what has waited for long enough; answers how many. Each is noted once."""
    # Only choices of this kind have minutes; asked for the kind as well, SQLite would not use their index.
    chosen = NotificationChoice.objects.filter(minutes__gt=0).values_list("project", "minutes")
    webhooks = Webhook.objects.filter(minutes__gt=0).values_list("project", "minutes")
    limits = sorted({*chosen, *webhooks})
    return sum(note_waiting_in(project, minutes or 0, now=now) for project, minutes in limits)


def note_waiting_in(project: int, minutes: int, *, now: datetime) -> int:
    end = now - timedelta(minutes=minutes)
    known = ProjectEvent.objects.filter(submission=OuterRef("pk"), kind=WAITING, minutes=minutes)
    late = Submission.objects.filter(
        ~Exists(known), project=project, created_at__lte=end, created_at__gt=end - LOOK_BACK
    )
    # By one state at a time the index of states serves; SQLite reads all of the week for several.
    rows = (late.filter(state=state).order_by("created_at") for state in OPEN)
    ids = [each for found in rows for each in found.values_list("pk", flat=True)[:AT_ONCE]]
    events = [
        ProjectEvent(project_id=project, submission_id=each, kind=WAITING, minutes=minutes, at=now)
        for each in ids
    ]
    ProjectEvent.objects.bulk_create(events, ignore_conflicts=True)
    return len(events)
