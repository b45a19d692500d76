"""Rows of a plan are matched by their keys; nothing is written into a plan that moved or is applied."""

from dataclasses import astuple

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Plan, PlanRow, PlanRun, Project, Service, Submission
from taskbuilder.records.plans import store
from taskbuilder.records.plans.states import Change, RunState
from taskbuilder.records.plans.store import (
    PlanBusy,
    PlanMoved,
    PlanNameTaken,
    TooManyRows,
    change_cells,
    create_plan,
    delete_plan,
    find_plan,
    list_plans,
    read_rows,
)
from tests.records.conftest import NOW, REQUEST
from tests.records.plans.conftest import list_keys, make_row, take


def test_a_name_is_used_once_in_a_project(
    plan: Plan, project: Project, service: Service, operator: User
) -> None:
    with pytest.raises(PlanNameTaken):
        create_plan(project=project, name="Cameras", service=service, base=REQUEST, by=operator, now=NOW)
    create_plan(project=project, name="Doors", service=service, base=REQUEST, by=operator, now=NOW)
    assert {each.name for each in list_plans(project)} == {"Cameras", "Doors"}


def test_secrets_are_sealed(plan: Plan) -> None:
    take(plan, [make_row(1, address="rtsp://user:canary@192.0.2.1/1")])
    stored = [*Plan.objects.values_list("base", "salt"), *PlanRow.objects.values_list("cells", "key", "name")]
    assert "canary" not in repr(stored)


def test_the_next_table_is_matched_by_keys(plan: Plan, submission: Submission) -> None:
    assert astuple(take(plan, [make_row(1), make_row(2), make_row(3), make_row(4)])) == (4, 0, 0, 0)
    PlanRow.objects.filter(key="camera-1").update(standing=submission)
    first = {row.key: row.pk for row in PlanRow.objects.all()}
    after = take(plan, [make_row(5), make_row(3, cpu="2"), make_row(4)])
    assert astuple(after) == (1, 1, 1, 1)
    assert list_keys(plan) == [
        ("camera-5", "", True),
        ("camera-3", "", True),
        ("camera-4", "", True),
        ("camera-1", "", False),
    ]
    assert PlanRow.objects.get(key="camera-3").pk == first["camera-3"]
    assert PlanRow.objects.get(key="camera-3").cells == make_row(3, cpu="2")
    assert PlanRow.objects.get(key="camera-3").number == 3
    assert astuple(take(plan, [make_row(1)])) == (0, 0, 1, 0)
    assert list_keys(plan) == [("camera-1", "", True)]


def test_what_has_no_key_of_its_own_is_kept_with_the_reason(plan: Plan) -> None:
    take(plan, [make_row(1), make_row(1), ["", "rtsp://192.0.2.1/7", "1"], ["k" * 201, "", ""]])
    assert list_keys(plan) == [
        ("camera-1", "", True),
        ("camera-1", "duplicate", True),
        ("", "missing", True),
        ("k" * 199 + "…", "long", True),
    ]


def test_a_fixed_key_frees_the_row_that_was_second_to_it(plan: Plan) -> None:
    take(plan, [make_row(1), make_row(1), make_row(2)])
    first, second, third = PlanRow.objects.order_by("position")
    change_cells(plan, [(first.pk, 0, "camera-9")], revision=plan.revision, now=NOW)
    assert list_keys(plan) == [
        ("camera-9", "", True),
        ("camera-1", "", True),
        ("camera-2", "", True),
    ]
    change_cells(plan, [(third.pk, 0, "camera-1"), (second.pk, 2, "4")], revision=plan.revision, now=NOW)
    assert list_keys(plan)[2] == ("camera-1", "duplicate", True)
    assert PlanRow.objects.get(pk=second.pk).cells == make_row(1, cpu="4")


def test_without_a_column_the_name_is_the_key(plan: Plan) -> None:
    take(plan, [make_row(1), make_row(2)], key_column=None, pattern="{camera}-at {CPU}")
    assert [key for key, _problem, _is_wanted in list_keys(plan)] == ["camera-1-at 1", "camera-2-at 1"]


def test_nobody_overwrites_what_another_wrote(plan: Plan) -> None:
    before = Plan.objects.get()
    take(plan, [make_row(1)])
    row = PlanRow.objects.get()
    for write in (
        lambda: take(before, [make_row(2)]),
        lambda: change_cells(before, [(row.pk, 2, "9")], revision=before.revision, now=NOW),
    ):
        with pytest.raises(PlanMoved):
            write()
    assert list_keys(plan) == [("camera-1", "", True)]


def test_nothing_is_changed_while_a_run_applies_it(plan: Plan, operator: User) -> None:
    take(plan, [make_row(1)])
    run = PlanRun.objects.create(plan=plan, by=operator, revision=2, judging=1, asked_at=NOW)
    with pytest.raises(PlanBusy):
        take(plan, [make_row(2)])
    with pytest.raises(PlanBusy):
        delete_plan(plan)
    PlanRun.objects.filter(pk=run.pk).update(state=RunState.PAUSED)
    take(plan, [make_row(2)])
    delete_plan(plan)
    assert not Plan.objects.exists()


def test_a_table_that_is_too_long_is_not_stored(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    take(plan, [make_row(1)])
    monkeypatch.setattr(store, "MOST_ROWS", 2)
    with pytest.raises(TooManyRows):
        take(plan, [make_row(number) for number in range(3)])
    assert (list_keys(plan), Plan.objects.get().revision) == ([("camera-1", "", True)], 2)


def test_200_000_rows_are_refused_before_one_is_written(
    plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [make_row(1)] * 200_000
    with django_assert_max_num_queries(8), pytest.raises(TooManyRows):
        take(plan, rows)
    assert not plan.rows.exists()


def test_a_page_of_rows_is_one_query(
    plan: Plan, project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    take(plan, [make_row(number) for number in range(120)])
    with django_assert_num_queries(1):
        rows = read_rows(plan, start=100)
        assert [row.cells[0] for row in rows] == [f"camera-{number}" for number in range(100, 120)]
        assert {row.standing for row in rows} == {None}
    assert [row.key for row in read_rows(plan, search="CAMERA-11", limit=3)] == [
        "camera-11",
        "camera-110",
        "camera-111",
    ]
    assert read_rows(plan, change=Change.NEW) == []
    with django_assert_num_queries(1):
        assert find_plan(project=project, plan_id=plan.pk) == plan
