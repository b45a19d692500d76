"""Spans of time in words, to their greatest unit: Django's own are days of the month in Chinese."""

from datetime import datetime
from typing import Any

from django.utils.timesince import timesince
from django.utils.translation import ngettext_lazy

_UNITS: dict[str, Any] = {
    "year": ngettext_lazy("%(num)d year", "%(num)d years", "num"),
    "month": ngettext_lazy("%(num)d month", "%(num)d months", "num"),
    "week": ngettext_lazy("%(num)d week", "%(num)d weeks", "num"),
    "day": ngettext_lazy("%(num)d day", "%(num)d days", "num"),
    "hour": ngettext_lazy("%(num)d hour", "%(num)d hours", "num"),
    "minute": ngettext_lazy("%(num)d minute", "%(num)d minutes", "num"),
}


def write_span(begin: datetime, end: datetime) -> str:
    """How long it is from one moment to a later one, as in "3 hours", never broken across lines."""
    return timesince(begin, end, time_strings=_UNITS, depth=1).replace(" ", "\u00a0")
