"""Plans of the inventory's sources: chosen by a filter or ticked, and compared again once they change."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.inventory.store import Contents, change_entry, delete_entries
from taskbuilder.records.models import Plan, Project, Source, Template
from taskbuilder.records.plans.store import make_renderer
from taskbuilder.taskspec.json_value import JsonObject, JsonValue
from tests.support.walker import Document
from tests.web.conftest import NOW
from tests.web.inventory.conftest import AddSource, add_source
from tests.web.plans.conftest import URL, upload
from tests.web.task_templates.conftest import REQUEST, MakeTemplate, ask

__all__ = ["add_source"]
NEW = "/projects/gate/plans/from-sources/"
SERVER: JsonObject = {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "open-sesame"}
VCN: JsonObject = {"type": "vcn", "data": [{"device_id": "d-1"}], "vcn": SERVER}


def write_stream(url: str) -> JsonObject:
    return {"input": {"type": "url", "data": [{"url": url}]}}


def list_rows(plan: Plan) -> dict[str, tuple[str, str]]:
    return {row.key: (row.name, row.change) for row in plan.rows.order_by("position")}


@pytest.fixture
def sources(add_source: AddSource) -> list[Source]:
    add_source("office", task_input=VCN, site="Dock")
    return [add_source(f"dock {number}", url=f"rtsp://d/{number}", site="Dock") for number in (1, 2)]


def choose(client: Client, template: Template, **posted: object) -> str:
    """The address of the page that says what the columns of the chosen sources are."""
    answer = client.post(NEW, {"confirmed": "yes", "template": str(template.pk), **posted})
    assert answer.status_code == 303, answer.content
    return answer["Location"]


def make_plan(client: Client, template: Template, **posted: object) -> Plan:
    """As the page of the columns proposes it."""
    columns = choose(client, template, **posted)
    page = Document(client.get(columns).content.decode())
    proposed, name = {"name": "", "pattern": ""}, ""
    for each in page.elements:
        name = each.attrs.get("name", "") if each.tag in ("select", "input") else name
        if name and (each.tag == "input" or "selected" in each.attrs):
            proposed[name] = each.attrs.get("value", "")
    assert client.post(columns, proposed).status_code == 303
    return Plan.objects.get()


def compare_again(client: Client, plan: Plan) -> str:
    answer = client.post(f"/projects/gate/plans/{plan.pk}/sources/", follow=True)
    return " ".join(each.text for each in Document(answer.content.decode()).find("div", class_="alert"))


def test_a_plan_of_what_a_filter_finds_takes_up_what_comes_and_goes(
    as_operator: Client, project: Project, operator: User, template: Template, sources: list[Source]
) -> None:
    plan = make_plan(as_operator, template, all="yes", site="Dock")
    assert (plan.headers, plan.key_column) == (["name", "kind", "site", "url"], 0)
    assert (plan.columns, plan.name_pattern) == ([{"column": 3, "pointer": URL}], "{name}")
    assert list_rows(plan) == {"dock 1": ("dock-1", "new"), "dock 2": ("dock-2", "new")}
    moved, new = write_stream("rtsp://d/9"), write_stream("rtsp://g/1")
    office = Source.objects.get(name="office")
    for source, name, request in ((sources[0], "dock 1", moved), (office, "gate", new)):
        contents = Contents(name=name, request=request, site="Dock")
        change_entry(source, contents=contents, by=operator, now=NOW)
    delete_entries(Source, project=project, keys=[sources[1].pk])
    said = "Compared with the inventory: 1 new, 1 changed, 0 removed."
    assert said in compare_again(as_operator, plan)
    assert list_rows(plan) == {"dock 1": ("dock-1", "new"), "gate": ("gate", "new")}
    assert plan.rows.get(key="dock 1").cells == ["dock 1", "url", "Dock", "rtsp://d/9"]


def test_ticked_sources_are_the_plan_whatever_comes(
    as_operator: Client, template: Template, sources: list[Source], add_source: AddSource
) -> None:
    plan = make_plan(as_operator, template, keys=",".join(str(each.pk) for each in sources))
    add_source("dock 3", url="rtsp://d/3", site="Dock")
    compare_again(as_operator, plan)
    assert list_rows(plan) == {"dock 1": ("dock-1", "new"), "dock 2": ("dock-2", "new")}


def test_a_field_that_a_source_gets_reaches_its_task(
    as_operator: Client, operator: User, make_template: MakeTemplate, add_source: AddSource
) -> None:
    template = make_template(ask("/name"), request=REQUEST | {"input": VCN})
    source = add_source("office", task_input=VCN)
    plan = make_plan(as_operator, template, all="yes")
    task_input: JsonObject = {**VCN, "data": [{"device_id": "d-1", "node_id": "edge-7"}]}
    change_entry(
        source, contents=Contents(name="office", request={"input": task_input}), by=operator, now=NOW
    )
    compare_again(as_operator, plan)
    assert make_renderer(Plan.objects.get()).render(plan.rows.get().cells)["input"] == task_input


@pytest.mark.parametrize("sets", [[{"site": "north"}], [{"site": "north", "floor": "2"}, {"site": "south"}]])
def test_tags_of_cameras_go_with_them(
    as_operator: Client, make_template: MakeTemplate, add_source: AddSource, sets: list[JsonValue]
) -> None:
    camera: JsonObject = {"id": "c-1", "camera_type": "ipc", "tag": sets}
    task_input: JsonObject = {"type": "edgecamera", "data": [camera]}
    other: JsonObject = {**task_input, "data": [{**camera, "tag": [{"site": "west"}]}]}
    add_source("office", task_input=task_input)
    plan = make_plan(as_operator, make_template(request=REQUEST | {"input": other}), all="yes")
    assert make_renderer(plan).render(plan.rows.get().cells)["input"] == task_input


def test_the_first_of_many_inputs_of_a_template_has_a_column(
    as_operator: Client, make_template: MakeTemplate, sources: list[Source]
) -> None:
    streams: list[JsonValue] = [{"url": f"rtsp://old/{number}"} for number in range(5)]
    request = REQUEST | {"input": {"type": "url", "data": streams}}
    plan = make_plan(as_operator, make_template(request=request), all="yes", site="Dock")
    assert plan.columns == [{"column": 3, "pointer": URL}]
    data: list[JsonValue] = [{"url": "rtsp://d/1"}, *streams[1:]]
    row = plan.rows.get(key="dock 1")
    assert make_renderer(plan).render(row.cells)["input"] == {"type": "url", "data": data}


def test_sources_of_another_type_than_the_template_are_refused(
    as_operator: Client, template: Template, add_source: AddSource
) -> None:
    source = add_source("office", task_input=VCN)
    answer = as_operator.post(NEW, {"confirmed": "yes", "template": str(template.pk), "keys": str(source.pk)})
    page = Document(answer.content.decode())
    said = f"“{template.name}” has another input type than these sources. Choose another template."
    assert (answer.status_code, page.find("a", href="#id_template")[0].text) == (422, said)
    assert page.find("input", name="keys")[0].attrs["value"] == str(source.pk)


def test_those_of_other_types_are_said_to_be_left_out(
    as_operator: Client, template: Template, sources: list[Source]
) -> None:
    page = as_operator.get(choose(as_operator, template, all="yes"))
    assert "Sources of other types that are left out: 1" in page.text
    plan = make_plan(as_operator, template, all="yes")
    answer = as_operator.post(f"/projects/gate/plans/{plan.pk}/sources/", follow=True)
    assert "Sources of other types that are left out: 1" in answer.text


def fix(client: Client, plan: Plan, key: str, column: int, text: str) -> None:
    """A cell, as on the page that fixes rows."""
    plan.refresh_from_db()
    row = plan.rows.get(key=key)
    posted = {f"r{row.pk}-{column}": text, "revision": plan.revision}
    answer = client.post(f"/projects/gate/plans/{plan.pk}/fix/?row={row.pk}", posted)
    assert answer.status_code == 303


def move(source: Source, url: str, by: User, **more: str) -> None:
    contents = Contents(name=source.name, request=write_stream(url), site="Dock", **more)
    change_entry(source, contents=contents, by=by, now=NOW)


def test_what_was_fixed_in_the_plan_stays_and_is_named(
    as_operator: Client, operator: User, template: Template, sources: list[Source]
) -> None:
    plan = make_plan(as_operator, template, all="yes", site="Dock")
    fix(as_operator, plan, "dock 1", 3, "rtsp://d/fixed")
    move(sources[0], "rtsp://d/8", operator)
    move(sources[1], "rtsp://d/9", operator)
    said = "1 cell was fixed in this plan and differs from the inventory. It stays as it is: dock 1 · url."
    assert said in compare_again(as_operator, plan)
    urls = {row.key: row.cells for row in plan.rows.all()}
    assert [urls[key][3] for key in ("dock 1", "dock 2")] == ["rtsp://d/fixed", "rtsp://d/9"]
    page = as_operator.get(f"/projects/gate/plans/{plan.pk}/").text
    assert page.count("Fixed in this plan, differs from the inventory: url") == 1

    move(sources[0], "rtsp://d/fixed", operator)
    compare_again(as_operator, plan)
    move(sources[0], "rtsp://d/10", operator)
    assert "fixed" not in compare_again(as_operator, plan)
    assert plan.rows.get(key="dock 1").cells[3] == "rtsp://d/10"


def test_what_is_typed_as_the_inventory_has_it_is_no_fixed_cell(
    as_operator: Client, operator: User, template: Template, sources: list[Source]
) -> None:
    plan = make_plan(as_operator, template, all="yes", site="Dock")
    for url in ("rtsp://d/fixed", "rtsp://d/other", "rtsp://d/1"):
        fix(as_operator, plan, "dock 1", 3, url)
    plan.refresh_from_db()
    assert plan.fixed == {}


def test_a_fixed_key_is_the_same_row_still(
    as_operator: Client, operator: User, template: Template, sources: list[Source]
) -> None:
    plan = make_plan(as_operator, template, all="yes", site="Dock")
    fix(as_operator, plan, "dock 1", 0, "gate 1")
    move(sources[0], "rtsp://d/8", operator)
    assert "It stays as it is: dock 1 · name." in compare_again(as_operator, plan)
    assert list_rows(plan) == {"gate 1": ("gate-1", "new"), "dock 2": ("dock-2", "new")}
    assert plan.rows.get(key="gate 1").cells[3] == "rtsp://d/8"


@pytest.mark.parametrize("key", ["0", ""])
def test_cells_of_sources_that_are_one_task_stay_fixed(
    as_operator: Client, operator: User, template: Template, sources: list[Source], key: str
) -> None:
    plan = make_plan(as_operator, template, all="yes", site="Dock")
    columns = {"column-3": URL, "key": key, "pattern": "{site}", "grouping": "size", "size": "2"}
    assert as_operator.post(f"/projects/gate/plans/{plan.pk}/columns/", columns).status_code == 303
    fix(as_operator, plan, "1", 3, "rtsp://d/fixed")
    for _time in range(2):
        assert "It stays as it is: " in compare_again(as_operator, plan)
        assert [row.cells[3::5] for row in plan.rows.all()] == [["rtsp://d/fixed", "rtsp://d/2"]]


def test_a_table_from_a_file_ends_it(as_operator: Client, template: Template, sources: list[Source]) -> None:
    plan = make_plan(as_operator, template, all="yes")
    address = f"/projects/gate/plans/{plan.pk}/"
    assert "Compare again with the inventory" in as_operator.get(address).text
    columns = upload(as_operator, f"{address}table/", "name,url\ndock 1,rtsp://d/1\n")
    fix(as_operator, plan, "dock 1", 3, "rtsp://d/fixed")
    as_operator.post(columns, {"column-1": URL, "key": "0", "pattern": "{name}"})
    plan.refresh_from_db()
    assert (plan.sources, plan.fixed) == ({}, {})
    assert plan.rows.get(key="dock 1").cells == ["dock 1", "rtsp://d/1"]
    assert "Compare again with the inventory" not in as_operator.get(address).text
