"""The form that fixes cells of rows in place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from taskbuilder.forms.render.problem_summary import PageProblem
from taskbuilder.records.models import PlanRow
from taskbuilder.records.plans.grouping.lines import find_cell
from taskbuilder.web.plans.hidden_cells import HiddenCells
from taskbuilder.web.plans.problems import ShownProblem, name_cell


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One control: a column of a row. `shown`: what is in it, of a secret nothing."""

    name: str
    header: str
    shown: str
    is_secret: bool
    is_saved: bool
    problems: list[str]

    @property
    def control(self) -> str:
        return f"id_{self.name}"


@dataclass(frozen=True, kw_only=True)
class FixedRow:
    """A row with its controls, and what is wrong with it at none of them.

    `hidden`: how many lines of a group have no controls here.
    """

    row: PlanRow
    title: str
    cells: list[Cell]
    problems: list[str]
    hidden: int


def list_cells(
    row: PlanRow,
    places: Sequence[int],
    cells: HiddenCells,
    problems: Sequence[ShownProblem],
    typed: QueryDict | None,
) -> Iterator[Cell]:
    for place in places:
        is_secret, name = cells.is_secret(place), name_of(row, place)
        shown = cells.hide(place, row.cells[place])
        yield Cell(
            name=name,
            header=name_cell(row, place),
            shown="" if is_secret else typed.get(name, shown) if typed is not None else shown,
            is_secret=is_secret,
            is_saved=is_secret and bool(row.cells[place]),
            problems=[each.message for each in problems if each.column == place],
        )


def read_typed(
    row: PlanRow, places: Sequence[int], cells: HiddenCells, posted: QueryDict
) -> Iterator[tuple[int, str]]:
    """The cells that are otherwise now, by their place; a secret that is left empty stays."""
    found = {place: posted.get(name_of(row, place)) for place in places}
    typed = {
        place: text
        for place, text in found.items()
        if text is not None and (text or not cells.is_secret(place))
    }
    yield from cells.take(typed, row.cells).items()


def name_of(row: PlanRow, place: int) -> str:
    return f"r{row.pk}-{place}"


def make_row(
    row: PlanRow,
    places: Sequence[int],
    cells: HiddenCells,
    problems: Sequence[ShownProblem],
    typed: QueryDict | None = None,
) -> FixedRow:
    """`typed`: what comes back of a form that was not saved, in place of what is stored."""
    width = len(cells.headers)
    words: dict[str, object] = {"number": row.number, "key": row.key}
    if len(row.numbers) > 1:
        words = {"count": len(row.numbers), "key": row.key}
        title = _("%(key)s · %(count)d rows")
    else:
        title = _("Row %(number)d · %(key)s") if row.key else _("Row %(number)d")
    return FixedRow(
        row=row,
        title=title % words,
        cells=list(list_cells(row, places, cells, problems, typed)),
        problems=[each.message for each in problems if each.column not in places],
        hidden=len(row.numbers) - len({find_cell(place, width)[0] for place in places}),
    )


def list_problems(rows: Sequence[FixedRow]) -> Iterator[PageProblem]:
    """Each problem of the page, with its row and the way to its control."""
    for row in rows:
        for message in row.problems:
            yield PageProblem(message=f"{row.title}: {message}", href=f"#{row.cells[0].control}")
        for cell in row.cells:
            for message in cell.problems:
                yield PageProblem(message=f"{row.title}: {message}", href=f"#{cell.control}")
