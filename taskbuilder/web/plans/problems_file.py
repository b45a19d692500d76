"""The rows with problems as a file, to be fixed in a spreadsheet and uploaded again."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.http import HttpResponseBase
from django.utils import timezone

from taskbuilder.records.exports.cells import make_inert
from taskbuilder.records.exports.text_files import BOM, encode, write_lines
from taskbuilder.records.models import Format, Plan, PlanRow, Role
from taskbuilder.records.plans import store
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
        yield encode(write_lines(write_row(row, cells, problems[row.pk]) for row in rows))
        if len(rows) < CHUNK:
            return


def write_row(row: PlanRow, cells: HiddenCells, problems: Sequence[ShownProblem]) -> list[str]:
    shown = [cells.hide(place, text) for place, text in enumerate(row.cells)]
    return [str(row.pk), str(row.number), *shown, " ".join(each.text for each in problems)]


def is_problems_file(table: Table) -> bool:
    return ROW in table.headers


def list_edits(plan: Plan, table: Table, cells: HiddenCells) -> tuple[list[Edit], int]:
    """What the file has otherwise than the plan's rows, and how many of its rows the plan has no more."""
    places = {
        place: plan.headers.index(name) for place, name in enumerate(table.headers) if name in plan.headers
    }
    at = table.headers.index(ROW)
    given = {number: row.cells for row in table.rows if (number := read_number(row.cells[at].strip()))}
    rows = plan.rows.filter(is_wanted=True).in_bulk(list(given))
    edits = [
        (row.pk, place, text)
        for number, row in rows.items()
        for place, text in read_edits(row, places, given[number], cells)
    ]
    return edits, len(table.rows) - len(rows)


def read_edits(
    row: PlanRow, places: Mapping[int, int], given: Sequence[str], cells: HiddenCells
) -> Iterator[tuple[int, str]]:
    """A cell that is as it was written, with what keeps it from being a formula, was not changed."""
    typed = {place: given[there] for there, place in places.items()}
    shown = {place: make_inert(cells.hide(place, row.cells[place])) for place in typed}
    changed = {place: text for place, text in typed.items() if text != shown[place]}
    yield from cells.take(changed, row.cells).items()
