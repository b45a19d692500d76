"""From a table to a plan, and from a plan to its tasks."""

from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from taskbuilder.records.models import Member, Plan, PlanRun, Project, Role, RunStep, Submission, Template
from taskbuilder.records.plans.runner import apply_due
from taskbuilder.records.plans.states import RunState
from taskbuilder.taskspec.json_value import as_object
from tests.web.plans.conftest import NEW, URL, MakePlan, list_cameras, upload, write_csv


def list_changes(plan: Plan) -> dict[str, int]:
    return dict(Counter(plan.rows.values_list("change", flat=True)))


def apply(client: Client, plan: Plan, *ticks: str) -> PlanRun:
    """Applies what is ticked, and leads to the page of the run."""
    plan.refresh_from_db()
    answer = client.post(address(plan, "apply/"), {"judging": plan.judging, **dict.fromkeys(ticks, "on")})
    run = PlanRun.objects.latest("asked_at")
    assert answer["Location"] == address(plan, f"runs/{run.pk}/")
    return run


def address(plan: Plan, below: str = "") -> str:
    return f"/projects/gate/plans/{plan.pk}/{below}"


def press(client: Client, run: PlanRun, do: str) -> None:
    assert client.post(address(run.plan, f"runs/{run.pk}/control/"), {"do": do}).status_code == 303
    run.refresh_from_db()


def test_columns_are_shown_as_understood_and_taken(as_operator: Client, template: Template) -> None:
    columns = upload(as_operator, NEW, write_csv(*list_cameras(50)), template=str(template.pk))
    page = as_operator.get(columns).text
    assert [page.count(text) for text in ("cam-1<", "rtsp://192.0.2.1/1<")] == [1, 1]
    answer = as_operator.post(columns, {"name": "Cameras", "column-0": "/name", "column-1": URL, "key": "0"})
    plan = Plan.objects.get()
    assert answer["Location"] == address(plan)
    assert list_changes(plan) == {"new": 50}
    assert as_operator.get(address(plan)).text.count("rtsp://192.0.2.1/") == 0


def test_what_is_ticked_is_applied(as_operator: Client, make_plan: MakePlan) -> None:
    plan = make_plan(*list_cameras(5))
    run = apply(as_operator, plan, "creates")
    apply_due()
    names = sorted(Submission.objects.values_list("name", flat=True))
    assert names == [f"cam-{number}" for number in range(1, 6)]
    assert "0 of 5 finished" in as_operator.get(address(plan, f"runs/{run.pk}/")).text


def test_the_part_that_follows_the_comparison_brings_what_can_be_done_then(
    as_operator: Client, make_plan: MakePlan
) -> None:
    plan = make_plan(*list_cameras(1))
    whole = as_operator.get(address(plan)).text
    part = as_operator.get(address(plan), headers={"HX-Request": "true"}).text
    assert whole.count('id="plan-actions"') == part.count('id="plan-actions" hx-swap-oob="true"') == 1
    assert f'href="{address(plan, "apply/")}"' in part


def test_nothing_ticked_is_said(as_operator: Client, make_plan: MakePlan) -> None:
    plan = make_plan(*list_cameras(2))
    answer = as_operator.post(address(plan, "apply/"), {"judging": plan.judging})
    assert (answer.status_code, answer.text.count("Select what to do.")) == (422, 1)
    assert PlanRun.objects.count() == 0


def test_a_comparison_that_is_no_longer_the_latest_is_not_applied(
    as_operator: Client, make_plan: MakePlan
) -> None:
    plan = make_plan(*list_cameras(2))
    answer = as_operator.post(address(plan, "apply/"), {"judging": plan.judging + 1, "creates": "on"})
    assert (answer["Location"], PlanRun.objects.count()) == (address(plan, "apply/"), 0)


def test_who_ticks_something_else_is_led_to_the_run_that_is_under_way(
    as_operator: Client, make_plan: MakePlan
) -> None:
    plan = make_plan(*list_cameras(2))
    run = apply(as_operator, plan, "creates")
    assert apply(as_operator, plan, "creates") == run
    answer = as_operator.post(
        address(plan, "apply/"), {"judging": plan.judging, "creates": "on", "is_canary": "on"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == address(plan, f"runs/{run.pk}/")
    assert "Another run of this plan is under way: create. Yours was not started." in answer.text
    assert PlanRun.objects.count() == 1


def test_who_may_resume_a_run_whose_person_left_is_named(
    as_operator: Client, project: Project, make_plan: MakePlan
) -> None:
    run = apply(as_operator, make_plan(*list_cameras(2)), "creates")
    Member.objects.filter(person=run.by).update(role=Role.VIEWER)
    Member.objects.create(project=project, person=User.objects.create_user("lin"), role=Role.MANAGER)
    apply_due()
    run.refresh_from_db()
    assert (run.state, Submission.objects.count()) == (RunState.PAUSED, 0)
    page = " ".join(as_operator.get(address(run.plan, f"runs/{run.pk}/")).text.split())
    assert "The person who started it may no longer create tasks in this project." in page
    assert "These people can resume it, and it is their run from then on: lin." in page


def test_a_run_is_paused_resumed_and_cancelled(as_operator: Client, make_plan: MakePlan) -> None:
    run = apply(as_operator, make_plan(*list_cameras(3)), "creates")
    states = []
    for do in ("pause", "resume", "cancel", "resume"):
        press(as_operator, run, do)
        states.append(run.state)
    assert states == [RunState.PAUSED, RunState.RUNNING, RunState.CANCELLED, RunState.CANCELLED]


def test_a_wrong_row_is_named_by_its_column_and_fixed_in_place(
    as_operator: Client, make_plan: MakePlan
) -> None:
    plan = make_plan(("cam-1", "rtsp://192.0.2.1/1", ""), ("cam-2", "nowhere", ""))
    assert list_changes(plan) == {"new": 1, "invalid": 1}
    page = as_operator.get(address(plan, "fix/")).text
    row = plan.rows.get(change="invalid")
    name = f"r{row.pk}-1"
    assert page.count(f'name="{name}"') == 1
    assert page.count("Row 3 · cam-2: ") == 1
    plan.refresh_from_db()
    typed = {"revision": plan.revision - 1, name: "rtsp://192.0.2.1/2"}
    stale = as_operator.post(address(plan, "fix/"), typed)
    assert (stale.status_code, stale.text.count('value="rtsp://192.0.2.1/2"')) == (409, 1)
    assert list_changes(plan) == {"new": 1, "invalid": 1}
    as_operator.post(address(plan, "fix/"), typed | {"revision": plan.revision})
    assert list_changes(plan) == {"new": 2}


def test_a_result_is_a_file(as_operator: Client, make_plan: MakePlan) -> None:
    plan = make_plan(("=cam", "rtsp://192.0.2.1/1", ""), *list_cameras(1))
    run = apply(as_operator, plan, "creates")
    apply_due()
    answer = as_operator.get(address(plan, f"runs/{run.pk}/result/"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    steps = RunStep.objects.count()
    assert (lines[0], len(lines)) == ("Line,Key,Task name,Action,State,Task IDs,Problem", 1 + steps)


@pytest.mark.parametrize("below", ["", "apply/", "fix/", "problems/", "delete/"])
def test_a_plan_of_another_project_is_not_found(as_operator: Client, make_plan: MakePlan, below: str) -> None:
    plan = make_plan(*list_cameras(1))
    assert as_operator.get(f"/projects/quay/plans/{plan.pk}/{below}").status_code == 404


def test_a_plan_is_deleted_and_its_tasks_stay(as_operator: Client, make_plan: MakePlan) -> None:
    plan = make_plan(*list_cameras(1))
    apply(as_operator, plan, "creates")
    apply_due()
    press(as_operator, PlanRun.objects.get(), "cancel")
    question = as_operator.get(address(plan, "delete/")).text
    assert "Delete “Cameras”?" in question
    as_operator.post(address(plan, "delete/"))
    assert (Plan.objects.count(), Submission.objects.count()) == (0, 1)


def test_pages_of_5000_rows_are_small_and_ask_little(as_operator: Client, make_plan: MakePlan) -> None:
    plan = make_plan(*list_cameras(5_000))
    run = apply(as_operator, plan, "creates")
    apply_due()
    plan.refresh_from_db()
    queries = {"": 6, "?show=pending&from=201": 6, f"runs/{run.pk}/": 8, "columns/": 5}
    asked = {}
    for below in queries:
        with CaptureQueriesContext(connection) as captured:
            answer = as_operator.get(address(plan, below))
        asked[below] = len(captured)
        assert (answer.status_code, len(answer.content) < 150_000) == (200, True), below
    assert asked == queries


def test_the_review_of_5000_rows_is_small_and_asks_little(
    as_operator: Client, make_plan: MakePlan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan = make_plan(*list_cameras(5_000))
    with django_assert_num_queries(10):
        answer = as_operator.get(address(plan, "apply/"))
    assert (answer.status_code, len(answer.content) < 150_000) == (200, True)


def test_a_hidden_cell_is_kept_only_for_its_own_address(as_operator: Client, make_plan: MakePlan) -> None:
    plan = make_plan(("cam-1", "rtsp://me:canary-1@192.0.2.1/1", ""))
    row = plan.rows.get()
    assert "canary" not in as_operator.get(address(plan, f"fix/?row={row.pk}")).text

    def save(text: str) -> str:
        plan.refresh_from_db()
        typed = {"revision": plan.revision, f"r{row.pk}-1": text}
        as_operator.post(address(plan, f"fix/?row={row.pk}"), typed)
        row.refresh_from_db()
        return row.cells[1]

    assert save("rtsp://••••••@192.0.2.1/2") == "rtsp://me:canary-1@192.0.2.1/2"
    assert save("rtsp://••••••@192.0.2.9/2") == "rtsp://••••••@192.0.2.9/2"
    assert list_changes(plan) == {"invalid": 1}


def test_a_secret_of_the_template_is_sent_only_where_it_was_saved_for(
    as_operator: Client, template: Template
) -> None:
    """The template has a header with a secret for its own webhook; a column that names others has none."""
    same = ("cam-1", "rtsp://192.0.2.1/1", "https://sink.example.net/b")
    other = ("cam-2", "rtsp://192.0.2.1/2", "https://evil.example/a")
    columns = upload(as_operator, NEW, write_csv(same, other), template=str(template.pk))
    chosen = {"name": "Cameras", "column-0": "/name", "column-1": URL, "column-2": "/output/webhook/url"}
    assert as_operator.post(columns, chosen | {"key": "0"}).status_code == 303
    plan = Plan.objects.get()
    assert dict(plan.rows.values_list("key", "change")) == {"cam-1": "new", "cam-2": "invalid"}
    assert as_operator.get(address(plan)).text.count("was saved for another address.") == 1
    run = apply(as_operator, plan, "creates")
    apply_due()
    sent = RunStep.objects.get(run=run).submission
    assert sent is not None
    output = as_object(sent.full_request()["output"])
    assert output["webhook"] == {
        "url": "https://sink.example.net/b",
        "headers": {"X-Token": "canary-token"},
    }
