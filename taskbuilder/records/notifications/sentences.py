"""What a notification says, in the language that is on, and where it leads."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from taskbuilder.records.models import Notification, Project, ProjectEvent
from taskbuilder.records.notifications.kinds import KINDS


def write_sentence(notification: Notification) -> str:
    event = notification.event
    words = {"name": event.subject, "by": find_actor(event), "minutes": event.minutes}
    return gettext(KINDS[notification.kind].sentence) % words


def find_actor(event: ProjectEvent) -> str:
    """Who did it; empty where nobody is known."""
    return event.comment.by.get_username() if event.comment else event.by


def find_path(event: ProjectEvent, project: Project) -> str:
    """The page of what it is about: the draft, or the submission at its comment or its tasks."""
    if event.submission_id is None:
        return reverse("draft", args=[project.slug, event.draft_id])
    path = reverse("submission", args=[project.slug, event.submission_id])
    if event.comment_id:
        return f"{path}#comment-{event.comment_id}"
    return f"{path}#tasks" if event.task_ids else path


def write_link(event: ProjectEvent, project: Project) -> str:
    """The same with the installation's own address before it."""
    return f"{settings.SITE_URL}{find_path(event, project)}"
