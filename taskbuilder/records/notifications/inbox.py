"""A person's notifications on the page: the list, how many are unread, and reading them."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet
from django.db.models.expressions import Combinable

from taskbuilder.records.counting import count_rows
from taskbuilder.records.keyset import Keyset, Page
from taskbuilder.records.models import Notification
from taskbuilder.records.write_lock import take_chunks

MOST_COUNTED = 9
"""More than these are “9+”."""
PER_PAGE = 50
BY_TIME = Keyset(time="at", read_key=lambda text: int(text[:18]))
CHUNK = 5_000
"""Rows that one statement marks as read, so that nobody waits long for a lock."""


def count_unread(person: OuterRef) -> Combinable:
    """How many a person has not read, at most one more than MOST_COUNTED."""
    return count_rows(list_unread(person).values("pk")[: MOST_COUNTED + 1])


def list_unread(person: OuterRef | int) -> QuerySet[Notification]:
    return select_shown(person).filter(read_at=None)


def select_shown(person: OuterRef | int) -> QuerySet[Notification]:
    """Of the projects that the person is a member of now."""
    return Notification.objects.filter(
        person_id=person, is_on_page=True, project__members__person_id=person
    ).order_by()


def read_page(person: User, *, before: str = "", after: str = "") -> Page[Notification]:
    """The page behind or before a cursor, or the newest. One query."""
    return BY_TIME.read_page(BY_TIME.fetch_from(load(person)), before=before, after=after, limit=PER_PAGE)


def load(person: User) -> QuerySet[Notification]:
    rows = select_shown(person.pk).select_related("project", "event__submission", "event__comment__by")
    return rows.only(
        *(field.name for field in Notification._meta.concrete_fields),
        "project__slug",
        "project__name",
        "project__time_zone",
        "event__minutes",
        "event__name",
        "event__by",
        "event__draft_id",
        "event__batch",
        "event__kind",
        "event__at",
        "event__task_ids",
        "event__submission__name",
        "event__comment__by__username",
    )


def open_notification(person: User, pk: int, *, now: datetime) -> Notification | None:
    """Marks one as read and answers it; None where the person has none of this number. Two queries."""
    found = load(person).filter(pk=pk).first()
    if found is not None:
        Notification.objects.filter(pk=pk, read_at=None).update(read_at=now)
    return found


def mark_all_read(person: User, *, now: datetime) -> int:
    """On all devices, since it is stored here; answers how many. Two queries for each CHUNK."""
    unread = Notification.objects.filter(person=person, is_on_page=True, read_at=None)
    return sum(found.update(read_at=now) for found in take_chunks(unread, chunk=CHUNK))
