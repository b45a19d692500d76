"""Making plans, and the rows of their tables: the next table is matched with the last one by the keys."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from taskbuilder.records.fields import storable_text
from taskbuilder.records.models import ColumnUse, Plan, PlanRow, PlanRun, Project, Service, TemplateVersion
from taskbuilder.records.models.plans import PATTERN_LENGTH, PLAN_NAME_LENGTH, FixedCells
from taskbuilder.records.outbox.fault_points import Point, fault_point
from taskbuilder.records.plans.fixing.notes import note_fixed
from taskbuilder.records.plans.grouping.filling import name_column
from taskbuilder.records.plans.grouping.lines import Cells, Group, arrange
from taskbuilder.records.plans.grouping.rows import (
    ALONE,
    Grouping,
    group_rows,
    list_lines,
    moves_line,
    note_lines,
)
from taskbuilder.records.plans.keys import Rekeying, find_key_problem, make_key, shorten_key
from taskbuilder.records.plans.rendering import Layout, Renderer
from taskbuilder.records.plans.states import Change, KeyProblem, RunState
from taskbuilder.taskspec import platforms
from taskbuilder.taskspec.json_value import JsonObject, write_line
from taskbuilder.taskspec.secrets.split import mask_url

MOST_PLANS = 200
"""Of one project."""
MOST_ROWS = 100_000
"""Of one plan."""
CHUNK = 500
Item = TypeVar("Item")


class PlanNameTaken(Exception):
    """The project has a plan of that name."""


class TooManyPlans(Exception):
    """The project has MOST_PLANS."""


class TooManyRows(Exception):
    """The table has more than MOST_ROWS."""


class PlanBusy(Exception):
    """A run applies the plan: it is paused or cancelled before the plan is changed."""


class PlanMoved(Exception):
    """The plan was changed or checked since it was read, or it is gone."""


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """What a new table did to a plan's rows, by their keys; of `removed` ones the tasks are still there."""

    added: int
    changed: int
    same: int
    removed: int


def create_plan(
    *,
    project: Project,
    name: str,
    service: Service,
    base: JsonObject,
    by: User,
    now: datetime,
    template: TemplateVersion | None = None,
    declared: JsonObject | None = None,
) -> Plan:
    """A plan without rows. `base` is a whole request in canonical order, with its secrets.

    `declared` is what a schema declared secret of it, where that is more than the service's now.

    Raises PlanNameTaken, TooManyPlans.
    """
    if Plan.objects.filter(project=project).count() >= MOST_PLANS:
        raise TooManyPlans
    plan = Plan(
        project=project,
        name=storable_text(mask_url(name), limit=PLAN_NAME_LENGTH),
        service=service,
        template=template,
        template_name=template.template.name if template is not None else "",
        base=base,
        declared=declared or {},
        salt=secrets.token_hex(32),
        by=by,
        created_at=now,
        changed_at=now,
    )
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError:
        raise PlanNameTaken from None
    return plan


def make_renderer(plan: Plan) -> Renderer:
    """Makes the requests of a plan's rows; raises UnreadableSecret."""
    columns = [(use["column"], use["pointer"]) for use in plan.columns]
    layout = Layout(
        headers=plan.headers,
        columns=columns,
        key_column=plan.key_column,
        name_pattern=plan.name_pattern,
        group_column=plan.group_column,
    )
    return Renderer(base=plan.base, layout=layout, service=find_spec(plan))


def find_spec(plan: Plan) -> platforms.Service | None:
    """What rules need to know of the plan's service, and what is secret of the plan's config."""
    if plan.service is None:
        return None
    return replace(plan.service.spec, also_declared=write_line(plan.declared or None))


@transaction.atomic
def lock_plan(plan_id: UUID) -> Plan:
    """As it is now, locked while the caller's transaction lasts; raises PlanMoved where it is gone."""
    held = Plan.objects.select_for_update(of=("self",)).filter(pk=plan_id)
    plan = held.select_related("service", "project").first()
    if plan is None:
        raise PlanMoved
    return plan


def lock_for_change(plan: Plan, *, revision: int) -> Plan:
    """As `lock_plan`, to change it. Raises PlanBusy while a run applies it, PlanMoved at another revision."""
    held = lock_plan(plan.pk)
    if held.revision != revision:
        raise PlanMoved
    if PlanRun.objects.filter(plan=held, state=RunState.RUNNING).exists():
        raise PlanBusy
    return held


def note_change(plan: Plan, *, now: datetime) -> None:
    """Stores a locked plan as changed: it has to be checked again."""
    plan.revision, plan.changed_at, plan.judge_due_at = plan.revision + 1, now, None
    plan.save()


@transaction.atomic
def replace_rows(
    plan: Plan,
    rows: Iterable[tuple[int, Cells]],
    *,
    headers: Sequence[str],
    columns: Sequence[ColumnUse],
    key_column: int | None,
    name_pattern: str,
    revision: int,
    now: datetime,
    grouping: Grouping = ALONE,
    sources: JsonObject | None = None,
    fixed: FixedCells | None = None,
) -> Replaced:
    """Gives a plan the rows of another table, each with its line, matched with its own by their keys.

    `sources` says what of the inventory it was made of; None where that is as it was. `fixed`: its cells
    that people have changed.

    Of a row that the table lacks the task stays until a run deletes it. All rows are stored or none. Raises
    PlanMoved, PlanBusy, TooManyRows, UnreadableSecret. A few queries for each CHUNK.
    """
    held = lock_for_change(plan, revision=revision)
    before = note_lines(held) if grouping.size and held.group_size else {}
    held.headers, held.columns = [*headers], [*columns]
    held.key_column = key_column
    held.group_column, held.group_size = grouping.column, grouping.size
    if grouping.size and grouping.column is None:
        held.group_column = len(held.headers)
        held.headers.append(name_column(held.headers, grouping.name))
    held.name_pattern = storable_text(name_pattern, limit=PATTERN_LENGTH)
    if sources is not None:
        held.sources = sources
    held.fixed = fixed or {}
    note_change(held, now=now)
    vars(plan).update(vars(held))
    replaced = Table(held).take(group(held, rows, before))
    note_planned()
    return replaced


def note_planned() -> None:
    """The rows are written: in the caller's transaction, and once it is committed."""
    fault_point(Point.PLANNING)
    transaction.on_commit(lambda: fault_point(Point.PLANNED))


def group(plan: Plan, rows: Iterable[tuple[int, Cells]], before: Mapping[Cells, str]) -> Iterable[Group]:
    """Each row alone, or those of a task together. Raises TooManyRows."""
    given = list(islice(rows, MOST_ROWS + 1))
    if len(given) > MOST_ROWS:
        raise TooManyRows
    if plan.group_column is None:
        return (Group([number], [*cells]) for number, cells in given)
    return group_rows(plan, given, before)


class Table:
    """The rows of a plan while another table takes their place."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.renderer = plan, make_renderer(plan)
        self.position = self.added = self.changed = self.same = 0

    def take(self, rows: Iterable[Group]) -> Replaced:
        """Those that were there last go behind all others first, so that whatever stays there was not met."""
        own = PlanRow.objects.filter(plan=self.plan)
        own.exclude(key_problem=KeyProblem.NONE).filter(standing=None).delete()
        own.exclude(key_problem=KeyProblem.NONE).update(key_problem=KeyProblem.NONE)
        own.update(is_wanted=False, position=F("position") + MOST_ROWS)
        for chunk in split_up(rows, CHUNK):
            self.take_chunk(chunk)
        own.filter(is_wanted=False, standing=None).delete()
        left = own.filter(is_wanted=False)
        return Replaced(added=self.added, changed=self.changed, same=self.same, removed=left.count())

    def take_chunk(self, rows: Sequence[Group]) -> None:
        found = [(group, make_key(self.renderer, group.cells)) for group in rows]
        known = {
            row.key: row
            for row in PlanRow.objects.filter(
                plan=self.plan, key_problem="", key__in={key for _group, key in found}
            )
        }
        new, kept = list[PlanRow](), list[PlanRow]()
        for group, key in found:
            self.position += 1
            row = known.get(key)
            if row is not None and not row.is_wanted:
                self.keep(row, group)
                kept.append(row)
            else:
                second = KeyProblem.DUPLICATE if row is not None else KeyProblem.NONE
                problem = find_key_problem(key) or second
                row = self.make(group, key, problem)
                new.append(row)
                known.setdefault(key, row)
        PlanRow.objects.bulk_update(kept, ["number", "lines", "position", "is_wanted", "cells", "change"])
        PlanRow.objects.bulk_create(new)

    def keep(self, row: PlanRow, group: Group) -> None:
        if self.plan.group_column is not None:
            group = arrange(group, row.cells, len(self.plan.headers), self.plan.key_column)
        is_same = row.cells == group.cells
        self.same, self.changed = self.same + is_same, self.changed + (not is_same)
        row.number, row.lines, row.cells = group.numbers[0], self.list_numbers(group), group.cells
        row.position, row.is_wanted = self.position, True
        row.change = Change.UNJUDGED

    def list_numbers(self, group: Group) -> list[int]:
        return [] if self.plan.group_column is None else group.numbers

    def make(self, group: Group, key: str, problem: KeyProblem) -> PlanRow:
        self.added += 1
        return PlanRow(
            plan=self.plan,
            position=self.position,
            number=group.numbers[0],
            lines=self.list_numbers(group),
            key=shorten_key(key),
            key_problem=problem,
            cells=group.cells,
        )


def split_up(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


@transaction.atomic
def change_base(
    plan: Plan,
    *,
    service: Service,
    base: JsonObject,
    template: TemplateVersion | None,
    revision: int,
    now: datetime,
    declared: JsonObject | None = None,
) -> None:
    """Gives a plan another version of its template, or another template. Raises PlanMoved, PlanBusy."""
    held = lock_for_change(plan, revision=revision)
    held.service, held.base, held.template = service, base, template
    held.declared = declared or {}
    held.template_name = template.template.name if template is not None else ""
    note_change(held, now=now)
    vars(plan).update(vars(held))


@transaction.atomic
def change_cells(plan: Plan, cells: Iterable[tuple[int, int, str]], *, revision: int, now: datetime) -> None:
    """Writes cells of a plan's rows: the key of the row (its `pk`), the cell's place, the text.

    Their keys, and the groups that they are of, are worked out anew. Raises PlanMoved, PlanBusy.
    """
    held = lock_for_change(plan, revision=revision)
    changes: dict[int, dict[int, str]] = {}
    for row_id, column, text in cells:
        changes.setdefault(row_id, {})[column] = text
    rows = list(PlanRow.objects.filter(plan=held, pk__in=changes, is_wanted=True))
    for row in rows:
        if held.sources:
            note_fixed(held, row, changes[row.pk])
        row.cells = write_cells(row.cells, changes[row.pk], width=max(len(held.headers), len(row.cells)))
        row.change = Change.UNJUDGED
    PlanRow.objects.bulk_update(rows, ["cells", "change"], batch_size=CHUNK)
    note_change(held, now=now)
    if held.group_column is None:
        Rekeying(held, make_renderer(held)).renew(rows)
    elif any(moves_line(held, column) for changed in changes.values() for column in changed):
        Table(held).take(group(held, list(list_lines(held)), {}))
    note_planned()
    vars(plan).update(vars(held))


def write_cells(cells: Cells, changes: dict[int, str], *, width: int) -> list[str]:
    wide = [*cells, *[""] * (width - len(cells))]
    for column, text in changes.items():
        if column < len(wide):
            wide[column] = text
    return wide


def list_plans(project: Project) -> list[Plan]:
    """A project's, the last changed first, without what they hold. One query."""
    rows = Plan.objects.filter(project=project).select_related("service", "by")
    rows = rows.defer("base", "salt", "columns", "headers", "fixed", "service__config_schema")
    return list(rows.order_by("-changed_at")[:MOST_PLANS])


def find_plan(*, project: Project, plan_id: UUID) -> Plan | None:
    """One of a project's, with its service, template and who made it. One query."""
    rows = Plan.objects.filter(project=project, pk=plan_id)
    return rows.select_related("project", "service", "template__template", "by").first()


def read_rows(
    plan: Plan, *, change: Change | None = None, search: str = "", start: int = 0, limit: int = 50
) -> list[PlanRow]:
    """A page of rows in the table's order, with what was created for them. One query.

    `search`: what their keys or names contain. Those that are no longer in the table come last.
    """
    rows = select_rows(plan, change=change, search=search).select_related("standing")
    rows = rows.defer(*(f"standing__{name}" for name in ("request", "secrets", "confirmations")))
    return list(rows.order_by("position")[start : start + limit])


def select_rows(plan: Plan, *, change: Change | None, search: str) -> "QuerySet[PlanRow]":
    rows = PlanRow.objects.filter(plan=plan)
    if change is not None:
        rows = rows.filter(change=change)
    if search:
        rows = rows.filter(Q(key__icontains=search) | Q(name__icontains=search))
    return rows


def count_found(plan: Plan, *, change: Change | None = None, search: str = "") -> int:
    """How many rows `read_rows` finds on all pages. One query."""
    return select_rows(plan, change=change, search=search).count()


def find_row(plan: Plan, row_id: int) -> PlanRow | None:
    """One query."""
    return PlanRow.objects.filter(plan=plan, pk=row_id).select_related("standing").first()


def delete_plan(plan: Plan) -> None:
    """With its rows and runs; the tasks stay. Raises PlanBusy while a run applies it."""
    with transaction.atomic():
        held = lock_plan(plan.pk)
        if PlanRun.objects.filter(plan=held, state=RunState.RUNNING).exists():
            raise PlanBusy
        held.delete()
