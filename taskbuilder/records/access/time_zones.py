"""In which time zone a person reads times: the one rule that pages, exports and mails follow."""

from collections.abc import Iterable
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AnonymousUser, User

from taskbuilder.records.models import Preferences, Project

list_zones = cache(available_timezones)


def find_own_zone(person: User | AnonymousUser) -> ZoneInfo | None:
    """The zone that the person has chosen. No query where their preferences were read with them."""
    chosen: Preferences | None = getattr(person, "preferences", None)
    name = chosen.time_zone if chosen else ""
    return ZoneInfo(name) if name in list_zones() else None


def choose_zone(person: User | AnonymousUser, projects: Iterable[Project]) -> ZoneInfo:
    """The person's own zone; else that of the projects, where they have the same one; else UTC."""
    if (own := find_own_zone(person)) is not None:
        return own
    names = {project.time_zone for project in projects}
    return ZoneInfo(names.pop() if len(names) == 1 else "UTC")
