"""A plan as one document: what programs send and get, with secrets hidden and put back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import User
from django.db import transaction

from taskbuilder.records.models import ColumnUse, Plan, PlanRow, Project, Service
from taskbuilder.records.plans.grouping.lines import Cells, find_cell, split_lines
from taskbuilder.records.plans.grouping.rows import Grouping, list_lines
from taskbuilder.records.plans.keys import make_key, shorten_key
from taskbuilder.records.plans.rendering import Layout, Renderer, is_secret_column
from taskbuilder.records.plans.store import (
    change_base,
    create_plan,
    find_spec,
    make_renderer,
    replace_rows,
    split_up,
)
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_reader import UnreadableJson, read_json
from taskbuilder.taskspec.json_value import JsonObject, JsonValue, as_object, as_text
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.secrets.declared import Declared, declared_by
from taskbuilder.taskspec.secrets.restore import restore, unmask_url
from taskbuilder.taskspec.secrets.split import MASK, join_secrets, mask_url, split_secrets

CHUNK = 500


@dataclass(frozen=True, kw_only=True, repr=False)
class PlanDocument:
    """A whole plan. `columns` are JSON Pointers by headers, `key` is a header or None. Holds secrets.

    `grouping`: {"column": a header, "inputs": how many rows a task has}, either of them or both; None for a
    task for each row.
    """

    name: str
    template: JsonObject
    headers: list[str]
    rows: list[list[str]]
    columns: dict[str, str]
    key: str | None = None
    name_pattern: str = ""
    grouping: JsonObject | None = None

    def list_columns(self) -> list[ColumnUse]:
        uses = [ColumnUse(column=self.headers.index(name), pointer=at) for name, at in self.columns.items()]
        return sorted(uses, key=lambda use: use["column"])

    @property
    def key_column(self) -> int | None:
        return None if self.key is None else self.headers.index(self.key)

    def read_grouping(self) -> Grouping:
        asked = self.grouping or {}
        name, size = as_text(asked.get("column")), asked.get("inputs")
        column = self.headers.index(name) if name in self.headers else None
        named = {"name": name} if name else {}
        return Grouping(column=column, size=size if isinstance(size, int) else None, **named)


@transaction.atomic
def store_document(
    document: PlanDocument, *, project: Project, service: Service, by: User, now: datetime
) -> Plan:
    """Makes the project's plan of that name, or changes it. What is hidden in the document stays as it was.

    Raises PlanBusy, PlanMoved, TooManyPlans, TooManyRows, UnreadableSecret.
    """
    plan = (
        Plan.objects.filter(project=project, name=document.name).select_related("service", "project").first()
    )
    base = put_back(document.template, plan)
    base = canonical(base, upper_case=service.spec.upper_case)
    if plan is None:
        made = create_plan(project=project, name=document.name, service=service, base=base, by=by, now=now)
        take(made, document, document.rows, now=now)
        return made
    rows = list(put_back_cells(plan, document, base))
    if (plan.base, plan.service_id) != (base, service.pk):
        change_base(
            plan,
            service=service,
            base=base,
            template=None,
            revision=plan.revision,
            now=now,
            declared=as_object(plan.declared),
        )
    take(plan, document, rows, now=now)
    return plan


def take(plan: Plan, document: PlanDocument, rows: Sequence[Cells], *, now: datetime) -> None:
    replace_rows(
        plan,
        enumerate(rows, start=1),
        headers=document.headers,
        columns=document.list_columns(),
        key_column=document.key_column,
        name_pattern=document.name_pattern,
        grouping=document.read_grouping(),
        revision=plan.revision,
        now=now,
    )


def put_back(template: JsonObject, plan: Plan | None) -> JsonObject:
    """The template with the plan's secrets where it has masks, while they are sent where they were."""
    if plan is None:
        return template
    declared = declared_by(find_spec(plan))
    before, secrets = split_secrets(plan.base, declared)
    return join_secrets(template, restore(template, before, secrets, declared).found)


def put_back_cells(plan: Plan, document: PlanDocument, base: JsonObject) -> Iterator[list[str]]:
    """The rows with the cells of the plan's, by their keys and headers, where they have masks."""
    columns = [(use["column"], use["pointer"]) for use in document.list_columns()]
    layout = Layout(
        headers=document.headers,
        columns=columns,
        key_column=document.key_column,
        name_pattern=document.name_pattern,
        group_column=document.read_grouping().column,
    )
    now, before = Renderer(base=base, layout=layout, service=find_spec(plan)), make_renderer(plan)
    putting = PuttingBack(before=before, now=now, declared=declared_by(now.service))
    known = Known(plan, putting)
    for chunk in split_up(document.rows, CHUNK):
        keys = [shorten_key(make_key(now, cells)) if has_masks(cells) else None for cells in chunk]
        known.look_up({key for key in keys if key})
        for cells, key in zip(chunk, keys, strict=True):
            yield putting.take(cells, known.find(key, cells) if key is not None else [])


def has_masks(cells: Cells) -> bool:
    return any(MASK in cell for cell in cells)


class Known:
    """The cells of a plan's rows by their keys: a chunk at a time, those without a key of their own once."""

    def __init__(self, plan: Plan, putting: "PuttingBack") -> None:
        self.plan, self.putting = plan, putting
        self.held: dict[str, list[str]] = {}
        self.used: set[str] = set()
        """Keys whose first row was found already, of several."""
        self.lines: dict[str, list[Cells]] = {}
        """Of groups, without those that were found as they are."""

    @cached_property
    def others(self) -> dict[str, list[list[str]]]:
        """In the order of the table, as the first of their keys comes before them."""
        rows = PlanRow.objects.filter(plan=self.plan).exclude(key_problem="").order_by("position")
        found: dict[str, list[list[str]]] = {}
        for row in rows.only("key", "cells").iterator(CHUNK):
            found.setdefault(row.key, []).append(row.cells)
        return found

    def look_up(self, keys: set[str]) -> None:
        rows = PlanRow.objects.filter(plan=self.plan, key__in=keys - self.used, key_problem="")
        self.held = {row.key: row.cells for row in rows}

    def find(self, key: str, cells: Cells) -> list[str]:
        """The row of this key; of several the one that is shown so, and none where all are otherwise."""
        if self.putting.before.layout.group_column is not None:
            return self.find_in_group(key, cells)
        first = [self.held[key]] if key in self.held and key not in self.used else []
        others = self.others.get(key, [])
        if len(first) + len(others) == 1:
            return [*first, *others][0]
        for held in first:
            if self.putting.is_shown(held, cells):
                self.used.add(key)
                return held
        for place, held in enumerate(others):
            if self.putting.is_shown(held, cells):
                return others.pop(place)
        return []

    def find_in_group(self, key: str, cells: Cells) -> list[str]:
        """Of a group's lines the one that is shown so, else the only one that differs least."""
        lines = self.lines.get(key)
        if lines is None:
            rows = [*filter(None, [self.held.get(key)]), *self.others.get(key, [])]
            width = self.putting.before.layout.width
            lines = self.lines[key] = [line for row in rows for line in split_lines(row, width)]
        scores = [self.putting.count_differing(line, cells) for line in lines]
        best = min(scores, default=0)
        if not scores or (best and scores.count(best) > 1):
            return []
        place = scores.index(best)
        return [*(lines[place] if best else lines.pop(place))]


def read_document(plan: Plan) -> PlanDocument:
    """The whole plan with its secrets hidden; `store_document` of it changes nothing. Two queries."""
    renderer = make_renderer(plan)
    declared = declared_by(renderer.service)
    template, _secrets = split_secrets(plan.base, declared)
    columns = SecretColumns(layout=renderer.layout, declared=declared)
    return PlanDocument(
        name=plan.name,
        template=template,
        headers=plan.headers,
        rows=[
            [columns.hide(place, cell) for place, cell in enumerate(cells)]
            for _number, cells in list_lines(plan)
        ],
        columns={plan.headers[column]: where for column, where in renderer.layout.columns},
        key=None if plan.key_column is None else plan.headers[plan.key_column],
        name_pattern=plan.name_pattern,
        grouping=describe_grouping(plan),
    )


def describe_grouping(plan: Plan) -> JsonObject | None:
    if plan.group_column is None:
        return None
    size: JsonObject = {"inputs": plan.group_size} if plan.group_size else {}
    return {"column": plan.headers[plan.group_column], **size}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SecretColumns:
    """Of one layout of a table. `declared` is what a schema declares secret of the config."""

    layout: Layout
    declared: Declared

    def hide(self, place: int, cell: str) -> str:
        """What is shown of a cell. Of a list or an object with a secret in it nothing is."""
        if self.is_secret(place):
            return MASK if cell else ""
        where = self.layout.pointers.get(self.column_of(place))
        return MASK if where is not None and self.holds_secret(where, cell) else mask_url(cell)

    def column_of(self, place: int) -> int:
        """Of a cell, by its place among those of a row or a group."""
        return find_cell(place, self.layout.width)[1]

    def is_secret(self, place: int) -> bool:
        """Whether all that the column of a cell holds is."""
        column = self.column_of(place)
        return is_secret_column(self.layout.headers[column], self.layout.pointers.get(column), self.declared)

    def holds_secret(self, where: str, cell: str) -> bool:
        """Whether a cell is JSON with a secret, at that place of a request."""
        if not cell.lstrip().startswith(("{", "[")):
            return False
        try:
            held: JsonValue = read_json(cell)
        except UnreadableJson:
            return False
        for token in reversed(pointer.split(where)):
            held = {token: held}
        return bool(split_secrets(held, self.declared)[1])


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class PuttingBack:
    """Puts what a plan holds in place of what was hidden of it, only where it is used as it was before."""

    before: Renderer
    now: Renderer
    declared: Declared

    def is_shown(self, held: Sequence[str], cells: Sequence[str]) -> bool:
        """Whether a row of the plan is shown as these cells."""
        return self.show(held) == self.name(cells)

    def take(self, cells: Sequence[str], held: Sequence[str]) -> list[str]:
        """A row as it is stored; `held` are the plan's cells of its key, none for a new one."""
        if not held or not has_masks(cells):
            return [*cells]
        found = [self.take_cell(place, cell, held) for place, cell in enumerate(cells)]
        kept = self.find_kept(found, held)
        return [
            new if new == cell or self.is_kept(place, kept) else cell
            for place, (cell, new) in enumerate(zip(cells, found, strict=True))
        ]

    def count_differing(self, held: Sequence[str], cells: Sequence[str]) -> int:
        """In how many cells a line of the plan is not shown as these."""
        given = self.name(cells)
        return sum(given.get(header) != cell for header, cell in self.show(held).items())

    @cached_property
    def columns(self) -> SecretColumns:
        """Those of the plan as it is."""
        return SecretColumns(layout=self.before.layout, declared=self.declared)

    def show(self, held: Sequence[str]) -> dict[str, str]:
        """A line of the plan as it is shown, by the headers."""
        shown = (self.columns.hide(place, cell) for place, cell in enumerate(held))
        return dict(zip(self.before.layout.headers, shown, strict=False))

    def name(self, cells: Sequence[str]) -> dict[str, str]:
        """The given cells of a line, by their headers."""
        return dict(zip(self.now.layout.headers, cells, strict=True))

    def take_cell(self, place: int, cell: str, held: Sequence[str]) -> str:
        """Of a column that is used as it was."""
        headers = self.before.layout.headers
        line, column = find_cell(place, self.now.layout.width)
        header = self.now.layout.headers[column]
        at = line * len(headers) + headers.index(header) if header in headers else len(held)
        text = held[at] if at < len(held) else ""
        if MASK not in cell or not text:
            return cell
        if cell == MASK:
            is_same = self.before.point_at(at) == self.now.point_at(place)
            return text if is_same and self.columns.hide(at, text) == MASK else cell
        return unmask_url(cell, text)

    def find_kept(self, cells: Sequence[str], held: Sequence[str]) -> Mapping[str, bool]:
        """The secrets of a row's request, and whether each is sent where it was."""
        shown, secrets = split_secrets(self.now.render(cells), self.declared)
        before, known = split_secrets(self.before.render(held), self.declared)
        restored = restore(shown, before, known, self.declared).found
        return {where: restored.get(where) == secret for where, secret in secrets.items()}

    def is_kept(self, place: int, kept: Mapping[str, bool]) -> bool:
        where = self.now.point_at(place)
        inside = (is_there for at, is_there in kept.items() if where and f"{at}/".startswith(f"{where}/"))
        return all(inside)
