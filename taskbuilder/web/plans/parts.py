"""What applying a plan would do, kind by kind: how many rows, the first of them, and whether it is ticked."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import ngettext

from taskbuilder.records.models import Plan
from taskbuilder.records.plans.states import Change
from taskbuilder.records.plans.store import read_rows
from taskbuilder.web.plans.rows import ShownRow, show_rows
from taskbuilder.web.plans.words import write_effect, write_heading, write_tick

CREATES, REPLACES, RESTORES, DELETES = "creates", "replaces", "restores", "deletes"
TICKS: Mapping[str, tuple[Change, ...]] = {
    CREATES: (Change.NEW, Change.LOST),
    REPLACES: (Change.CHANGED,),
    RESTORES: (Change.DRIFTED,),
    DELETES: (Change.GONE,),
}
"""What each tick of the page is about. All but the first begin without it: they change what is there."""
HARMFUL = (REPLACES, RESTORES, DELETES)
NAMED = 10


@dataclass(frozen=True, kw_only=True)
class Part:
    """One tick. `rows`: the first of them; `more`: how many others there are, at `href`."""

    name: str
    heading: str
    effect: str
    label: str
    is_ticked: bool
    rows: Sequence[ShownRow]
    more: int
    href: str


def list_parts(
    plan: Plan, counts: Mapping[Change, int], ticked: Collection[str], *, address: str, now: datetime
) -> Iterator[Part]:
    """Those that have rows. A query for each kind of row."""
    for name, changes in TICKS.items():
        there = [change for change in changes if counts.get(change)]
        if not there:
            continue
        count = sum(counts[change] for change in there)
        found = [row for change in there for row in read_rows(plan, change=change, limit=NAMED)][:NAMED]
        yield Part(
            name=name,
            heading=write_heading(there[0], count),
            effect=write_effect(name),
            label=write_tick(name, count),
            is_ticked=name in ticked,
            rows=show_rows(plan, found, now=now),
            more=count - len(found),
            href=f"{address}?show={there[0].value}",
        )


def count_ticked(counts: Mapping[Change, int], ticked: Collection[str]) -> int:
    return sum(counts.get(change, 0) for name in ticked for change in TICKS[name])


def list_left_out(counts: Mapping[Change, int], address: str) -> list[tuple[str, str]]:
    """Rows that a run does not touch, in words, each with the way to them."""
    words = {
        Change.INVALID: ngettext(
            "%(counter)s row has problems and is left out.",
            "%(counter)s rows have problems and are left out.",
            counts.get(Change.INVALID, 0),
        ),
        Change.UNKNOWN: ngettext(
            "%(counter)s row has an unknown outcome and is left out until that is resolved.",
            "%(counter)s rows have an unknown outcome and are left out until that is resolved.",
            counts.get(Change.UNKNOWN, 0),
        ),
        Change.PENDING: ngettext(
            "%(counter)s row is still in progress and is left out.",
            "%(counter)s rows are still in progress and are left out.",
            counts.get(Change.PENDING, 0),
        ),
    }
    return [
        (text % {"counter": counts[change]}, f"{address}?show={change.value}")
        for change, text in words.items()
        if counts.get(change)
    ]
