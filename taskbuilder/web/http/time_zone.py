"""The viewer's time zone, which the browser sends in a cookie."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest

from taskbuilder.records.models import Preferences

COOKIE = "zone"


list_zones = cache(available_timezones)


def find_zone(request: HttpRequest) -> ZoneInfo | None:
    """The zone that the person has chosen, else the browser's; None where it names none that is known."""
    preferences: Preferences | None = getattr(request.user, "preferences", None)
    name = (preferences and preferences.time_zone) or request.COOKIES.get(COOKIE, "")
    return ZoneInfo(name) if name in list_zones() else None
