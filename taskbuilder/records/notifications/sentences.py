"""What a notification says, in the language that is on, and where it leads."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from taskbuilder.records.access.time_zones import choose_zone
from taskbuilder.records.models import Notification, Project, ProjectEvent
from taskbuilder.records.notifications.kinds import HANDOVER, KINDS

STYLE = "%Y-%m-%dT%H:%M"
"""How the browser's control for a time writes it."""


def write_sentence(notification: Notification, reader: User) -> str:
    """For a reader, in whose zone its times are; they have their preferences, if there are any."""
    event = notification.event
    words = {"name": event.subject, "by": find_actor(event), "minutes": event.minutes}
    if event.kind == HANDOVER:
        zone = choose_zone(reader, [notification.project])
        words |= {"since": write_time(event.begin, zone), "until": write_time(event.at, zone)}
    return gettext(KINDS[notification.kind].sentence) % words


def write_time(moment: datetime, zone: ZoneInfo) -> str:
    """With its offset, as pages draw it."""
    local = moment.astimezone(zone)
    return f"{date_format(local, 'SHORT_DATETIME_FORMAT')} {local.isoformat()[-6:]}"


def write_link_time(moment: datetime) -> str:
    """As the address of a handover has it: in UTC, the same for every reader."""
    return f"{moment.astimezone(UTC).strftime(STYLE)}Z"


def find_actor(event: ProjectEvent) -> str:
    """Who did it; empty where nobody is known."""
    return event.comment.by.get_username() if event.comment else event.by


def find_path(event: ProjectEvent, project: Project) -> str:
    """The page of what it is about: the draft, the action, or the submission at its comment or its tasks."""
    if event.kind == HANDOVER:
        return f"{reverse('tasks-handover', args=[project.slug])}?since={write_link_time(event.begin)}"
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
