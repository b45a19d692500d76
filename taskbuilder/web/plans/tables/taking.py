"""Storing what was said of a table: a new plan, a plan's next table, other columns of the same one."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from taskbuilder.records.models import ColumnUse, Plan, PlanUpload, Service
from taskbuilder.records.models.plans import FixedCells
from taskbuilder.records.plans.grouping.rows import list_lines
from taskbuilder.records.plans.store import Replaced, create_plan, replace_rows
from taskbuilder.records.plans.uploads import forget_upload
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.web.plans.tables.bases import Base
from taskbuilder.web.plans.tables.columns_form import Choices

Numbered = tuple[int, list[str]]


@transaction.atomic
def make_plan(
    upload: PlanUpload, base: Base, service: Service, choices: Choices, *, by: User, now: datetime
) -> Plan:
    """A plan of a table. Raises PlanNameTaken, TooManyPlans, TooManyRows."""
    plan = create_plan(
        project=upload.project,
        name=choices.name,
        service=service,
        base=base.request,
        by=by,
        now=now,
        template=base.version,
        declared=base.state.record_declared(),
    )
    take_table(plan, upload, choices, now=now)
    return plan


@transaction.atomic
def take_table(plan: Plan, upload: PlanUpload, choices: Choices, *, now: datetime) -> None:
    """The table takes the place of the plan's. Raises PlanMoved, PlanBusy, TooManyRows, UnreadableSecret."""
    rows, headers = list(list_rows(upload)), upload.table["headers"]
    write(plan, rows, headers, choices, now=now, sources=upload.sources)
    forget_upload(upload)


@transaction.atomic
def change_columns(plan: Plan, choices: Choices, *, now: datetime) -> None:
    """The same rows, read otherwise. Raises as `take_table`."""
    rows = [(number, [*cells]) for number, cells in list_lines(plan)]
    write(plan, rows, plan.headers, choices, now=now, fixed=plan.fixed)


def write(
    plan: Plan,
    rows: list[Numbered],
    headers: list[str],
    choices: Choices,
    *,
    now: datetime,
    sources: JsonObject | None = None,
    fixed: FixedCells | None = None,
) -> Replaced:
    """Raises as `take_table`."""
    return replace_rows(
        plan,
        rows,
        headers=headers,
        columns=[ColumnUse(column=place, pointer=where) for place, where in sorted(choices.columns.items())],
        key_column=choices.key,
        name_pattern=choices.pattern,
        grouping=choices.grouping,
        revision=plan.revision,
        now=now,
        sources=sources,
        fixed=fixed,
    )


def list_rows(upload: PlanUpload) -> Iterator[Numbered]:
    table = upload.table
    return zip(table["numbers"], table["rows"], strict=True)
