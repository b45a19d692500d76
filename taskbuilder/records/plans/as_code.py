"""A plan as one document: what programs send and get, with secrets hidden and put back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from taskbuilder.records.models import ColumnUse, Plan, PlanRow, Project, Service
from taskbuilder.records.plans.rendering import Layout, Renderer
from taskbuilder.records.plans.store import (
    Cells,
    change_base,
    create_plan,
    find_spec,
    make_key,
    make_renderer,
    replace_rows,
    split_up,
)
from taskbuilder.taskspec.canonical import canonical
from taskbuilder.taskspec.json_value import JsonObject, as_object
from taskbuilder.taskspec.paths import pointer
from taskbuilder.taskspec.secrets.declared import declared_by
from taskbuilder.taskspec.secrets.names import is_secret_name
from taskbuilder.taskspec.secrets.restore import restore, unmask_url
from taskbuilder.taskspec.secrets.split import MASK, is_marked, join_secrets, mask_url, split_secrets

CHUNK = 500


@dataclass(frozen=True, kw_only=True, repr=False)
class PlanDocument:
    """A whole plan. `columns` are JSON Pointers by headers, `key` is a header or None. Holds secrets."""

    name: str
    template: JsonObject
    headers: list[str]
    rows: list[list[str]]
    columns: dict[str, str]
    key: str | None = None
    name_pattern: str = ""

    def list_columns(self) -> list[ColumnUse]:
        uses = [ColumnUse(column=self.headers.index(name), pointer=at) for name, at in self.columns.items()]
        return sorted(uses, key=lambda use: use["column"])

    @property
    def key_column(self) -> int | None:
        return None if self.key is None else self.headers.index(self.key)


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
    )
    renderer = Renderer(base=base, layout=layout, service=find_spec(plan))
    hidden = list_secret_columns(document.headers, dict(columns))
    places = [plan.headers.index(header) if header in plan.headers else -1 for header in document.headers]
    for chunk in split_up(document.rows, CHUNK):
        keys = [make_key(renderer, cells) if any(MASK in cell for cell in cells) else "" for cells in chunk]
        rows = PlanRow.objects.filter(plan=plan, key__in=set(keys) - {""}, key_problem="")
        held = {row.key: row.cells for row in rows.only("key", "cells")}
        for cells, key in zip(chunk, keys, strict=True):
            before = held.get(key, [])
            yield [
                take_cell(cell, before[at] if 0 <= at < len(before) else "", is_hidden=column in hidden)
                for column, (cell, at) in enumerate(zip(cells, places, strict=False))
            ]


def take_cell(cell: str, before: str, *, is_hidden: bool) -> str:
    """What a cell holds after it was shown and came back."""
    if MASK not in cell or not before:
        return cell
    return before if cell == hide_cell(before, is_hidden=is_hidden) else unmask_url(cell, before)


def hide_cell(cell: str, *, is_hidden: bool) -> str:
    if is_hidden:
        return MASK if cell else ""
    return mask_url(cell)


def list_secret_columns(headers: Sequence[str], pointers: dict[int, str]) -> frozenset[int]:
    """The columns whose cells are hidden: by the field that they fill, else by what they are called."""
    return frozenset(
        place
        for place, header in enumerate(headers)
        if is_secret_name(header) or (place in pointers and is_secret_field(pointers[place]))
    )


def is_secret_field(where: str) -> bool:
    path = tuple(int(token) if token.isdigit() else token for token in pointer.split(where))
    return is_marked(path) or is_secret_name(str(path[-1]) if path else "")


def read_document(plan: Plan) -> PlanDocument:
    """The whole plan with its secrets hidden; `store_document` of it changes nothing. Two queries."""
    renderer = make_renderer(plan)
    template, _secrets = split_secrets(plan.base, declared_by(renderer.service))
    hidden = list_secret_columns(plan.headers, dict(renderer.layout.columns))
    rows = PlanRow.objects.filter(plan=plan, is_wanted=True).only("cells").order_by("position")
    return PlanDocument(
        name=plan.name,
        template=template,
        headers=plan.headers,
        rows=[
            [hide_cell(cell, is_hidden=place in hidden) for place, cell in enumerate(row.cells)]
            for row in rows.iterator(CHUNK)
        ],
        columns={plan.headers[column]: where for column, where in renderer.layout.columns},
        key=None if plan.key_column is None else plan.headers[plan.key_column],
        name_pattern=plan.name_pattern,
    )
