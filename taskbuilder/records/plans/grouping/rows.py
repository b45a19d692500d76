"""The rows of a plan's table, and the groups that they make."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from taskbuilder.records.models import Plan, PlanRow
from taskbuilder.records.plans.grouping.filling import fill_groups, note_groups
from taskbuilder.records.plans.grouping.lines import Cells, Group, find_cell, gather, split_lines

CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """Which rows are one task: those that have the same in a column, or `size` at a time.

    With a size and no column the table gets one, called `name`.
    """

    column: int | None = None
    size: int | None = None
    name: str = "Group"


ALONE = Grouping()


def group_rows(plan: Plan, rows: Iterable[tuple[int, Cells]], before: Mapping[Cells, str]) -> Iterator[Group]:
    """Those of one task together. `before`: the groups of the lines that the plan had."""
    width, column = len(plan.headers), plan.group_column or 0
    if not plan.group_size:
        return gather(rows, column, width)
    filled = fill_groups(
        rows, column=column, width=width, size=plan.group_size, key=plan.key_column, before=before
    )
    return gather(filled, column, width)


def note_lines(plan: Plan) -> dict[Cells, str]:
    """The group of each line that a plan has. One query."""
    lines = (cells for _number, cells in list_lines(plan))
    return note_groups(lines, column=plan.group_column or 0, key=plan.key_column)


def list_lines(plan: Plan) -> Iterator[tuple[int, Cells]]:
    """The lines of a plan's table, those of a group one after another. One query."""
    rows = PlanRow.objects.filter(plan=plan, is_wanted=True).only("number", "lines", "cells")
    for row in rows.order_by("position").iterator(CHUNK):
        if plan.group_column is None:
            yield row.number, row.cells
        else:
            yield from zip(row.lines, split_lines(row.cells, len(plan.headers)), strict=True)


def moves_line(plan: Plan, place: int) -> bool:
    """Whether a cell says which group its line is of, or which line it is."""
    return find_cell(place, len(plan.headers))[1] in (plan.group_column, plan.key_column)
