"""What a notification says, in the language that is on, and where it leads."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from taskbuilder.records.models import Notification, Project, ProjectEvent
from taskbuilder.records.notifications.kinds import HANDOVER, KINDS

STYLE = "%Y-%m-%dT%H:%M"
"""How the address of a handover, and the browser's control for a time, write it: in the project's zone."""


def write_sentence(notification: Notification) -> str:
    event = notification.event
    words = {"name": event.subject, "by": find_actor(event), "minutes": event.minutes}
    if event.kind == HANDOVER:
        zone = ZoneInfo(notification.project.time_zone)
        words |= {"since": write_time(event.begin, zone), "until": write_time(event.at, zone)}
    return gettext(KINDS[notification.kind].sentence) % words


def write_time(moment: datetime, zone: ZoneInfo) -> str:
    return date_format(moment.astimezone(zone), "SHORT_DATETIME_FORMAT")


def find_actor(event: ProjectEvent) -> str:
    """Who did it; empty where nobody is known."""
    return event.comment.by.get_username() if event.comment else event.by


def find_path(event: ProjectEvent, project: Project) -> str:
    """The page of what it is about: the draft, the action, or the submission at its comment or its tasks."""
    if event.kind == HANDOVER:
        since = event.begin.astimezone(ZoneInfo(project.time_zone)).strftime(STYLE)
        return f"{reverse('tasks-handover', args=[project.slug])}?since={since}"
    if event.batch_id:
        return reverse("action", args=[project.slug, event.batch_id])
    if event.submission_id is None:
        return reverse("draft", args=[project.slug, event.draft_id])
    path = reverse("submission", args=[project.slug, event.submission_id])
    if event.comment_id:
        return f"{path}#comment-{event.comment_id}"
    return f"{path}#tasks" if event.task_ids else path


def write_link(event: ProjectEvent, project: Project) -> str:
    """The same with the installation's own address before it."""
    return f"{settings.SITE_URL}{find_path(event, project)}"
