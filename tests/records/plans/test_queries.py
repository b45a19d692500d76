"""What pages read of plans and runs, in fixed numbers of queries that read no table whole."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Plan, PlanRow, PlanRun, RunStep, Submission
from taskbuilder.records.plans.judging import ensure_judged, judge_due, list_problems
from taskbuilder.records.plans.queries import (
    find_run,
    list_runs,
    read_progress,
    read_steps,
)
from taskbuilder.records.plans.results import write_result
from taskbuilder.records.plans.runner import apply_due
from taskbuilder.records.plans.selection import select_left
from taskbuilder.records.plans.settling import list_ends
from taskbuilder.records.plans.states import Change, StepState
from taskbuilder.records.plans.store import list_plans, read_rows
from taskbuilder.records.plans.summary import summarize
from tests.records.conftest import NOW
from tests.records.plans.conftest import make_row, take
from tests.support.plans import know_sizes, list_long_reads, noted

ROWS = 3_000


@pytest.fixture
def run(plan: Plan) -> PlanRun:
    """Of a plan of many rows, of which most were created."""
    project, by = plan.project, plan.by
    assert plan.service is not None
    Submission.objects.bulk_create(
        Submission(
            project=project,
            service=plan.service,
            created_by=by,
            created_at=NOW,
            name=f"gate-camera-{number}",
            request={},
            state="created" if number % 10 else "refused",
            settled_at=NOW,
        )
        for number in range(ROWS)
    )
    PlanRow.objects.bulk_create(
        PlanRow(
            plan=plan,
            position=number,
            number=number,
            key=f"camera-{number}",
            cells=make_row(number),
            name=submission.name,
            change=Change.UNCHANGED if number % 10 else Change.NEW,
            cpu=0.5,
            memory=512,
            standing=submission,
            standing_digest="",
        )
        for number, submission in enumerate(Submission.objects.order_by("name"))
    )
    run = PlanRun.objects.create(
        plan=plan, by=by, revision=1, judging=1, asked_at=NOW, due_at=NOW, total=ROWS, turn=1
    )
    RunStep.objects.bulk_create(
        RunStep(
            run=run,
            row=row,
            key=row.key,
            kind="create",
            state=StepState.OPEN if row.position < 20 else StepState.DONE,
            submission=row.standing,
            asked_at=NOW,
            settled_at=None if row.position < 20 else NOW + timedelta(seconds=30),
        )
        for row in PlanRow.objects.select_related("standing").order_by("position")
    )
    know_sizes()
    return run


def test_what_a_relay_asks_again_and_again_reads_no_table_whole(run: PlanRun) -> None:
    with noted() as statements:
        judge_due(now=NOW)
        assert len(list_ends(run, now=NOW)) == 20
        assert list(select_left(run)[:20]) == []
        read_progress(run, now=NOW)
    assert len(statements) == 5
    assert list_long_reads(statements) == []


@pytest.mark.usefixtures("run")
def test_comparing_reads_no_other_plan(plan: Plan) -> None:
    Plan.objects.update(judged_revision=1, judging=1)
    PlanRun.objects.update(state="done", finished_at=NOW, due_at=None)
    RunStep.objects.filter(state="open").update(state="done", settled_at=NOW)
    plan.refresh_from_db()
    with noted() as statements:
        assert ensure_judged(plan, now=NOW)
    assert list_long_reads(statements) == []
    assert len(statements) < 20


def test_nothing_due_is_two_queries(plan: Plan, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    take(plan, [make_row(1)])
    with django_assert_num_queries(2):
        assert apply_due() == 0


def test_pages_read_a_fixed_number_of_queries(
    run: PlanRun, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with noted() as statements:
        with django_assert_num_queries(1):
            rows = read_rows(plan, change=Change.NEW, start=50)
        with django_assert_num_queries(0):
            assert list_problems(plan, rows, now=timezone.now()) == {row.pk: [] for row in rows}
        with django_assert_num_queries(2):
            steps = read_steps(run, state=StepState.DONE)
            assert [step.submission is not None and list(step.submission.tasks.all()) for step in steps] == [
                []
            ] * 50
        with django_assert_num_queries(2):
            assert (find_run(plan, run.pk), list_runs(plan)) == (run, [run])
        with django_assert_num_queries(1):
            assert list_plans(plan.project) == [plan]
        with django_assert_num_queries(3):
            summary = summarize(plan)
    assert list_long_reads(statements) == []
    assert (summary.count(Change.NEW), summary.total) == (ROWS // 10, ROWS)
    assert (summary.added.cpu, summary.added.memory) == (ROWS // 10 * 0.5, ROWS // 10 * 512)


def test_progress(run: PlanRun) -> None:
    progress = read_progress(run, now=NOW + timedelta(seconds=60))
    assert (progress.total, progress.open, progress.ended, progress.left) == (ROWS, 20, ROWS - 20, 0)
    assert (progress.percent, progress.a_minute, progress.seconds_left) == (99, ROWS - 20, 1)


def test_the_result_names_each_row(run: PlanRun) -> None:
    header, *lines = write_result(run)
    assert header == ("Line", "Key", "Task name", "Action", "State", "Task IDs", "Problem")
    assert len(lines) == ROWS
    assert lines[20] == ("20", "camera-20", lines[20][2], "Create", "Done", "", "")
