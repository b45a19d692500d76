"""Rows that are one task: chosen with the columns, shown with their rows, fixed where they do not agree."""

import csv
from io import StringIO

import pytest
from django.test import Client

from taskbuilder.records.models import Plan, PlanRow, Template
from taskbuilder.records.plans.store import make_renderer
from taskbuilder.taskspec.json_value import JsonValue, as_list, as_object
from tests.support.walker import Document
from tests.web.plans.conftest import NEW, URL, upload, write_csv

CPU = "/source_usage_estimate/cpu"
HEADER = ("Camera", "RTSP URL", "Site", "CPU")
ROWS = [
    ("cam-1", "rtsp://192.0.2.1/1", "north", "1"),
    ("cam-2", "rtsp://192.0.2.1/2", "south", "1"),
    ("cam-3", "rtsp://192.0.2.1/3", "north", "2"),
]


def choose(grouping: str, **more: str) -> dict[str, str]:
    columns = {"column-0": "", "column-1": URL, "column-2": "", "column-3": CPU}
    return {"name": "Sites", "key": "0", "pattern": "", "grouping": grouping, "size": "", **columns, **more}


def make_plan(client: Client, template: Template, grouping: str, **more: str) -> Plan:
    columns = upload(client, NEW, write_csv(*ROWS, header=HEADER), template=str(template.pk))
    assert client.post(columns, choose(grouping, **more)).status_code == 303
    return Plan.objects.get()


def address(plan: Plan, below: str = "") -> str:
    return f"/projects/gate/plans/{plan.pk}/{below}"


def list_urls(plan: Plan) -> dict[str, list[JsonValue]]:
    renderer = make_renderer(plan)
    return {
        row.key: [
            as_object(each)["url"] for each in as_list(as_object(renderer.render(row.cells)["input"])["data"])
        ]
        for row in plan.rows.order_by("position")
    }


def test_rows_of_a_site_are_shown_as_one_task(as_operator: Client, template: Template) -> None:
    plan = make_plan(as_operator, template, "2")
    assert list_urls(plan) == {"north": [ROWS[0][1], ROWS[2][1]], "south": [ROWS[1][1]]}
    page = Document(as_operator.get(address(plan)).content.decode())
    assert [each.text.strip() for each in page.find("summary")][1:] == ["2 rows", "1 row"]
    shown = [" ".join(each.text.split()) for each in page.find("li", class_="text-break")]
    assert shown == [f"{number}: {ROWS[number - 2][1]}" for number in (2, 4, 3)]


@pytest.mark.parametrize("way", ["page", "file"])
def test_what_rows_do_not_agree_on_is_fixed(as_operator: Client, template: Template, way: str) -> None:
    plan = make_plan(as_operator, template, "2")
    said = "“CPU” differs in rows 2, 4, which are one task. Enter the same in each."
    assert f"Row 4 · CPU: {said}" in as_operator.get(address(plan)).text
    row = plan.rows.get(key="north")
    if way == "page":
        page = Document(as_operator.get(address(plan, "fix/")).content.decode())
        control = f"r{row.pk}-7"
        assert [each.text for each in page.find("a", href=f"#id_{control}")] == [f"north · 2 rows: {said}"]
        labels = [each.text.split("  ")[0].strip() for each in page.find("label")]
        assert [labels[0][:14], labels[4][:14]] == ["Row 2 · Camera", "Row 4 · Camera"]
        posted = {
            each.attrs["name"]: each.attrs["value"] for each in page.find("input", class_="form-control")
        }
        assert posted[control] == "2"
        as_operator.post(address(plan, "fix/"), {**posted, control: "1", "revision": plan.revision})
    else:
        text = b"".join(as_operator.get(address(plan, "problems/"))).decode("utf-8-sig")
        lines = list(csv.reader(StringIO(text)))
        assert [line[:2] for line in lines[1:]] == [[str(row.pk), "2"], [f"{row.pk}.1", "4"]]
        assert [line[-1] for line in lines[1:]] == ["", f"Row 4 · CPU: {said}"]
        lines[2][5] = "1"
        fixed = StringIO()
        csv.writer(fixed).writerows(lines)
        assert upload(as_operator, address(plan, "table/"), fixed.getvalue()) == address(plan)
    row.refresh_from_db()
    assert (row.change, row.cells[7], row.cells[:4]) == ("new", "1", [*ROWS[0]])


def test_every_row_of_a_long_task_can_be_reached(as_operator: Client, template: Template) -> None:
    """Those that differ are shown first, and all of them on the page of the row."""
    rows = [
        (f"cam-{number}", f"rtsp://192.0.2.1/{number}", "north", "2" if number in (12, 20) else "1")
        for number in range(1, 26)
    ]
    columns = upload(as_operator, NEW, write_csv(*rows, header=HEADER), template=str(template.pk))
    assert as_operator.post(columns, choose("2")).status_code == 303
    plan, row = Plan.objects.get(), PlanRow.objects.get()
    answer = as_operator.get(address(plan, "fix/"))
    page = Document(answer.content.decode())
    assert list_fixed(page, row) == [1, 12, 20]
    assert "22 rows of this task are not shown here." in answer.text
    (every,) = page.find("a", href=f"?row={row.pk}")
    reached = []
    following = [every.attrs["href"]]
    while following:
        page = Document(as_operator.get(address(plan, f"fix/{following[0]}")).content.decode())
        reached.append(list_fixed(page, row))
        following = [each.attrs["href"] for each in page.find("a", rel="next")]
    assert reached == [[*range(1, 11)], [*range(11, 21)], [*range(21, 26)]]
    posted = {f"r{row.pk}-{19 * 4 + 3}": "1", "revision": plan.revision}
    as_operator.post(address(plan, f"fix/?row={row.pk}&from=11"), posted)
    page = Document(as_operator.get(address(plan, "fix/")).content.decode())
    assert list_fixed(page, row) == [1, 12]


def list_fixed(page: Document, row: PlanRow) -> list[int]:
    """The cameras whose CPU can be entered, counted from 1."""
    names = [each.attrs["name"].partition("-") for each in page.find("input", class_="form-control")]
    assert {name for name, _dash, _place in names} == {f"r{row.pk}"}
    return [int(place) // 4 + 1 for _name, _dash, place in names if int(place) % 4 == 3]


def test_so_many_rows_are_a_task_each_week(as_operator: Client, template: Template) -> None:
    plan = make_plan(as_operator, template, "size", size="2", **{"column-3": ""})
    assert list_urls(plan) == {"1": [ROWS[0][1], ROWS[1][1]], "2": [ROWS[2][1]]}
    assert plan.headers == [*HEADER, "Group"]
    rows = [("cam-4", "rtsp://192.0.2.1/4", "west", "1"), *ROWS[1:]]
    columns = upload(as_operator, address(plan, "table/"), write_csv(*rows, header=HEADER))
    page = Document(as_operator.get(columns).content.decode())
    assert page.find("input", name="size")[0].attrs["value"] == "2"
    as_operator.post(columns, choose("size", size="2", **{"column-3": ""}))
    plan.refresh_from_db()
    assert list_urls(plan) == {"1": [ROWS[1][1], "rtsp://192.0.2.1/4"], "2": [ROWS[2][1]]}
    as_operator.post(address(plan, "columns/"), choose("size", size="2", **{"column-3": CPU, "column-4": ""}))
    plan.refresh_from_db()
    assert (plan.headers, list(list_urls(plan))) == ([*HEADER, "Group"], ["1", "2"])


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (choose("size"), "Inputs per task is missing. Enter a number, such as 16."),
        (choose("size", size="many"), "Inputs per task should be a whole number, such as 16."),
        (choose("size", size="0"), "Inputs per task should be at least 1."),
        (choose("size", size="5001"), "Inputs per task should be at most 5000."),
        (choose("9"), "Tasks: choose which rows are one task."),
        (
            choose("2", **{"column-0": "/name", "column-1": ""}),
            "Tasks: no column fills a field of an input. Choose one above.",
        ),
    ],
)
def test_a_choice_that_cannot_be_is_refused(
    as_operator: Client, template: Template, chosen: dict[str, str], said: str
) -> None:
    columns = upload(as_operator, NEW, write_csv(*ROWS, header=HEADER), template=str(template.pk))
    answer = as_operator.post(columns, chosen)
    control = "id_size" if "Inputs" in said else "id_grouping"
    page = Document(answer.content.decode())
    assert (answer.status_code, [each.text for each in page.find("a", href=f"#{control}")]) == (422, [said])
    assert Plan.objects.count() == 0
