"""Rows of a plan as pages show them: what each would become, what is wrong with it, and what has changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from taskbuilder.records.models import Plan, PlanRow
from taskbuilder.records.plans.as_code import SecretColumns
from taskbuilder.records.plans.fixing.notes import list_fixed
from taskbuilder.records.plans.rendering import Renderer
from taskbuilder.records.plans.states import Change
from taskbuilder.records.plans.store import make_renderer
from taskbuilder.taskspec.comparison.diff import compare
from taskbuilder.taskspec.secrets.declared import declared_by
from taskbuilder.taskspec.secrets.split import split_secrets
from taskbuilder.web.plans.problems import ShownProblem, judge_rows
from taskbuilder.web.submissions.changed_fields import ChangedField, Side, list_changed_fields

MOST_LINES, BETWEEN = 20, " · "
COMPARED = frozenset({Change.CHANGED, Change.DRIFTED})


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """`problems`: in words; `changed`: what its task has otherwise than what was created for its key.

    `fixed`: the columns whose cells people changed and that the inventory has otherwise.
    `lines`: of a group the first of its rows, by number, and what they have of their own; `count`: of all.
    """

    pk: int
    number: int
    key: str
    name: str
    change: Change
    submission_id: UUID | None = None
    problems: list[ShownProblem] = field(default_factory=list)
    changed: list[ChangedField] = field(default_factory=list)
    fixed: list[str] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)
    count: int = 1

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


def show_rows(plan: Plan, rows: Sequence[PlanRow], *, now: datetime) -> list[ShownRow]:
    """Raises UnreadableSecret."""
    problems, renderer = judge_rows(plan, rows, now=now), make_renderer(plan)
    hiding = SecretColumns(layout=renderer.layout, declared=renderer.declared)
    for row in rows:
        row.plan = plan  # as it was read: a row would read it again
    return [show_row(row, problems.get(row.pk, []), renderer, hiding) for row in rows]


def show_row(
    row: PlanRow, problems: list[ShownProblem], renderer: Renderer, hiding: SecretColumns
) -> ShownRow:
    return ShownRow(
        pk=row.pk,
        number=row.number,
        key=row.key,
        name=row.name,
        change=Change(row.change),
        submission_id=row.standing_id,
        problems=problems,
        changed=list_changed(row, renderer),
        fixed=list_fixed(row),
        lines=list(list_lines(row, renderer, hiding)),
        count=len(row.numbers),
    )


def list_lines(row: PlanRow, renderer: Renderer, hiding: SecretColumns) -> Iterator[tuple[int, str]]:
    """What fills the input of each of the first lines of a group, secrets hidden."""
    width = renderer.layout.width
    for line, number in enumerate(row.lines[:MOST_LINES]):
        cells = [hiding.hide(place, row.cells[line * width + place]) for place in renderer.own]
        yield number, BETWEEN.join(filter(None, cells))


def list_changed(row: PlanRow, renderer: Renderer) -> list[ChangedField]:
    """What is otherwise in the new request; secrets are masked in both, so a changed one is not among it."""
    standing, service = row.standing, renderer.service
    if row.change not in COMPARED or standing is None or service is None or not standing.has_request:
        return []
    masked = split_secrets(renderer.render(row.cells), declared_by(service))[0]
    sides = Side(standing.request, service), Side(masked, service)
    changes = compare(standing.request, masked)
    return [each for _title, fields in list_changed_fields(changes, *sides) for each in fields]
