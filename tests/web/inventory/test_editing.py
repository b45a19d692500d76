"""Adding and editing a source or a sink: the form of each type, its problems, its secrets."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from taskbuilder.forms.inventory_fields import list_kinds
from taskbuilder.records.models import Project, Sink, Source
from tests.support.walker import HTMX, Walker
from tests.web.inventory.conftest import AddSource

NEW = "/projects/gate/inventory/sources/new/"


def test_a_source_is_added_with_the_fields_of_its_type(as_operator: Client, project: Project) -> None:
    walker = Walker(as_operator).open(NEW)
    assert "input-type-url-data-url" not in walker.values
    walker.put("input-type", "url").put("name", "gate-north").press("continue")
    assert Source.objects.count() == 0
    walker.put("input-type-url-data-url", "rtsp://me:open-sesame@cam-1.example.com/live")
    walker.put("site", "North").put("tags", "gate, night; gate").put("notes", "Ask the porter.").press(
        "continue"
    )
    source = Source.objects.get()
    assert walker.address == f"/projects/gate/inventory/sources/{source.pk}/"
    assert (source.name, source.kind, source.site, source.tags, source.notes) == (
        "gate-north",
        "url",
        "North",
        ["gate", "night"],
        "Ask the porter.",
    )
    assert source.request == {
        "input": {"type": "url", "data": [{"url": "rtsp://••••••@cam-1.example.com/live"}]}
    }
    data = {"url": "rtsp://me:open-sesame@cam-1.example.com/live"}
    assert source.full_request() == {"input": {"type": "url", "data": [data]}}
    assert source.address == "rtsp://••••••@cam-1.example.com/live"


@pytest.mark.parametrize("entries", ["sources", "sinks"])
def test_every_type_has_a_form_and_its_problems_are_at_controls_on_the_page(
    as_operator: Client, entries: str
) -> None:
    section = "input" if entries == "sources" else "output"
    for kind in list_kinds(section):
        walker = Walker(as_operator).open(f"/projects/gate/inventory/{entries}/new/?kind={kind}")
        assert walker.values[f"{section}-type"] == [kind]
        walker.press("continue")
        assert walker.response.status_code == 422
        assert walker.summary[0] == "Enter a name."
        assert len(walker.summary) > 1
        ids = {each.attrs.get("id") for each in walker.document.elements}
        start = next(each for each in walker.document.elements if each.attrs.get("id") == "problem-summary")
        assert start
        links = [
            each.attrs["href"][1:]
            for each in walker.document.find("a")
            if each.attrs.get("href", "").startswith("#id_")
        ]
        assert set(links) <= ids, kind
        assert len(links) >= len(walker.summary)


def test_a_secret_is_never_shown_and_survives_a_refused_form(as_operator: Client) -> None:
    walker = Walker(as_operator).open(f"{NEW}?kind=vcn")
    for name, text in {
        "name": "dock-1",
        "input-type-vcn-vcn-ip": "192.0.2.10",
        "input-type-vcn-vcn-port": "9900",
        "input-type-vcn-vcn-username": "",
        "input-type-vcn-vcn-password": "open-sesame",
        "input-type-vcn-data-device_id": "camera-7",
    }.items():
        walker.put(name, text)
    walker.press("continue")
    assert (walker.response.status_code, len(walker.summary)) == (422, 1)
    assert "open-sesame" not in walker.response.text
    walker.put("input-type-vcn-vcn-username", "viewer").press("continue")
    source = Source.objects.get()
    assert source.secrets == {"/input/vcn/password": "open-sesame"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_source")
        assert "open-sesame" not in str(cursor.fetchall())

    edit = f"/projects/gate/inventory/sources/{source.pk}/edit/"
    walker.open(edit)
    assert "open-sesame" not in walker.response.text
    walker.put("notes", "By the crane").press("continue")
    source = Source.objects.get()
    assert (source.notes, source.secrets) == ("By the crane", {"/input/vcn/password": "open-sesame"})


def test_a_saved_secret_is_not_sent_to_another_address(as_operator: Client, add_source: AddSource) -> None:
    source = add_source("gate-1", url="rtsp://me:open-sesame@cam-1.example.com/live")
    edit = f"/projects/gate/inventory/sources/{source.pk}/edit/"
    walker = Walker(as_operator).open(edit)
    walker.put("input-type-url-data-url", "rtsp://••••••@evil.example.com/live").press("continue")
    assert walker.response.status_code == 422
    assert walker.summary == [
        "The saved user name and password in “Stream or file URL” were for rtsp://cam-1.example.com. "
        "Replace the dots with those for the new address."
    ]
    walker.put("input-type-url-data-url", "rtsp://••••••@cam-1.example.com/other").press("continue")
    data = {"url": "rtsp://me:open-sesame@cam-1.example.com/other"}
    assert Source.objects.get().full_request() == {"input": {"type": "url", "data": [data]}}


def test_the_former_address_is_remembered(as_operator: Client, add_source: AddSource) -> None:
    source = add_source("gate-1", url="rtsp://cam-1.example.com/live")
    before = source.digest
    walker = Walker(as_operator).open(f"/projects/gate/inventory/sources/{source.pk}/edit/")
    walker.put("input-type-url-data-url", "rtsp://cam-9.example.com/live").press("continue")
    source.refresh_from_db()
    assert [each["digest"] for each in source.former] == [before]
    assert source.digest != before


def test_rows_are_added_with_what_was_typed(as_operator: Client) -> None:
    walker = Walker(as_operator).open("/projects/gate/inventory/sinks/new/?kind=webhook")
    walker.put("name", "results").put("output-type-webhook-url", "https://sink.example.net/r")
    walker.press("add:output-type-webhook-headers")
    keys = walker.values["output-type-webhook-headers"]
    first, second = (f"output-type-webhook-headers-{key}" for key in keys)
    walker.put(f"{first}-name", "X-Token").put(f"{first}-value", "open-sesame")
    walker.press("add:output-type-webhook-headers")
    assert "open-sesame" not in walker.response.text
    walker.put(f"{second}-name", "Accept").put(f"{second}-value", "text/plain")
    third = f"remove:output-type-webhook-headers:{walker.values['output-type-webhook-headers'][2]}"
    walker.press(third).press("continue")
    sink = Sink.objects.get()
    assert (sink.kind, sink.address) == ("webhook", "https://sink.example.net/r")
    assert sink.request == {
        "output": {
            "webhook": {
                "url": "https://sink.example.net/r",
                "headers": {"X-Token": "••••••", "Accept": "text/plain"},
            }
        }
    }
    assert sink.secrets == {"/output/webhook/headers/X-Token": "open-sesame"}


@pytest.mark.parametrize(("entries", "choose"), [("sources", "Input type"), ("sinks", "Destination")])
def test_an_empty_form_asks_for_a_name_and_a_type_and_nothing_else(
    as_operator: Client, entries: str, choose: str
) -> None:
    walker = Walker(as_operator).open(f"/projects/gate/inventory/{entries}/new/").press("continue")
    assert walker.summary == ["Enter a name.", f"Choose “{choose}”."]
    section = "input" if entries == "sources" else "output"
    links = {each.attrs["href"] for each in walker.document.find("a")}
    assert {"#id_name", f"#id_{section}-type_0"} <= links


def test_a_choice_after_a_refusal_takes_the_problems_away(as_operator: Client) -> None:
    walker = Walker(as_operator).open(NEW).press("continue")
    walker.put("input-type", "vcn").post("reshape:input-type", **HTMX)
    for name in ("problems", "marks"):  # what the answer puts in place of them
        (part,) = [each for each in walker.document.elements if each.attrs.get("id") == name]
        assert part.text.strip() == ""


def test_htmx_gets_the_part_that_a_choice_changes(as_operator: Client) -> None:
    walker = Walker(as_operator).open(NEW)
    walker.put("input-type", "vcn").post("reshape:input-type", **HTMX)
    assert walker.response.status_code == 200
    (branch,) = walker.document.find("div", id="branch-input-type")
    assert branch.attrs["data-announce"] == "The form now shows: VCN device."
    assert "input-type-vcn-vcn-ip" in walker.values


def test_a_name_is_used_once(as_operator: Client, add_source: AddSource) -> None:
    add_source("gate-1")
    walker = Walker(as_operator).open(f"{NEW}?kind=url")
    walker.put("name", "gate-1").put("input-type-url-data-url", "rtsp://cam-2.example.com/live").press(
        "continue"
    )
    assert walker.summary == ["The name “gate-1” is already used in this list. Choose another name."]
    assert walker.title == "Error: Add source · Gate · Task Builder"
    walker.put("name", "gate-2").press("continue")
    assert sorted(Source.objects.values_list("name", flat=True)) == ["gate-1", "gate-2"]


def test_two_people_edit_one(as_operator: Client, operator: User, add_source: AddSource) -> None:
    source = add_source("gate-1")
    edit = f"/projects/gate/inventory/sources/{source.pk}/edit/"
    first, second = (Walker(as_operator).open(edit) for _each in range(2))
    first.put("site", "North").press("continue")
    second.put("site", "South").press("continue")
    assert second.response.status_code == 422
    assert "changed meanwhile" in second.summary[0]
    assert Source.objects.get().site == "North"
    second.press("continue")
    assert Source.objects.get().site == "South"


def test_a_reviewer_reads(client: Client, viewer: User, add_source: AddSource) -> None:
    client.force_login(viewer)
    source = add_source("gate-1")
    for path, status in {"": 200, "sources/": 200, f"sources/{source.pk}/": 200, "sources/new/": 403}.items():
        assert client.get(f"/projects/gate/inventory/{path}").status_code == status
    posted = {"picked": str(source.pk), "confirmed": "yes"}
    for path in ("sources/delete/", "sources/mark/", f"sources/{source.pk}/edit/"):
        assert client.post(f"/projects/gate/inventory/{path}", posted).status_code == 403
    assert Source.objects.get().changed_at == source.changed_at
