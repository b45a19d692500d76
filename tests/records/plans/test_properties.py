"""Whatever the template and the table: what was applied is there, and then there is nothing to apply."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from taskbuilder.records.models import (
    ActionBatch,
    CreatedTask,
    Plan,
    PlanRow,
    Project,
    Replacement,
    ReplacementState,
    RunStep,
    Submission,
)
from taskbuilder.records.plans.applying import NothingToDo
from taskbuilder.records.plans.comparing import NOT_THERE
from taskbuilder.records.plans.states import RunState
from taskbuilder.records.plans.store import create_plan, replace_rows
from taskbuilder.simulator.server import Simulator
from tests.records.cloud_tasks.conftest import clock, cloud
from tests.records.plans.site import apply, compare, person, settle, start
from tests.support.clock import Clock
from tests.support.tables import Table, next_rows, tables

__all__ = ["clock", "cloud"]
pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLES = settings().max_examples // 10
"""Each takes a second or two: the cloud creates, replaces and deletes tasks. None is made smaller."""


def make_plan(table: Table) -> Plan:
    service = Project.objects.get(slug="harbour").services.filter(
        platform=table.platform, requires_config=False
    )[0]
    return create_plan(
        project=service.project,
        name="Cameras",
        service=service,
        base=table.base,
        by=person(),
        now=timezone.now(),
    )


def take(plan: Plan, table: Table, rows: Sequence[Sequence[str]]) -> None:
    plan.refresh_from_db()
    replace_rows(
        plan,
        enumerate(rows, start=2),
        headers=table.headers,
        columns=table.columns,
        key_column=0,
        name_pattern=table.pattern,
        revision=plan.revision,
        now=timezone.now(),
    )


def check_applied(plan: Plan, clock: Clock) -> set[str]:
    """Applies it, and finds nothing to do afterwards; answers the IDs of the tasks that shall be there."""
    wanted = {change for change in compare(plan).values() if change not in ("invalid", "unchanged")}
    if wanted:
        run = apply(plan, clock)
        steps = set(RunStep.objects.filter(run=run).values_list("state", "reason"))
        assert (run.state, steps) == (RunState.DONE, {("done", "")})
    assert set(compare(plan).values()) <= {"unchanged", "invalid"}
    with pytest.raises(NothingToDo):
        start(plan)
    there = Submission.objects.filter(state="created").exclude(task_state__in=NOT_THERE)
    there = there.exclude(pk__in=find_left())
    rows = PlanRow.objects.filter(plan=plan, standing__isnull=False)
    assert sorted(there.values_list("pk", flat=True)) == sorted(rows.values_list("standing", flat=True))
    return list_tasks(there)


def find_left() -> set[UUID]:
    """What stays until the one in its place runs, which may be in years."""
    waiting = Replacement.objects.filter(state=ReplacementState.WAITING)
    return set(waiting.values_list("old", flat=True))


def list_tasks(submissions: Iterable[Submission]) -> set[str]:
    return set(CreatedTask.objects.filter(submission__in=submissions).values_list("task_id", flat=True))


def clear() -> None:
    """So that the next example begins with nothing but old tasks in the cloud."""
    Plan.objects.all().delete()
    ActionBatch.objects.all().delete()
    Submission.objects.all().delete()


@given(st.data())
@settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_a_plan_that_was_applied_is_empty(cloud: Simulator, clock: Clock, data: st.DataObject) -> None:
    clear()
    others = {task["id"] for task in cloud.tasks}
    table = data.draw(tables())
    plan = make_plan(table)
    for rows in (table.rows, data.draw(next_rows(table))):
        take(plan, table, rows)
        tasks = check_applied(plan, clock)
        settle(plan, clock)
        left = list_tasks(Submission.objects.filter(pk__in=find_left()))
        assert {task["id"] for task in cloud.tasks} - others == tasks | left
