"""Filling the input and output steps from the inventory: rows with their secrets, on the server alone."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from taskbuilder.records.drafts.store import start_draft
from taskbuilder.records.models import Draft, Project, Service
from taskbuilder.taskspec.json_value import JsonObject
from taskbuilder.web.drafts.state import DraftState
from tests.support.walker import Walker
from tests.web.conftest import NOW
from tests.web.inventory.conftest import AddSink, AddSource

SERVER: JsonObject = {"ip": "192.0.2.10", "port": 9900, "username": "viewer", "password": "open-sesame"}


@pytest.fixture
def draft(project: Project, service: Service, operator: User) -> Draft:
    return start_draft(project=project, owner=operator, service=service, now=NOW)


def read_request() -> JsonObject:
    return DraftState.of(Draft.objects.get(), NOW).request


def on_vcn(device: str, **server: object) -> JsonObject:
    return {"type": "vcn", "data": [{"device_id": device}], "vcn": {**SERVER, **server}}  # type: ignore[dict-item]


def open_list(client: Client, draft: Draft, step: str = "input") -> Walker:
    walker = Walker(client).open(f"/projects/gate/drafts/{draft.pk}/{step}/").press("inventory")
    assert walker.address == f"/projects/gate/drafts/{draft.pk}/inventory/{step}/"
    return walker


def add(walker: Walker, **posted: object) -> Walker:
    return walker.see(walker.client.post(walker.address, {**walker.values, **posted}, follow=True))


def test_ticked_sources_become_rows_with_their_secrets(
    as_operator: Client, draft: Draft, add_source: AddSource
) -> None:
    first = add_source("gate-1", url="rtsp://me:open-sesame@cam-1.example.com/live")
    second = add_source("gate-2", url="rtsp://cam-2.example.com/live")
    add_source("gate-3", url="rtsp://cam-3.example.com/live")
    walker = add(open_list(as_operator, draft), picked=[str(first.pk), str(second.pk)])
    assert walker.address == f"/projects/gate/drafts/{draft.pk}/input/"
    assert "2 sources were added." in walker.response.text
    assert "open-sesame" not in walker.response.text
    urls = ["rtsp://me:open-sesame@cam-1.example.com/live", "rtsp://cam-2.example.com/live"]
    assert read_request()["input"] == {"type": "url", "data": [{"url": url} for url in urls]}

    name = next(
        name
        for name, value in walker.values.items()
        if value == [urls[0].replace("me:open-sesame", "••••••")]
    )
    walker.put(name, "rtsp://••••••@evil.example.com/live").press("continue")
    assert walker.response.status_code == 422
    assert "were for rtsp://cam-1.example.com" in walker.summary[0]
    data = [{"url": "rtsp://••••••@evil.example.com/live"}, {"url": urls[1]}]
    assert read_request()["input"] == {"type": "url", "data": data}


def test_rows_that_were_typed_stay_and_none_is_added_twice(
    as_operator: Client, draft: Draft, add_source: AddSource
) -> None:
    source = add_source("gate-1", url="rtsp://cam-1.example.com/live")
    walker = Walker(as_operator).open(f"/projects/gate/drafts/{draft.pk}/input/")
    walker.put("input-type", "url").press("reshape")
    walker.put("input-type-url-data-r1-url", "rtsp://typed.example.com/live").press("inventory")
    for said in ("1 source was added.", "0 sources were added. 1 was already in the list."):
        walker = add(walker, picked=str(source.pk))
        assert said in walker.response.text
        urls = ["rtsp://typed.example.com/live", "rtsp://cam-1.example.com/live"]
        assert read_request()["input"] == {"type": "url", "data": [{"url": url} for url in urls]}
        walker.press("inventory")


def test_all_that_a_filter_shows_are_added(as_operator: Client, draft: Draft, add_source: AddSource) -> None:
    for number in range(60):
        site = "North" if number % 2 else "South"
        add_source(f"gate-{number:02}", url=f"rtsp://cam-{number}.example.com/live", site=site)
    walker = open_list(as_operator, draft)
    walker = add(walker, all="yes", site="North", q="")
    assert "30 sources were added." in walker.response.text
    urls = [{"url": f"rtsp://cam-{number}.example.com/live"} for number in range(1, 60, 2)]
    assert read_request()["input"] == {"type": "url", "data": urls}


def test_the_server_that_devices_share_comes_with_its_password(
    as_operator: Client, draft: Draft, add_source: AddSource
) -> None:
    sources = [add_source(f"dock-{each}", task_input=on_vcn(each)) for each in ("a", "b")]
    walker = add(open_list(as_operator, draft), picked=[str(each.pk) for each in sources])
    data = [{"device_id": "a"}, {"device_id": "b"}]
    assert read_request()["input"] == {"type": "vcn", "data": data, "vcn": SERVER}
    assert "open-sesame" not in walker.response.text


def test_what_cannot_be_in_one_task_is_refused_and_stays_ticked(
    as_operator: Client, draft: Draft, add_source: AddSource
) -> None:
    dock, other = (add_source(ip, task_input=on_vcn("a", ip=ip)) for ip in ("192.0.2.10", "192.0.2.11"))
    gate = add_source("gate-1")
    walker = open_list(as_operator, draft)
    for picked, words in {
        (dock, gate): "A task reads inputs of one type. Select sources of one type.",
        (
            dock,
            other,
        ): "“VCN server” differs between these inputs, and a task has one. Select sources that share it.",
        (): "Select at least one entry.",
    }.items():
        keys = [str(each.pk) for each in picked]
        refused = add(walker, picked=keys)
        assert (refused.response.status_code, refused.summary) == (422, [words])
        assert sorted(refused.values.get("picked", [])) == sorted(keys)
        assert read_request()["input"] == {}
        walker.values.pop("picked", None)
    add(walker, picked=str(dock.pk))
    walker = open_list(as_operator, draft)
    assert walker.values["kind"] == ["vcn", "vcn"]
    for source, words in {
        other: "“VCN server” differs between these inputs, and a task has one. Select sources that share it.",
        gate: "This task already has inputs of type “VCN device”. Select sources of that type.",
    }.items():
        assert add(walker, picked=str(source.pk)).summary == [words]


def test_a_page_of_the_step_that_is_still_open_does_not_undo_it(
    as_operator: Client, draft: Draft, add_source: AddSource
) -> None:
    source = add_source("gate-1")
    old = Walker(as_operator).open(f"/projects/gate/drafts/{draft.pk}/input/")
    add(open_list(as_operator, draft), picked=str(source.pk))
    assert old.press("continue").response.status_code == 409
    assert read_request()["input"] == {"type": "url", "data": [{"url": "rtsp://cam-1.example.com/live"}]}


def test_a_sink_is_filled_in(as_operator: Client, draft: Draft, add_sink: AddSink) -> None:
    hook, stream = add_sink("hook"), add_sink("stream", {"dis": {"stream_name": "results"}})
    second = add_sink("hook-2")
    walker = open_list(as_operator, draft, "output")
    assert add(walker, picked=[str(hook.pk), str(second.pk)]).summary == [
        "A task has one destination of each type. Select one sink of each."
    ]
    walker = add(open_list(as_operator, draft, "output"), picked=str(hook.pk))
    assert "1 sink was filled in." in walker.response.text
    add(open_list(as_operator, draft, "output"), picked=str(stream.pk))
    webhook = {"url": "https://sink.example.net/r", "headers": {"X-Token": "open-sesame"}}
    assert read_request()["output"] == {"dis": {"stream_name": "results"}, "webhook": webhook}


def test_an_empty_inventory_says_what_to_do(as_operator: Client, draft: Draft) -> None:
    assert "The inventory is empty" in open_list(as_operator, draft).response.text


def test_another_projects_sources_are_not_picked(
    as_operator: Client, draft: Draft, project: Project, add_source: AddSource
) -> None:
    source = add_source("gate-1")
    walker = open_list(as_operator, draft)
    project.pk, project.slug = None, "other"
    project.save(force_insert=True)
    type(source).objects.update(project=project)
    assert add(walker, picked=str(source.pk)).summary == ["Select at least one entry."]
    assert read_request()["input"] == {}
