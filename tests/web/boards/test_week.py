"""The week of a project's tasks: the picture agrees with the runs, and conflicts are found."""

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from taskbuilder.records.boards.plans import Plan
from taskbuilder.records.boards.timetable import Timetable
from taskbuilder.records.models import Submission
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.web.boards.calendar import Week
from taskbuilder.web.boards.lanes import STEP
from taskbuilder.web.boards.week import draw_service
from tests.taskspec.schedule.test_minutes import walk
from tests.taskspec.strategies import schedules
from tests.web.boards.conftest import DAILY, MakePlan

PATH = "/projects/gate/tasks/week/"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def make_week(monday: date, zone: str = "Europe/Berlin") -> Week:
    noon = datetime(monday.year, monday.month, monday.day, 12, tzinfo=UTC)
    return Week(monday=monday, zone=ZoneInfo(zone), own_zone=None, now=noon, query=QueryDict())


def plan_of(schedule: JsonObject, tasks: int) -> Plan:
    return Plan(
        submission=UUID(int=1),
        name="gate",
        service=1,
        created_at=LONG_AGO,
        tasks=tasks,
        has_request=True,
        schedule=schedule,
        cpu=0,
        memory=0,
        cameras={},
        nodes=(),
    )


def read_heights(path: str, highest: int) -> dict[int, int]:
    """How many run at once, by the first minute of each slot, as a path of a lane draws it."""
    found = {}
    for begin, height, width in re.findall(r"M(\d+) 20v-([\d.]+)h(\d+)v[\d.]+z", path):
        for slot in range(int(begin), int(begin) + int(width), STEP):
            found[slot] = round(float(height) * highest / 20)
    return found


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(Platform).flatmap(schedules), st.integers(1, 3)), max_size=3),
    st.sampled_from((date(2026, 3, 23), date(2026, 10, 19), date(2027, 6, 7))),
)
def test_the_picture_agrees_with_the_runs(tasks: list[tuple[dict[str, Any], int]], monday: date) -> None:
    """In two weeks that are an hour shorter and longer, too."""
    week = make_week(monday)
    rows = Timetable([plan_of(*each) for each in tasks], week.span).rows
    lane = draw_service(week, "Counting", rows, {}, is_open=False, key=1)
    counts = [0] * week.span.minutes
    for schedule, count in tasks:
        for minute in walk(schedule, week.span):
            counts[minute] += count
    slots = {slot: max(counts[slot : slot + STEP]) for slot in range(0, len(counts), STEP)}
    assert lane.end == str(max(counts))
    assert read_heights(lane.runs, max(counts)) == {slot: each for slot, each in slots.items() if each}


@pytest.mark.parametrize(
    ("monday", "minutes", "days"),
    [
        (date(2026, 3, 23), 167 * 60, [1440] * 6 + [1380]),
        (date(2026, 10, 19), 169 * 60, [1440] * 6 + [1500]),
    ],
)
def test_a_week_in_which_clocks_change(monday: date, minutes: int, days: list[int]) -> None:
    week = make_week(monday)
    assert week.span.minutes == minutes
    assert [day.end - day.begin for day in week.days] == days


def ask(client: Client, **query: str) -> str:
    answer = client.get(PATH, {"week": "2026-03-04", **query})
    assert answer.status_code == 200
    return answer.text


def list_cells(page: str, title: str) -> list[str]:
    (row,) = re.findall(rf'<th scope="row"[^>]*>{title}</th>\s*(.*?)</tr>', page, re.DOTALL)
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


def test_lanes_tasks_and_conflicts(as_viewer: Client, make_plan: MakePlan) -> None:
    """Two read the same camera by day; a third is stopped, and a fourth reads another."""
    often = {**DAILY, "periods": [{"begin_at": "16:00:00", "end_at": "20:00:00"}]}
    make_plan(1, schedule=DAILY, urls=("rtsp://user:secret@gate/1", "rtsp://gate/2"))
    make_plan(2, schedule=often)
    make_plan(3, state="STOPPED")
    make_plan(4, schedule=DAILY, urls=("rtsp://gate/4",))
    service = Submission.objects.all()[0].service_id
    page = ask(as_viewer, service=str(service))
    # Created on Sunday 1 March at 20:00 of the project's clock; the week begins on Monday 2 March.
    assert list_cells(page, "Counting") == ["up to 3 at once"] * 7
    assert list_cells(page, "task-1") == ["08:00–18:00"] * 7
    assert list_cells(page, "task-2") == ["16:00–20:00"] * 7
    assert "task-3" not in page
    assert "Project's time (Asia/Shanghai)" in page
    assert "1 camera is read by several tasks at once." in page
    (conflict,) = re.findall(r'<li class="list-group-item">(.*?)</li>', page, re.DOTALL)
    assert re.findall(r">(task-\d)</a>", conflict) == ["task-2", "task-1"]
    assert re.findall(r"<code.*?>(.*?)</code>", conflict) == ["rtsp://gate/1"]
    assert "first Mon 2 Mar, 16:00–18:00; 14 h in this week" in conflict
    assert "secret" not in page


def test_in_ones_own_zone_and_back(as_viewer: Client, make_plan: MakePlan) -> None:
    make_plan(1, schedule=DAILY)
    as_viewer.cookies["zone"] = "Europe/Berlin"
    query = {"service": str(Submission.objects.get().service_id)}
    page = ask(as_viewer, **query)
    assert "Project's time (Asia/Shanghai)" in page
    assert list_cells(page, "task-1")[0] == "08:00–18:00"
    page = ask(as_viewer, **query, zone="own")
    assert "Your time (Europe/Berlin)" in page
    assert list_cells(page, "task-1")[0] == "01:00–11:00"
    assert "zone=project" in page


def test_a_zone_without_one_of_the_days(as_viewer: Client, make_plan: MakePlan) -> None:
    """Samoa had no 30 December 2011."""
    make_plan(1, schedule=DAILY)
    as_viewer.cookies["zone"] = "Pacific/Apia"
    page = ask(as_viewer, week="2011-12-30", zone="own", service=str(Submission.objects.get().service_id))
    assert list_cells(page, "Counting") == ["none"] * 7


def test_what_is_not_shown_is_counted(as_viewer: Client, make_plan: MakePlan) -> None:
    submission = make_plan(1)
    Submission.objects.filter(pk=submission.pk).update(request={})
    page = ask(as_viewer)
    assert "No tasks to show" in page
    assert "1 submission is not shown" in page


@pytest.mark.parametrize("week", ["", "2026-13-01", "x" * 10, "0001-01-01", "9999-12-31", "２０２６-01-01"])
def test_weeks_that_make_no_sense(as_viewer: Client, make_plan: MakePlan, week: str) -> None:
    make_plan(1, schedule=DAILY)
    ask(as_viewer, week=week, service="9" * 9, page="9" * 9)
