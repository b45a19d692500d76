"""What is wrong with rows, by column and in the reader's language: judged when they are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from taskbuilder.records.models import Plan, PlanRow
from taskbuilder.records.plans.grouping.lines import find_cell
from taskbuilder.records.plans.judging import RowProblem, list_problems
from taskbuilder.taskspec.messages import gettext_noop as _

IN_COLUMN = _("%(column)s: %(message)s")
IN_LINE = _("Row %(number)d · %(column)s")


@dataclass(frozen=True, kw_only=True)
class ShownProblem:
    """One problem. `column`: the place of the cell that it is about, None for none; `header`: its name."""

    message: str
    is_blocking: bool
    column: int | None
    header: str

    @property
    def text(self) -> str:
        """With the name of its column."""
        words = {"column": self.header, "message": self.message}
        return gettext(IN_COLUMN) % words if self.header else self.message

    @property
    def severity(self) -> str:
        return "error" if self.is_blocking else "confirm"


def judge_rows(plan: Plan, rows: Sequence[PlanRow], *, now: datetime) -> dict[int, list[ShownProblem]]:
    """Of each of these rows, by its key in the database. Raises UnreadableSecret."""
    wanted = {row.pk: row for row in rows}
    for row in rows:
        row.plan = plan  # as it was read: a row would read it again
    found = list_problems(plan, [row for row in rows if row.is_wanted], now=now)
    return {pk: [show(wanted[pk], each) for each in problems] for pk, problems in found.items()}


def judge_blocking(plan: Plan, rows: Sequence[PlanRow], *, now: datetime) -> dict[int, list[ShownProblem]]:
    """What has to be fixed of each."""
    judged = judge_rows(plan, rows, now=now)
    return {pk: [each for each in problems if each.is_blocking] for pk, problems in judged.items()}


def show(row: PlanRow, problem: RowProblem) -> ShownProblem:
    return ShownProblem(
        message=problem.message,
        is_blocking=problem.is_blocking,
        column=problem.column,
        header="" if problem.column is None else name_cell(row, problem.column),
    )


def name_cell(row: PlanRow, place: int) -> str:
    """What a cell's column is called, and in a group which line it is of."""
    line, column = find_cell(place, len(row.plan.headers))
    header = row.plan.headers[column]
    words = {"number": row.numbers[line], "column": header}
    return gettext(IN_LINE) % words if len(row.numbers) > 1 else header
