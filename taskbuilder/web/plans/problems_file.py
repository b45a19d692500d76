"""The rows with problems as a file, to be fixed in a spreadsheet and uploaded again."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.http import HttpResponseBase
from django.utils import timezone

from taskbuilder.records.exports.cells import make_inert
from taskbuilder.records.exports.text_files import BOM, encode, write_lines
from taskbuilder.records.models import Format, Plan, PlanRow, Role
from taskbuilder.records.plans import store
from taskbuilder.records.plans.grouping.lines import find_cell
from taskbuilder.records.plans.states import Change
from taskbuilder.tables.table import Table
from taskbuilder.taskspec.numbers import read_number
from taskbuilder.web.exports.creation import stream
from taskbuilder.web.http.access import ProjectRequest, member_required
from taskbuilder.web.plans.hidden_cells import HiddenCells, read_cells
from taskbuilder.web.plans.lookup import find_plan
from taskbuilder.web.plans.problems import ShownProblem, judge_blocking

ROW, LINE, PROBLEMS = "_row", "_line", "_problems"
"""Columns of the file beside those of the table; the first says which row it is."""
LINE_MARK = "."
"""Between a group and the line of it, as in "17.2"."""
MOST_ROWS, CHUNK = 5_000, 500
Edit = tuple[int, int, str]
"""A row's key, the place of a column, and the new text."""


@member_required(Role.OPERATOR)
def download_problems(request: ProjectRequest, plan_id: UUID) -> HttpResponseBase:
    """Each wrong row with its cells, secrets hidden, and what is wrong with it."""
    plan = find_plan(request, plan_id)
    lines = write_file(plan, read_cells(plan))
    return stream(lines, f"{plan.name}.csv", Format.CSV)


def write_file(plan: Plan, cells: HiddenCells) -> Iterator[bytes]:
    """No cell is a formula. A query for each CHUNK."""
    yield encode(BOM + write_lines([[ROW, LINE, *plan.headers, PROBLEMS]]))
    for start in range(0, MOST_ROWS, CHUNK):
        rows = store.read_rows(plan, change=Change.INVALID, start=start, limit=CHUNK)
        problems = judge_blocking(plan, rows, now=timezone.now())
        yield encode(write_lines(line for row in rows for line in write_row(row, cells, problems[row.pk])))
        if len(rows) < CHUNK:
            return


def write_row(row: PlanRow, cells: HiddenCells, problems: Sequence[ShownProblem]) -> Iterator[list[str]]:
    """Of a group each of its rows, with what is wrong with it; the first has what is about none of them."""
    width = len(cells.headers)
    shown = [cells.hide(place, text) for place, text in enumerate(row.cells)]
    for line, number in enumerate(row.numbers):
        own = [each.text for each in problems if find_cell(each.column or 0, width)[0] == line]
        key = f"{row.pk}{LINE_MARK}{line}" if line else str(row.pk)
        yield [key, str(number), *shown[line * width : (line + 1) * width], " ".join(own)]


def is_problems_file(table: Table) -> bool:
    return ROW in table.headers


def list_edits(plan: Plan, table: Table, cells: HiddenCells) -> tuple[list[Edit], int]:
    """What the file has otherwise than the plan's rows, and how many of its rows the plan has no more."""
    places = {
        place: plan.headers.index(name) for place, name in enumerate(table.headers) if name in plan.headers
    }
    at = table.headers.index(ROW)
    given = [(key, row.cells) for row in table.rows if (key := read_key(row.cells[at]))]
    rows = plan.rows.filter(is_wanted=True).in_bulk({pk for (pk, _line), _cells in given})
    found = [(rows[pk], line, typed) for (pk, line), typed in given if is_line(rows.get(pk), line)]
    edits = [
        (row.pk, place, text)
        for row, line, typed in found
        for place, text in read_edits(row, line * len(plan.headers), places, typed, cells)
    ]
    return edits, len(table.rows) - len(found)


def read_key(text: str) -> tuple[int, int] | None:
    """Which row, and of a group which line of it, counted from 0."""
    key, _mark, line = text.strip().partition(LINE_MARK)
    number = read_number(key)
    return (number, read_number(line) or 0) if number else None


def is_line(row: PlanRow | None, line: int) -> bool:
    return row is not None and line < len(row.numbers)


def read_edits(
    row: PlanRow, start: int, places: Mapping[int, int], given: Sequence[str], cells: HiddenCells
) -> Iterator[tuple[int, str]]:
    """A cell that is as it was written, with what keeps it from being a formula, was not changed.

    `start`: where the cells of a group's line begin.
    """
    typed = {start + place: given[there] for there, place in places.items()}
    shown = {place: make_inert(cells.hide(place, row.cells[place])) for place in typed}
    changed = {place: text for place, text in typed.items() if text != shown[place]}
    yield from cells.take(changed, row.cells).items()
