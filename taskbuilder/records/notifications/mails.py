"""Notifications by mail: those of a minute in one mail, to members who still are, sent under a lease."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from taskbuilder.records.access.time_zones import choose_zone
from taskbuilder.records.boards.handover_words import write_handover
from taskbuilder.records.models import Member, Notification, Preferences
from taskbuilder.records.notifications.kinds import HANDOVER
from taskbuilder.records.notifications.sentences import write_link, write_sentence
from taskbuilder.records.submissions.listing import PAYLOADS

MOST_IN_ONE = 50
LEASE = timedelta(minutes=5)
"""Longer than sending takes; after it a mail that was not sent is tried again."""
PATIENCE = timedelta(hours=24)
logger = logging.getLogger(__name__)


def send_mails(*, now: datetime) -> int:
    """Sends what is due to one person; answers how many notifications. One query where nothing is due."""
    if not settings.HAS_MAIL:
        return 0
    person = (
        Notification.objects.filter(mail_due_at__lte=now).order_by("mail_due_at").values("person").first()
    )
    if person is None:
        return 0
    claimed = claim(person["person"], now=now)
    notifications = load(claimed)
    if not notifications or send(notifications):
        Notification.objects.filter(pk__in=claimed).update(mail_due_at=None)
    return len(claimed)


@transaction.atomic
def claim(person: int, *, now: datetime) -> list[int]:
    """The ids of what is due to one person, which no other relay gets meanwhile; drops what is too old."""
    due = Notification.objects.filter(person=person, mail_due_at__lte=now)
    due.filter(at__lt=now - PATIENCE).update(mail_due_at=None)
    can_skip = connection.features.has_select_for_update_skip_locked
    rows = due.select_for_update(skip_locked=can_skip).order_by("at", "pk")
    ids = list(rows.values_list("pk", flat=True)[:MOST_IN_ONE])
    Notification.objects.filter(pk__in=ids).update(mail_due_at=now + LEASE)
    return ids


def load(ids: list[int]) -> list[Notification]:
    """Those whose person is still a member, and can get mail."""
    member = Member.objects.filter(project=OuterRef("project"), person=OuterRef("person"))
    rows = Notification.objects.filter(Exists(member), pk__in=ids, person__is_active=True)
    rows = rows.exclude(person__email="").select_related(
        "person__preferences", "project", "event__comment__by", "event__submission"
    )
    slim = rows.defer(*(f"event__submission__{each}" for each in PAYLOADS))
    return list(slim.order_by("at", "pk"))


def send(notifications: list[Notification]) -> bool:
    """One mail to the person of all of them; False where it could not be sent."""
    person = notifications[0].person
    with translation.override(find_language(person)):
        subject, text = write_mail(notifications, person)
    try:
        send_mail(subject, text, None, [person.email])
    except (OSError, SMTPException, ValueError) as error:
        logger.warning("A mail could not be sent (%s).", type(error).__name__, extra={"user": person.pk})
        return False
    return True


def find_language(person: User) -> str:
    """`person` has their preferences, if there are any."""
    chosen: Preferences | None = getattr(person, "preferences", None)
    return (chosen.language if chosen else "") or settings.LANGUAGE_CODE


def write_mail(notifications: list[Notification], person: User) -> tuple[str, str]:
    """The subject and the text, in the language that is on. `person` comes with their preferences."""
    sentences = [write_sentence(each, person) for each in notifications]
    many = ngettext("%(count)d notification", "%(count)d notifications", len(sentences))
    subject = sentences[0] if len(sentences) == 1 else many % {"count": len(sentences)}
    lines = [
        f"{each.project.name}: {sentence}\n{write_link(each.event, each.project)}\n{write_more(each, person)}"
        for each, sentence in zip(notifications, sentences, strict=True)
    ]
    settings_line = _("Choose what you are notified of: %(address)s")
    address = f"{settings.SITE_URL}/notifications/"
    return " ".join(f"Task Builder: {subject}".split()), "\n".join(
        [*lines, settings_line % {"address": address}]
    )


def write_more(notification: Notification, person: User) -> str:
    """The handover itself; of anything else the sentence says all."""
    event = notification.event
    if event.kind != HANDOVER:
        return ""
    project = notification.project
    zone = choose_zone(person, [project])
    return f"\n{write_handover(project, since=event.begin, until=event.at, zone=zone)}"
