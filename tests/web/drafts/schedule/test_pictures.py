"""The schedule as a picture, in words, and its next runs in three zones (ux.md, 21); what presets fill in."""

import itertools
from datetime import UTC, datetime, timedelta, timezone

import pytest
import time_machine

from taskbuilder.records.models import Service
from taskbuilder.taskspec.platforms import Platform
from taskbuilder.taskspec.schedule.runs import Run
from taskbuilder.web.drafts.schedule.chart import find_notes
from taskbuilder.web.drafts.schedule.next_runs import write_run
from taskbuilder.web.drafts.schedule.presets import PRESETS, offer_presets
from tests.support.samples import make_request
from tests.support.walker import HTMX, Document, Walker, fill_request
from tests.web.drafts.conftest import choose, the_draft
from tests.web.drafts.rows.test_rows import read_focus

NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
BOTH = pytest.mark.parametrize("headers", [{}, HTMX])


def at_schedule(walker: Walker, service: Service) -> Walker:
    return choose(walker, service).open(walker.address.replace("details", "schedule"))


def fill_nights(walker: Walker, service: Service, offset: str) -> Walker:
    at_schedule(walker, service).press("preset:nights")
    return put_offset(walker, offset)


def put_offset(walker: Walker, offset: str) -> Walker:
    return walker.put("schedule-type-daily-timezone", offset).press("save", **HTMX)


def cells(document: Document) -> list[str]:
    """Those of the picture; the dialog of keys, at the end of the page, has a table too."""
    above = itertools.takewhile(lambda each: each.tag != "dialog", document.elements)
    return [" ".join(each.text.split()) for each in above if each.tag in ("td", "th")]


def legend(document: Document) -> list[str]:
    (chart,) = document.find("ul", class_="chart-legend")
    start = document.elements.index(chart)
    entries = itertools.takewhile(
        lambda each: each.tag in ("li", "svg", "path"), document.elements[start + 1 :]
    )
    return [each.text.strip() for each in entries if each.tag == "li"]


def notes(document: Document) -> list[str]:
    return [" ".join(each.text.split()) for each in document.find("p", class_="notice alert-info")]


@pytest.mark.ux(21)
@BOTH
def test_a_preset_fills_in_a_whole_schedule_and_keeps_the_offset(
    walker: Walker, ief: Service, headers: dict[str, str]
) -> None:
    at_schedule(walker, ief).put("schedule-type", "once").press("reshape")
    walker.put("schedule-type-once-timezone", "+03:00").press("preset:working-hours", **headers)
    assert walker.values["schedule-type"] == ["weekly"]
    assert walker.values["schedule-type-weekly-timezone"] == ["+03:00"]
    assert walker.values["schedule-type-weekly-days_of_week"] == ["1", "2", "3", "4", "5"]
    assert walker.summary == []
    walker.open(walker.address).put("schedule-type", "once").press("reshape")
    assert walker.values["schedule-type-once-timezone"] == ["+03:00"]


@BOTH
def test_a_preset_is_taken_back_by_one_button(walker: Walker, ief: Service, headers: dict[str, str]) -> None:
    at_schedule(walker, ief).press("preset:nights")
    assert undo(walker) == []  # nothing had been typed
    walker.put("schedule-type", "once").press("reshape").put("schedule-type-once-timezone", "+03:00")
    walker.put("schedule-type-once-execution_mode", "period").press("reshape")
    begin = "schedule-type-once-execution_mode-period-periods-r1-begin_at"
    walker.put(begin, "2030-01-01 08:00").press("preset:weekends")
    walker.press("preset:around-the-clock", **headers).press("undo", **headers)
    assert (walker.values["schedule-type"], undo(walker)) == (["weekly"], [])
    assert not headers or read_focus(walker) == "id_preset-around-the-clock"  # and not a radio
    walker.press("preset:nights").put("schedule-type", "once").press("reshape")
    assert (walker.values[begin], undo(walker)) == (["2030-01-01T08:00:00"], ["Undo “Nights”"])
    walker.put("schedule-type", "none").press("continue")
    walker.open(walker.address.replace("resources", "schedule"))
    assert undo(walker) == []
    walker.post("undo")
    assert walker.values["schedule-type"] == ["none"]


def undo(walker: Walker) -> list[str]:
    return [label for label in walker.buttons if label.startswith("Undo")]


def test_the_offset_is_asked_once_whatever_the_type(walker: Walker, ief: Service) -> None:
    at_schedule(walker, ief).put("schedule-type", "daily").press("reshape")
    walker.put("schedule-type-daily-timezone", "+8").put("schedule-type", "monthly").press("reshape")
    assert walker.values["schedule-type-monthly-timezone"] == ["+08:00"]
    walker.put("schedule-type-monthly-timezone", "+03:00").put("schedule-type", "none").press("reshape")
    walker.press("preset:nights")
    assert walker.values["schedule-type-daily-timezone"] == ["+03:00"]
    walker.put("schedule-type", "once").press("reshape")
    assert walker.values["schedule-type-once-timezone"] == ["+03:00"]


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        (None, ["working-hours", "every-day", "nights", "weekends", "around-the-clock"]),
        (Platform.IEF, ["working-hours", "every-day", "nights", "weekends", "around-the-clock"]),
        (Platform.MODELARTS_EDGE, ["every-day", "nights", "around-the-clock"]),
    ],
)
def test_a_platform_is_offered_what_it_can_run(platform: Platform | None, names: list[str]) -> None:
    assert [preset.name for preset in offer_presets(platform)] == names


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_what_a_preset_fills_in_is_right(walker: Walker, ief: Service, preset: object) -> None:
    request = make_request(Platform.IEF)
    choose(walker, ief)
    fill_request(walker, request)
    walker.open(walker.address.replace("review", "schedule")).press(f"preset:{preset.name}")  # type: ignore[attr-defined]
    walker.put(f"schedule-type-{walker.values['schedule-type'][0]}-timezone", "+08:00").press("continue")
    assert (walker.step, walker.summary) == ("resources", [])


def test_a_preset_that_is_not_offered_changes_nothing(walker: Walker, service: Service) -> None:
    at_schedule(walker, service)
    for name in ("working-hours", "", "x"):
        walker.post(f"preset:{name}")
        assert "schedule-type" not in walker.values


def test_a_preset_belongs_to_its_step(walker: Walker, ief: Service) -> None:
    choose(walker, ief).post("preset:nights")
    assert the_draft().answers.get("schedule") is None


@pytest.mark.ux(21)
@time_machine.travel(NOON, tick=False)
def test_the_next_runs_stand_in_three_zones_with_how_long_until_then(walker: Walker, ief: Service) -> None:
    walker.client.cookies["zone"] = "Europe/Berlin"
    fill_nights(walker, ief, "+02:00")
    runs = cells(walker.document)[-40:]
    assert cells(walker.document)[-44:-40] == [
        "The task's time (+02:00)",
        "Your time (Europe/Berlin)",
        "UTC",
        "Starts",
    ]
    assert runs[:4] == [
        "Tue 20 Oct, 20:00\u2060–\u206023:59",
        "Europe/Berlin Tue 20 Oct, 20:00\u2060–\u206023:59",
        "UTC Tue 20 Oct, 18:00\u2060–\u206021:59",
        "in 6 hours",
    ]
    assert runs[-4:] == [  # Berlin's clocks go back during this one
        "Sun 25 Oct, 00:00\u2060–\u206006:00",
        "Europe/Berlin Sun 25 Oct, 00:00\u2060–\u206005:00",
        "UTC Sat 24 Oct, 22:00 – Sun 25 Oct, 04:00",
        "in 4 days",
    ]


@pytest.mark.parametrize(("offset", "zone"), [("+00:00", "Europe/Berlin"), ("+08:00", "UTC")])
def test_utc_is_not_told_twice(walker: Walker, ief: Service, offset: str, zone: str) -> None:
    walker.client.cookies["zone"] = zone
    fill_nights(walker, ief, offset)
    heads = [" ".join(each.text.split()) for each in walker.document.find("th", scope="col")]
    assert heads[2:] == [f"The task's time ({offset})", f"Your time ({zone})", "Starts"]


def test_a_run_of_another_year_says_which() -> None:
    run = Run(datetime(2027, 1, 3, 8, tzinfo=UTC), datetime(2027, 1, 3, 9, tzinfo=UTC))
    assert write_run(run, None, NOON) == "Sun 3 Jan 2027, 08:00\u2060–\u206009:00".replace(" ", "\xa0")


@pytest.mark.ux(21)
@time_machine.travel(NOON, tick=False)
def test_a_zone_that_changes_its_clocks_parts_from_the_offset(walker: Walker, ief: Service) -> None:
    walker.client.cookies["zone"] = "Europe/Berlin"
    assert notes(fill_nights(walker, ief, "+02:00").document) == [
        "From 25 Oct 2026, runs start an hour earlier in Europe/Berlin time, because clocks there change "
        "and this offset does not."
    ]
    walker.open(walker.address)
    assert notes(put_offset(walker, "+01:00").document) == [
        "Europe/Berlin is at +02:00 until its clocks change on 25 Oct 2026. This offset applies after that."
    ]
    walker.open(walker.address)
    assert notes(put_offset(walker, "+08:00").document) == []


@pytest.mark.parametrize(
    ("zone", "offset", "note"),
    [
        (
            "Europe/Berlin",
            60,
            "From 28 Mar 2027, runs start an hour later in Europe/Berlin time, ",
        ),
        (
            "Australia/Lord_Howe",
            660,
            "From 4 Apr 2027, runs start 30 minutes earlier in Australia/Lord_Howe time, ",
        ),
    ],
)
def test_a_change_of_clocks_says_which_way(zone: str, offset: int, note: str) -> None:
    now = datetime(2027, 1, 20, tzinfo=UTC)
    (said,) = find_notes(timezone(timedelta(minutes=offset)), {zone}, now)
    assert said == f"{note}because clocks there change and this offset does not."


@pytest.mark.ux(21)
def test_the_picture_says_what_its_bars_mean(walker: Walker, ief: Service) -> None:
    fill_nights(walker, ief, "+08:00")
    assert legend(walker.document) == ["Run"]
    walker.open(walker.address).put("schedule-type", "weekly").press("reshape")
    walker.put("schedule-type-weekly-execution_mode", "frequency").press("reshape")
    row = "schedule-type-weekly-execution_mode-frequency-frequency"
    walker.put("schedule-type-weekly-days_of_week", "7").put(f"{row}-interval", "5").put(
        f"{row}-duration", "6"
    )
    walker.put(f"{row}-begin_at", "23:00").put(f"{row}-end_at", "01:00").press("save", **HTMX)
    assert legend(walker.document) == [
        "Run",
        "Between first and last run",
        "Continues from the day before",
        "Overlapping runs",
    ]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 4000])
def test_without_a_zone_that_is_known_the_projects_stands_in(walker: Walker, ief: Service, zone: str) -> None:
    walker.client.cookies["zone"] = zone
    fill_nights(walker, ief, "+08:00")
    assert f"The project's time ({ief.project.time_zone})" in cells(walker.document)


@pytest.mark.ux(21)
def test_the_picture_has_its_words(walker: Walker, ief: Service) -> None:
    fill_nights(walker, ief, "+08:00")
    assert cells(walker.document)[2:4] == ["Monday", "00:00–06:00, 20:00–23:59"]
    (chart,) = walker.document.find("div", class_="chart", role="img")
    assert chart.attrs["aria-label"].startswith("Week: Every day 20:00 to 23:59 and 00:00 to 06:00 (+08:00)")


def test_nothing_is_drawn_before_there_is_something(walker: Walker, ief: Service) -> None:
    at_schedule(walker, ief)
    assert walker.document.find("div", class_="chart") == []
    assert cells(walker.document) == ["Day", "Runs", "No days yet"]


def test_other_steps_have_no_picture(walker: Walker, ief: Service) -> None:
    choose(walker, ief)
    assert walker.document.find("section", id="picture") == []
