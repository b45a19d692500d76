"""A plan of some rows for the project's service."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from taskbuilder.records.models import ColumnUse, Plan, PlanRow, Project, Service
from taskbuilder.records.plans.store import Replaced, create_plan, replace_rows
from tests.records.conftest import NOW, REQUEST

HEADERS = ["Camera", "Address", "CPU"]
COLUMNS: list[ColumnUse] = [
    {"column": 1, "pointer": "/input/data/0/url"},
    {"column": 2, "pointer": "/source_usage_estimate/cpu"},
]


@pytest.fixture
def plan(project: Project, service: Service, operator: User) -> Plan:
    return create_plan(project=project, name="Cameras", service=service, base=REQUEST, by=operator, now=NOW)


def make_row(number: int, *, address: str = "", cpu: str = "1") -> list[str]:
    return [f"camera-{number}", address or f"rtsp://192.0.2.1/{number}", cpu]


def take(
    plan: Plan, rows: Sequence[Sequence[str]], *, key_column: int | None = 0, pattern: str = ""
) -> Replaced:
    """The rows as they would come from a file, whose first line has the headers."""
    return replace_rows(
        plan,
        enumerate(rows, start=2),
        headers=HEADERS,
        columns=COLUMNS,
        key_column=key_column,
        name_pattern=pattern,
        revision=plan.revision,
        now=NOW + timedelta(minutes=1),
    )


def list_keys(plan: Plan) -> list[tuple[str, str, bool]]:
    rows = PlanRow.objects.filter(plan=plan).order_by("position")
    return [(row.key, row.key_problem, row.is_wanted) for row in rows]
