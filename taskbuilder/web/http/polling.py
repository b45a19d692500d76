"""How a part of a page follows something: how often it asks, and the answer where nothing changed."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse

FASTEST, OFTEN, SLOWEST = 3, 12, 48
CALM, LIVELY = (FASTEST, SLOWEST), (0.2, 15)
"""The fewest and most seconds: of what the cloud does, and of what is over within seconds."""
PARAMETER = "version"


@dataclass(frozen=True, kw_only=True)
class Poll:
    """What the part that is on the page shows, and in how many seconds it asks again; 0 for never."""

    version: str
    seconds: float

    @property
    def query(self) -> str:
        return f"?{PARAMETER}={self.version}"


def make_poll(seconds: float, *shown: object) -> Poll:
    """`shown`: all that the part draws and that may change; one that is to ask less often is drawn anew."""
    return Poll(version=sha256(repr((seconds, shown)).encode()).hexdigest()[:16], seconds=seconds)


def answer_unchanged(request: HttpRequest, poll: Poll) -> HttpResponse | None:
    """204 where the page has what there is; the part that asked then stays as it is."""
    return HttpResponse(status=204) if request.GET.get(PARAMETER) == poll.version else None


def back_off(changed_at: datetime, *, now: datetime, pace: tuple[float, float] = CALM) -> float:
    """A tenth of the time since the last change, in doublings: else each answer would be another."""
    (seconds, slowest), still = pace, (now - changed_at).total_seconds()
    while seconds < slowest and seconds * 10 < still:
        seconds = min(seconds * 2, slowest)
    return round(seconds, 1)
