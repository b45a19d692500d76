"""How many wrong passwords are too many: of a user name from an address, from an address, and over all.

axes counts them, and locks one user name as seen from one address. These limits lie above that: they stop
anyone who tries one password on many names, or many passwords on one name from many addresses.
"""

from collections.abc import Mapping

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Q, Sum
from django.http import HttpRequest

from taskbuilder.proxies import name_source


def name_caller(request: HttpRequest) -> str | None:
    """The address under which an attempt is counted."""
    return name_source(request.META.get("REMOTE_ADDR", "")) or None


class Handler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """axes' own, with the limits of settings.SIGN_IN_LIMITS besides."""

    def is_locked(self, request: HttpRequest, credentials: Mapping[str, object] | None = None) -> bool:
        return super().is_locked(request, credentials) or self.is_beyond_limits(request, credentials)

    def is_beyond_limits(self, request: HttpRequest, credentials: Mapping[str, object] | None) -> bool:
        """Whether the address, the user name or everybody together failed too often.

        The last two would let strangers lock somebody out, so they do not hold where that person signed in
        from before.
        """
        caller, name = name_caller(request), get_client_username(request, credentials)
        counts = count_failures(request, caller=caller, name=name)
        reached = {which for which, limit in settings.SIGN_IN_LIMITS.items() if (counts[which] or 0) >= limit}
        if "address" in reached:
            return True
        return bool(reached) and not AccessLog.objects.filter(username=name, ip_address=caller).exists()


def count_failures(request: HttpRequest, *, caller: str | None, name: str) -> dict[str, int | None]:
    """Wrong passwords in the time that a lock lasts: from the address, of the name, in all. One query."""
    failures = "failures_since_start"
    recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    counts: dict[str, int | None] = recent.aggregate(
        address=Sum(failures, filter=Q(ip_address=caller)),
        name=Sum(failures, filter=Q(username=name)),
        all=Sum(failures),
    )
    return counts
