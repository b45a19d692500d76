"""Noting which cells of a plan of sources people change, and what the inventory has in them."""

from collections.abc import Mapping

from taskbuilder.records.models import Plan, PlanRow
from taskbuilder.records.plans.grouping.lines import find_cell


def note_fixed(plan: Plan, row: PlanRow, changes: Mapping[int, str]) -> None:
    """Before a row's cells are written, by their places. One that is as in the inventory is not noted."""
    for place, text in changes.items():
        line, column = find_cell(place, len(plan.headers))
        before = row.cells[place] if place < len(row.cells) else ""
        fixed = plan.fixed.setdefault(str(row.numbers[line]), {})
        if fixed.setdefault(plan.headers[column], before) == text:
            del fixed[plan.headers[column]]
    for number in map(str, row.numbers):
        if not plan.fixed.get(number, True):
            del plan.fixed[number]


def list_fixed(row: PlanRow) -> list[str]:
    """The columns of a row, or of a group, that have such cells."""
    held = row.plan.fixed
    return [*dict.fromkeys(header for number in row.numbers for header in held.get(str(number), ()))]
