"""Sending the handover of a shift to those who want it: when a person says so, or at a time of each day."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User

from taskbuilder.records.models import Member, Project, ProjectEvent, Webhook
from taskbuilder.records.notifications.choices import read_all_choices, usual_choice
from taskbuilder.records.notifications.kinds import HANDOVER, KINDS, Scope

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LATEST = timedelta(hours=6)
"""So long after its time a daily handover is still sent, where no relay ran."""


@dataclass(frozen=True, kw_only=True)
class Receivers:
    """How many members get a handover, and whether the webhook does."""

    people: int
    has_webhook: bool


def find_receivers(project: Project, *, by: User) -> Receivers:
    """Those who get what this person sends. Three queries."""
    chosen = read_all_choices([project.pk], [HANDOVER]).get((project.pk, HANDOVER), {})
    members = Member.objects.filter(project=project).exclude(person=by).values_list("person", flat=True)
    usual = usual_choice(KINDS[HANDOVER])
    choices = [chosen.get(person, usual) for person in members]
    webhook = Webhook.objects.filter(project=project).first()
    return Receivers(
        people=sum(Scope.ALL in (each.on_page, each.by_mail) for each in choices),
        has_webhook=webhook is not None and HANDOVER in webhook.kinds,
    )


def send_handover(project: Project, *, since: datetime, by: User, now: datetime) -> Receivers:
    """Has a relay send it; answers to whom. Nothing is sent where nobody wants it."""
    receivers = find_receivers(project, by=by)
    if receivers.people or receivers.has_webhook:
        minutes = max((now - since) // MINUTE, 1)
        ProjectEvent.objects.create(
            project=project, kind=HANDOVER, by=by.get_username(), minutes=minutes, at=now
        )
    return receivers


def note_daily_handovers(*, now: datetime) -> int:
    """Adds an event for each project whose time of the day has come; answers how many. Each once."""
    found = 0
    for project in Project.objects.exclude(handover_time=None).only("time_zone", "handover_time"):
        at = find_last_time(project.handover_time or time(), ZoneInfo(project.time_zone), now=now)
        mine = ProjectEvent.objects.filter(project=project, kind=HANDOVER, at=at)
        if now - at < LATEST and not mine.exists():
            event = ProjectEvent(project=project, kind=HANDOVER, minutes=DAY // MINUTE, at=at)
            ProjectEvent.objects.bulk_create([event], ignore_conflicts=True)
            found += 1
    return found


def find_last_time(clock: time, zone: ZoneInfo, *, now: datetime) -> datetime:
    """When the clocks of the zone last showed that time."""
    at = datetime.combine(now.astimezone(zone).date(), clock, tzinfo=zone)
    return at if at <= now else at - DAY


def save_handover_time(project: Project, clock: time | None) -> None:
    """None: it is not sent by the day."""
    Project.objects.filter(pk=project.pk).update(handover_time=clock)
