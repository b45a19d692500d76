"""The zone in which a schedule's runs are shown beside the task's: the person's own, or the browser's."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest

from taskbuilder.records.access.time_zones import find_own_zone, list_zones

COOKIE = "zone"


def find_zone(request: HttpRequest) -> ZoneInfo | None:
    """The zone that the person has chosen, else the browser's; None where it names none that is known."""
    name = request.COOKIES.get(COOKIE, "")
    return find_own_zone(request.user) or (ZoneInfo(name) if name in list_zones() else None)
