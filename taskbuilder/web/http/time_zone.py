"""The viewer's time zone, which the browser sends in a cookie."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest

COOKIE = "zone"


list_zones = cache(available_timezones)


def find_zone(request: HttpRequest) -> ZoneInfo | None:
    """The zone that the browser names; None where it names none, or none that is known."""
    name = request.COOKIES.get(COOKIE, "")
    return ZoneInfo(name) if name in list_zones() else None
