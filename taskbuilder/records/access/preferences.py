"""A person's choices, and their own sessions."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from taskbuilder.records.models import Preferences, Session


def save_preferences(person: User, **choices: str) -> None:
    """Changes these of the person's choices; the others stay."""
    Preferences.objects.update_or_create(person=person, defaults=choices)


def list_sessions(person: User) -> QuerySet[Session]:
    """Where the person is signed in, the latest first."""
    open_ones = Session.objects.filter(person=person, expire_date__gt=timezone.now())
    return open_ones.defer("session_data").order_by("-started_at", "pk")


def end_other_sessions(person: User, *, current: str) -> int:
    """Signs the person out everywhere but here; answers of how many sessions."""
    return Session.objects.filter(person=person).exclude(pk=current).delete()[0]
