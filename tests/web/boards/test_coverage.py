"""Which hours no task analyses a camera: as a reckoning minute by minute has it, while clocks change too."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from taskbuilder.records.boards.coverage import Coverage, list_cameras
from taskbuilder.records.boards.plans import Plan
from taskbuilder.records.boards.timetable import Timetable
from taskbuilder.records.models import CloudTask, Submission
from taskbuilder.taskspec.inputs.identities import Source
from taskbuilder.taskspec.schedule.minutes import Span
from taskbuilder.web.boards.coverage import write_gaps
from tests.taskspec.schedule.test_runs import by_the_minute, minutes_of
from tests.web.boards.conftest import DAILY, MakePlan
from tests.web.boards.test_week import list_cells, make_week

PATH = "/projects/gate/tasks/coverage/"
GATE, YARD = (
    Source(1, "url", (), ("rtsp://gate/1",), ("site=north",)),
    Source(1, "url", (), ("rtsp://yard/1",)),
)
OFFSETS = st.sampled_from((("+08:00", 8), ("-03:30", -3.5), ("+01:00", 1), ("+13:00", 13)))


def plan_of(number: int, schedule: dict[str, Any], *sources: Source) -> Plan:
    return Plan(
        submission=UUID(int=number),
        name=f"task-{number}",
        service=1,
        created_at=datetime(2020, 1, 1, tzinfo=UTC),
        tasks=1,
        has_request=True,
        schedule=schedule,
        cpu=0,
        memory=0,
        cameras={source.digest: source for source in sources},
        nodes=(),
    )


def reckon(schedules: list[dict[str, Any]], offsets: list[float], begin: datetime, minutes: int) -> set[int]:
    """The minutes in which none runs, by the clock of each schedule's own offset alone."""
    found = set(range(minutes))
    for schedule, hours in zip(schedules, offsets, strict=True):
        clock = (begin + timedelta(hours=hours)).replace(tzinfo=UTC)
        days = minutes // 1440 + 1
        found -= {(moment - clock) // timedelta(minutes=1) for moment in minutes_of(schedule, clock, days)}
    return found


@settings(max_examples=25)
@given(
    st.lists(st.tuples(by_the_minute(), OFFSETS), min_size=1, max_size=2),
    st.sampled_from(
        (
            (date(2026, 3, 23), "Europe/Berlin"),
            (date(2026, 10, 26), "America/New_York"),
            (date(2026, 3, 30), "Australia/Lord_Howe"),
            (date(2026, 6, 1), "Asia/Kolkata"),
        )
    ),
)
def test_gaps_agree_with_a_reckoning_by_the_minute(
    drawn: list[tuple[dict[str, Any], tuple[str, float]]], week_of: tuple[date, str]
) -> None:
    """Each gap of the last two days of a week, in which clocks change, in words of the zone's clock."""
    monday, zone = week_of
    week = make_week(monday, zone)
    drawn_schedules = [{**schedule, "timezone": offset} for schedule, (offset, _hours) in drawn]
    rows = [plan_of(number, each, GATE) for number, each in enumerate(drawn_schedules)]
    (camera,) = list_cameras(Timetable(rows, week.span), (), words=())
    gaps = Coverage(cameras=[camera], span=week.span, least=1).find_gaps(camera.analysed)
    first = week.days[5].begin
    minutes = week.span.minutes - first
    begin = week.span.find_moment(first)
    hours = [offset[1] for _schedule, offset in drawn]
    found = {minute for minute in range(minutes) if gaps >> (first + minute) & 1}
    assert found == reckon(drawn_schedules, hours, begin, minutes)
    for day in (5, 6):
        shown = write_gaps(week, gaps, day)
        clocks = [
            week.span.find_moment(begin).astimezone(ZoneInfo(zone))
            for begin, _end in week.cut(gaps, week.days[day])
        ]
        if 0 < len(clocks) <= 4 and shown != "all day":
            assert re.findall(r"(\d\d:\d\d)–", shown) == [f"{clock:%H:%M}" for clock in clocks]


def test_groups_by_name_and_tag() -> None:
    span = Span(begin=datetime(2026, 3, 2, tzinfo=UTC), minutes=1440)
    late = {**DAILY, "timezone": "+00:00", "periods": [{"begin_at": "18:00:00", "end_at": "23:59:00"}]}
    table = Timetable([plan_of(1, {**DAILY, "timezone": "+00:00"}, GATE), plan_of(2, late, YARD)], span)
    both = Coverage(cameras=list_cameras(table, (), words=["rtsp", "/1"]), span=span, least=2)
    assert [camera.name for camera in both.cameras] == ["rtsp://yard/1", "rtsp://gate/1"]
    assert both.gaps_of_all.bit_count() == 8 * 60 + 1
    assert both.gaps_of_any == span.whole
    assert [each.name for each in list_cameras(table, (), words=["site=north"])] == ["rtsp://gate/1"]
    assert list_cameras(table, (), words=["nowhere"]) == []


def ask(client: Client, **query: str) -> str:
    answer = client.get(PATH, {"week": "2026-03-25", "zone": "own", **query})
    assert answer.status_code == 200
    return answer.text


def test_the_calendar_and_what_clocks_do(as_viewer: Client, make_plan: MakePlan) -> None:
    """A camera whose only task was stopped is analysed by none; a night's last minute is not a gap."""
    nights = [{"begin_at": "20:00:00", "end_at": "23:59:00"}, {"begin_at": "00:00:00", "end_at": "06:00:00"}]
    make_plan(1, schedule={**DAILY, "timezone": "+01:00", "periods": nights})
    stopped = make_plan(2, urls=("rtsp://yard/1",), state="STOPPED")
    Submission.objects.filter(pk=stopped.pk).update(task_state="STOPPED")
    as_viewer.cookies["zone"] = "Europe/Berlin"
    page = ask(as_viewer)
    assert list_cells(page, "rtsp://gate/1")[:7] == ["06:00–20:00"] * 6 + ["07:00–21:00"]
    assert list_cells(page, "rtsp://yard/1")[:8] == ["all day"] * 7 + ["167 h"]
    note = "From 29 Mar 2026, these start an hour later in Europe/Berlin time: task-1."
    assert note in page
    assert "yard" not in ask(as_viewer, q="GATE")
    assert "No camera found" in ask(as_viewer, q="nowhere")
    assert note not in ask(as_viewer, week="2026-07-01")
    ask(as_viewer, least="60", page="7")
    ask(as_viewer, least="x" * 9, q="x" * 9999)


def test_a_camera_of_tasks_that_are_gone(as_viewer: Client, make_plan: MakePlan) -> None:
    submission = make_plan(1)
    CloudTask.objects.update(missing_since=datetime(2026, 3, 2, tzinfo=UTC))
    Submission.objects.filter(pk=submission.pk).update(task_state="GONE")
    assert list_cells(ask(as_viewer), "rtsp://gate/1")[:7] == ["all day"] * 7
