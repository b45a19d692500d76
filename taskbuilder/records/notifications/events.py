"""Notifying people of events: each once, of the members who want to know of it by then."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from taskbuilder.records.models import Delivery, Member, Notification, ProjectEvent
from taskbuilder.records.notifications.choices import Choice, read_all_choices, usual_choice
from taskbuilder.records.notifications.kinds import HANDOVER, KINDS, MENTIONED, REPLACE_CANCELLED, WAITING
from taskbuilder.records.notifications.webhooks import list_deliveries
from taskbuilder.records.related.mentions import find_named
from taskbuilder.records.submissions.listing import PAYLOADS

AT_ONCE = 100
MAIL_PAUSE = timedelta(minutes=1)
"""How long a mail waits for others that go with it."""
Choices = Mapping[tuple[int, str], Mapping[int, Choice]]
Members = Mapping[int, Mapping[int, str]]
"""User names by project and person."""


def handle_events(*, now: datetime) -> int:
    """Notifies of the oldest that were not handled yet; answers of how many.

    A relay that dies before the end has notified nobody, and of two relays one gets an event.
    """
    pending = ProjectEvent.objects.filter(handled_at=None)
    if not pending.exists():
        return 0
    with transaction.atomic():
        events = list(lock(pending)[:AT_ONCE])
        Notification.objects.bulk_create(list_notifications(events, now=now), ignore_conflicts=True)
        Delivery.objects.bulk_create(list_deliveries(events, now=now), ignore_conflicts=True)
        ProjectEvent.objects.filter(pk__in=[event.pk for event in events]).update(handled_at=now)
    return len(events)


def lock(events: QuerySet[ProjectEvent]) -> QuerySet[ProjectEvent]:
    """Those that no other relay is busy with, and what they are about; SQLite has one writer anyway."""
    can_skip = connection.features.has_select_for_update_skip_locked
    people = ("submission__created_by", "comment__by", "to", "batch")
    related = events.select_related("project", "submission__service", *people)
    rows = related.defer(*(f"submission__{name}" for name in PAYLOADS))
    of = ("self",) if connection.features.has_select_for_update_of else ()
    return rows.select_for_update(skip_locked=can_skip, of=of).order_by("pk")


def list_notifications(events: Collection[ProjectEvent], *, now: datetime) -> list[Notification]:
    """Two queries, however many events."""
    projects = {event.project_id for event in events}
    members: dict[int, dict[int, str]] = {}
    rows = Member.objects.filter(project__in=projects)
    for project, person, name in rows.values_list("project", "person", "person__username"):
        members.setdefault(project, {})[person] = name
    choices = read_all_choices(projects, {MENTIONED, *(event.kind for event in events)})
    return [each for event in events for each in address(event, members, choices, now=now)]


def address(
    event: ProjectEvent, members: Members, choices: Choices, *, now: datetime
) -> Iterator[Notification]:
    """The notifications of one event, for members of its project but the one who caused it."""
    people = members.get(event.project_id, {})
    named = find_named(event.comment.text, people.values()) if event.comment else frozenset[str]()
    for person, name in people.items():
        if event.to_id not in (None, person) or is_cause(event, person, name):
            continue
        for kind in [MENTIONED, event.kind] if name in named else [event.kind]:
            choice = choices.get((event.project_id, kind), {}).get(person) or usual_choice(KINDS[kind])
            if notification := notify(event, kind, person, choice, now=now):
                yield notification
                break


def is_cause(event: ProjectEvent, person: int, name: str) -> bool:
    """Whether this person commented, sent the handover, or cancelled the replacement."""
    if event.comment:
        return event.comment.by_id == person
    return event.kind in {HANDOVER, REPLACE_CANCELLED} and event.by == name


def notify(
    event: ProjectEvent, kind: str, person: int, choice: Choice, *, now: datetime
) -> Notification | None:
    """None where the person does not want to know of it."""
    is_own = find_owner(event) == person
    is_on_page = choice.wants(choice.on_page, is_own=is_own)
    is_by_mail = choice.wants(choice.by_mail, is_own=is_own)
    is_late = event.kind != WAITING or choice.minutes == event.minutes
    if not (is_late and (is_on_page or is_by_mail)):
        return None
    return Notification(
        event=event,
        person_id=person,
        project_id=event.project_id,
        kind=kind,
        at=event.at,
        is_on_page=is_on_page,
        mail_due_at=now + MAIL_PAUSE if is_by_mail else None,
    )


def find_owner(event: ProjectEvent) -> int | None:
    """Whose the action is, or else the submission."""
    if event.batch:
        return event.batch.by_id
    return event.submission.created_by_id if event.submission else None
