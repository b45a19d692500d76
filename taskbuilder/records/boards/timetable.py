"""Which tasks run when in a span of time, and where two read the same camera at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from taskbuilder.records.boards.plans import Plan
from taskbuilder.taskspec.inputs.identities import Source
from taskbuilder.taskspec.json_value import write_line
from taskbuilder.taskspec.schedule.minutes import Bits, Span, fill_minutes, make_bits


@dataclass(frozen=True, kw_only=True)
class Row:
    """A plan and the minutes in which its tasks run, none before it was created."""

    plan: Plan
    bits: Bits


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A camera that several tasks read at once, in which minutes, and what says which camera it is."""

    source: Source
    rows: tuple[Row, ...]
    bits: Bits


class Timetable:
    """The plans of a project over a span; one whose request was removed is `unknown`."""

    def __init__(self, plans: Iterable[Plan], span: Span) -> None:
        self.span = span
        self.rows: list[Row] = []
        self.unknown: list[Plan] = []
        filled: dict[str, Bits] = {}
        for plan in plans:
            if plan.has_request:
                self.rows.append(Row(plan=plan, bits=self._fill(plan, filled)))
            else:
                self.unknown.append(plan)

    def _fill(self, plan: Plan, filled: dict[str, Bits]) -> Bits:
        """Many plans have the same schedule."""
        since = make_bits(max(self.span.find_minute(plan.created_at), 0), self.span.minutes)
        if plan.schedule is None:
            return since
        key = write_line(plan.schedule)
        if key not in filled:
            filled[key] = fill_minutes(plan.schedule, self.span)
        return filled[key] & since

    @cached_property
    def by_service(self) -> Mapping[int, list[Row]]:
        """The newest first, as the plans are."""
        found: defaultdict[int, list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row.plan.service].append(row)
        return found

    @cached_property
    def by_camera(self) -> Mapping[str, list[Row]]:
        """By the digest of what is read."""
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            for digest in row.plan.cameras:
                found[digest].append(row)
        return found

    @cached_property
    def conflicts(self) -> list[Conflict]:
        """The longest first."""
        found = []
        for digest, rows in self.by_camera.items():
            twice = find_twice(rows) if len(rows) > 1 else 0
            if twice:
                guilty = tuple(row for row in rows if row.bits & twice)
                found.append(Conflict(source=rows[0].plan.cameras[digest], rows=guilty, bits=twice))
        return sorted(found, key=lambda each: (-each.bits.bit_count(), each.source.name))


def find_twice(rows: Iterable[Row]) -> Bits:
    """The minutes in which two or more run."""
    once = twice = 0
    for row in rows:
        twice |= once & row.bits
        once |= row.bits
    return twice


def join_rows(rows: Iterable[Row]) -> Bits:
    """The minutes in which any runs."""
    bits = 0
    for row in rows:
        bits |= row.bits
    return bits
