"""How many submissions of the last days ended how, as a picture and as a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from taskbuilder.records.models import Project
from taskbuilder.records.submissions.daily_counts import Counts, read_counts, read_counts_of
from taskbuilder.records.submissions.states import State
from taskbuilder.records.triggers import OPEN

DAYS = 30
BAR, GAP, HEIGHT = 8, 2, 60
"""The picture's measures; it is stretched to the room there is."""


@dataclass(frozen=True, eq=False)
class Result:
    """One colour of the picture, and the results that it shows. There are only those below."""

    name: str
    title: Promise
    results: tuple[str, ...]


RESULTS = (
    Result("created", _("Created"), (State.CREATED,)),
    Result("refused", _("Refused or given up"), (State.REFUSED, State.GIVEN_UP)),
    Result("unknown", _("Unknown"), (State.UNKNOWN,)),
    Result("open", _("Not finished"), (OPEN,)),
    Result("ended", _("Cancelled or closed"), (State.CANCELLED, State.CLOSED)),
)


@dataclass(frozen=True)
class Series:
    """One result over all days; `path` draws its bars above those of the results before it."""

    result: Result
    total: int
    path: str


@dataclass(frozen=True)
class Activity:
    """The last days; `rows` are those with submissions, the latest first, each with a count by series.

    Its page draws it once, so it can be looked up by what it says.
    """

    series: tuple[Series, ...]
    rows: tuple[tuple[date, tuple[int, ...]], ...]
    first: date
    last: date
    width: int = DAYS * (BAR + GAP) - GAP
    height: int = HEIGHT


def read_activity(project: Project, *, today: date) -> Activity | None:
    """Of the days in UTC up to today; None where nothing was submitted. One query."""
    first = today - timedelta(days=DAYS - 1)
    counts = read_counts_of(project, since=first)
    activity = describe_activity(counts, first=first)
    return activity if activity.series else None


def read_activities(projects: Iterable[Project], *, today: date) -> dict[int, Activity]:
    """The same of several projects, by their keys: of those in which something was submitted. One query."""
    first = today - timedelta(days=DAYS - 1)
    counts = read_counts(projects, since=first)
    found = {project: describe_activity(each, first=first) for project, each in counts.items()}
    return {project: activity for project, activity in found.items() if activity.series}


def describe_activity(counts: Counts, *, first: date) -> Activity:
    days = [first + timedelta(days=place) for place in range(DAYS)]
    table = [[add_up(counts.get(day, {}), result) for result in RESULTS] for day in days]
    highest = max(map(sum, table)) or 1
    found = [place for place in range(len(RESULTS)) if any(row[place] for row in table)]
    series = tuple(
        Series(RESULTS[place], sum(row[place] for row in table), draw_bars(table, place, highest))
        for place in found
    )
    rows = [
        (day, tuple(row[place] for place in found)) for day, row in zip(days, table, strict=True) if any(row)
    ]
    return Activity(series=series, rows=tuple(rows[::-1]), first=first, last=days[-1])


def add_up(counts: Mapping[str, int], result: Result) -> int:
    return sum(counts.get(each, 0) for each in result.results)


def draw_bars(table: list[list[int]], place: int, highest: int) -> str:
    """The bars of one result, as an SVG path."""
    bars = []
    for day, row in enumerate(table):
        if row[place]:
            height = row[place] * HEIGHT / highest
            top = HEIGHT - sum(row[: place + 1]) * HEIGHT / highest
            bars.append(f"M{day * (BAR + GAP)} {top:.2f}h{BAR}v{height:.2f}h-{BAR}z")
    return "".join(bars)
