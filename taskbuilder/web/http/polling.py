"""How a part of a page follows something: how often it asks, and the answer where nothing changed.

A part asks with the ETag of what it shows, and 304 leaves it as it is. It names the ETag itself: pages are
`no-store`, so a browser has no copy that it could ask about.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from taskbuilder.web.http.access import PageRequest

FASTEST, OFTEN, SLOWEST = 3, 12, 48
CALM, LIVELY = (FASTEST, SLOWEST), (0.2, 15)
"""The fewest and most seconds: of what the cloud does, and of what is over within seconds."""


@dataclass(frozen=True, kw_only=True)
class Poll:
    """What the part that is on the page shows, and in how many seconds it asks again; 0 for never."""

    version: str
    seconds: float

    @property
    def etag(self) -> str:
        """A weak one: the same is drawn with other tokens, and "3 minutes ago" where it was two."""
        return f'W/"{self.version}"'

    @property
    def headers(self) -> str:
        """What htmx sends when the part asks again, as JSON."""
        return json.dumps({"If-None-Match": self.etag})


def make_poll(seconds: float, *shown: object) -> Poll:
    """`shown`: all that the part draws and that may change; one that is to ask less often is drawn anew."""
    return Poll(version=sha256(repr((seconds, shown)).encode()).hexdigest()[:16], seconds=seconds)


def answer_unchanged(request: PageRequest, poll: Poll) -> HttpResponse | None:
    """304 where htmx asks for a part that the page has already; it then stays as it is."""
    known = parse_etags(request.headers.get("If-None-Match", "")) if request.htmx else ()
    return HttpResponseNotModified(headers={"ETag": poll.etag}) if poll.etag in known else None


def draw_followed(
    request: PageRequest, template: str, part: str, context: Mapping[str, object], poll: Poll
) -> HttpResponse:
    """The page, or the part of it that htmx asks for, which then asks again with its ETag."""
    name = f"{template}#{part}" if request.htmx else template
    response = render(request, name, {**context, "poll": poll})
    patch_vary_headers(response, ["HX-Request"])
    return mark(response, poll) if request.htmx else response


def mark(response: HttpResponse, poll: Poll) -> HttpResponse:
    """A part, with the ETag of what it shows."""
    response["ETag"] = poll.etag
    return response


def back_off(changed_at: datetime, *, now: datetime, pace: tuple[float, float] = CALM) -> float:
    """A tenth of the time since the last change, in doublings: else each answer would be another."""
    (seconds, slowest), still = pace, (now - changed_at).total_seconds()
    while seconds < slowest and seconds * 10 < still:
        seconds = min(seconds * 2, slowest)
    return round(seconds, 1)
