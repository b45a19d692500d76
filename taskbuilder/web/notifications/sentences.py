"""A notification as the list draws it."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from taskbuilder.records.models import Notification
from taskbuilder.records.notifications.kinds import KINDS
from taskbuilder.records.notifications.sentences import write_sentence


@dataclass(frozen=True)
class Entry:
    """A notification in words."""

    notification: Notification
    text: str
    icon: str


def describe(notification: Notification, reader: User) -> Entry:
    return Entry(notification, write_sentence(notification, reader), KINDS[notification.kind].icon)
